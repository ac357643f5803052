"""Where the header of a table may stand: looked for quickly, so that a hostile file is soon told from one.

`tables` reads a line in every way it may be a header; here the lines that cannot be one are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias

from ledger.importers.io.csv_table import (
    SEARCHED,
    CsvTable,
    Layout,
    delimiters_of,
    folded,
    read_table,
)
from ledger.language.text import fold

_LONGEST: Final = 20_000
_MOST_COLUMNS: Final = 500
"""More different columns than any table of contacts has."""

Words: TypeAlias = frozenset[str]
"""The folded cells of a line."""


def words_of_lines(text: str) -> Sequence[Words]:
    """The words of each line that may be a header, none of those that cannot."""
    lines = io.StringIO(text[: SEARCHED * _LONGEST], newline="")
    delimiters = delimiters_of(text)
    return [_words(line, delimiters) for line in islice(lines, SEARCHED)]


def table_of(file: str, text: str, layouts: Sequence[Layout]) -> CsvTable | None:
    """`read_table`, but quick on lines that cannot be a header."""
    lines = words_of_lines(text)
    header_lines = (at for at, words in enumerate(lines) if is_header(words, layouts))
    at = next(header_lines, None)
    if at is None:
        return None
    above = islice(io.StringIO(text[: SEARCHED * _LONGEST], newline=""), at)
    begin = sum(map(len, above))
    blank_lines = at * "\n"
    return read_table(file, blank_lines + text[begin:], layouts, delimiters_of(text))


def is_header(words: Words, layouts: Iterable[Layout]) -> bool:
    """Whether a line with these words has all that one of the layouts requires."""
    layouts_that_fit = (_has_required(words, layout) for layout in layouts)
    return any(layouts_that_fit)


def _has_required(words: Words, layout: Layout) -> bool:
    for column in layout.required:
        if words.isdisjoint(folded(tuple(layout.columns[column]))):
            return False
    return True


def _words(line: str, delimiters: Iterable[str]) -> Words:
    if len(line) > _LONGEST:
        return frozenset()
    cells: set[str] = set()
    for delimiter in delimiters:
        if delimiter in line:
            cells.update(_cells(line, delimiter))
    if len(cells) > _MOST_COLUMNS:
        return frozenset()
    return frozenset(map(fold, cells))


def _cells(line: str, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
