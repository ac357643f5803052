"""A row of a table: the people it lists, the company they had, and its claims about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import Final, NamedTuple

from ledger.facts import identifiers
from ledger.facts.event import StreamId
from ledger.facts.person.commands import Details
from ledger.importers.api import UNKNOWN, Attended, Claim, Diagnostic
from ledger.importers.formats.address_book import (
    Listed,
    email_of,
    emails_of,
    once,
    phones_of,
    whole_name,
)
from ledger.importers.formats.csv.cells import (
    addresses,
    company,
    everybody,
    is_doubtful,
    tags,
)
from ledger.importers.formats.csv.headers import Columns
from ledger.importers.io.csv_table import TableRow, is_unreadable
from ledger.language import N_
from ledger.language.text import from_cell

MOST: Final = 100
"""Where more people are, no one meets them all."""

_OF_DETAILS: Final = frozenset(
    {"email", "phone", "url", "custom", "organisation", "position"}
)
"""The columns from which details of a person come, apart from the place and the tags."""

_NAME_ALONE: Final = {"name"}

BROKEN: Final = N_("{text} of this row contains bytes that are not text; left out.")
NOBODY: Final = N_("This row has no name.")
ONE_OR_SEVERAL: Final = N_(
    '"{text}" may be one person or several; separate several names with semicolons.'
)
CROWD: Final = N_("This row names more than {most} people.")


class Record(NamedTuple):
    """A row by the columns of its table: `texts` holds the cells that are not empty, of columns that have any."""

    file: str
    line: int
    texts: Mapping[str, Sequence[str]]
    columns: Collection[str]

    def without_broken(self) -> tuple[Record, Sequence[str]]:
        """The record without the cells that hold bytes that are no text, and the columns that these are of."""
        broken: list[str] = []
        for column, texts in self.texts.items():
            if any(map(is_unreadable, texts)):
                broken.append(column)
        if not broken:
            return self, ()
        sound = dict(self.texts)
        for column in broken:
            del sound[column]
        return self._replace(texts=sound), broken

    def first(self, column: str) -> str:
        """The first text of a column, or ""."""
        texts = self.texts.get(column)
        if not texts:
            return ""
        return texts[0]

    @property
    def own_id(self) -> StreamId | None:
        """The id that a ledger gave the person or the meeting of the row."""
        text = self.first("id")
        if not text:
            return None
        return identifiers.own_id(text)

    def name(self, *columns: str) -> str:
        """The first texts of some columns as one name."""
        return whole_name(*map(self.first, columns))


def record_of(file: str, row: TableRow, columns: Columns) -> Record:
    """The row's cells by column."""
    texts: dict[str, Sequence[str]] = {}
    cell_at = row.every.__getitem__
    for column, places in columns.items():
        filled = tuple(filter(None, map(cell_at, places)))
        if filled:
            texts[column] = filled
    record = Record(file, row.line, texts, columns.keys())
    is_exported = "id" in texts and record.own_id
    if not is_exported:
        return record
    return _as_exported(record)


def _as_exported(record: Record) -> Record:
    """The record of a row that `export` wrote, without the signs that keep spreadsheets from computing."""
    texts = {
        column: tuple(map(from_cell, cells)) for column, cells in record.texts.items()
    }
    return record._replace(texts=texts)


class Statement(NamedTuple):
    """A row that was understood: `claims`, none or several, about everyone in `people`.

    `is_meeting`: one of them says that people met.
    """

    file: str
    line: int
    people: tuple[Listed, ...]
    claims: tuple[Claim, ...]
    is_meeting: bool


def statement(record: Record, claims: tuple[Claim, ...]) -> Statement | Diagnostic:
    """The people of a row with its claims, or why it cannot be used."""
    if Attended in map(type, claims):
        return _meeting(record, claims)
    listed = _alone(record)
    if listed is None:
        return _problem(record, NOBODY)
    return Statement(record.file, record.line, (listed,), claims, is_meeting=False)


def _meeting(record: Record, claims: tuple[Claim, ...]) -> Statement | Diagnostic:
    text = _name(record)
    if is_doubtful(text):
        return _problem(record, ONE_OR_SEVERAL, text=text)
    people = tuple(islice(_company(record), MOST + 1))
    if len(people) > MOST:
        return _problem(record, CROWD, most=MOST)
    if not people:
        return _problem(record, NOBODY)
    return Statement(record.file, record.line, people, claims, is_meeting=True)


def tags_of(record: Record) -> tuple[str, ...]:
    """The tags of a row, without the labels that a program gave."""
    every = _values(record, "tags", tags)
    own_tags = [tag for tag in every if not tag.strip().startswith("*")]
    return once(own_tags) or ()


def _problem(record: Record, reason: str, **details: object) -> Diagnostic:
    return Diagnostic(
        file=record.file, line=record.line, reason=reason, details=details
    )


def _alone(record: Record) -> Listed | None:
    """The person on a row of an address book, None where it names none."""
    if record.texts.keys() == _NAME_ALONE:
        name = whole_name(record.texts["name"][0])
        return Listed(file=record.file, line=record.line, name=name)
    details = _details(record)
    towns = map(record.first, ("city", "place", "region"))
    town = next(filter(None, towns), "")
    place = whole_name(town) or None
    labels = tags_of(record) or None
    if place or labels:
        details = replace(details, place=place, tags=labels)
    name = _name(record) or _instead(record, details)
    if not name:
        return None
    return _listed(record, name, details)


def _instead(record: Record, details: Details) -> str:
    """A stand-in for a missing name."""
    names = [record.name("nickname"), record.name("file as")]
    emails = details.emails or ()
    is_reachable = any((emails, details.phones, details.urls))
    if is_reachable and details.organisation:
        names.append(details.organisation)
    names += emails
    return next(filter(None, names), "")


def _company(record: Record) -> Iterator[Listed]:
    """The people on a row of a journal; details are known only of one alone."""
    if record.own_id:
        yield from _exported_company(record)
        return
    names = company(_name(record))
    details = _details(record)
    city = record.first("city") or None
    if city:
        details = replace(details, place=city)
    if not names and details.emails:
        names = [details.emails[0]]
    if len(names) > 1:
        details = Details()
    for name in names:
        yield _listed(record, name, details)
    for text in everybody(record.first("with"))[: MOST + 1]:
        yield _companion(record, text)


def _exported_company(record: Record) -> Iterator[Listed]:
    """The people on a row that `export meetings` wrote: a name and an id each."""
    names = record.first("with").split("; ")
    names_and_ids = zip_longest(names, record.first("ids").split(), fillvalue="")
    for name, id_ in names_and_ids:
        if name or id_:
            yield Listed(
                file=record.file, line=record.line, name=name or id_, uid=_uid(id_)
            )


def _companion(record: Record, text: str) -> Listed:
    """A person met, as `Zoé Lefèvre`, `zoe@example.org` or `Zoé Lefèvre <zoe@example.org>`."""
    address = email_of(text)
    name = text
    if address and "<" in text:
        ahead = text.partition("<")[0]
        name = whole_name(ahead.strip(' "'))
    details = Details()
    if address:
        details = Details(emails=(address,))
    return Listed(
        file=record.file, line=record.line, name=name or text, details=details
    )


def _name(record: Record) -> str:
    """The whole name: from its parts if both are there, else from the column of whole names."""
    joined = _joined(record)
    is_complete = record.first("given") and record.first("family")
    if is_complete:
        return joined
    return record.name("name") or joined


def _joined(record: Record) -> str:
    return record.name("given", "additional", "family")


def _listed(record: Record, name: str, details: Details) -> Listed:
    given = record.name("given") or None
    family = record.name("family") or None
    is_written_apart = (given or family) and _joined(record) != name
    if is_written_apart:
        given = family = None
    nicknames = _values(record, "nickname", _parted_names)
    return Listed(
        file=record.file,
        line=record.line,
        name=name,
        given=given,
        family=family,
        details=details,
        uid=_uid(record.first("id")),
        nicknames=tuple(map(whole_name, nicknames)),
    )


def _uid(text: str) -> str:
    """The id in a cell as address books have it; "" if no ledger gave it."""
    if not text:
        return ""
    own = identifiers.own_id(text)
    if not own:
        return ""
    return identifiers.own_uid(own)


def _parted_names(text: str) -> list[str]:
    return text.split(";")


def _details(record: Record) -> Details:
    if _OF_DETAILS.isdisjoint(record.texts):
        return UNKNOWN
    profiles = filter(identifiers.profile, _values(record, "custom", addresses))
    return Details(
        emails=once(_values(record, "email", emails_of)),
        phones=once(_values(record, "phone", phones_of)),
        urls=once((*_values(record, "url", addresses), *profiles)),
        organisation=record.name("organisation") or None,
        position=record.name("position") or None,
    )


def _values(
    record: Record, column: str, parted: Callable[[str], Sequence[str]]
) -> Iterator[str]:
    """The values in all the cells of a column."""
    for text in record.texts.get(column, ()):
        yield from parted(text)
