"""The rows of a table in text, each with its line; which table it is, the header says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from ledger.importers.api import Diagnostic
from ledger.importers.io.encoding import is_broken
from ledger.language import N_
from ledger.language.text import fold

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_LINE: Final = 500_000
_MOST_IN_VAIN: Final = 2_000_000
"""Characters of records without an end."""

SEARCHED: Final = 200
"""The lines searched for a header: programs write notes above it."""

_LONGEST_HEADER: Final = 20_000
_AT_ONCE: Final = 200
"""Lines."""

_TOLD: Final = re.compile(r"\W{0,2}sep=([^\w\s\"]|\t)\W{0,2}[\r\n]", re.IGNORECASE)
"""The line with which Excel says what stands between the cells: `sep=^`, quoted by some."""

BROKEN_QUOTES: Final = N_("The quotes of this row do not match, or a cell is too long.")
UNREADABLE: Final = N_("This row contains bytes that are not text.")
TOO_MANY_CELLS: Final = N_("This row has more cells than the header has columns.")


@dataclass(frozen=True)
class Layout:
    """A kind of table. `columns` names each of its columns and the words that its header may be.

    Case, accents and punctuation of a header do not matter; where a header stands twice, the
    first place goes to the column named first. A table is of this kind if it has the `required`
    columns and none of the `foreign` ones. If it `keeps_broken`, a row with bytes that are no text is
    one all the same; else it is a diagnostic.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    required: frozenset[str]
    foreign: frozenset[str] = frozenset()
    keeps_broken: bool = False


class TableRow(NamedTuple):
    """A row that begins on `line` (from 1): its stripped cells by column.

    `every` is all of them by place, at least as many as the header has, for columns that a layout cannot name.
    """

    line: int
    cells: dict[str, str]
    every: Sequence[str]


@dataclass(frozen=True, eq=False)
class CsvTable:
    """The rows below a header, or diagnostics for those that cannot be read; no empty rows."""

    layout: Layout
    line: int
    delimiter: str
    header: tuple[str, ...]
    each: Iterable[TableRow | Diagnostic]
    """May be gone through again."""
    is_sound: bool
    """Whether all of its bytes are text."""

    @cached_property
    def rows(self) -> tuple[TableRow, ...]:
        """The rows, all at once."""
        rows_alone = (
            result for result in self._results if isinstance(result, TableRow)
        )
        return tuple(rows_alone)

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of unreadable rows."""
        problems_alone = (
            result for result in self._results if isinstance(result, Diagnostic)
        )
        return tuple(problems_alone)

    @cached_property
    def _results(self) -> Sequence[TableRow | Diagnostic]:
        """Everything below the header, read once for both."""
        return tuple(self.each)


def delimiters_of(text: str) -> tuple[str, ...]:
    """The possible delimiters of a text, with the one that its first line declares."""
    declared = _TOLD.match(text)
    if declared is None:
        return DELIMITERS
    if declared[1] in DELIMITERS:
        return DELIMITERS
    return (*DELIMITERS, declared[1])


def read_table(
    file: str,
    text: str,
    layouts: Sequence[Layout],
    delimiters: Sequence[str] | None = None,
) -> CsvTable | None:
    """The table in a file's text; None where no line is the header of one of the layouts."""
    lines = list(io.StringIO(text, newline=""))
    header_line = _find(lines, layouts, delimiters or delimiters_of(text))
    if header_line is None:
        return None
    at, delimiter, layout, header = header_line
    places = _places(layout, header)
    is_sound = not is_unreadable(text)
    rows_below = _Below(
        file, lines, at + 1, delimiter, header, places, is_sound or layout.keeps_broken
    )
    return CsvTable(layout, at + 1, delimiter, tuple(header), rows_below, is_sound)


@dataclass(frozen=True, eq=False)
class _Below:
    """The rows of a table, taken apart anew each time that they are gone through."""

    file: str
    lines: Sequence[str]
    start: int
    delimiter: str
    header: list[str]
    places: Mapping[str, int]
    keeps_all: bool
    """Whether rows need not be searched for bytes that are no text."""

    def __iter__(self) -> Iterator[TableRow | Diagnostic]:
        header, width, keeps_all = self.header, len(self.header), self.keeps_all
        columns, places = tuple(self.places), tuple(self.places.values())
        for begun, cells in records(self.lines, self.start, self.delimiter):
            if cells is None:
                yield Diagnostic(file=self.file, line=begun + 1, reason=BROKEN_QUOTES)
                continue
            texts = tuple(map(str.strip, cells))
            if not any(texts):
                continue
            if cells == header:
                continue
            if len(texts) < width:
                texts += ("",) * (width - len(texts))
            elif any(texts[width:]):
                yield Diagnostic(file=self.file, line=begun + 1, reason=TOO_MANY_CELLS)
                continue
            if not keeps_all and is_unreadable("".join(texts)):
                yield Diagnostic(file=self.file, line=begun + 1, reason=UNREADABLE)
                continue
            row = dict(zip(columns, map(texts.__getitem__, places), strict=True))
            yield TableRow(begun + 1, row, texts)


def records(
    lines: Sequence[str], start: int, delimiter: str
) -> Iterator[tuple[int, list[str] | None]]:
    """The cells of each record from line `start` (from 0) on, with the line where it begins.

    None where its quotes do not match or it is too long; reading goes on with the line below. After much
    reading in vain each line is read by itself: quotes that open anew in every line would take for ever.
    """
    in_vain = 0
    parts = _parts
    if max(map(len, lines), default=0) > LONGEST_LINE:
        parts = _parts_of_one
    while start < len(lines):
        stop = len(lines) if in_vain < _MOST_IN_VAIN else start + 1
        below = chain.from_iterable(parts(lines, start, stop))
        reader = csv.reader(below, delimiter=delimiter, strict=True)
        done = start
        try:
            for cells in reader:
                yield done, cells
                done = start + reader.line_num
        except csv.Error:
            yield done, None
            in_vain += sum(map(len, lines[done : start + reader.line_num]))
            start = done + 1
        else:
            start = stop


def _parts(lines: Sequence[str], start: int, stop: int) -> Iterator[Sequence[str]]:
    """The lines from `start` on, a few hundred at a time, since reading begins anew at every bad line."""
    for at in range(start, stop, _AT_ONCE):
        yield lines[at : min(at + _AT_ONCE, stop)]


def _parts_of_one(
    lines: Sequence[str], start: int, stop: int
) -> Iterator[Sequence[str]]:
    """The lines from `start` on one at a time, since some are too long."""
    for at in range(start, stop):
        if len(lines[at]) > LONGEST_LINE:
            raise csv.Error("line too long")
        yield (lines[at],)


_Found: TypeAlias = "tuple[int, str, Layout, list[str]]"


def _find(
    lines: Sequence[str], layouts: Sequence[Layout], delimiters: Sequence[str]
) -> _Found | None:
    """The first line that is a header; of the ways to read it the one with most known columns."""
    for number, line in enumerate(lines[:SEARCHED]):
        best: _Found | None = None
        most_columns = 0
        for delimiter in delimiters:
            cells = _cells(line, delimiter)
            if not cells:
                continue
            for layout in layouts:
                columns = len(_places(layout, cells))
                is_wider_header = columns > most_columns and _is_header(layout, cells)
                if is_wider_header:
                    best = (number, delimiter, layout, cells)
                    most_columns = columns
        if best is not None:
            return best
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    """A line's cells; none where it does not hold the delimiter and is no header with it."""
    is_no_header = len(line) > _LONGEST_HEADER or delimiter not in line
    if is_no_header:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _places(layout: Layout, header: Sequence[str]) -> dict[str, int]:
    """At which place each column of the layout stands."""
    places: dict[str, int] = {}
    for place, word in enumerate(map(fold, header)):
        for column, words in layout.columns.items():
            if column not in places and word in folded(tuple(words)):
                places[column] = place
                break
    return places


@cache
def folded(words: tuple[str, ...]) -> frozenset[str]:
    """The words as they are compared."""
    return frozenset(map(fold, words))


def _is_header(layout: Layout, cells: Sequence[str]) -> bool:
    places = _places(layout, cells).keys()
    return layout.required <= places and not layout.foreign & places


def is_unreadable(text: str) -> bool:
    """Whether a text holds bytes that are no text."""
    return "\0" in text or is_broken(text)
