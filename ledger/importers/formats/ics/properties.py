"""One line of a calendar: its name, parameters and value (RFC 5545, 3.1), and what programs make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

DATED: Final = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE", "LAST-MODIFIED", "DTSTAMP"})
"""Properties whose values are days or times."""

WANTED: Final = DATED | {
    *("UID", "DURATION", "RRULE", "EXRULE", "SEQUENCE", "SUMMARY", "LOCATION", "DESCRIPTION", "URL"),
    *("STATUS", "TRANSP", "CLASS", "GEO", "ATTENDEE", "ORGANIZER", "CONFERENCE"),
    *("METHOD", "X-WR-CALNAME", "X-WR-TIMEZONE", "TZID", "TZOFFSETFROM", "TZOFFSETTO"),
}
"""Properties that are looked at, besides those of an entry that begin with X-."""

_PARAMETER: Final = re.compile(r';\s*([^=;:,"]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_TIMES: Final = re.compile(r"[0-9TZPWDHMS,/+\s-]*", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_CARET: Final = re.compile(r"\^([n'^])")
_LONGEST: Final = 2_000


class Property(NamedTuple):
    """A property: names in capitals, parameters without their quotes, the value as it stands."""

    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as plain text."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


def parse(line: str, name: str) -> Property | None:
    """The property on a joined line that begins with `name`; None where it has no value.

    Parameters that nobody can take apart are left out; a time keeps its zone.
    """
    at = len(line) - len(line.lstrip()) + len(name)
    parameters: dict[str, str] = {}
    while found := _PARAMETER.match(line, at):
        parameters[found[1].strip().upper()] = _parameter(found[2])
        at = found.end()
    if not line.startswith(":", at):
        at = line.find(":", at)
    if at < 0:
        return None
    value = line[at + 1 :]
    if name in DATED and not _TIMES.fullmatch(value[:_LONGEST]):
        return _misquoted(line, name)
    return Property(name, parameters, value)


def _misquoted(line: str, name: str) -> Property:
    """A time whose zone holds a colon and no quotes: `TZID=(UTC+01:00) Brussels, Paris:20260105T100000`."""
    head, _, value = line.rpartition(":")
    at = head.upper().find("TZID=")
    return Property(name, {"TZID": head[at + 5 :].strip('"')} if at >= 0 else {}, value)


def _parameter(text: str) -> str:
    """A parameter's value without quotes, RFC 6868 undone."""
    bare = text[1:-1] if text.startswith('"') and text.endswith('"') and text.count('"') == 2 else text
    return _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], bare.replace('"', "").strip())
