"""Forgetting: what goes with a person or an event, said first, then deleted in one transaction."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ledger.cli.session import Session, Written
from ledger.cli.writing import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts.base import PersonId
from ledger.facts.people import ErasureReason
from ledger.facts.person_commands import ErasePerson, EraseText
from ledger.facts.streams import STREAMS
from ledger.language import _, _n
from ledger.language.console import confirm
from ledger.language.safe import visible
from ledger.store import erasing
from ledger.store.rows import Row


@dataclass(frozen=True)
class Goes:
    """What an erasure deletes: the rows with their texts, and under which ids it is remembered."""

    rows: Sequence[Row]
    people: Collection[PersonId]
    events: Collection[str]

    @property
    def ids(self) -> set[str]:
        """The people and the events that must not come back from a backup."""
        return {*self.people, *self.events}


def of_person(writing: Writing, person: PersonId) -> Goes:
    """What goes with a person, and with everybody merged into the same one."""
    people = writing.readings.group(person)
    if writing.me in people:
        raise Refused("You cannot be erased from your own ledger: delete its files instead.")
    rows = erasing.about(writing.session.ledger.connection, people)
    unexplained = [f"{row.stream}/{row.v}" for row in rows if not erasing.explained_by(row, people)]
    return Goes(rows, people, unexplained)


def erase_person(session: Session, goes: Goes, reason: ErasureReason) -> Written:
    """Delete the texts for good, and record that it was done."""

    def build(writing: Writing) -> None:
        for person in goes.people:
            if not STREAMS["person"].state(writing.history(person)).erased:
                writing.do("person", ErasePerson(reason=reason), person)
        _texts_too(writing, goes)

    return _remembered(session, goes, write(session, build))


def erase_text(session: Session, goes: Goes) -> Written:
    """Delete the text of single events for good, and record that it was done."""
    return _remembered(session, goes, write(session, lambda writing: _texts_too(writing, goes)))


def _remembered(session: Session, goes: Goes, written: Written) -> Written:
    """Once it is recorded, and not before: what the list names does not come back from a backup."""
    erasing.remember(session.ledger.path, goes.ids)
    return written


def _texts_too(writing: Writing, goes: Goes) -> None:
    for event in goes.events:
        writing.do("person", EraseText(event=event), writing.me)
    writing.erase = [row.i for row in goes.rows]
    writing.adds_people = True  # decided on the whole ledger: again if anything was recorded meanwhile


def tell(goes: Goes, name: str) -> list[str]:
    """What will go, and what cannot be reached."""
    own = sum(1 for row in goes.rows if row.stream in goes.people)
    shared = len({row.stream for row in goes.rows if row.stream not in goes.people})
    return [
        _("This deletes for good what was written about {name}:").format(name=visible(name)),
        _n(
            "  {count} text of their own: names, addresses, notes;",
            "  {count} texts of their own: names, addresses, notes;",
            own,
        ).format(count=own),
        _n(
            "  the places, notes and messages of {count} meeting, connection or exchange shared with them.",
            "  the places, notes and messages of {count} meetings, connections and exchanges shared with them.",
            shared,
        ).format(count=shared),
        _("The facts stay, without a name. What was erased does not come back with an import."),
        _(
            "Out of reach: exports, backups, mails and printed pages made before, and what was noted about "
            "them under somebody else's name."
        ),
    ]


def agreed(question: str, *, yes: bool) -> bool:
    """Whether to go on: `--yes`, or yes on a terminal. Raises Usage where nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Usage("Nobody can be asked here: add --yes to erase without a question.")
    return confirm(question)
