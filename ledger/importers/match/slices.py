"""A long file in parts: the rows planned together, the others a slice at a time, and what comes of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, NamedTuple

from ledger.facts.codec import Stated
from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionRequested,
    ConnectionWithdrawn,
)
from ledger.facts.event import Event, StreamId, kind_of
from ledger.facts.meeting.events import (
    InTheFlesh,
    MeetingCancelled,
    MeetingProposed,
    Met,
)
from ledger.facts.person.events import NoteTaken, PersonAdded
from ledger.importers.api import Diagnostic, ImportedRow, ImportFile
from ledger.importers.match.import_plan import ImportPlan, Question
from ledger.importers.match.partition import (
    APART,
    FRESH,
    NAMESAKE,
    TOGETHER,
    Partition,
)

SLICE: Final = 2_500
"""Rows of one transaction. Each writes most pages of the indexes, whose keys are random: more rows take more memory."""


class Slice(NamedTuple):
    """Rows recorded by one transaction: those of new people, of new people with a known name, and those to be planned."""

    fresh: list[ImportedRow]
    namesakes: list[ImportedRow]
    planned: list[ImportedRow]

    def everything(self) -> ImportFile:
        """All the rows as a file, for a plan that takes nothing for granted."""
        return of_rows([*self.fresh, *self.namesakes, *self.planned])


def of_rows(rows: list[ImportedRow]) -> ImportFile:
    """A file of these rows alone."""
    return ImportFile(rows=tuple(rows), problems=(), read=sum(row.rows for row in rows))


def together(file: ImportFile, parts: Partition) -> ImportFile:
    """The rows that depend on each other, with the rest of the file besides its rows."""
    rows: list[ImportedRow] = []
    if TOGETHER in parts.kinds:
        rows += (
            row
            for row, kind in zip(file.rows, parts.kinds, strict=True)
            if kind == TOGETHER
        )
    return replace(
        of_rows(rows), owner=file.owner, aside=file.aside, called_off=file.called_off
    )


def slices(file: ImportFile, parts: Partition) -> Iterator[Slice]:
    """The other rows, in order, `SLICE` at a time."""
    rows = iter(zip(file.rows, parts.kinds, strict=True))
    while batch := list(islice(rows, SLICE)):
        rows_by_kind: dict[int, list[ImportedRow]] = {
            kind: [] for kind in (FRESH, NAMESAKE, APART)
        }
        for row, kind in batch:
            if kind in rows_by_kind:
                rows_by_kind[kind].append(row)
        if any(rows_by_kind.values()):
            yield Slice(*rows_by_kind.values())


_ANSWERS: Final = (ConnectionAccepted, ConnectionDeclined, ConnectionWithdrawn)


class Additions:
    """What was added so far; a request counts until an event answers it."""

    def __init__(self) -> None:
        self.people = 0
        self.connections = 0
        self.meetings = 0
        self.calls = 0
        self.notes = 0
        self.plans = 0
        self.called_off = 0
        self._pending: set[StreamId] = set()

    @property
    def requests(self) -> int:
        """How many requests are without an answer."""
        return len(self._pending)

    def add(self, stream: StreamId, events: Sequence[Event]) -> None:
        """Count the events that a stream gets."""
        for event in events:
            self._count(stream, type(event))

    def add_facts(self, facts: Iterable[Stated]) -> None:
        """Count facts as they are stored."""
        kinds: dict[str, type[Event] | None] = {}
        for fact in facts:
            topic = fact.topic
            if topic not in kinds:
                kinds[topic] = kind_of(topic)
            kind = kinds[topic]
            if kind:
                self._count(fact.stream, kind)

    def _count(self, stream: StreamId, kind: type[Event]) -> None:
        if kind is PersonAdded:
            self.people += 1
        elif kind is ConnectionRequested:
            self._pending.add(stream)
        elif kind in _ANSWERS:
            self._pending.discard(stream)
            self.connections += kind is ConnectionAccepted
        elif issubclass(kind, InTheFlesh):
            self.meetings += 1
        elif issubclass(kind, Met):
            self.calls += 1
        elif kind is NoteTaken:
            self.notes += 1
        elif kind is MeetingProposed:
            self.plans += 1
        elif kind is MeetingCancelled:
            self.called_off += 1


@dataclass
class Totals:
    """What comes of the rows planned so far, like a `ImportPlan` without its entries."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    suppressed: int = 0
    skipped: list[Diagnostic] = field(default_factory=list)
    candidates: list[Question] = field(default_factory=list)
    additions: Additions = field(default_factory=Additions)

    @property
    def rows(self) -> int:
        """How many rows that is."""
        return self.added + self.unchanged + self.suppressed + len(self.skipped)

    def add(self, plan: ImportPlan) -> None:
        """Count the rows of a plan."""
        self.added += plan.added
        self.changed += plan.changed
        self.unchanged += plan.unchanged
        self.suppressed += plan.suppressed
        self.skipped += plan.skipped
        self.candidates += plan.candidates

    def plan(self, file: ImportFile, parts: Partition) -> ImportPlan:
        """What came of the whole file; the rows left out in the order of its files and their lines."""
        skipped = self.skipped
        if parts.rest:
            skipped = sorted(
                skipped, key=lambda problem: (parts.files[problem.file], problem.line)
            )
        return ImportPlan(
            entries=(),
            read=file.read,
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            suppressed=self.suppressed,
            skipped=(*file.problems, *parts.refused, *skipped),
            candidates=tuple(self.candidates),
        )
