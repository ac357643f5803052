"""The four lists of friends.md: activities, notes, friends, locations. Any order; an empty line ends one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from ledger.importers.api import Diagnostic
from ledger.importers.io.encoding import is_broken
from ledger.language import N_

Section: TypeAlias = Literal["activities", "notes", "friends", "locations"]

HEADERS: Final[Mapping[str, Section]] = {
    "### Activities:": "activities",
    "### Notes:": "notes",
    "### Friends:": "friends",
    "### Locations:": "locations",
}

NO_HEADER: Final = N_("This line stands below none of the four headers, such as ### Activities:.")
NO_DAY: Final = N_("{text} is no day of this file: it would be like 2026-11-20.")
NO_LINE: Final = N_("This line is no entry of its list.")
UNREADABLE: Final = N_("This line holds bytes that are no text.")
TOO_LONG: Final = N_("This line is too long.")
TWICE: Final = N_("{name} stands twice among the friends.")

_EVENT: Final = re.compile(r"(?:- )?([^:]{1,40}): ?(.*)")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALSO: Final = re.compile(r"\s*\(a\.k\.a\. ([^)]+)\)")
_WHERE: Final = re.compile(r"\s*\[([^\]]+)\]")
_SIGNS: Final = re.compile(r"[(\[@]")
_LONGEST: Final = 5_000


@dataclass(frozen=True)
class Event:
    """An activity or a note, as it stands."""

    line: int
    on: date
    text: str


@dataclass(frozen=True)
class Thing:
    """A friend or a place."""

    line: int
    name: str
    aliases: tuple[str, ...] = ()
    place: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lists:
    """What a file holds."""

    activities: list[Event] = field(default_factory=list)
    notes: list[Event] = field(default_factory=list)
    friends: list[Thing] = field(default_factory=list)
    locations: list[Thing] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def read_lines(file: str, text: str) -> Lists | None:
    """The lists in a file's text; None where not even a header is one of friends.md."""
    found = Lists()
    section: Section | None = None
    known = False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.rstrip("\r")
        if not bare.strip():
            section = None
        elif bare.strip() in HEADERS:
            section, known = HEADERS[bare.strip()], True
        elif reason := _unusable(bare, section):
            found.problems.append(Diagnostic(file=file, line=number, reason=reason))
        elif section is not None:
            _take(file, found, section, number, bare)
    return found if known else None


def _unusable(line: str, section: Section | None) -> str | None:
    if section is None:
        return NO_HEADER
    if is_broken(line) or "\0" in line:
        return UNREADABLE
    return TOO_LONG if len(line) > _LONGEST else None


def _take(file: str, found: Lists, section: Section, number: int, line: str) -> None:
    row: Event | Thing | Diagnostic
    match section:
        case "activities" | "notes":
            row = _event(file, number, line)
            if isinstance(row, Event):
                (found.activities if section == "activities" else found.notes).append(row)
        case "friends" | "locations":
            row = _thing(file, number, line)
            if isinstance(row, Thing):
                (found.friends if section == "friends" else found.locations).append(row)
    if isinstance(row, Diagnostic):
        found.problems.append(row)


def _event(file: str, number: int, line: str) -> Event | Diagnostic:
    parts = _EVENT.fullmatch(line)
    if not parts or not parts[2].strip():
        return Diagnostic(file=file, line=number, reason=NO_LINE)
    try:
        on = date.fromisoformat(parts[1]) if _ISO.fullmatch(parts[1]) else None
    except ValueError:
        on = None
    if on is None:
        return Diagnostic(file=file, line=number, reason=NO_DAY, details={"text": parts[1]})
    return Event(number, on, parts[2])


def _thing(file: str, number: int, line: str) -> Thing | Diagnostic:
    """A friend or a place: `- Name (a.k.a. X a.k.a. Y) [Place] @tag`."""
    body = line.removeprefix("- ")
    found = _SIGNS.search(body)
    name, rest = (body[: found.start()], body[found.start() :]) if found else (body, "")
    aliases: tuple[str, ...] = ()
    place = None
    if also := _ALSO.match(rest):
        aliases, rest = tuple(filter(None, map(str.strip, also[1].split(" a.k.a. ")))), rest[also.end() :]
    if where := _WHERE.match(rest):
        place, rest = where[1].strip() or None, rest[where.end() :]
    tags = rest.split()
    if not name.strip() or not all(each.startswith("@") and len(each) > 1 for each in tags):
        return Diagnostic(file=file, line=number, reason=NO_LINE)
    return Thing(number, name.strip(), aliases, place, tuple(each[1:] for each in tags))
