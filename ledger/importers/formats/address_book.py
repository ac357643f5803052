"""The people of an address book, and by what each of them is recognised again.

An address identifies, unless people of different names share it in the book: a couple, an office.
Where there is no address, the book's own id tells the entry again, else its name along with a
telephone number; what has nothing but a name, by the name and its place among equal ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import filterfalse, product
from operator import attrgetter
from typing import Final, NamedTuple

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import UNKNOWN, Claim, Contact, ImportedRow
from ledger.language.text import fold

_SHORTEST_NUMBER: Final = 5
"""Digits: what has fewer is an extension or a service, in many a book."""

_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Signs that leave no ink: in addresses and numbers they came along by accident."""

_BETWEEN_PHONES: Final = re.compile(r":::|[;,|\n]| / ")
_BETWEEN_ADDRESSES: Final = re.compile(r":::|[;,|\n]")

_UNTAGGED: Final = attrgetter(
    *(field.name for field in fields(Details) if field.name != "tags")
)
"""The values of a person's details but the tags."""

_SUFFIXES: Final = frozenset(
    {
        "mba",
        "phd",
        "md",
        "jr",
        "sr",
        "cfa",
        "cpa",
        "esq",
        "dba",
        "msc",
        "bsc",
        "ma",
        "ba",
    }
)


class Listed(NamedTuple):
    """An entry of an address book, at a line of a file; `uid` is the book's own id of it, "" for none.

    `as_written` is the name with all that stands around it, by which earlier versions told the entry again.
    """

    file: str
    line: int
    name: str
    given: str | None = None
    family: str | None = None
    details: Details = UNKNOWN
    uid: str = ""
    as_written: str = ""
    nicknames: tuple[str, ...] = ()


@dataclass
class _Book:
    """State shared by the entries of one address book while their people are identified."""

    file_format: str
    shared: Collection[str]
    named: Counter[str]
    copies: Counter[object]
    places: dict[str, dict[object, int]]


def people(
    file_format: str, entries: Sequence[Listed], claim: Claim = None
) -> tuple[ImportedRow, ...]:
    """One row for each entry, in order; the same person of several entries has the same identifiers."""
    addresses = list(map(_addresses, entries))
    shared = _shared(entries, addresses)
    book = _Book(file_format, shared, _named(entries), Counter(), {})
    rows: list[ImportedRow] = []
    for entry, own in zip(entries, addresses, strict=True):
        who = (_contact(entry, own, book),)
        rows.append(ImportedRow(file=entry.file, line=entry.line, who=who, what=claim))
    return tuple(rows)


def email_of(text: str) -> str | None:
    """The address in a cell such as `Ada <ada@example.org>`, or None.

    An address of Exchange (`/o=…/cn=…`) is none, but it may end in one.
    """
    text = without_invisible(text)
    angled = re.fullmatch(r"[^<>]*<([^<>]+)>\s*", text)
    bare = text
    if angled:
        bare = angled[1]
    bare = re.sub(r"(?i)^(?:mailto|smtp):", "", bare.strip()).partition("?")[0]
    if bare.startswith("/"):
        bare = bare.rpartition("=")[2]
    if identifiers.email(bare):
        return bare
    return None


def emails_of(text: str) -> list[str]:
    """The addresses in a text that holds one, or several parted by commas, semicolons, bars or spaces."""
    address = email_of(text)
    if address:
        return [address]
    ways_to_part = (_BETWEEN_ADDRESSES.split(text), text.split())
    for pieces in ways_to_part:
        addresses = list(filter(None, map(email_of, pieces)))
        if addresses:
            return addresses
    return []


def phones_of(text: str) -> list[str]:
    """The numbers in a text, parted by commas, semicolons, bars or slashes: what has at least three digits."""
    phones: list[str] = []
    phones_written = _BETWEEN_PHONES.split(without_invisible(text))
    for piece in phones_written:
        digits = sum(map(str.isdigit, piece))
        if digits > 2:
            phones.append(piece.strip())
    return phones


def without_invisible(text: str) -> str:
    """The text without invisible characters, such as a zero-width space."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", text)


def once(texts: Iterable[str | None]) -> tuple[str, ...] | None:
    """The texts without the empty ones, each once, in order; None if all are empty."""
    distinct: dict[str, None] = {}
    for text in texts:
        words = []
        if text:
            words = text.split()
        if words:
            distinct[" ".join(words)] = None
    return tuple(distinct) or None


def whole_name(*parts: str | None) -> str:
    """The parts of a name as one line."""
    joined = " ".join(filter(None, parts))
    return " ".join(joined.split())


def by_commas(text: str) -> list[str]:
    """The names in `Zoé Lefèvre, Ada Muster, MBA`: a title behind a comma stays with its name."""
    names: list[str] = []
    for piece in text.split(","):
        is_a_suffix = names and fold(piece).replace(" ", "") in _SUFFIXES
        if is_a_suffix:
            names[-1] += f", {piece.strip()}"
        else:
            names.append(piece)
    return names


def one_person(names: Iterable[str]) -> bool:
    """Whether these may be one name: `Zoé`, `Z. Lefèvre`, `Lefèvre Zoé`; an address stands for any name."""
    written = {tuple(fold(name).split()) for name in names if "@" not in name}
    if not written:
        return True
    longest = max(written, key=lambda name: (len(name), len("".join(name))))
    admitted = set(longest)
    admitted.update(word[0] for word in longest)
    return all(map(admitted.issuperset, written))


def _named(entries: Sequence[Listed]) -> Counter[str]:
    """How many entries bear each name, as it is read or as it is written."""
    named = Counter(map(attrgetter("name"), entries))
    for entry in entries:
        if entry.as_written != entry.name:
            named[entry.as_written] += 1
    return named


def _shared(
    entries: Iterable[Listed], addresses: Iterable[tuple[str, ...]]
) -> Collection[str]:
    """The identifiers, and ids of the book, that people of different names bear."""
    bearers: dict[str, set[str]] = {}
    for entry, own in zip(entries, addresses, strict=True):
        tokens = own
        if entry.uid:
            tokens = (*own, f"uid {entry.uid}")
        for token in tokens:
            bearers.setdefault(token, set()).add(entry.name)
    shared: set[str] = set()
    for token, names in bearers.items():
        if len(names) > 1 and not one_person(names):
            shared.add(token)
    return shared


def _addresses(entry: Listed) -> tuple[str, ...]:
    emails = entry.details.emails or ()
    urls = entry.details.urls or ()
    if not emails and not urls:
        return ()
    return identifiers.of_person(emails, urls)


def _contact(entry: Listed, addresses: tuple[str, ...], book: _Book) -> Contact:
    shared = tuple(filter(book.shared.__contains__, addresses))
    unshared = tuple(filterfalse(book.shared.__contains__, addresses))
    rows: list[str] = []
    tells_more = entry.uid or entry.details.phones
    if shared or tells_more:
        rows = _rows(entry, shared, book)
    if not rows and not unshared:
        rows = [_by_name(entry, book)]
        if _is_written_otherwise(entry, book):
            rows.append(identifiers.row(book.file_format, (entry.as_written,), 0))
    aliases: tuple[str, ...] = ()
    if entry.nicknames:
        aliases = tuple(filter(entry.name.__ne__, once(entry.nicknames) or ()))
    return Contact(
        name=entry.name,
        given=entry.given,
        family=entry.family,
        details=entry.details,
        identifiers=unshared,
        rows=tuple(rows),
        aliases=aliases,
    )


def _rows(entry: Listed, shared: Sequence[str], book: _Book) -> list[str]:
    """What tells the entry again by more than a name."""
    rows = _own_rows(entry, book)
    for values in _telling(entry, shared, book):
        rows.append(identifiers.row(book.file_format, values, 0))
    return rows


def _own_rows(entry: Listed, book: _Book) -> list[str]:
    """What tells a person again that a ledger exported."""
    own = None
    if entry.uid:
        own = identifiers.id_of_uid(entry.uid)
    if own is None or f"uid {entry.uid}" in book.shared:
        return []
    return [identifiers.person(own)]


def _telling(
    entry: Listed, shared: Sequence[str], book: _Book
) -> list[tuple[str, str]]:
    """The values other than addresses that identify the entry."""
    has_uid_of_its_own = entry.uid and f"uid {entry.uid}" not in book.shared
    if has_uid_of_its_own:
        return [("uid", entry.uid)]
    phones = entry.details.phones or ()
    if not phones and not shared:
        return []
    digits = (re.sub(r"\D", "", phone).lstrip("0") for phone in phones)
    numbers = [*dict.fromkeys(digits), *shared]
    long_enough = [number for number in numbers if len(number) >= _SHORTEST_NUMBER]
    names = [entry.name]
    if _is_written_otherwise(entry, book):
        names.append(entry.as_written)
    return list(product(names, long_enough))


def _is_written_otherwise(entry: Listed, book: _Book) -> bool:
    """Whether the entry is written with more than the name, as no other entry of the book is."""
    written = entry.as_written
    if not bool(written):
        return False
    return written != entry.name and book.named[written] == 1


def _by_name(entry: Listed, book: _Book) -> str:
    """The name, and which one of that name: copies in several files are one, two in one file are two."""
    content = (entry.name, entry.given, entry.family, _UNTAGGED(entry.details))
    content_of_file = (entry.file, content)
    copy = book.copies[content_of_file]
    book.copies[content_of_file] = copy + 1
    first_row = identifiers.row(book.file_format, (entry.name,), 0)
    places = book.places.setdefault(first_row, {})
    ordinal = places.setdefault((content, copy), len(places))
    return identifiers.later_row(first_row, ordinal)
