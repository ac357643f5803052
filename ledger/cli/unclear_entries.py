"""The unclear entries of imported files, kept beside the ledger until `review` has asked about them.

An entry names people who may never come into the ledger, so it is no event: its text goes as soon as it is
decided about. Of what was no meeting only a digest stays, so that no one is asked twice.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from ledger.errors import Damaged
from ledger.facts.person.commands import Details
from ledger.importers.api import Attended, Contact, ImportedRow, Noted, Unclear
from ledger.language.text import fold
from ledger.store.atomic import make_folder
from ledger.store.private_file import read_private, write_private

ENDING: Final = ".unclear"
MOST: Final = 1000
"""How many entries are kept, the latest; a file that is imported again brings the others back."""

_DIGEST: Final = 32


class UnclearEntry(NamedTuple):
    """An entry of a file of this format; not asked about before the day `until`."""

    format: str
    row: Unclear
    until: date | None = None

    @property
    def key(self) -> str:
        """The digest that tells the entry again."""
        return key_of(self.row)

    @property
    def day(self) -> date:
        """The day of the meeting that it may be."""
        return _attended(self.row).on


class UnclearList(NamedTuple):
    """The open entries, and the keys of those that were no meetings."""

    entries: Sequence[UnclearEntry] = ()
    settled: frozenset[str] = frozenset()


def list_path(ledger: Path) -> Path:
    """Where the entries of a ledger are kept."""
    return ledger.with_name(f"{ledger.name}{ENDING}")


def key_of(row: Unclear) -> str:
    """A digest of the entry's identifiers, which every export has, or else of its whole content."""
    identifiers = _attended(row).identifiers
    text = identifiers[0] if identifiers else _json(_fields(row))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]


def _attended(row: Unclear) -> Attended:
    if not isinstance(row.meeting.what, Attended):
        raise TypeError("only a meeting can be unclear")
    return row.meeting.what


# ---------------------------------------------------------------- what is kept, and what goes


def entries(ledger: Path) -> UnclearList:
    """The list of a ledger. Raises Damaged if it cannot be read."""
    path = list_path(ledger)
    if not path.exists():
        return UnclearList()
    try:
        written = json.loads(read_private(path, ledger), object_hook=_object)
        return UnclearList(
            list(map(_entry, written["entries"])),
            frozenset(written["settled"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(
            "{file} cannot be read. Delete it and import your files again; the ledger is not affected.",
            file=path,
        ) from error


def keep(ledger: Path, file_format: str, rows: Collection[Unclear]) -> int:
    """Keep the entries that an import left unclear; gives how many of them are open."""
    if not rows:
        return 0
    with _changed(ledger) as change:
        listed = {entry.key: entry for entry in change.list.entries}
        open_keys: set[str] = set()
        for row in rows:
            entry = UnclearEntry(file_format, row)
            if entry.key in change.list.settled:
                continue
            open_keys.add(entry.key)
            snoozed = listed.get(entry.key, entry).until
            listed[entry.key] = entry._replace(until=snoozed)
        change.entries(listed.values())
    return len(open_keys)


def settle(ledger: Path, rows: Iterable[Unclear], *, for_good: bool) -> None:
    """Let the text of entries go; with `for_good` they were no meetings, and never come back."""
    keys = set(map(key_of, rows))
    if not keys:
        return
    with _changed(ledger) as change:
        entries_left = (entry for entry in change.list.entries if entry.key not in keys)
        change.entries(entries_left)
        if for_good:
            change.settled(change.list.settled | keys)


def put(ledger: Path, wanted: Sequence[UnclearEntry]) -> None:
    """Put entries on the list as they are, in the place of earlier versions."""
    keys = {entry.key for entry in wanted}
    with _changed(ledger) as change:
        remaining = [entry for entry in change.list.entries if entry.key not in keys]
        change.entries([*remaining, *wanted])
        change.settled(change.list.settled - keys)


def forget(ledger: Path, names: Collection[str], addresses: Collection[str]) -> int:
    """Delete for good the entries that name a person by a name or address; gives how many there were."""
    if not list_path(ledger).exists():
        return 0
    folded = set(map(fold, names))
    lowered = {address.casefold() for address in addresses}
    with _changed(ledger) as change:
        remaining = [
            entry
            for entry in change.list.entries
            if not _speaks_of(entry.row, folded, lowered)
        ]
        deleted = [entry for entry in change.list.entries if entry not in remaining]
        change.entries(remaining)
        change.settled(change.list.settled | {entry.key for entry in deleted})
    return len(deleted)


def _speaks_of(row: Unclear, names: set[str], addresses: set[str]) -> bool:
    """Whether a guest has one of the names or addresses, or the words of the entry hold one."""
    guests = [*row.meeting.who]
    if row.otherwise:
        guests += row.otherwise.who
    for guest in guests:
        if not names.isdisjoint(map(fold, (guest.name, *guest.aliases))):
            return True
        emails = guest.details.emails or ()
        has_their_address = not addresses.isdisjoint(
            email.casefold() for email in emails
        )
        if has_their_address:
            return True
    meeting = _attended(row)
    text = " ".join(filter(None, (row.text, meeting.note, meeting.place)))
    words = f" {fold(text)} "
    if any(f" {name} " in words for name in filter(None, names)):
        return True
    lower_case = text.casefold()
    return any(address in lower_case for address in addresses)


class _Change:
    """The list as it is, and as it is to be written."""

    def __init__(self, present: UnclearList) -> None:
        self.list = present

    def entries(self, wanted: Iterable[UnclearEntry]) -> None:
        latest = sorted(wanted, key=lambda entry: entry.day)[-MOST:]
        self.list = self.list._replace(entries=latest)

    def settled(self, keys: Iterable[str]) -> None:
        self.list = self.list._replace(settled=frozenset(keys))


@contextmanager
def _changed(ledger: Path) -> Iterator[_Change]:
    """Change the list while no other program does; written at the end, if it differs."""
    make_folder(ledger.parent)
    lock = os.open(ledger.parent, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        present = entries(ledger)
        change = _Change(present)
        yield change
        if change.list != present:
            write_private(list_path(ledger), _written(change.list), ledger)
    finally:
        os.close(lock)


# ---------------------------------------------------------------- as JSON

_DAY: Final = "$day"
"""The one key of an object that is a day."""


def _written(present: UnclearList) -> bytes:
    listed = [
        {"format": entry.format, "until": entry.until, "row": _fields(entry.row)}
        for entry in present.entries
    ]
    return _json({"entries": listed, "settled": sorted(present.settled)}).encode()


def _fields(value: Any) -> Any:
    """A record as an object of its fields, with those within it; named tuples would be lists in JSON."""
    if hasattr(value, "_asdict"):
        return {name: _fields(item) for name, item in value._asdict().items()}
    if is_dataclass(value):
        return {
            field.name: _fields(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, tuple):
        return [_fields(item) for item in value]
    return value


def _json(value: object) -> str:
    return json.dumps(value, default=_plain)


def _plain(value: object) -> dict[str, str]:
    """Mark a day, so that reading it back does not take it for text."""
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(f"{type(value).__name__} is not kept")


def _object(value: dict[str, Any]) -> Any:
    if value.keys() == {_DAY}:
        return date.fromisoformat(value[_DAY])
    return {name: _frozen(item) for name, item in value.items()}


def _frozen(item: Any) -> Any:
    if not isinstance(item, list):
        return item
    return tuple(item)


def _entry(entry: dict[str, Any]) -> UnclearEntry:
    row = entry["row"]
    row["meeting"] = _row(row["meeting"])
    row["otherwise"] = row["otherwise"] and _row(row["otherwise"])
    return UnclearEntry(entry["format"], Unclear(**row), entry["until"])


def _row(row: dict[str, Any]) -> ImportedRow:
    claim = Attended if "form" in row["what"] else Noted
    row["what"] = claim(**row["what"])
    row["who"] = tuple(map(_contact, row["who"]))
    row["confirmed"] = tuple(map(_contact, row["confirmed"]))
    return ImportedRow(**row)


def _contact(contact: dict[str, Any]) -> Contact:
    contact["details"] = Details(**contact["details"])
    return Contact(**contact)
