"""Connections.csv: the owner's connections, and their first day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from ledger.facts import identifiers
from ledger.facts.codec import clean
from ledger.facts.person.commands import Details
from ledger.importers.api import Connected, Contact, Diagnostic, ImportedRow, RereadRows
from ledger.importers.formats.linkedin import timestamps
from ledger.importers.formats.linkedin.tables import (
    NETWORK,
    LinkedInTable,
    Part,
    together,
    understood,
)
from ledger.importers.io.csv_table import TableRow
from ledger.language import N_

HIDDEN: Final = N_("Hidden member: LinkedIn exports only the date.")
NOBODY: Final = N_("This row has no name.")


def connections(sources: Iterable[LinkedInTable]) -> Part:
    """The rows of all the files, those of the file with the latest connection first.

    Firms and positions are those of the day of the export, so what the newest file says holds.
    """
    looks = [(_look(source), source) for source in sources]
    parts = [(look, understood(source, _part(source, look))) for look, source in looks]
    parts.sort(key=lambda pair: (pair[0].newest, pair[0].usable), reverse=True)
    return together([part for _first_pass, part in parts])


@dataclass
class _Look:
    """The result of a first pass: unusable rows, the number of the others, the latest day, duplicates.

    Of a row only a hash is kept: where two happen to be equal, they are compared later.
    """

    misread: list[Diagnostic] = field(default_factory=list)
    hidden: list[Diagnostic] = field(default_factory=list)
    usable: int = 0
    newest: date = date.min
    seen: set[int] = field(default_factory=set)
    alike: set[int] = field(default_factory=set)


def _look(source: LinkedInTable) -> _Look:
    look = _Look()
    for row in source.table.each:
        if isinstance(row, Diagnostic):
            look.misread.append(row)
            continue
        text = row.cells["on"]
        on = timestamps.connected_on(text)
        if on is None and text:
            look.misread.append(
                timestamps.not_a_date(source.file, row.line, text, "08 Feb 2026")
            )
        elif not _names_somebody(row):
            look.hidden.append(
                Diagnostic(file=source.file, line=row.line, reason=_why_nobody(row))
            )
        else:
            look.usable += 1
            look.newest = max(look.newest, on or date.min)
            mark = _mark(row, on)
            marks = look.alike if mark in look.seen else look.seen
            marks.add(mark)
    look.seen.clear()
    return look


def _part(source: LinkedInTable, look: _Look) -> Part:
    rows = RereadRows([_Connections(source, look.alike)], look.usable, look.usable)
    return Part(rows, look.misread, look.hidden)


@dataclass(frozen=True)
class _Connections:
    """The usable rows of a file, read anew each time that they are gone through."""

    source: LinkedInTable
    alike: Collection[int]

    def __iter__(self) -> Iterator[ImportedRow]:
        seen: Counter[str] = Counter()
        file = self.source.file
        for row in self.source.table.each:
            if isinstance(row, Diagnostic):
                continue
            if not _names_somebody(row):
                continue
            text = row.cells["on"]
            on = timestamps.connected_on(text)
            if on is None and text:
                continue
            who = (_contact(row.cells, _row(row, on, self.alike, seen)),)
            yield ImportedRow(file=file, line=row.line, who=who, what=_since(on))


@lru_cache(maxsize=5_000)
def _since(on: date | None) -> Connected:
    """That the two are connected since a day: many people are since the same."""
    return Connected(network=NETWORK, on=on)


def _names_somebody(row: TableRow) -> bool:
    return bool(row.cells["given"] or row.cells["family"])


def _why_nobody(row: TableRow) -> str:
    texts = [text for column, text in row.cells.items() if column != "on"]
    if any(texts):
        return NOBODY
    return HIDDEN


def _row(
    row: TableRow, on: date | None, alike: Collection[int], seen: Counter[str]
) -> str:
    """The identity of the row: name, day, and the ordinal among `seen` rows that are alike."""
    identity = _told_by(row, on, 0)
    if not alike:
        return identity
    if _mark(row, on) not in alike:
        return identity
    ordinal = seen[identity]
    seen[identity] += 1
    if not ordinal:
        return identity
    return _told_by(row, on, ordinal)


def _mark(row: TableRow, on: date | None) -> int:
    """A number that equal rows share, and other rows hardly ever."""
    text = clean(f"{row.cells['given']} | {row.cells['family']}").casefold()
    return hash((clean(" ".join(text.split())), on))


def _told_by(row: TableRow, on: date | None, ordinal: int) -> str:
    day_told = ""
    if on:
        day_told = on.isoformat()
    values = (row.cells["given"], row.cells["family"], day_told)
    return identifiers.row(NETWORK, values, ordinal)


def _contact(cells: Mapping[str, str], told_by: str) -> Contact:
    given, family = cells["given"], cells["family"]
    url, email = cells.get("url"), cells.get("email")
    address = identifiers.email(email) if email else None
    profile = identifiers.profile(url) if url else None
    details = Details(
        emails=(email,) if email and address else None,
        urls=(url,) if url else None,
        organisation=cells.get("organisation") or None,
        position=cells.get("position") or None,
    )
    return Contact(
        name=f"{given} {family}".strip(),
        given=given or None,
        family=family or None,
        details=details,
        identifiers=tuple(filter(None, (address, profile))),
        rows=(told_by,),
    )
