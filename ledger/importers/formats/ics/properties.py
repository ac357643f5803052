"""One line of a calendar: its name, parameters and value (RFC 5545, 3.1), and what programs make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from ledger.importers.io import content_lines

DATED: Final = frozenset(
    {"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE", "LAST-MODIFIED", "DTSTAMP"}
)
"""Properties whose values are days or times."""

PEOPLE: Final = frozenset({"ATTENDEE", "ORGANIZER"})

WANTED: Final = DATED | {
    *(
        "UID",
        "DURATION",
        "RRULE",
        "EXRULE",
        "SEQUENCE",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "URL",
    ),
    *("STATUS", "TRANSP", "CLASS", "GEO", "ATTENDEE", "ORGANIZER", "CONFERENCE"),
    *("METHOD", "X-WR-CALNAME", "X-WR-TIMEZONE", "TZID", "TZOFFSETFROM", "TZOFFSETTO"),
}
"""Properties that are looked at, besides those of an entry that begin with X-."""

_MISPLACED: Final = re.compile(
    r";\s*(?:CN|PARTSTAT|ROLE|CUTYPE|RSVP)\s*=", re.IGNORECASE
)
_TIMES: Final = re.compile(r"[0-9TZPWDHMS,/+\s-]*", re.IGNORECASE)
_QUOTED_PRINTABLE: Final = frozenset({"QUOTED-PRINTABLE", "QP", "Q"})
_LONGEST: Final = 2_000


class Property(NamedTuple):
    """A property: names in capitals, parameters without their quotes, the value as it stands."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as plain text."""
        return content_lines.unescape(self.value)


def parse(name: str, line: str) -> Property | None:
    """Return the property of a name on a joined line; None if it has no value.

    Of parameters that cannot be taken apart those of a guest are searched for; a time keeps its zone.
    """
    content = content_lines.parse(line)
    if name in PEOPLE and _is_broken(content):
        content = content_lines.parse_loosely(line)
    if name in DATED and (
        content is None or not _TIMES.fullmatch(content.value[:_LONGEST])
    ):
        return _misquoted(line, name)
    if content is None:
        return None
    parameters: dict[str, str] = {}
    for key, value in content.parameters:
        parameters["".join(key.split()).upper()] = content_lines.bare(value)
    return Property(name, parameters, _decoded(content.value, parameters))


def _is_broken(content: content_lines.Content | None) -> bool:
    """Tell whether the parameters of a guest could not be taken apart, or stand in the value."""
    if content is None or not content.is_whole:
        return True
    return _MISPLACED.search(content.value) is not None


def _misquoted(line: str, name: str) -> Property:
    """Return a time whose zone is quoted wrongly: `TZID=(UTC+01:00) Paris:20260105T100000`.

    The quotes may also be around zone and time together.
    """
    head, _, value = line.rstrip(' "').rpartition(":")
    at = head.upper().find("TZID=")
    return Property(name, {"TZID": head[at + 5 :].strip('"')} if at >= 0 else {}, value)


def _decoded(value: str, parameters: Mapping[str, str]) -> str:
    """Return a value freed from quoted-printable, which calendars of old telephones are written in."""
    if not parameters:
        return value
    encoding = parameters.get("ENCODING", parameters.get("", ""))
    if encoding.upper() not in _QUOTED_PRINTABLE:
        return value
    raw = content_lines.from_quoted_printable(value.encode(errors="surrogateescape"))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
