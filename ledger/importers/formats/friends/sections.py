"""The four sections of friends.md: activities, notes, friends, locations.

They may stand in any order; an empty line ends one. A line with a date has a place among those of its
day, and happened where its owner had moved to before it, unless it names a place itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from ledger.importers.api import Diagnostic
from ledger.importers.formats.friends import markup
from ledger.importers.io.encoding import is_unreadable
from ledger.language import N_

Section: TypeAlias = Literal["activities", "notes", "friends", "locations"]

HEADERS: Final[Mapping[str, Section]] = {
    "### Activities:": "activities",
    "### Notes:": "notes",
    "### Friends:": "friends",
    "### Locations:": "locations",
}

NO_HEADER: Final = N_(
    "This line is not under one of the four headings, such as ### Activities:."
)
NO_DAY: Final = N_(
    '"{text}" is not in the date format of this file; expected something like 2026-11-20.'
)
NO_LINE: Final = N_("This line is not an entry of its list.")
UNREADABLE: Final = N_("This line contains bytes that are not text.")
TOO_LONG: Final = N_("This line is too long.")
TWICE: Final = N_("{name} appears twice among the friends.")

_EVENT: Final = re.compile(r"(?:- )?([^:]{1,40}): ?(.*)")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALSO: Final = re.compile(r"\s*\(a\.k\.a\. ([^)]+)\)")
_WHERE: Final = re.compile(r"\s*\[([^\]]+)\]")
_SIGNS: Final = re.compile(r"[(\[@]")
_LONGEST: Final = 5_000


@dataclass(frozen=True)
class DatedLine:
    """An activity or a note, as it stands."""

    line: int
    on: date
    text: str


@dataclass(frozen=True)
class NamedLine:
    """A friend or a place."""

    line: int
    name: str
    aliases: tuple[str, ...] = ()
    place: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lists:
    """The lines of a file by section."""

    activities: list[DatedLine] = field(default_factory=list)
    notes: list[DatedLine] = field(default_factory=list)
    friends: list[NamedLine] = field(default_factory=list)
    locations: list[NamedLine] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def read_lines(file: str, text: str) -> Lists | None:
    """The lists in a file's text; None where not even a header is one of friends.md."""
    lists = Lists()
    section: Section | None = None
    has_header = False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.rstrip("\r")
        if not bare.strip():
            section = None
        elif bare.strip() in HEADERS:
            section, has_header = HEADERS[bare.strip()], True
        elif reason := _unusable(bare, section):
            lists.problems.append(Diagnostic(file=file, line=number, reason=reason))
        elif section is not None:
            _take(file, lists, section, number, bare)
    if has_header:
        return lists
    return None


def _unusable(line: str, section: Section | None) -> str | None:
    if section is None:
        return NO_HEADER
    if is_unreadable(line):
        return UNREADABLE
    if len(line) > _LONGEST:
        return TOO_LONG
    return None


def _take(file: str, lists: Lists, section: Section, number: int, line: str) -> None:
    """Add the line to the list of its section, or to the problems."""
    is_dated = section in {"activities", "notes"}
    read = _event if is_dated else _named
    row = read(file, number, line)
    if isinstance(row, Diagnostic):
        lists.problems.append(row)
    else:
        getattr(lists, section).append(row)


def _event(file: str, number: int, line: str) -> DatedLine | Diagnostic:
    parts = _EVENT.fullmatch(line)
    if not parts or not parts[2].strip():
        return Diagnostic(file=file, line=number, reason=NO_LINE)
    try:
        on = None
        if _ISO.fullmatch(parts[1]):
            on = date.fromisoformat(parts[1])
    except ValueError:
        on = None
    if on is None:
        return Diagnostic(
            file=file, line=number, reason=NO_DAY, details={"text": parts[1]}
        )
    return DatedLine(number, on, parts[2])


def _named(file: str, number: int, line: str) -> NamedLine | Diagnostic:
    """A friend or a place: `- Name (a.k.a. X a.k.a. Y) [Place] @tag`."""
    body = line.removeprefix("- ")
    sign = _SIGNS.search(body)
    end = sign.start() if sign else len(body)
    name = body[:end].strip()
    signs = body[end:]
    aliases: tuple[str, ...] = ()
    place = None
    match = _ALSO.match(signs)
    if match:
        aliases = tuple(filter(None, map(str.strip, match[1].split(" a.k.a. "))))
        signs = signs[match.end() :]
    match = _WHERE.match(signs)
    if match:
        place = match[1].strip() or None
        signs = signs[match.end() :]
    tags = signs.split()
    marks = (tag.startswith("@") and len(tag) > 1 for tag in tags)
    are_tags = all(marks)
    if not name or not are_tags:
        return Diagnostic(file=file, line=number, reason=NO_LINE)
    return NamedLine(number, name, aliases, place, tuple(tag[1:] for tag in tags))


@dataclass(frozen=True)
class DayLine:
    """An event with its place among those of its day, from 0.

    `alone` says that it is the only one of its day and that no other has its words. `place` is
    where it was; `ordinal` tells it from others of its day with the same words.
    """

    event: DatedLine
    number: int
    alone: bool
    place: str | None
    ordinal: int


def in_days(events: Sequence[DatedLine]) -> Iterator[DayLine]:
    """The events in their order: one that names no place was where one had moved to before it."""
    counts_by_day = Counter(event.on for event in events)
    counts_by_text = Counter(event.text for event in events)
    numbers: Counter[date] = Counter()
    ordinals: Counter[tuple[date, str]] = Counter()
    moved = _moves(events)
    for event in events:
        places = markup.places(event.text)
        words = " ".join(event.text.casefold().split())
        place = places[0] if places else moved.get(event.line)
        alone = counts_by_day[event.on] == counts_by_text[event.text] == 1
        yield DayLine(event, numbers[event.on], alone, place, ordinals[event.on, words])
        numbers[event.on] += 1
        ordinals[event.on, words] += 1


def _moves(events: Iterable[DatedLine]) -> Mapping[int, str]:
    """For each line where one lived then; the file has the newest events first."""
    home: str | None = None
    homes: dict[int, str] = {}
    for event in sorted(events, key=lambda event: (event.on, -event.line)):
        home = markup.moved_to(event.text) or home
        if home:
            homes[event.line] = home
    return homes
