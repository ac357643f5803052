"""The components of calendar files with their properties, each with the line where it began.

What a line costs does not grow with its length but once, and nothing is nested by recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from ledger.errors import BadInput
from ledger.importers.io import content_lines
from ledger.importers.io.encoding import decode, is_broken
from ledger.language import N_

# ---------------------------------------------------------------- a property

DATED: Final = frozenset(
    {"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE", "LAST-MODIFIED", "DTSTAMP"}
)
"""Properties whose values are days or times."""

PEOPLE: Final = frozenset({"ATTENDEE", "ORGANIZER"})

_OTHERS: Final = (
    "UID DURATION RRULE EXRULE SEQUENCE SUMMARY LOCATION DESCRIPTION URL STATUS TRANSP CLASS GEO ATTENDEE ORGANIZER"
    " CONFERENCE METHOD X-WR-CALNAME X-WR-TIMEZONE TZID TZOFFSETFROM TZOFFSETTO"
)
WANTED: Final = DATED | {*_OTHERS.split()}
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
    is_unreadable = name in DATED and (
        content is None or not _TIMES.fullmatch(content.value[:_LONGEST])
    )
    if is_unreadable:
        return _misquoted(line, name)
    if content is None:
        return None
    parameters: dict[str, str] = {}
    for key, value in content.parameters:
        parameters["".join(key.split()).upper()] = content_lines.bare(value)
    return Property(name, parameters, _decoded(content.value, parameters))


def _is_broken(content: content_lines.Content | None) -> bool:
    """Tell whether the parameters of a guest could not be taken apart, or stand in the value."""
    if content is None:
        return True
    if not content.is_whole:
        return True
    return _MISPLACED.search(content.value) is not None


def _misquoted(line: str, name: str) -> Property:
    """Return a time whose zone is quoted wrongly: `TZID=(UTC+01:00) Paris:20260105T100000`.

    The quotes may also be around zone and time together.
    """
    head, _, value = line.rstrip(' "').rpartition(":")
    at = head.upper().find("TZID=")
    zone_parameters = {}
    if at >= 0:
        zone_parameters = {"TZID": head[at + 5 :].strip('"')}
    return Property(name, zone_parameters, value)


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


# ---------------------------------------------------------------- its value as a time

_TIME: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z)?)?"
)
_LENGTH: Final = re.compile(
    r"\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9})S)?)?"
)
_YEARS: Final = range(1600, 9000)
"""Beyond them nothing can be reckoned with, and no one meets."""


class WrittenTime(NamedTuple):
    """A time as written: on the wall, midnight for a day; `is_utc` says that it is universal time."""

    wall: datetime
    is_day: bool
    is_utc: bool


def parse_time(text: str) -> WrittenTime | None:
    """Return the day or time that a text is; None if it is none."""
    match = _TIME.fullmatch(text.strip().upper())
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or 0) for part in match.groups()[:6]
    )
    if year not in _YEARS:
        return None
    second = min(second, 59)
    try:
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  a wall has no zone
    except ValueError:
        return None
    return WrittenTime(wall, is_day=match[4] is None, is_utc=match[7] is not None)


def parse_length(text: str) -> timedelta | None:
    """Return the length that a text such as `PT1H30M` is; None if it is none."""
    match = _LENGTH.fullmatch(text.strip().upper())
    if match is None:
        return None
    if not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
    )


def end_of_day(wall: datetime) -> datetime:
    """Return the last moment of the day of a time."""
    return datetime.combine(wall, time.max)


# ---------------------------------------------------------------- components

MOST_ENTRIES: Final = 200_000
LONGEST_LINE: Final = 1_000_000
_DEEPEST: Final = 10
_HEAD: Final = 200
_WANTED: Final = frozenset(
    name.encode() for name in (*WANTED, "BEGIN", "END", "VERSION")
)
_REJOINED: Final = frozenset(name.encode() for name in PEOPLE)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")

NOT_CLOSED: Final = N_(
    "This entry is incomplete: the file is cut off, or was pieced together."
)
TOO_LONG: Final = N_("This entry has a line too long for a calendar.")
UNREADABLE: Final = N_("This entry contains bytes that are not text.")


@dataclass
class Component:
    """What stands between BEGIN and END; `trouble` is why it cannot be used, None if it can."""

    kind: str
    line: int
    properties: list[Property] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)
    trouble: str | None = None

    def every(self, name: str) -> list[Property]:
        """Return all the properties of a name."""
        return [property_ for property_ in self.properties if property_.name == name]

    def one(self, name: str) -> Property | None:
        """Return the first property of a name."""
        for property_ in self.properties:
            if property_.name == name:
                return property_
        return None

    def text(self, name: str) -> str:
        """Return the first property of a name as plain text, "" without one."""
        property_ = self.one(name)
        if not property_:
            return ""
        return property_.text.strip()

    def word(self, name: str) -> str:
        """Return the first property of a name, one of the standard's words, in capitals."""
        return self.text(name).upper()


def calendars(
    file: str, data: bytes, *, encoding: str | None = None
) -> tuple[list[Component], str]:
    """Return the calendars in a file's bytes, and their encoding; BadInput if there are none.

    Entries outside of any calendar make one.
    """
    lines, used = _lines(file, data, encoding)
    outermost = Component("", 1)
    stack = [outermost]
    buried = 0
    entries = 0
    for number, name, text in lines:
        if name not in {"BEGIN", "END"}:
            if not buried:
                _add(stack[-1], name, text)
            continue
        kind = text.partition(":")[2].strip().upper()
        is_begin = name == "BEGIN"
        is_too_deep = buried or (is_begin and len(stack) > _DEEPEST)
        if is_too_deep:
            buried += 1 if is_begin else -1
        elif is_begin:
            stack = _opened(stack, Component(kind, number))
            entries += 1
        else:
            stack = _closed(stack, kind)
        if entries > MOST_ENTRIES:
            raise BadInput(
                "{file} has more than {most} entries; split it.",
                file=file,
                most=MOST_ENTRIES,
            )
    _closed(stack, "")
    return _calendars_in(file, outermost), used


def _lines(
    file: str, data: bytes, encoding: str | None
) -> tuple[Iterable[tuple[int, str, str]], str]:
    """Return the number, name and text of each logical line, and the encoding they were all in."""
    used = None
    begins_utf_16 = data.startswith(_UTF_16)
    is_in_another_encoding = encoding or begins_utf_16 or b"\0" in data[:_HEAD]
    if is_in_another_encoding:
        text, used = decode(file, data, encoding=encoding)
        data = text.encode(errors="surrogatepass")
    lines = list(
        content_lines.lines(data, _is_wanted, longest=LONGEST_LINE, rejoined=_REJOINED)
    )
    joined = b"\n".join(line.text for line in lines)
    if used:
        texts = joined.decode(errors="surrogatepass")
    else:
        texts, used = decode(file, joined)
    return _named(lines, texts.split("\n")), used


def _named(
    lines: list[content_lines.ContentLine], texts: list[str]
) -> Iterator[tuple[int, str, str]]:
    for line, text in zip(lines, texts, strict=False):
        yield line.number, line.name, text


def _is_wanted(name: bytes) -> bool:
    return name in _WANTED or name.startswith(b"X-")


def _opened(stack: list[Component], component: Component) -> list[Component]:
    """Return the stack with the component on it; an entry inside an entry shows that an END is missing."""
    if component.kind in {"VEVENT", "VCALENDAR"}:
        stack = _closed(stack, "VEVENT", is_cut=True)
    if component.kind == "VCALENDAR":
        stack = _closed(stack, "VCALENDAR")
    stack[-1].inside.append(component)
    return [*stack, component]


def _closed(
    stack: list[Component], kind: str, *, is_cut: bool = False
) -> list[Component]:
    """Return the stack without the innermost component of a kind; with "" without all but the outermost.

    Entries that end only with something around them, or that are cut, are in trouble.
    """
    kinds = [component.kind for component in stack]
    if kind not in kinds:
        return stack
    from_top = kinds[::-1].index(kind)
    position = max(1, len(kinds) - 1 - from_top)
    closed = stack[position:]
    ends_itself = kind == "VEVENT" and not is_cut
    if not ends_itself:
        for component in closed:
            if component.kind == "VEVENT":
                component.trouble = component.trouble or NOT_CLOSED
    return stack[:position]


def _add(component: Component, name: str, text: str) -> None:
    """Add a property to a component; those of programs' own only to an entry."""
    if not text:
        return
    is_own = name.startswith("X-") and name not in WANTED
    if is_own and component.kind != "VEVENT":
        return
    trouble = _trouble(text)
    if trouble:
        component.trouble = component.trouble or trouble
        return
    property_ = parse(name, text)
    if property_:
        component.properties.append(property_)


def _trouble(text: str) -> str | None:
    if len(text) > LONGEST_LINE:
        return TOO_LONG
    if is_broken(text):
        return UNREADABLE
    return None


def _calendars_in(file: str, outermost: Component) -> list[Component]:
    closed: list[Component] = []
    loose: list[Component] = []
    has_loose_entry = False
    for component in outermost.inside:
        if component.kind == "VCALENDAR":
            closed.append(component)
        elif component.kind == "VEVENT":
            loose.append(component)
            has_loose_entry = True
        elif component.kind == "VTIMEZONE":
            loose.append(component)
    if has_loose_entry:
        closed.append(Component("VCALENDAR", loose[0].line, inside=loose))
    if not closed:
        raise BadInput(
            "{file} is not a calendar; expected an .ics file, or a folder or zip of them.",
            file=file,
        )
    return closed
