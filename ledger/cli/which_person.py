"""Which person is meant, asked on a terminal: namesakes, near names, and someone new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from ledger.cli.menu import pick
from ledger.errors import Ambiguous, NotFound
from ledger.language import _, _n
from ledger.language.console import confirm
from ledger.language.phrases import sentence, show_number
from ledger.language.text import fold, visible

if TYPE_CHECKING:
    from ledger.cli.queries import Queries
    from ledger.cli.session import Session
    from ledger.facts.event import PersonId

_SHOWN: Final = 20
"""Of more candidates the menu says how many there are."""


def picked(
    session: Session,
    queries: Queries,
    text: str,
    candidates: Sequence[PersonId],
    *,
    may_add: bool,
) -> PersonId | None:
    """The person chosen for a text at the terminal, kept for the whole command; None for someone new.

    Raises Ambiguous if no one is chosen, NotFound where the text means no one.
    """
    if not candidates:
        return _near_or_new(session, queries, text, may_add=may_add)
    heading = _('"{text}" could be:').format(text=visible(text))
    person = _chosen(session, queries, text, candidates, heading, may_add=may_add)
    if person is None and text not in session.new_names:
        raise Ambiguous("Nothing chosen.")
    return person


def _near_or_new(
    session: Session, queries: Queries, text: str, *, may_add: bool
) -> PersonId | None:
    """A person whose name is near, or None for a new one."""
    near = _near(queries, text)
    unknown = NotFound('No one here is called "{text}".', text=text)
    if not near and not may_add:
        raise unknown
    if not near:
        click.echo(sentence(unknown), err=True)
        _ask_to_add(session, text)
        return None
    heading = _('No one here is called "{text}". Did you mean:')
    heading = heading.format(text=visible(text))
    person = _chosen(session, queries, text, near, heading, may_add=may_add)
    if person is None and text not in session.new_names:
        raise NotFound("Nothing chosen.")
    return person


def _near(queries: Queries, text: str) -> list[PersonId]:
    """The people of the names most like a text."""
    people: dict[PersonId, None] = {}
    for name in queries.nearest(text):
        people.update(dict.fromkeys(queries.full(name)))
    return [*people]


def _ask_to_add(session: Session, text: str) -> None:
    """Ask whether to add an unknown name. Raises NotFound if not."""
    question = _('Add "{text}" as a new person?').format(text=visible(text))
    if not confirm(question):
        raise NotFound("Nothing chosen.")
    session.new_names.add(text)


def _chosen(
    session: Session,
    queries: Queries,
    text: str,
    people: Sequence[PersonId],
    heading: str,
    *,
    may_add: bool,
) -> PersonId | None:
    """The person whose number is typed; None for no one, and for the new person that is added."""
    differences = queries.told_apart(people)
    people = sorted(
        people,
        key=lambda person: (fold(queries.name(person)), fold(differences[person])),
    )
    click.echo(heading, err=True)
    rows = described(queries, people[:_SHOWN])
    more = len(people) - _SHOWN
    if more > 0:
        hidden = _n(
            "{more} more person is not shown; a longer name narrows the choice.",
            "{more} more people are not shown; a longer name narrows the choice.",
            more,
        )
        click.echo(hidden.format(more=show_number(more)), err=True)
    if may_add:
        rows.append(_('Add "{text}" as a new person').format(text=visible(text)))
    place = pick(rows)
    if place is None:
        return None
    if place == len(rows) - 1 and may_add:
        session.new_names.add(text)
        return None
    session.chosen[text] = people[place]
    return people[place]


def described(queries: Queries, people: Sequence[PersonId]) -> list[str]:
    """Each name with what tells it apart, or what is known of the person; with an id only where all else is alike."""
    differences = queries.told_apart(people)
    rows: list[str] = []
    for person in people:
        details = visible(differences[person]) or queries.about(person)
        rows.append(f"{visible(queries.name(person))} ({details})")
    return [
        f"{row} #{person[:8]}" if rows.count(row) > 1 else row
        for row, person in zip(rows, people, strict=True)
    ]
