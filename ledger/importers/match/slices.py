"""A long reading in parts: the rows planned together, the others a slice at a time, and what comes of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from ledger.importers.api import Diagnostic, ImportedRow, ImportFile
from ledger.importers.match.partition import APART, FRESH, SLICE, TOGETHER, Survey
from ledger.importers.match.plan import Candidate, Plan


class Slice(NamedTuple):
    """Rows recorded by one transaction: those of people who are new, and those to be planned."""

    fresh: list[ImportedRow]
    others: list[ImportedRow]

    def reading(self) -> ImportFile:
        """The rows to be planned, as a reading."""
        return of_rows(self.others)

    def whole(self) -> ImportFile:
        """All the rows as a reading, for a plan of nothing that was found out before."""
        return of_rows([*self.fresh, *self.others])


def of_rows(rows: list[ImportedRow]) -> ImportFile:
    """A reading of these rows alone."""
    return ImportFile(rows=tuple(rows), problems=(), read=sum(row.rows for row in rows))


def together(reading: ImportFile, survey: Survey) -> ImportFile:
    """The rows that have to do with each other, with all that the reading says besides its rows."""
    found: list[ImportedRow] = []
    if TOGETHER in survey.kinds:
        found += (row for row, kind in zip(reading.rows, survey.kinds, strict=True) if kind == TOGETHER)
    return replace(of_rows(found), owner=reading.owner, aside=reading.aside)


def slices(reading: ImportFile, survey: Survey) -> Iterator[Slice]:
    """The other rows, in order, so many at a time."""
    rows = iter(zip(reading.rows, survey.kinds, strict=True))
    while some := list(islice(rows, SLICE)):
        found = Slice([r for r, kind in some if kind == FRESH], [r for r, kind in some if kind == APART])
        if found.fresh or found.others:
            yield found


@dataclass
class Totals:
    """What comes of the rows planned so far, like a `Plan` without its entries."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    suppressed: int = 0
    skipped: list[Diagnostic] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows that is."""
        return self.added + self.unchanged + self.suppressed + len(self.skipped)

    def add(self, found: Plan) -> None:
        """Count the rows of a plan."""
        self.added += found.added
        self.changed += found.changed
        self.unchanged += found.unchanged
        self.suppressed += found.suppressed
        self.skipped += found.skipped
        self.candidates += found.candidates

    def plan(self, reading: ImportFile, survey: Survey) -> Plan:
        """What came of the whole reading; the rows left out in the order of its files and their lines."""
        skipped = self.skipped
        if survey.rest:
            skipped = sorted(skipped, key=lambda each: (survey.files[each.file], each.line))
        return Plan(
            entries=(),
            read=reading.read,
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            suppressed=self.suppressed,
            skipped=(*reading.problems, *survey.refused, *skipped),
            candidates=tuple(self.candidates),
        )
