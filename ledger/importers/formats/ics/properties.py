"""One line of a calendar: its name, parameters and value (RFC 5545, 3.1), and what programs make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

DATED: Final = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE", "LAST-MODIFIED", "DTSTAMP"})
"""Properties whose values are days or times."""

PEOPLE: Final = frozenset({"ATTENDEE", "ORGANIZER"})

WANTED: Final = DATED | {
    *("UID", "DURATION", "RRULE", "EXRULE", "SEQUENCE", "SUMMARY", "LOCATION", "DESCRIPTION", "URL"),
    *("STATUS", "TRANSP", "CLASS", "GEO", "ATTENDEE", "ORGANIZER", "CONFERENCE"),
    *("METHOD", "X-WR-CALNAME", "X-WR-TIMEZONE", "TZID", "TZOFFSETFROM", "TZOFFSETTO"),
}
"""Properties that are looked at, besides those of an entry that begin with X-."""

_QUOTED: Final = r'"[^"]*"'
_ESCAPED_QUOTED: Final = r'"(?:\\.|[^"\\])*"'
_PARAMETER: Final = r';\s*([^=;:,"]+)=((?:{quoted}|[^";:,]*)(?:,(?:{quoted}|[^";:,]*))*)'
_PARAMETERS: Final = tuple(
    re.compile(_PARAMETER.format(quoted=quoted)) for quoted in (_QUOTED, _ESCAPED_QUOTED)
)
"""As the standard writes parameters, and as programs do that put a backslash before a quote within quotes."""

_LOOSE: Final = re.compile(
    r""";\s*([A-Za-z][A-Za-z0-9-]*)=(.*?)(?=;\s*[A-Za-z][A-Za-z0-9-]*=|:\s*["'<]*(?:mailto|urn|invalid|https?):|$)""",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r""":\s*(["'<]*(?:mailto|urn|invalid|https?):[^;]*)""", re.IGNORECASE)
_MISPLACED: Final = re.compile(r";\s*(?:CN|PARTSTAT|ROLE|CUTYPE|RSVP)\s*=", re.IGNORECASE)
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
    """Return the property on a joined line that begins with `name`; None if it has no value.

    Of parameters that cannot be taken apart those of a guest are searched for; a time keeps its zone.
    """
    begin = len(line) - len(line.lstrip()) + len(name)
    for pattern in _PARAMETERS:
        parameters, end = _parameters(pattern, line, begin)
        if line.startswith(":", end) and not (name in PEOPLE and _MISPLACED.search(line, end)):
            break
    else:
        if name in PEOPLE:
            return _loose(line, name, begin)
        parameters, end = _parameters(_PARAMETERS[0], line, begin)
        end = line.find(":", end)
    if end < 0:
        return None
    value = line[end + 1 :]
    if name in DATED and not _TIMES.fullmatch(value[:_LONGEST]):
        return _misquoted(line, name)
    return Property(name, parameters, value)


def _parameters(pattern: re.Pattern[str], line: str, begin: int) -> tuple[dict[str, str], int]:
    """Return the parameters from a position on, and where they end."""
    parameters: dict[str, str] = {}
    end = begin
    while matched := pattern.match(line, end):
        parameters[_parameter_name(matched[1])] = _parameter(matched[2])
        end = matched.end()
    return parameters, end


def _loose(line: str, name: str, begin: int) -> Property:
    """Return a guest on a line whose quotes do not pair, or that has no address."""
    rest = line[begin : begin + _LONGEST]
    parameters = {
        _parameter_name(matched[1]): _parameter(matched[2].strip()) for matched in _LOOSE.finditer(rest)
    }
    address = _ADDRESS.search(rest)
    return Property(name, parameters, address[1] if address else "")


def _misquoted(line: str, name: str) -> Property:
    """Return a time whose zone holds a colon and no quotes: `TZID=(UTC+01:00) Brussels, Paris:20260105T100000`."""
    head, _, value = line.rpartition(":")
    at = head.upper().find("TZID=")
    return Property(name, {"TZID": head[at + 5 :].strip('"')} if at >= 0 else {}, value)


def _parameter_name(text: str) -> str:
    return "".join(text.split()).upper()


def _parameter(text: str) -> str:
    """Return a parameter's value without its outer quotes, RFC 6868 undone."""
    bare = text.strip()
    if len(bare) > 1 and bare.startswith('"') and bare.endswith('"'):
        bare = bare[1:-1]
    return _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], bare.strip())
