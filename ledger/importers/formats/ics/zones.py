"""Time zones of calendars: by the names of the tz database, of Windows, or as the file describes them.

A zone tells how far a clock on the wall there is ahead of universal time. An unknown one is None:
the time is then kept as it stands on the wall, which is the day that is wanted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.importers.formats.ics.lines import Component, WrittenTime, parse_time
from ledger.importers.formats.ics.recurrence import Steps, completed, days_named
from ledger.importers.formats.ics.recurrence_rules import Rule, parse_rule

MOST_ZONE_STEPS: Final = 500_000
"""Days that all zones described in an import may look at; an ordinary zone takes ten a year."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}")
_SCHEME: Final = re.compile(r"tzone://microsoft/", re.IGNORECASE)
_OFFSET: Final = re.compile(r"([+-])([0-9]{2})([0-9]{2})(?:[0-9]{2})?")
_FIXED: Final = re.compile(
    r"(?:UTC|GMT)\s?([+-])\s?([01]?[0-9])(?::?([0-9]{2}))?", re.IGNORECASE
)
_UNIVERSAL: Final = re.compile(
    r"(?:etc/)?(?:utc|uct|gmt|z|zulu|universal)|\(?(?:utc|gmt)\)?[ ,]*coordinated universal time"
    r"|coordinated universal time",
    re.IGNORECASE,
)
_YEARS: Final = range(1900, 2200)
_MOST_OBSERVANCES: Final = 100
_MOST_CHANGES: Final = 2
"""Changes of the clocks that one rule may name in a year."""

Change: TypeAlias = tuple[datetime, timedelta, timedelta]
"""The time on the wall at which clocks were changed, how far they were ahead before and after."""


@dataclass(frozen=True)
class Zone:
    """A time zone; `ahead` gives how far a wall-clock time is ahead of universal time."""

    ahead: Callable[[datetime], timedelta]

    def universal(self, wall: datetime) -> datetime:
        """Return the universal time of a time on the wall; both without a zone."""
        return wall - self.ahead(wall)

    def wall(self, universal: datetime) -> datetime:
        """Return the time on the wall at a universal time."""
        near = universal + self.ahead(universal)
        return universal + self.ahead(near)


UTC: Final = Zone(lambda _: timedelta(0))


@lru_cache(maxsize=1_000)
def named(name: str) -> Zone | None:
    """Return the zone of a name, of the tz database, of Windows or by its offset; None if unknown."""
    text = _SCHEME.sub("", name.strip().strip("'\""))
    if _UNIVERSAL.fullmatch(text):
        return UTC
    if fixed := _FIXED.fullmatch(text):
        return _ahead_by(_signed(fixed[1], fixed[2], fixed[3] or "0"))
    bare = text.strip("/").replace(" ", "_")
    parts = bare.split("/")
    names = (
        WINDOWS.get(text.casefold(), bare),
        *("/".join(parts[-n:]) for n in (3, 2)),
    )
    for candidate in filter(_NAME.fullmatch, names):
        try:
            return _of_database(ZoneInfo(candidate))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _of_database(zone: ZoneInfo) -> Zone:
    return Zone(lambda wall: wall.replace(tzinfo=zone).utcoffset() or timedelta(0))


def _ahead_by(offset: timedelta) -> Zone:
    return Zone(lambda _: offset)


@dataclass
class Descriptions:
    """The zones that the VTIMEZONEs of an import describe, each read once though every file repeats it."""

    budget: Steps = field(default_factory=lambda: Steps(MOST_ZONE_STEPS))
    _zones: dict[str, Zone | None] = field(default_factory=dict)

    def zone(self, component: Component) -> Zone | None:
        """Return the zone that a VTIMEZONE describes; None if it cannot be used."""
        parts_told = (f"{part.kind}{part.properties}" for part in component.inside)
        text = "\n".join(parts_told)
        if text not in self._zones:
            self._zones[text] = described(component, self.budget)
        return self._zones[text]


@dataclass
class Zones:
    """The zones of one calendar: known names first, then what its VTIMEZONEs say, read when asked for."""

    components: Mapping[str, Component] = field(default_factory=dict)
    descriptions: Descriptions = field(default_factory=Descriptions)
    _described: dict[str, Zone | None] = field(default_factory=dict)

    def find(self, name: str) -> Zone | None:
        """Return the zone of a name, None if neither the world nor the calendar knows it."""
        zone = named(name)
        if zone is not None:
            return zone
        if name not in self._described:
            component = self.components.get(name)
            self._described[name] = (
                self.descriptions.zone(component) if component else None
            )
        return self._described[name]


def described(component: Component, budget: Steps) -> Zone | None:
    """Return the zone that a VTIMEZONE describes; None if it cannot be used."""
    observances: list[_Observance] = []
    for part in component.inside[:_MOST_OBSERVANCES]:
        observance = _observance(part)
        if observance:
            observances.append(observance)
    if not observances:
        return None
    return Zone(_Description(observances, budget).ahead)


@dataclass(frozen=True)
class _Observance:
    """Standard or daylight time: when it begins, once or every year, and what the clocks show then."""

    start: datetime
    before: timedelta
    after: timedelta
    also: tuple[datetime, ...] = ()
    rule: Rule | None = None
    until: WrittenTime | None = None

    def changes_to(self, year: int, budget: Steps) -> Iterator[Change]:
        """Yield the changes of a year and the last one before it."""
        once = sorted((self.start, *self.also))
        earlier = [wall for wall in once if wall.year < year]
        walls = earlier[-1:]
        walls += [wall for wall in once if wall.year == year]
        newest = year
        if self.until:
            newest = min(year, self.until.wall.year)
        for ruled in range(newest - 2, newest + 1):
            walls += self._yearly(ruled, budget)
        for wall in walls:
            yield wall, self.before, self.after

    def _yearly(self, year: int, budget: Steps) -> Iterator[datetime]:
        """Yield when the rule changes the clocks in a year."""
        if self.rule is None or not self._has(year, self.rule):
            return
        begin = date(year, 1, 1)
        length = (date(year + 1, 1, 1) - begin).days
        days = days_named(self.rule, begin, length, budget)
        for day in days[:_MOST_CHANGES]:
            wall = datetime.combine(day, self.start.time())
            if wall >= self.start and not self._is_past(wall):
                yield wall

    def _has(self, year: int, rule: Rule) -> bool:
        """Tell whether the rule counts this year."""
        periods, skipped = divmod(year - self.start.year, rule.interval)
        if periods < 0 or skipped:
            return False
        return rule.count is None or periods < rule.count

    def _is_past(self, wall: datetime) -> bool:
        if self.until is None:
            return False
        moment = wall
        if self.until.is_utc:
            moment = wall - self.before
        if self.until.is_day:
            return moment.date() > self.until.wall.date()
        return moment > self.until.wall


class _Description:
    """What the observances of a VTIMEZONE come to, reckoned for one year at a time."""

    def __init__(self, observances: list[_Observance], budget: Steps) -> None:
        self.observances = observances
        self.budget = budget
        self.years: dict[int, tuple[list[datetime], list[Change]]] = {}

    def ahead(self, wall: datetime) -> timedelta:
        """Return how far the clocks were ahead at a time on the wall."""
        year = min(max(wall.year, _YEARS.start), _YEARS.stop)
        walls, changes = self.years.get(year) or self._reckoned(year)
        position = bisect_right(walls, wall)
        if position:
            return changes[position - 1][2]
        if changes:
            return changes[0][1]
        return min(self.observances, key=lambda observance: observance.start).before

    def _reckoned(self, year: int) -> tuple[list[datetime], list[Change]]:
        """Return the changes of a year; once the budget is used up, none, which is the zone's first time."""
        changes: list[Change] = []
        for observance in self.observances:
            if self.budget.left < 0:
                break
            try:
                changes += observance.changes_to(year, self.budget)
            except ValueError:
                changes.clear()
        changes.sort()
        self.years[year] = [wall for wall, _, _ in changes], changes
        return self.years[year]


def _observance(component: Component) -> _Observance | None:
    """Read one part of a VTIMEZONE; a rule that is not yearly is left aside. None if it cannot be used."""
    before = _offset(component.text("TZOFFSETFROM"))
    after = _offset(component.text("TZOFFSETTO"))
    start = parse_time(component.text("DTSTART"))
    if before is None or after is None or start is None:
        return None
    also = _listed(component)
    try:
        rule = parse_rule(component.text("RRULE"))
    except ValueError:
        return _Observance(start.wall, before, after, also)
    if rule.frequency != "YEARLY":
        return _Observance(start.wall, before, after, also)
    return _Observance(
        start.wall,
        before,
        after,
        also,
        completed(rule, start.wall),
        parse_time(rule.until),
    )


def _listed(component: Component) -> tuple[datetime, ...]:
    """Return the days of changes that a part of a VTIMEZONE lists."""
    walls: list[datetime] = []
    for listed in component.every("RDATE"):
        for text in listed.value.split(",")[:_MOST_OBSERVANCES]:
            written = parse_time(text)
            if written:
                walls.append(written.wall)
    return tuple(walls[:_MOST_OBSERVANCES])


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    return _signed(match[1], match[2], match[3])


def _signed(sign: str, hours: str, minutes: str) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes))
    if sign == "-":
        return -size
    return size


# fmt: off
_ZONES: Final = """
AUS Central=Australia/Darwin|AUS Eastern=Australia/Sydney|Afghanistan=Asia/Kabul|Alaskan=America/Anchorage
Aleutian=America/Adak|Altai=Asia/Barnaul|Arab=Asia/Riyadh|Arabian=Asia/Dubai|Arabic=Asia/Baghdad
Argentina=America/Buenos_Aires|Astrakhan=Europe/Astrakhan|Atlantic=America/Halifax
Aus Central W.=Australia/Eucla|Azerbaijan=Asia/Baku|Azores=Atlantic/Azores|Bahia=America/Bahia
Bangladesh=Asia/Dhaka|Belarus=Europe/Minsk|Bougainville=Pacific/Bougainville|Canada Central=America/Regina
Cape Verde=Atlantic/Cape_Verde|Caucasus=Asia/Yerevan|Cen. Australia=Australia/Adelaide
Central America=America/Guatemala|Central Asia=Asia/Bishkek|Central Brazilian=America/Cuiaba
Central Europe=Europe/Budapest|Central European=Europe/Warsaw|Central Pacific=Pacific/Guadalcanal
Central=America/Chicago|Central Standard Time (Mexico)=America/Mexico_City|Chatham Islands=Pacific/Chatham
China=Asia/Shanghai|Cuba=America/Havana|Dateline=Etc/GMT+12|E. Africa=Africa/Nairobi
E. Australia=Australia/Brisbane|E. Europe=Europe/Chisinau|E. South America=America/Sao_Paulo
Easter Island=Pacific/Easter|Eastern=America/New_York|Eastern Standard Time (Mexico)=America/Cancun
Egypt=Africa/Cairo|Ekaterinburg=Asia/Yekaterinburg|FLE=Europe/Kiev|Fiji=Pacific/Fiji|GMT=Europe/London
GTB=Europe/Bucharest|Georgian=Asia/Tbilisi|Greenland=America/Godthab|Greenwich=Atlantic/Reykjavik
Haiti=America/Port-au-Prince|Hawaiian=Pacific/Honolulu|India=Asia/Calcutta|Iran=Asia/Tehran
Israel=Asia/Jerusalem|Jordan=Asia/Amman|Kaliningrad=Europe/Kaliningrad|Kamchatka=Asia/Kamchatka
Korea=Asia/Seoul|Libya=Africa/Tripoli|Line Islands=Pacific/Kiritimati|Lord Howe=Australia/Lord_Howe
Magadan=Asia/Magadan|Magallanes=America/Punta_Arenas|Marquesas=Pacific/Marquesas|Mauritius=Indian/Mauritius
Mid-Atlantic=Etc/GMT+2|Middle East=Asia/Beirut|Montevideo=America/Montevideo|Morocco=Africa/Casablanca
Mountain=America/Denver|Mountain Standard Time (Mexico)=America/Mazatlan|Myanmar=Asia/Rangoon
N. Central Asia=Asia/Novosibirsk|Namibia=Africa/Windhoek|Nepal=Asia/Katmandu|New Zealand=Pacific/Auckland
Newfoundland=America/St_Johns|Norfolk=Pacific/Norfolk|North Asia East=Asia/Irkutsk
North Asia=Asia/Krasnoyarsk|North Korea=Asia/Pyongyang|Omsk=Asia/Omsk|Pacific SA=America/Santiago
Pacific=America/Los_Angeles|Pacific Standard Time (Mexico)=America/Tijuana|Pakistan=Asia/Karachi
Paraguay=America/Asuncion|Qyzylorda=Asia/Qyzylorda|Romance=Europe/Paris
Russia Time Zone 10=Asia/Srednekolymsk|Russia Time Zone 11=Asia/Kamchatka
Russia Time Zone 3=Europe/Samara|Russian=Europe/Moscow|SA Eastern=America/Cayenne
SA Pacific=America/Bogota|SA Western=America/La_Paz|SE Asia=Asia/Bangkok|Saint Pierre=America/Miquelon
Sakhalin=Asia/Sakhalin|Samoa=Pacific/Apia|Sao Tome=Africa/Sao_Tome|Saratov=Europe/Saratov
Singapore=Asia/Singapore|South Africa=Africa/Johannesburg|South Sudan=Africa/Juba|Sri Lanka=Asia/Colombo
Sudan=Africa/Khartoum|Syria=Asia/Damascus|Taipei=Asia/Taipei|Tasmania=Australia/Hobart
Tocantins=America/Araguaina|Tokyo=Asia/Tokyo|Tomsk=Asia/Tomsk|Tonga=Pacific/Tongatapu
Transbaikal=Asia/Chita|Turkey=Europe/Istanbul|Turks And Caicos=America/Grand_Turk
US Eastern=America/Indianapolis|US Mountain=America/Phoenix|UTC=Etc/UTC|UTC+12=Etc/GMT-12
UTC+13=Etc/GMT-13|UTC-02=Etc/GMT+2|UTC-08=Etc/GMT+8|UTC-09=Etc/GMT+9|UTC-11=Etc/GMT+11
Ulaanbaatar=Asia/Ulaanbaatar|Venezuela=America/Caracas|Vladivostok=Asia/Vladivostok
Volgograd=Europe/Volgograd|W. Australia=Australia/Perth|W. Central Africa=Africa/Lagos
W. Europe=Europe/Berlin|W. Mongolia=Asia/Hovd|West Asia=Asia/Tashkent|West Bank=Asia/Hebron
West Pacific=Pacific/Port_Moresby|Yakutsk=Asia/Yakutsk|Yukon=America/Whitehorse
"""
# fmt: on


def _full(name: str) -> str:
    """Return the name in full: in the table most lack their ending."""
    is_full = name.startswith(("UTC", "Russia Time Zone")) or "Standard Time" in name
    if is_full:
        return name
    return f"{name} Standard Time"


def _zones() -> dict[str, str]:
    zones: dict[str, str] = {}
    for row in _ZONES.strip().replace("\n", "|").split("|"):
        name, _, zone = row.partition("=")
        zones[_full(name).casefold()] = zone
    return zones


WINDOWS: Final[Mapping[str, str]] = _zones()
"""The zone of each name in small letters."""
