"""The files of Facebook's export as one reading: friends are connected, requests are pending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, islice
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.connection.events import Direction
from ledger.facts.person.commands import Details
from ledger.importers.api import (
    Connected,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    Requested,
    parted,
)
from ledger.importers.formats.facebook.lists import (
    FILES,
    KEYS,
    NETWORK,
    FacebookEntry,
    Part,
    part_of,
    read_entry,
    unusable,
)
from ledger.importers.formats.facebook.pages import rows
from ledger.importers.io.archive import of_each
from ledger.importers.io.encoding import decode
from ledger.importers.io.json_document import Document, Value, read_document
from ledger.language import N_

REMOVED: Final = N_("You are no longer friends.")
REJECTED: Final = N_("You declined this request.")

MOST_ENTRIES: Final = 100_000
"""Facebook allows 5,000 friends; this leaves room for requests."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class FacebookFile(ImportFile):
    """A reading of Facebook's export; `undated` rows have a time that is not in English: JSON has it."""

    undated: int = 0


@dataclass(frozen=True)
class _Listed:
    """The entries of one list of a file."""

    file: str
    part: Part
    entries: tuple[FacebookEntry | Diagnostic, ...]


def read(files: Sequence[Named], *, encoding: str | None = None) -> FacebookFile:
    """The friends and requests of one member's export, as JSON or as HTML pages.

    Two friends of one name stay two. Suggested friends are never read. Raises BadInput for
    a file that is none of Facebook's lists, and where no one is on any of them.
    """
    encodings: dict[str, str] = {}
    lists_of_files, refused = of_each(
        files, lambda name, data: _lists(name, data, encoding, encodings)
    )
    results: list[ImportedRow | Diagnostic] = []
    undated = 0
    for listed in chain.from_iterable(lists_of_files):
        results += _rows(listed)
        undated += sum(map(_is_undated, listed.entries))
    rows, problems = parted([*results, *refused])
    if not rows:
        raise BadInput(
            "{file} has no names; expected one of {names}, as exported.",
            file=", ".join(name for name, _data in files),
            names=", ".join(FILES[:2]),
            problems=problems,
        )
    return FacebookFile(
        rows=rows,
        problems=problems,
        read=len(rows) + len(problems),
        encodings=encodings,
        undated=undated,
    )


def _is_undated(entry: FacebookEntry | Diagnostic) -> bool:
    if not isinstance(entry, FacebookEntry):
        return False
    return entry.is_local and entry.on is None


def _lists(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> list[_Listed]:
    """The lists of a file; BadInput if it has none that is read."""
    text, encodings[file] = decode(file, data, encoding=encoding)
    is_page = text.lstrip()[:1] == "<"
    lists = (
        _lists_of_page(file, text) if is_page else _lists_of_json(file, data, encoding)
    )
    if not lists:
        raise BadInput(
            "{file} is not one of Facebook's lists of friends; expected {names}, or the export's zip.",
            file=file,
            names=", ".join(FILES[:2]),
        )
    has_strangers = any(listed.part == "strangers" for listed in lists)
    if has_strangers:
        raise BadInput(
            "{file} lists people Facebook suggests, not people you know.",
            file=file,
        )
    return lists


def _lists_of_page(file: str, text: str) -> list[_Listed]:
    """The list of a page, which its name tells."""
    part = part_of(file)
    if part is None:
        return []
    entries = tuple(_named(file, text))
    return [_Listed(file, part, entries)]


def _lists_of_json(file: str, data: bytes, encoding: str | None) -> list[_Listed]:
    """The lists of a document, which their keys tell."""
    document = read_document(file, data, encoding=encoding)
    lists: list[_Listed] = []
    for value in document.inside():
        if isinstance(value.key, str) and value.key in KEYS:
            entries = _entries(document, value)
            lists.append(_Listed(file, KEYS[value.key], entries))
    return lists


def _entries(
    document: Document, around: Value
) -> tuple[FacebookEntry | Diagnostic, ...]:
    """The entries of a list; BadInput where it has more than anybody's."""
    values = list(islice(document.inside(around), MOST_ENTRIES + 1))
    if len(values) > MOST_ENTRIES:
        raise BadInput(
            "{file} is too large for one person's export.", file=document.file
        )
    entries_read = (
        read_entry(document.file, document.line(value), document.load(value))
        for value in values
    )
    return tuple(entries_read)


def _named(file: str, text: str) -> Iterator[FacebookEntry | Diagnostic]:
    for entry in rows(file, text):
        reason = unusable(entry.name)
        if reason:
            yield Diagnostic(file=file, line=entry.line, reason=reason)
        else:
            yield entry


def _rows(listed: _Listed) -> Iterator[ImportedRow | Diagnostic]:
    entries = [entry for entry in listed.entries if isinstance(entry, FacebookEntry)]
    names = Counter(entry.name for entry in entries)
    addresses = Counter(entry.address for entry in entries)
    seen: Counter[str] = Counter()
    for entry in listed.entries:
        if isinstance(entry, Diagnostic):
            yield entry
        elif listed.part in {"removed", "rejected"}:
            reason = REJECTED
            if listed.part == "removed":
                reason = REMOVED
            yield Diagnostic(file=listed.file, line=entry.line, reason=reason)
        else:
            address = ""
            if addresses[entry.address] == 1:
                address = entry.address
            identified = replace(entry, address=address)
            person = _contact(
                identified, listed.part, seen, is_alone=names[entry.name] == 1
            )
            claim = _claim(listed.part, entry.on)
            yield ImportedRow(
                file=listed.file, line=entry.line, who=(person,), what=claim
            )


def _claim(part: Part, on: date | None) -> Connected | Requested:
    if part == "friends":
        return Connected(network=NETWORK, on=on)
    direction: Direction = "sent" if part == "sent" else "received"
    return Requested(network=NETWORK, direction=direction, on=on)


def _contact(
    entry: FacebookEntry, part: Part, seen: Counter[str], *, is_alone: bool
) -> Contact:
    """The contact, identified by list, name, day and its place among equal entries.

    The time on a page is that of an unknown zone, so its day may be the one before or after in
    another file: it is looked for there too, unless someone else bears the name.
    """
    days = [entry.on]
    if entry.is_local and entry.on and is_alone:
        days += [entry.on - _DAY, entry.on + _DAY]
    identities = [_row(part, entry.name, day, 0) for day in days]
    identity = identities[0]
    ordinal = seen[identity]
    seen[identity] += 1
    if ordinal:
        identities = [_row(part, entry.name, entry.on, ordinal)]
    emails = (entry.address,) if identifiers.email(entry.address) else ()
    return Contact(
        name=entry.name,
        details=Details(emails=emails or None),
        identifiers=identifiers.of_person(emails),
        rows=tuple(identities),
    )


def _row(part: Part, name: str, day: date | None, ordinal: int) -> str:
    day_told = ""
    if day:
        day_told = day.isoformat()
    return identifiers.row(NETWORK, (part, name, day_told), ordinal)
