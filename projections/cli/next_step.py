"""After connections were recorded or imported: who is new, who waits, and the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

from ledger.cli.session import Written
from ledger.facts.event import PersonId
from ledger.facts.person.events import PersonAdded
from ledger.language import _, _n
from ledger.language.command_words import command_line
from ledger.language.phrases import show_number
from ledger.language.text import visible
from projections.cli.describe import argument_for, role
from projections.cli.read_session import ViewQueries
from projections.cli.reasons import first_coffee
from projections.directory import query as directory
from projections.queue import query as queue
from projections.queue.query import Click
from projections.trust import query as ties

A_FEW: Final = 3
"""People that are named of each sort."""

_LOOKED_AT: Final = 1000
"""The newest connections among which the new people of an import are looked for."""


def after_connection(queries: ViewQueries, written: Written, today: date) -> list[str]:
    """The next step with a person who asked to connect, or whose request was accepted, if you never met."""
    people = {getattr(recorded.event, "person", "") for recorded in written.recorded}
    roots = set(map(queries.identity.root, filter(None, people)))
    coffees = islice(_first_coffees(queries, today), _LOOKED_AT)
    return [_step(queries, click) for click in coffees if click.person in roots]


def after_import(queries: ViewQueries, written: Written, today: date) -> list[str]:
    """Who is new after an import, whose requests wait, and the next step."""
    added = _added(queries, written)
    newest = list(islice(_first_coffees(queries, today), _LOOKED_AT))
    clicks = {click.person: click for click in newest}
    new = [click.person for click in newest if _is_new(queries, click.person, written)]
    people = list(dict.fromkeys([*new[:A_FEW], *added]))[:A_FEW]
    if not people:
        return []
    heading = _("New:")
    if len(added) > A_FEW:
        heading = _("New, to name a few:")
    lines = [heading]
    lines += (f"  {_person(queries, clicks, person, today)}" for person in people)
    requests = [click.person for click in newest if click.standing == "requested"]
    waiting = [person for person in requests if person not in people]
    if waiting:
        title = _n(
            "{count} request waits for your answer:",
            "{count} requests wait for your answer:",
            len(waiting),
        )
        lines.append(title.format(count=show_number(len(waiting))))
        shown = waiting[:A_FEW]
        lines += (f"  {_person(queries, clicks, person, today)}" for person in shown)
    return [*lines, *_next(queries, list(clicks))]


def _first_coffees(queries: ViewQueries, today: date) -> Iterator[Click]:
    """The first coffees to have, the newest at the top."""
    until = today.toordinal()

    def met(person: PersonId) -> bool:
        group = queries.identity.group(person)
        return bool(ties.days_met_by(queries.tables, group, until))

    return queue.newest_coffees(queries.tables, queries.identity, queries.listed, met)


def _added(queries: ViewQueries, written: Written) -> list[PersonId]:
    """The first people that the first transaction of an import entered, one more than are named."""
    entered = [
        recorded.stream
        for recorded in written.recorded
        if isinstance(recorded.event, PersonAdded)
    ]
    others = filter(queries.listed, entered)
    people = (person for person in others if person != queries.owner)
    return list(islice(people, A_FEW + 1))


def _is_new(queries: ViewQueries, person: PersonId, written: Written) -> bool:
    """Whether a person was entered by the import."""
    card = directory.person(queries.tables, person)
    return card is not None and card.added >= written.before.size


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
    invite = command_line(f"invite {argument_for(queries, people[0])}")
    if len(people) == 1:
        return [_("Next: {command}").format(command=invite)]
    return [
        _("Next: {command} (all first coffees: {queue})").format(
            command=invite, queue=command_line("queue")
        )
    ]


def _step(queries: ViewQueries, click: Click) -> str:
    """Who a person is, and the commands for them."""
    name = argument_for(queries, click.person)
    parts = (visible(queries.name(click.person)), role(queries.card(click.person)))
    who = ", ".join(filter(None, parts))
    invite = command_line(f"invite {name}")
    if click.standing == "requested":
        return _("{who} waits for your answer: {accept}, or {invite}").format(
            who=who, accept=command_line(f"accept {name}"), invite=invite
        )
    return _("You have never met {who}: {invite}").format(who=who, invite=invite)
