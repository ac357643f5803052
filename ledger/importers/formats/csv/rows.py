"""A row of a table: the people it lists, the company they had, and its claims about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Attended, Claim, Diagnostic
from ledger.importers.formats.address_book import Listed, email_of, emails_of, once, phones_of, whole_name
from ledger.importers.formats.csv.cells import addresses, company, everybody, is_doubtful, tags
from ledger.importers.formats.csv.headers import Columns
from ledger.importers.io.csv_table import TableRow, is_unreadable
from ledger.language import N_

MOST: Final = 100
"""Where more people are, nobody meets them all."""

BROKEN: Final = N_("{text} of this row holds bytes that are no text: it is left out.")
NOBODY: Final = N_("This row names nobody.")
ONE_OR_SEVERAL: Final = N_("{text} may be one person or several: part several by a semicolon.")
CROWD: Final = N_("This row names more than {most} people.")


@dataclass(frozen=True)
class Record:
    """A row by the columns of its table: `texts` holds the cells of each that are not empty."""

    file: str
    line: int
    texts: Mapping[str, Sequence[str]]
    columns: Collection[str]

    def without_broken(self) -> tuple[Record, Sequence[str]]:
        """The record without the cells that hold bytes that are no text, and the columns that these are of."""
        broken = [column for column, texts in self.texts.items() if any(map(is_unreadable, texts))]
        if not broken:
            return self, ()
        texts = {column: texts for column, texts in self.texts.items() if column not in broken}
        return replace(self, texts=texts), broken

    def first(self, column: str) -> str:
        """The first text of a column, or ""."""
        return next(iter(self.texts.get(column, ())), "")

    def name(self, *columns: str) -> str:
        """The first texts of some columns as one name."""
        return whole_name(*map(self.first, columns))


def record_of(file: str, row: TableRow, columns: Columns) -> Record:
    """The row's cells by column."""
    texts = {}
    for column, places in columns.items():
        cells = (row.every[place].strip() for place in places if place < len(row.every))
        texts[column] = tuple(filter(None, cells))
    return Record(file, row.line, texts, columns.keys())


@dataclass(frozen=True)
class Statement:
    """A row that was understood: `claims`, none or several, about everybody in `people`."""

    file: str
    line: int
    people: tuple[Listed, ...]
    claims: tuple[Claim, ...]

    @property
    def is_meeting(self) -> bool:
        """Whether people met."""
        return any(isinstance(claim, Attended) for claim in self.claims)


def statement(record: Record, claims: tuple[Claim, ...]) -> Statement | Diagnostic:
    """The people of a row with its claims, or why it cannot be used."""
    empty = Statement(record.file, record.line, (), claims)
    if empty.is_meeting and is_doubtful(text := _name(record)):
        return _problem(record, ONE_OR_SEVERAL, text=text)
    listed = _company(record) if empty.is_meeting else _alone(record)
    people = tuple(islice(listed, MOST + 1))
    if len(people) > MOST:
        return _problem(record, CROWD, most=MOST)
    return replace(empty, people=people) if people else _problem(record, NOBODY)


def tags_of(record: Record) -> tuple[str, ...]:
    """The tags of a row, without the labels that a program gave."""
    every = _values(record, "tags", tags)
    return once(tag for tag in every if not tag.strip().startswith("*")) or ()


def _problem(record: Record, reason: str, **details: object) -> Diagnostic:
    return Diagnostic(file=record.file, line=record.line, reason=reason, details=details)


def _alone(record: Record) -> Iterator[Listed]:
    """The person on a row of an address book."""
    town = record.first("city") or record.first("place") or record.first("region")
    details = replace(_details(record), place=whole_name(town) or None, tags=tags_of(record) or None)
    if name := _name(record) or _instead(record, details):
        yield _listed(record, name, details)


def _instead(record: Record, details: Details) -> str:
    """A stand-in for a missing name."""
    is_reachable = details.emails or details.phones or details.urls
    firm = details.organisation if is_reachable else None
    names = (record.name("nickname"), record.name("file as"), firm, *(details.emails or ()))
    return next(filter(None, names), "")


def _company(record: Record) -> Iterator[Listed]:
    """The people on a row of a journal; details are known only of one alone."""
    names = company(_name(record))
    details = replace(_details(record), place=record.first("city") or None)
    if not names and details.emails:
        names = [details.emails[0]]
    for name in names:
        yield _listed(record, name, details if len(names) == 1 else Details())
    for text in everybody(record.first("with"))[: MOST + 1]:
        address = email_of(text)
        name = whole_name(text.partition("<")[0].strip(' "')) if address and "<" in text else text
        yield Listed(
            file=record.file,
            line=record.line,
            name=name or text,
            details=Details(emails=(address,) if address else None),
        )


def _name(record: Record) -> str:
    """The whole name: from its parts where both are there, else as a column has it."""
    joined = _joined(record)
    is_whole = record.first("given") and record.first("family")
    return joined if is_whole else record.name("name") or joined


def _joined(record: Record) -> str:
    return record.name("given", "additional", "family")


def _listed(record: Record, name: str, details: Details) -> Listed:
    is_parted = _joined(record) == name
    return Listed(
        file=record.file,
        line=record.line,
        name=name,
        given=record.name("given") or None if is_parted else None,
        family=record.name("family") or None if is_parted else None,
        details=details,
        nicknames=tuple(map(whole_name, record.texts.get("nickname", ()))),
    )


def _details(record: Record) -> Details:
    profiles = filter(identifiers.profile, _values(record, "custom", addresses))
    return Details(
        emails=once(_values(record, "email", emails_of)),
        phones=once(_values(record, "phone", phones_of)),
        urls=once((*_values(record, "url", addresses), *profiles)),
        organisation=record.name("organisation") or None,
        position=record.name("position") or None,
    )


def _values(record: Record, column: str, parted: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """The values in all the cells of a column."""
    for text in record.texts.get(column, ()):
        yield from parted(text)
