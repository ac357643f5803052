"""After connections were recorded or imported: who is new, who waits, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ledger.cli.session import Written
from ledger.facts.event import PersonId
from ledger.language import _, _n
from ledger.language.folding import fold
from ledger.language.phrases import show_number
from ledger.language.safe_text import visible
from projections.cli.describe import argument_for, role
from projections.cli.read_session import ViewQueries
from projections.cli.reasons import first_coffee
from projections.queue import query as queue
from projections.queue.query import Click, Listed
from projections.trust import query as ties

A_FEW: Final = 3
"""People that are named of each sort; the others are counted."""


def after_connection(queries: ViewQueries, written: Written, today: date) -> list[str]:
    """The next step with a person who asked to connect, or whose request was accepted, if you never met."""
    people = [getattr(recorded.event, "person", "") for recorded in written.recorded]
    clicks = _first_coffees(queries, queries.listed, today)
    roots = dict.fromkeys(map(queries.identity.root, filter(None, people)))
    return [_step(queries, clicks[person]) for person in roots if person in clicks]


def after_import(queries: ViewQueries, size_before: int, today: date) -> list[str]:
    """Who is new since the ledger had `size_before` events, whose requests wait, and the next step."""
    # Everybody at once: to look each up costs more than the rest.
    shown = {person.id: person.added for person in queries.people()}
    shown.pop(queries.owner or "", None)
    new = {person for person, added in shown.items() if added >= size_before}
    if not new:
        return []
    clicks = _first_coffees(queries, shown.__contains__, today)
    newest = [person for person in clicks if person in new]
    others = sorted(
        new.difference(newest), key=lambda person: fold(queries.name(person))
    )
    title = _n("{count} new person:", "{count} new people:", len(new))
    lines = _listed(queries, clicks, [*newest, *others], title, today)
    waiting = [
        person
        for person, click in clicks.items()
        if click.standing == "requested" and person not in newest[:A_FEW]
    ]
    if waiting:
        title = _n(
            "{count} request waits for your answer:",
            "{count} requests wait for your answer:",
            len(waiting),
        )
        lines += _listed(queries, clicks, waiting, title, today)
    return [*lines, *_next(queries, list(clicks))]


def _first_coffees(
    queries: ViewQueries, listed: Listed, today: date
) -> dict[PersonId, Click]:
    """The first coffees to have, by person, the newest at the top."""
    tables, identity = queries.tables, queries.identity
    met = {*ties.ties(tables, identity, queries.owner or "", today)}
    clicks = queue.first_coffees(tables, identity, listed, met.__contains__)
    return {click.person: click for click in clicks}


def _listed(
    queries: ViewQueries,
    clicks: dict[PersonId, Click],
    people: Sequence[PersonId],
    title: str,
    today: date,
) -> list[str]:
    """A title with their number, a line for each of the first few, and how many more there are."""
    shown = [_person(queries, clicks, person, today) for person in people[:A_FEW]]
    lines = [title.format(count=show_number(len(people)))]
    lines += (f"  {person}" for person in shown)
    more = len(people) - A_FEW
    if more > 0:
        sentence = _n("and {count} more", "and {count} more", more)
        lines.append("  " + sentence.format(count=show_number(more)))
    return lines


def _person(
    queries: ViewQueries, clicks: dict[PersonId, Click], person: PersonId, today: date
) -> str:
    """A person on one line: who that is, and what there is between the two of you."""
    parts = [visible(queries.name(person)), role(queries.card(person))]
    if person in clicks:
        parts.append(first_coffee(clicks[person], today))
    return " · ".join(filter(None, parts))


def _next(queries: ViewQueries, people: Sequence[PersonId]) -> list[str]:
    """The commands that go on from here."""
    if not people:
        return []
    invite = f"handshake invite {argument_for(queries, people[0])}"
    if len(people) == 1:
        return [_("Next: {command}").format(command=invite)]
    return [
        _("Next: {command} (all first coffees: {queue})").format(
            command=invite, queue="handshake queue"
        )
    ]


def _step(queries: ViewQueries, click: Click) -> str:
    """Who a person is, and the commands for them."""
    name = argument_for(queries, click.person)
    parts = (visible(queries.name(click.person)), role(queries.card(click.person)))
    who = ", ".join(filter(None, parts))
    invite = f"handshake invite {name}"
    if click.standing == "requested":
        return _("{who} waits for your answer: {accept}, or {invite}").format(
            who=who, accept=f"handshake accept {name}", invite=invite
        )
    return _("You have never met {who}: {invite}").format(who=who, invite=invite)
