"""Facebook's lists in each of its years, and their entries: a display name, sometimes a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Literal, TypeAlias

from ledger.importers.api import Diagnostic
from ledger.importers.io.encoding import is_unreadable
from ledger.language import N_

NAMELESS: Final = N_("This entry has no name: the account was closed.")
NOT_AN_ENTRY: Final = N_("This entry is not a person on Facebook's lists.")
UNREADABLE: Final = N_("This entry contains characters that are not text.")
NO_DAY: Final = N_(
    '"{text}" is not a Facebook time; expected seconds, like 1700000000.'
)

_FIRST: Final = 1_075_000_000
"""January 2004: there was no Facebook before."""
_LAST: Final = 4_000_000_000
_LONGEST: Final = 300

NETWORK: Final = "facebook"

Part: TypeAlias = Literal[
    "friends", "sent", "received", "removed", "rejected", "strangers"
]

KEYS: Final[Mapping[str, Part]] = {
    "friends_v2": "friends",
    "friends": "friends",
    "sent_requests_v2": "sent",
    "sent_requests": "sent",
    "received_requests_v2": "received",
    "received_requests": "received",
    "deleted_friends_v2": "removed",
    "deleted_friends": "removed",
    "rejected_requests_v2": "rejected",
    "rejected_requests": "rejected",
    "people_you_may_know_v2": "strangers",
    "people_you_may_know": "strangers",
}
"""The lists of a JSON file by their keys."""

PAGES: Final[Mapping[str, Part]] = {
    "your_friends": "friends",
    "friends": "friends",
    "friends_added": "friends",
    "sent_friend_requests": "sent",
    "friend_requests_sent": "sent",
    "received_friend_requests": "received",
    "friend_requests_received": "received",
    "removed_friends": "removed",
    "rejected_friend_requests": "rejected",
    "people_you_may_know": "strangers",
}
"""The list on a page by the name of its file; the page itself says it in the member's language."""

FILES: Final = tuple(
    f"{name}.{ending}"
    for name, part in PAGES.items()
    if part != "strangers"
    for ending in ("json", "html")
)
"""The files of the export that are read. `people_you_may_know` is never: these are strangers."""


@dataclass(frozen=True)
class FacebookEntry:
    """Someone on a list; `is_local` says that the day is that of a clock no one knows the zone of."""

    line: int
    name: str
    on: date | None
    address: str = ""
    is_local: bool = False


def read_entry(file: str, line: int, value: Any) -> FacebookEntry | Diagnostic:
    """The entry that a value of a JSON list is, or why it is none."""
    name = None
    if isinstance(value, dict):
        name = _name(value)
    if name is None:
        return Diagnostic(file=file, line=line, reason=NOT_AN_ENTRY)
    text = " ".join(repaired(name).split())
    reason = unusable(text)
    if reason:
        return Diagnostic(file=file, line=line, reason=reason)
    timestamp = value.get("timestamp", 0)
    on = _day(timestamp)
    if on is None and timestamp not in (0, None, ""):
        return Diagnostic(
            file=file,
            line=line,
            reason=NO_DAY,
            details={"text": str(timestamp)[:_LONGEST]},
        )
    address = value.get("contact_info") or value.get("email")
    if not isinstance(address, str):
        address = ""
    return FacebookEntry(line, text, on, address)


def unusable(name: str) -> str | None:
    """Why a name cannot be used, None where it can."""
    if not name:
        return NAMELESS
    if len(name) > _LONGEST:
        return UNREADABLE
    if is_unreadable(name):
        return UNREADABLE
    return None


def repaired(text: str) -> str:
    """The text as it was: Facebook writes each byte of UTF-8 as a character of its own.

    Text that is not of this kind stays as it is; no letter of a name is made nicer.
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _name(value: dict[str, Any]) -> str | None:
    """The name; in the newer general shape the only value, whatever its label."""
    name = value.get("name", value.get("title"))
    if name is None:
        name = _only_value(value.get("label_values"))
    if isinstance(name, str):
        return name
    return None


def _only_value(labels: Any) -> Any:
    """The value of the only label that has one."""
    if not isinstance(labels, list):
        return None
    values: list[Any] = []
    for label in labels:
        value = label.get("value") if isinstance(label, dict) else None
        if value:
            values.append(value)
    if len(values) != 1:
        return None
    return values[0]


def _day(seconds: Any) -> date | None:
    """The day of Unix seconds, in universal time; 0 says that it is not known."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    if not _FIRST <= seconds <= _LAST:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.date()


def part_of(path: str) -> Part | None:
    """The list on a page by its name; a copy may be numbered, as in `friends (1).html`."""
    name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].casefold()
    return PAGES.get(name.partition("(")[0].strip())
