"""Erasing a person or the text of an event: shown first, then deleted in one transaction."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ledger.cli.event_ids import EventPlace
from ledger.cli.progress import counted, progress_bar
from ledger.cli.session import Session
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts.deciders import STREAMS
from ledger.facts.event import PersonId
from ledger.facts.person.commands import ErasePerson, EraseText
from ledger.facts.person.events import ErasureReason
from ledger.language import _, _n
from ledger.language.console import confirm
from ledger.language.phrases import show_number
from ledger.language.text import visible
from ledger.store import erase
from ledger.store.merkle import is_explained
from ledger.store.port import Row


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure deletes: the rows with their texts, and under which ids it is remembered."""

    rows: Sequence[Row]
    people: Collection[PersonId]
    events: Collection[str]

    @property
    def ids(self) -> set[str]:
        """The people and the events that must not come back from a backup."""
        return {*self.people, *self.events}


def of_person(writing: Writing, person: PersonId) -> ErasurePlan:
    """What erasing a person deletes, with everyone merged into them."""
    people = writing.queries.group(person)
    if writing.me in people:
        raise Refused(
            "You cannot be erased from your own ledger; delete its files instead."
        )
    store = writing.session.ledger.store
    with progress_bar(_("Searching")) as progress:
        rows = erase.texts_about(
            store, people, lambda read: counted(read, progress, store.size())
        )
    going = [person_id for person_id in people if not _erased(writing, person_id)]
    if not (rows or going):
        raise Refused("This person was already erased; nothing is left to delete.")
    unexplained = [
        f"{row.stream}/{row.v}" for row in rows if not is_explained(row, going)
    ]
    return ErasurePlan(rows, people, unexplained)


def erase_person(
    session: Session, person: PersonId, reason: ErasureReason
) -> ErasurePlan:
    """Erase a person for good and record it; returns what was deleted, as of that moment."""
    erasure = ErasurePlan((), (), ())

    def build(writing: Writing) -> None:
        nonlocal erasure
        erasure = of_person(writing, person)
        for person_id in erasure.people:
            if not _erased(writing, person_id):
                writing.do("person", ErasePerson(reason=reason), person_id)
        _texts_too(writing, erasure)

    write(session, build)
    return erasure


def _erased(writing: Writing, person: PersonId) -> bool:
    return bool(STREAMS["person"].state(writing.history(person)).erased)


def of_texts(writing: Writing, place: EventPlace) -> ErasurePlan:
    """What erasing the text of one event deletes, or of all events of a stream."""
    stored = writing.session.ledger.store.history(place.stream)
    rows_with_text: list[Row] = []
    for row in stored:
        if row.text is None:
            continue
        if place.v in (None, row.v):
            rows_with_text.append(row)
    if not rows_with_text:
        raise Refused("This event has no text, or it was already erased.")
    events_with_text = [f"{row.stream}/{row.v}" for row in rows_with_text]
    return ErasurePlan(rows_with_text, (), events_with_text)


def erase_text(session: Session, place: EventPlace) -> ErasurePlan:
    """Erase the text of an event for good and record it; returns what was deleted."""
    erasure = ErasurePlan((), (), ())

    def build(writing: Writing) -> None:
        nonlocal erasure
        erasure = of_texts(writing, place)
        _texts_too(writing, erasure)

    write(session, build)
    return erasure


def _texts_too(writing: Writing, erasure: ErasurePlan) -> None:
    for event in erasure.events:
        writing.do("person", EraseText(event=event), writing.me)
    writing.erase = [row.i for row in erasure.rows]
    writing.adds_people = True  # decide again if anything was recorded meanwhile


def consequences(erasure: ErasurePlan, name: str) -> list[str]:
    """Sentences about what will be deleted, and what is out of reach."""
    streams = Counter(row.stream for row in erasure.rows)
    of_them = sum(streams.pop(person, 0) for person in erasure.people)
    shared = len(streams)
    return [
        _("This deletes for good what is written about {name}:").format(
            name=visible(name)
        ),
        _n(
            "  {count} text of their own: names, addresses, notes;",
            "  {count} texts of their own: names, addresses, notes;",
            of_them,
        ).format(count=show_number(of_them)),
        _n(
            "  the places, notes and messages of {count} meeting, connection or favour shared with them.",
            "  the places, notes and messages of {count} meetings, connections and favours shared with them.",
            shared,
        ).format(count=show_number(shared)),
        _(
            "The events stay, without a name. An import will not bring back what you erased."
        ),
        _(
            "Out of reach: earlier exports, backups, e-mails and printed pages, and what was noted about them under another name."
        ),
    ]


def agreed(question: str, *, yes: bool) -> bool:
    """Whether to go on: `--yes`, or yes on a terminal. Raises Usage where no one can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Usage("Not a terminal; pass --yes to erase without a question.")
    return confirm(question)
