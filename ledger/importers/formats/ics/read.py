"""Calendar files as one reading: which occurrences were meetings, which calls, which nobody can tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, Diagnostic, ImportedRow, ImportFile, Named, Sifted, Unclear
from ledger.importers.formats.ics.entries import Calendar, Entry, read_entry
from ledger.importers.formats.ics.guests import contacts
from ledger.importers.formats.ics.judging import CROWD, judge
from ledger.importers.formats.ics.lines import Component, calendars
from ledger.importers.formats.ics.occasions import Setting
from ledger.importers.formats.ics.recurrence import Steps
from ledger.importers.formats.ics.sorting import Judged, Row, sort
from ledger.importers.formats.ics.zones import MOST_ZONE_STEPS, Zone, Zones
from ledger.importers.formats.ics.zones import named as zone_named
from ledger.importers.io.files import of_each

SUFFIXES: Final = (".ics", ".ical", ".icalendar")
"""How the names of calendar files end, in small letters."""

MOST_ROWS: Final = 200_000

_LONGEST_ADDRESS: Final = 200


@dataclass(frozen=True, kw_only=True)
class CalendarReading(Sifted):
    """A reading of calendars; `judged` tells of every entry what decided.

    `suggested` are the addresses after which calendars are named: most likely the owner's.
    """

    judged: tuple[Judged, ...] = ()
    suggested: tuple[str, ...] = ()


def read(
    files: Sequence[Named],
    owner: Collection[str] = (),
    *,
    now: datetime,
    crowd: int = CROWD,
    encoding: str | None = None,
) -> CalendarReading:
    """What the calendars hold up to `now`, a time with its zone; what several files hold counts once.

    `owner` are the owner's identifiers, such as `email:ada@example.org`: who is not among those
    invited cannot have been there. Without them the address after which the calendar is named is
    the owner's. Raises BadInput for a file that is no calendar or holds no entry, and where
    nothing tells who the owner is.
    """
    encodings: dict[str, str] = {}
    budget = Steps(MOST_ZONE_STEPS)
    read_each, refused = of_each(
        files, lambda name, data: _calendars(name, data, encoding, encodings, budget)
    )
    every = [each for calendars_of_one in read_each for each in calendars_of_one]
    entries, problems = _entries(every)
    suggested = _suggested(every)
    own = frozenset(owner) or _only(files, entries, suggested)
    home = Zone(lambda wall: wall.replace(tzinfo=now.tzinfo).utcoffset() or timedelta(0))
    everybody = contacts(guest for entry in entries for guest in entry.guests)
    setting = Setting(everybody, now.astimezone(UTC).replace(tzinfo=None), home)
    rows: list[Row] = [*refused, *problems]
    judged: list[Judged] = []
    known: set[str] = set()
    for group in _groups(entries):
        of_group, found = sort(group, lambda entry: judge(entry, own, home, crowd), setting, known)
        rows += of_group
        judged += found
        if len(rows) > MOST_ROWS:
            raise BadInput("{file} holds more meetings than a life has: split it.", file=files[0][0])
    place = {name: number for number, (name, _) in enumerate(files)}
    return _reading(rows, judged, _owner(own, suggested), suggested, encodings, place)


def _reading(  # noqa: PLR0913, PLR0917  what a reading is made of
    rows: Iterable[Row],
    judged: Iterable[Judged],
    owner: Contact | None,
    suggested: tuple[str, ...],
    encodings: Mapping[str, str],
    place: Mapping[str, int],
) -> CalendarReading:
    """The rows in the order in which the files have them; `place` is that of the files."""
    ordered = sorted(rows, key=lambda each: _place(each, place))
    brought = tuple(each for each in ordered if isinstance(each, ImportedRow))
    problems = tuple(each for each in ordered if isinstance(each, Diagnostic))
    read = len(brought) + len(problems)
    return CalendarReading(
        reading=ImportFile(rows=brought, problems=problems, read=read, owner=owner, encodings=encodings),
        unclear=tuple(each for each in ordered if isinstance(each, Unclear)),
        judged=tuple(sorted(judged, key=lambda each: (place[each.file], each.line))),
        suggested=suggested,
    )


def _place(each: Row, place: Mapping[str, int]) -> tuple[int, int]:
    row = each.meeting if isinstance(each, Unclear) else each
    return place[row.file], row.line


def _calendars(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str], budget: Steps
) -> list[Calendar]:
    components, used = calendars(file, data, encoding=encoding)
    if not any(each.kind == "VEVENT" for component in components for each in component.inside):
        raise BadInput("{file} is a calendar without a single entry.", file=file)
    encodings[file] = used
    return [_calendar(file, component, budget) for component in components]


def _calendar(file: str, component: Component, budget: Steps) -> Calendar:
    described = {part.text("TZID"): part for part in component.inside if part.kind == "VTIMEZONE"}
    zones = Zones(described, budget)
    return Calendar(file, component, zone_named(component.text("X-WR-TIMEZONE")), zones)


def _entries(every: Iterable[Calendar]) -> tuple[list[Entry], list[Diagnostic]]:
    entries: list[Entry] = []
    problems: list[Diagnostic] = []
    for calendar in every:
        for component in calendar.component.inside:
            if component.kind == "VEVENT":
                match read_entry(calendar, component):
                    case Entry() as entry:
                        entries.append(entry)
                    case Diagnostic() as problem:
                        problems.append(problem)
    return entries, problems


def _groups(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries by UID, those that nothing joins alone; of a series the rest that was changed first."""
    groups: dict[str, list[Entry]] = {}
    for number, entry in enumerate(entries):
        groups.setdefault(entry.uid or f"\n{number}", []).append(entry)
    return sorted(groups.values(), key=lambda group: len(group[0].uid), reverse=True)


def _suggested(every: Iterable[Calendar]) -> tuple[str, ...]:
    """The addresses after which calendars are named."""
    names = (calendar.component.text("X-WR-CALNAME") for calendar in every)
    found = (identifiers.email(name) for name in names if len(name) < _LONGEST_ADDRESS)
    return tuple(dict.fromkeys(each.removeprefix("email:") for each in found if each))


def _only(files: Sequence[Named], entries: Iterable[Entry], suggested: Sequence[str]) -> frozenset[str]:
    """The owner's address where exactly one is suggested; BadInput where it matters and none is."""
    if len(suggested) == 1:
        return frozenset(identifiers.of_person(suggested))
    if any(entry.guests for entry in entries):
        raise BadInput(
            "{file} does not tell which of its people you are: say your addresses once with "
            "'handshake init --email ADDRESS'.",
            file=files[0][0],
        )
    return frozenset()


def _owner(own: Collection[str], suggested: Sequence[str]) -> Contact | None:
    """Whose calendar it is, if it is named after an address of the owner's."""
    for address in suggested:
        if (found := identifiers.of_person((address,))) and found[0] in own:
            return Contact(name=address, details=Details(emails=(address,)), identifiers=found)
    return None
