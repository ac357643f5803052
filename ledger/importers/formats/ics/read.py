"""Calendar files: which occurrences of their entries were meetings, which calls, which are unclear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Final, TypeAlias

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import (
    CalledOff,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    Sifted,
    Unclear,
)
from ledger.importers.formats.ics.event_series import Occurrence, occurrences
from ledger.importers.formats.ics.guests import contacts, is_owner
from ledger.importers.formats.ics.judging import (
    CALLED_OFF,
    CROWD,
    NOT_AN_ENTRY,
    OUTDATED,
    Verdict,
    judge,
)
from ledger.importers.formats.ics.lines import Component, calendars
from ledger.importers.formats.ics.occasions import (
    UNTITLED,
    Setting,
    day_of,
    fallen,
    identifier,
    is_before,
    is_over,
    plan_row,
    row,
)
from ledger.importers.formats.ics.vevents import Calendar, Entry, read_entry
from ledger.importers.formats.ics.zones import Descriptions, Zone, Zones
from ledger.importers.formats.ics.zones import named as zone_named
from ledger.importers.io.archive import of_each
from ledger.language import N_

SUFFIXES: Final = (".ics", ".ical", ".icalendar")
"""How the names of calendar files end, in small letters."""

MOST_ROWS: Final = 200_000

AHEAD: Final = N_("{on} ({text}): it lies in the future.")

Row: TypeAlias = ImportedRow | Unclear | Diagnostic

_LONGEST_ADDRESS: Final = 200
_ENOUGH: Final = 3
_SEVERAL: Final = 2
"""The fewest entries that an address has to be in, and the fewest other addresses beside it, to be most likely the owner's."""

_SINGLE: Final = timedelta(days=366)
_SERIES: Final = timedelta(days=31)
"""How far ahead entries become plans: of a series only the next ones."""

_FALLEN: Final = frozenset({CALLED_OFF, NOT_AN_ENTRY})
"""Why an entry that was a plan is none any more."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An entry with its verdict, its first day, and how often it took place."""

    file: str
    line: int
    text: str
    verdict: Verdict
    on: date
    times: int


@dataclass(frozen=True, kw_only=True)
class CalendarFile(Sifted):
    """What calendars hold; `judged` has what decided of every entry.

    `suggested` are the addresses after which calendars are named: most likely the owner's.
    """

    judged: tuple[Judged, ...] = ()
    suggested: tuple[str, ...] = ()


def read(  # noqa: PLR0913 - the one door of this module
    files: Sequence[Named],
    owner: Collection[str] = (),
    *,
    mine: Sequence[str] = (),
    now: datetime,
    crowd: int = CROWD,
    encoding: str | None = None,
) -> CalendarFile:
    """Read what calendars hold up to `now`, a time with its zone; what several files hold counts once.

    `owner` are the owner's identifiers, such as `email:ada@example.org`: an owner who is not among those
    invited cannot have been there. Without them the address after which the calendar is named is
    the owner's. `mine` are addresses that the owner has just said to be theirs. Raises BadInput for a file
    that is no calendar or holds no entry, and if nothing tells the owner among the people; with the
    `address` that stands in every entry, where there is one.
    """
    reader = _Reader(encoding)
    parts, refused = of_each(files, reader.calendars)
    all_calendars = [calendar for part in parts for calendar in part]
    entries, problems = _entries(all_calendars)
    suggested = (*_suggested(all_calendars), *mine)
    owner = frozenset((*owner, *identifiers.of_person(mine)))
    owner = owner or _only(files, entries, suggested)
    _refuse_likely_owner(files, entries, owner)
    home = Zone(
        lambda wall: wall.replace(tzinfo=now.tzinfo).utcoffset() or timedelta(0)
    )
    every_guest = chain.from_iterable(entry.guests for entry in entries)
    people = contacts(every_guest)
    sorter = _Sorter(
        Setting(people, now.astimezone(UTC).replace(tzinfo=None), home), owner, crowd
    )
    sorter.rows += [*refused, *problems]
    for group in _groups(entries):
        sorter.add(group)
        if len(sorter.rows) > MOST_ROWS:
            raise BadInput(
                "{file} has more meetings than anyone has in a lifetime; split it.",
                file=files[0][0],
            )
    places = {name: number for number, (name, _) in enumerate(files)}
    contact = _owner(owner, suggested)
    if contact and mine:
        contact = contact._replace(
            name=""
        )  # they said so: the name is not asked about again
    return sorter.file(places, contact, suggested, reader.encodings)


@dataclass
class _Reader:
    """Reads the calendars of files one after the other; all share the zones that they describe."""

    encoding: str | None
    encodings: dict[str, str] = field(default_factory=dict)
    descriptions: Descriptions = field(default_factory=Descriptions)

    def calendars(self, file: str, data: bytes) -> list[Calendar]:
        """Return the calendars of a file; BadInput if they have no entry."""
        components, used = calendars(file, data, encoding=self.encoding)
        kinds = {part.kind for component in components for part in component.inside}
        if "VEVENT" not in kinds:
            raise BadInput("{file} is a calendar without entries.", file=file)
        self.encodings[file] = used
        return [self._calendar(file, component) for component in components]

    def _calendar(self, file: str, component: Component) -> Calendar:
        described: dict[str, Component] = {}
        for part in component.inside:
            if part.kind == "VTIMEZONE":
                described[part.text("TZID")] = part
        zone = zone_named(component.text("X-WR-TIMEZONE"))
        return Calendar(file, component, zone, Zones(described, self.descriptions))


def _entries(all_calendars: Iterable[Calendar]) -> tuple[list[Entry], list[Diagnostic]]:
    """Return the entries of calendars, and why some are none."""
    entries: list[Entry] = []
    problems: list[Diagnostic] = []
    for calendar in all_calendars:
        for component in calendar.component.inside:
            if component.kind != "VEVENT":
                continue
            entry = read_entry(calendar, component)
            if isinstance(entry, Entry):
                entries.append(entry)
            else:
                problems.append(entry)
    return entries, problems


def _groups(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return the entries by UID, those without one alone; of a series the rest that was changed goes first."""
    groups: dict[str, list[Entry]] = {}
    for number, entry in enumerate(entries):
        groups.setdefault(entry.uid or f"\n{number}", []).append(entry)
    return sorted(groups.values(), key=lambda group: len(group[0].uid), reverse=True)


def _suggested(all_calendars: Iterable[Calendar]) -> tuple[str, ...]:
    """Return the addresses after which calendars are named."""
    addresses: dict[str, None] = {}
    for calendar in all_calendars:
        name = calendar.component.text("X-WR-CALNAME")
        if len(name) > _LONGEST_ADDRESS:
            continue
        identifier = identifiers.email(name)
        if identifier:
            addresses[identifier.removeprefix("email:")] = None
    return tuple(addresses)


def _only(
    files: Sequence[Named], entries: Iterable[Entry], suggested: Sequence[str]
) -> frozenset[str]:
    """Return the owner's address if exactly one is suggested; BadInput if it matters and none is."""
    if len(suggested) == 1:
        return frozenset(identifiers.of_person(suggested))
    entries = [*entries]
    address = _in_all(entries)
    if address:
        raise _likely_owner(files, address)
    if any(entry.guests for entry in entries):
        raise BadInput(
            "{file} doesn't say which of these people you are; set your addresses once with 'handshake init --email ADDRESS'.",
            file=files[0][0],
        )
    return frozenset()


def _refuse_likely_owner(
    files: Sequence[Named], entries: Iterable[Entry], owner: Collection[str]
) -> None:
    """Refuse to take the owner for one more guest, where the calendar knows them by an address of its own."""
    guests = list(chain.from_iterable(entry.guests for entry in entries))
    if any(is_owner(guest, owner) for guest in guests):
        return
    address = _in_all(entries)
    if address:
        raise _likely_owner(files, address)


def _in_all(entries: Iterable[Entry]) -> str | None:
    """The one address that stands in every entry with guests, of several with different ones."""
    parties = [_addresses(entry) for entry in entries if entry.guests]
    if len(parties) < _ENOUGH:
        return None
    everywhere = set.intersection(*parties)
    others = set.union(*parties) - everywhere
    if len(everywhere) != 1:
        return None
    if len(others) < _SEVERAL:
        return None
    return everywhere.pop()


def _addresses(entry: Entry) -> set[str]:
    """The addresses of the people of an entry; rooms and projectors have some too."""
    people = (guest for guest in entry.guests if not guest.is_thing)
    addresses = {guest.address for guest in people}
    return addresses - {""}


def _likely_owner(files: Sequence[Named], address: str) -> BadInput:
    return BadInput(
        "{file} doesn't say which of these people you are; {address} is in every entry. If that is you: 'handshake init --email {address}'.",
        file=files[0][0],
        address=address,
    )


def _owner(owner: Collection[str], suggested: Sequence[str]) -> Contact | None:
    """Return the owner of the calendar, if it is named after an address of theirs."""
    for address in suggested:
        found_identifiers = identifiers.of_person((address,))
        is_own_calendar = found_identifiers and found_identifiers[0] in owner
        if is_own_calendar:
            return Contact(
                name=address,
                details=Details(emails=(address,)),
                identifiers=found_identifiers,
            )
    return None


class _Sorter:
    """Puts entries where they belong: meetings and calls, what is unclear, what is left out and why."""

    def __init__(self, setting: Setting, owner: Collection[str], crowd: int) -> None:
        self.setting = setting
        self.owner = owner
        self.crowd = crowd
        self.rows: list[Row] = []
        self.judged: list[Judged] = []
        self.called_off: list[CalledOff] = []
        self.seen: set[str] = set()
        """The occurrences that are among the rows."""

    def add(self, group: Sequence[Entry]) -> None:
        """Add the rows that the entries of one UID come to."""
        verdicts = {entry: self._verdict(entry) for entry in group}
        times: dict[Entry, int] = {}
        days: dict[Entry, date] = {}
        planned: set[Entry] = set()
        repeats = any(entry.rules or entry.also for entry in group)
        reach = _SERIES if repeats else _SINGLE
        until = self.setting.now + reach
        for occurrence in occurrences(
            group,
            until,
            lambda entry: (
                verdicts[entry].kind != "skip" or self._fell(entry, verdicts[entry])
            ),
            self.setting.steps,
        ):
            if isinstance(occurrence, Diagnostic):
                self.rows.append(occurrence)
                continue
            if occurrence.deleted:
                self.called_off.append(fallen(occurrence))
                continue
            entry = occurrence.entry
            if entry not in verdicts:
                verdicts[entry] = self._verdict(entry)
            days.setdefault(entry, day_of(occurrence, self.setting).date())
            times.setdefault(entry, 0)
            if is_over(occurrence, self.setting):
                if verdicts[entry].kind == "skip":
                    self._call_off(occurrence, verdicts[entry])
                    continue
                times[entry] += 1
                self._add(occurrence, verdicts[entry])
                continue
            verdict = self._verdict(entry, ahead=True)
            if verdict.kind == "skip":
                self._call_off(occurrence, verdict)
            elif is_before(occurrence, until, self.setting):
                planned.add(entry)
                self._plan(occurrence, verdict)
        for entry, on in days.items():
            self._judge(
                entry, verdicts[entry], on, times[entry], planned=entry in planned
            )

    def _verdict(self, entry: Entry, *, ahead: bool = False) -> Verdict:
        return judge(entry, self.owner, self.setting.home, self.crowd, ahead=ahead)

    def _add(self, occurrence: Occurrence, verdict: Verdict) -> None:
        """Add an occurrence, unless another file has it, or the rest of a series that was changed."""
        key = identifier(occurrence)
        if key in self.seen:
            return
        self.seen.add(key)
        if occurrence.outdated:
            verdict = replace(
                verdict, kind="unclear", reason=OUTDATED, property="SEQUENCE", other=""
            )
        self.rows.append(row(occurrence, verdict, self.setting))

    def _plan(self, occurrence: Occurrence, verdict: Verdict) -> None:
        """Add the plan that an occurrence to come is, unless another file has it."""
        key = identifier(occurrence)
        if key in self.seen:
            return
        if occurrence.outdated:
            return
        self.seen.add(key)
        self.rows.append(plan_row(occurrence, verdict, self.setting))

    def _call_off(self, occurrence: Occurrence, verdict: Verdict) -> None:
        """Note an entry that was called off, so that its plan does not stay open."""
        if self._fell(occurrence.entry, verdict):
            self.called_off.append(fallen(occurrence))

    def _fell(self, entry: Entry, verdict: Verdict) -> bool:
        """Whether the entry, or every time of its series, was cancelled or the owner declined it."""
        refusals = (
            guest.answer == "no" and is_owner(guest, self.owner)
            for guest in entry.guests
        )
        is_declined = any(refusals)
        return is_declined or verdict.reason in _FALLEN

    def _judge(
        self, entry: Entry, verdict: Verdict, on: date, times: int, *, planned: bool
    ) -> None:
        """Keep the verdict on an entry, and why it comes to nothing if it does."""
        file, line = entry.calendar.file, entry.component.line
        title = entry.component.text("SUMMARY")
        self.judged.append(
            Judged(
                file=file, line=line, text=title, verdict=verdict, on=on, times=times
            )
        )
        if times or planned:
            return
        details = {
            "on": on,
            "text": entry.title or UNTITLED,
            "property": verdict.property,
            "most": verdict.most,
        }
        reason = AHEAD
        if verdict.kind == "skip":
            reason = verdict.reason
        self.rows.append(
            Diagnostic(file=file, line=line, reason=reason, details=details)
        )

    def file(
        self,
        places: Mapping[str, int],
        owner: Contact | None,
        suggested: tuple[str, ...],
        encodings: Mapping[str, str],
    ) -> CalendarFile:
        """Return what was added in the order in which the files have it; `places` is that of the files."""
        imported: list[ImportedRow] = []
        unclear: list[Unclear] = []
        problems: list[Diagnostic] = []
        in_order = sorted(self.rows, key=lambda item: _position(item, places))
        for item in in_order:
            match item:
                case ImportedRow():
                    imported.append(item)
                case Unclear():
                    unclear.append(item)
                case Diagnostic():
                    problems.append(item)
        reading = ImportFile(
            rows=tuple(imported),
            problems=tuple(problems),
            read=len(imported) + len(problems),
            owner=owner,
            encodings=encodings,
            called_off=tuple(self.called_off),
        )
        judged = sorted(self.judged, key=lambda entry: (places[entry.file], entry.line))
        return CalendarFile(
            reading=reading,
            unclear=tuple(unclear),
            judged=tuple(judged),
            suggested=suggested,
        )


def _position(item: Row, places: Mapping[str, int]) -> tuple[int, int]:
    """Return where a row stands: its file among those read, and the line."""
    imported = item.meeting if isinstance(item, Unclear) else item
    return places[imported.file], imported.line
