"""A first look at a long reading: which of its rows may be planned apart from the others, and how.

Rows have to do with each other where they share an identifier, where the ledger knows one person by
both, or where a name may be asked about. Those are planned together, as the rows of a short reading
all are; every other row may be planned and recorded by itself, before the next one is read. Of each
row only numbers are kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from ledger.facts import ledger_stream
from ledger.facts.event import StreamId
from ledger.importers.api import Attended, Contact, Diagnostic, ImportedRow, ImportFile, Noted
from ledger.importers.match.identity import sites_of
from ledger.importers.match.known import Known
from ledger.importers.match.match import book_of
from ledger.importers.match.new_people import is_plain
from ledger.importers.match.validate import refusal

SLICE: Final = 1_000
"""So many rows are held at once."""

FRESH, APART, TOGETHER, REFUSED = range(4)
"""What a row is: a click of somebody new; to be planned with any others; with certain ones; not at all."""


@dataclass
class Survey:
    """What each row is, by its number; why some are refused; and the files, numbered as they come."""

    kinds: bytearray
    refused: list[Diagnostic] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    @property
    def rest(self) -> int:
        """How many rows are planned apart."""
        return self.kinds.count(FRESH) + self.kinds.count(APART)


@dataclass
class _Look:
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
    """Of who may be somebody new; None where no name is known to the ledger."""


def survey(reading: ImportFile, known: Known, today: date, *, nobody: bool = False) -> Survey:
    """What each row of the reading is; those of a short one are not looked at, but all planned together.

    `nobody` says that the ledger knows nobody yet, so that it need not be asked.
    """
    if reading.read <= SLICE:
        return Survey(bytearray(TOGETHER for _row in reading.rows))
    look = _Look(book_of(known), names=None if nobody else set())
    if told := reading.owner:
        keys = (*told.identifiers, *told.rows)
        look.seen.update(map(hash, keys))
        look.seen.update(_of(stream, look) for stream in known.streams(keys).values())
    rows = iter(reading.rows)
    while some := list(islice(rows, SLICE)):
        streams = {} if nobody else known.streams({key for row in some for key in _keys(row)})
        for row in some:
            _see(row, streams, today, look)
    look.seen.clear()
    _namesakes(look, known)
    return Survey(_told(look), look.refused, look.files)


def _keys(row: ImportedRow) -> Sequence[str]:
    if len(row.who) == 1:
        keys = row.who[0].identifiers + row.who[0].rows
    else:
        keys = tuple(key for who in row.who for key in (*who.identifiers, *who.rows))
    return keys + row.what.identifiers if isinstance(row.what, Attended | Noted) else keys


def _of(stream: StreamId, look: _Look) -> int:
    return hash(ledger_stream.root(look.merged.into, stream))


def _see(row: ImportedRow, streams: Mapping[str, StreamId], today: date, look: _Look) -> None:
    if row.file not in look.files:
        look.files[row.file] = len(look.files)
    if problem := refusal(row, today):
        look.kinds.append(REFUSED)
        look.refused += row.rows * [problem]
        look.ends.append(len(look.marks))
        return
    keys = _keys(row)
    known = {_of(streams[key], look) for key in keys if key in streams} if streams else set()
    marks = known.union(map(hash, keys))
    if not look.seen.isdisjoint(marks):
        look.twice |= look.seen & marks
    look.seen |= marks
    look.marks.extend(marks)
    if look.names is not None:
        names = [who.name for who in row.who if _may_be_new(who, streams)]
        look.names.update(names)
        look.marks.extend(map(_named, names))
    look.ends.append(len(look.marks))
    look.kinds.append(FRESH if not known and is_plain(row) else APART)


def _may_be_new(who: Contact, streams: Collection[str]) -> bool:
    """Whether the contact may be somebody unknown; a row does not recognise whom a profile contradicts."""
    if not streams or not any(key in streams for key in (*who.identifiers, *who.rows)):
        return True
    return bool(sites_of(who.identifiers)) and not any(key in streams for key in who.identifiers)


def _named(name: str) -> int:
    """The mark of a name, which is no identifier's."""
    return hash(("name", name))


def _namesakes(look: _Look, known: Known) -> None:
    """Rows whose names somebody of the ledger bears, and those about these, may have to be asked about."""
    for name, bearers in known.named(look.names).items() if look.names else ():
        if bearers:
            look.twice.add(_named(name))
            look.twice.update(_of(bearer, look) for bearer in bearers)


def _told(look: _Look) -> bytearray:
    begin = 0
    for number, end in enumerate(look.ends) if look.twice else ():
        if not look.twice.isdisjoint(look.marks[begin:end]):
            look.kinds[number] = TOGETHER
        begin = end
    return look.kinds
