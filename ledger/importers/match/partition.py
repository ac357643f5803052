"""A first look at a long file: which of its rows may be planned apart from the others, and how.

Rows have to do with each other where they share an identifier, where the ledger knows one person by
both, or where they bear the name of one person. Those are planned together, as the rows of a short file
all are; every other row may be planned and recorded by itself, before the next one is read. Of each
row only numbers are kept.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Final

from ledger.facts import ledger_stream
from ledger.facts.event import StreamId
from ledger.importers.api import (
    Attended,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Noted,
    Planned,
)
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.match import book_of
from ledger.importers.match.new_people import is_plain
from ledger.importers.match.same_people import sites_of
from ledger.importers.match.validate import refusal

SLICE: Final = 1_000
"""Rows that are looked at together; a file of no more is planned as one."""

FRESH, NAMESAKE, APART, TOGETHER, REFUSED = range(5)
"""What a row is: a click of someone new; of someone new with a known name; to be planned with any others; with certain
ones; not at all."""


@dataclass
class Partition:
    """What each row is, by its number; why some are refused; and the files, numbered as they come.

    `merged` are the ledger's merges.
    """

    kinds: bytearray
    merged: ledger_stream.Book = ledger_stream.INITIAL
    refused: list[Diagnostic] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    @property
    def new(self) -> int:
        """How many rows are of new people, and planned apart."""
        return self.kinds.count(FRESH) + self.kinds.count(NAMESAKE)

    @property
    def rest(self) -> int:
        """How many rows are planned apart."""
        return sum(map(self.kinds.count, (FRESH, NAMESAKE, APART)))


@dataclass
class _Survey:
    """What was seen so far; `marks` has those of each row, one row after the other, up to its end in `ends`.

    A mark is the hash of an identifier or of a person: two that are equal by accident only make
    two rows be planned together.
    """

    merged: ledger_stream.Book
    kinds: bytearray = field(default_factory=bytearray)
    refused: list[Diagnostic] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    marks: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    seen: set[int] = field(default_factory=set)
    twice: set[int] = field(default_factory=set)
    names: set[str] | None = None
    """Names of people that may be new; None where no name is known to the ledger."""
    known_names: set[int] = field(default_factory=set)
    """The marks of those that people of the ledger bear."""

    def person_mark(self, stream: StreamId) -> int:
        """The mark of a person of the ledger."""
        return hash(ledger_stream.root(self.merged.into, stream))

    def see(self, marks: set[int]) -> None:
        """Note the marks of a row, and which of them another row had."""
        if not self.seen.isdisjoint(marks):
            self.twice |= self.seen & marks
        self.seen |= marks
        self.marks.extend(marks)


def partition(
    file: ImportFile,
    index: LedgerIndex,
    today: date,
    *,
    nobody: bool = False,
    asks: bool = True,
) -> Partition:
    """What each row of the file is; those of a short one are not looked at, but all planned together.

    `nobody` says that the ledger knows no one yet, so that it need not be asked. `asks` says that someone can be asked
    about known names: then their rows are planned together, so that nothing is recorded before the answers.
    """
    if file.read <= SLICE:
        return Partition(bytearray(TOGETHER for _row in file.rows))
    survey = _Survey(book_of(index), names=None if nobody else set())
    if file.owner:
        keys = (*file.owner.identifiers, *file.owner.rows)
        survey.seen.update(map(hash, keys))
        survey.seen.update(map(survey.person_mark, index.streams(keys).values()))
    rows = iter(file.rows)
    while batch := list(islice(rows, SLICE)):
        keys_of_rows = list(map(_keys, batch))
        streams: Mapping[str, StreamId] = {}
        if not nobody:
            streams = index.streams(set(chain.from_iterable(keys_of_rows)))
        for row, own in zip(batch, keys_of_rows, strict=True):
            _look_at(row, own, streams, today, survey)
    _mark_namesakes(survey, index, asks=asks)
    survey.seen.clear()
    return Partition(_kinds(survey), survey.merged, survey.refused, survey.files)


def _keys(row: ImportedRow) -> Sequence[str]:
    keys: tuple[str, ...] = ()
    for contact in row.who:
        keys += contact.identifiers + contact.rows
    if not isinstance(row.what, _IDENTIFIED):
        return keys
    return keys + row.what.identifiers


_IDENTIFIED: Final = (Attended, Noted, Planned)
"""The claims with identifiers of their own."""


def _look_at(
    row: ImportedRow,
    keys: Sequence[str],
    streams: Mapping[str, StreamId],
    today: date,
    survey: _Survey,
) -> None:
    if row.file not in survey.files:
        survey.files[row.file] = len(survey.files)
    problem = refusal(row, today)
    if problem is not None:
        survey.kinds.append(REFUSED)
        survey.refused += row.rows * [problem]
        survey.ends.append(len(survey.marks))
        return
    people: set[int] = set()
    if streams:
        people.update(
            survey.person_mark(streams[key]) for key in keys if key in streams
        )
    survey.see(people.union(map(hash, keys)))
    if survey.names is not None:
        names = [contact.name for contact in row.who if _may_be_new(contact, streams)]
        survey.names.update(names)
        survey.marks.extend(map(_name_mark, names))
    survey.ends.append(len(survey.marks))
    survey.kinds.append(FRESH if not people and is_plain(row) else APART)


def _may_be_new(contact: Contact, streams: Collection[str]) -> bool:
    """Whether the contact may be a new person; a row identifies nobody if a profile contradicts it."""
    if any(key in streams for key in contact.identifiers):
        return False
    is_known_by_row = any(key in streams for key in contact.rows)
    if not is_known_by_row:
        return True
    return bool(sites_of(contact.identifiers))


def _name_mark(name: str) -> int:
    """The mark of a name, which is no identifier's."""
    return hash(("name", name))


def _mark_namesakes(survey: _Survey, index: LedgerIndex, *, asks: bool) -> None:
    """Mark names that the ledger knows; their rows may need a question.

    Where someone `asks`, and where another row has to do with a person of that name, they are planned together.
    """
    if not survey.names:
        return
    bearers_by_name = index.named(survey.names)
    claims: Counter[int] = Counter()
    for name, bearers in bearers_by_name.items():
        if bearers:
            survey.known_names.add(_name_mark(name))
            claims.update(set(map(survey.person_mark, bearers)))
    rows_by_name = Counter(filter(survey.known_names.__contains__, survey.marks))
    for name, bearers in bearers_by_name.items():
        if not bearers:
            continue
        name_mark, people = _name_mark(name), set(map(survey.person_mark, bearers))
        is_contested = rows_by_name[name_mark] > 1 or any(
            claims[person] > 1 or person in survey.seen for person in people
        )
        if asks or is_contested:
            survey.twice.add(name_mark)
            survey.twice.update(people)


def _kinds(survey: _Survey) -> bytearray:
    """What each row is, now that it is known which marks several rows have."""
    if not survey.twice and not survey.known_names:
        return survey.kinds
    begin = 0
    for number, end in enumerate(survey.ends):
        marks = survey.marks[begin:end]
        has_known_name = not survey.known_names.isdisjoint(marks)
        if not survey.twice.isdisjoint(marks):
            survey.kinds[number] = TOGETHER
        elif has_known_name:
            is_fresh = survey.kinds[number] == FRESH
            survey.kinds[number] = NAMESAKE if is_fresh else TOGETHER
        begin = end
    return survey.kinds
