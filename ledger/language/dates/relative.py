"""Days as seen from today: -3d, il y a 3 semaines, in 2 months, Tuesday, mardi en huit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from ledger.language.dates.days import (
    Day,
    Several,
    Viewpoint,
    in_weeks,
    known_day,
    monday,
    month_end,
    month_of,
    nearest,
    words_beside,
    year_of,
)
from ledger.language.dates.words import (
    COUNT,
    LEAD,
    LONG_UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    any_of,
    count_of,
)

_EITHER: Final[Mapping[str, tuple[int, int]]] = {
    "huit jours": (7, 8),
    "une huitaine": (7, 8),
    "une quinzaine": (14, 15),
}
"""Days that may be one or two weeks, or the number in their name."""
_FORTNIGHT: Final = 14

_FRAMES: Final = (
    (-1, re.compile(r"(?:about |around )?(.+) (?:ago|back)(?: today)?")),
    (
        -1,
        re.compile(
            r"(?:(?:il )?y a|y'?a|voila|voici|ca fait)(?: environ| a peu pres| deja)? (.+)"
        ),
    ),
    (+1, re.compile(r"(?:in|dans|d'ici)(?: environ| about)? (.+)")),
    (+1, re.compile(r"(.+) (?:from now|from today)")),
)
_AMOUNT: Final = f"{COUNT} ?{LONG_UNIT}"
_BRIEF: Final = "(?P<count>[0-9]{1,9}) ?(?P<unit>[djwy])"
_SHORT: Final = f"(?P<sign>[-+]) ?(?P<count>[0-9]+) ?(?P<unit>{any_of(UNITS)})"
_COUNTDOWN: Final = r"j ?(?P<sign>[-+]?) ?(?P<count>[0-9]{1,3})"
_WEEKDAYS_AWAY: Final = f"{COUNT} {WEEKDAY}s?"
_YEARS_AND_A_HALF: Final = (
    f"{COUNT} (?:(?:ans?|years?) (?:et demie?|and a half)|and a half years?)"
)
_AND: Final = r" (?:and |et |& )?"
_HOURS: Final = (
    rf"(?:(?P<half>half an|une demi)|{COUNT}) ?(?:h|hrs?|hours?|heures?)"
    r"(?: ?(?P<minutes>[0-5]?[0-9])(?: ?(?:min|mins|minutes?))?|(?P<more> et demie?| and a half))?"
)
_MINUTES: Final = rf"{COUNT} ?(?:min|mins|minutes?)"
_MOST_HOURS: Final = 24 * 366


def read_short(text: str, viewpoint: Viewpoint) -> Day | None:
    """`-3d`, `-3j`, `-2w`, `-2s` (semaines), `-1m`, `-1y`; with a plus, days to come. `J-2` is two days ago."""
    if match := re.fullmatch(_COUNTDOWN, text):
        direction = 1 if match["sign"] == "+" else -1
        return _moved(
            viewpoint.today,
            int(match["count"]) * direction,
            "day",
        )
    match = re.fullmatch(_SHORT, text)
    if not match:
        return None
    count = int(match["count"])
    days_moved = -count if match["sign"] == "-" else count
    return _moved(viewpoint.today, days_moved, UNITS[match["unit"]])


def read_ago(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`3 weeks ago`, `il y a un mois`, `in two days`, `48 hours ago`.

    What is past is as precise as the unit it is counted in; what is to come is a day.
    """
    for sign, frame in _FRAMES:
        match = frame.fullmatch(text)
        day = None
        if match:
            day = _amount(match[1], sign, viewpoint)
        if day:
            return day
    return None


def _amount(text: str, sign: int, viewpoint: Viewpoint) -> Day | Several | None:
    days = _EITHER.get(text.removesuffix(" de jours"))
    if days:
        days_away = (_moved(viewpoint.today, sign * count, "day") for count in days)
        return Several(tuple(days_away))
    if text in {"fortnight", "a fortnight"}:
        return _moved(viewpoint.today, sign * _FORTNIGHT, "day")
    match = re.fullmatch(_AMOUNT, text) or re.fullmatch(_BRIEF, text)
    if match:
        return _moved(
            viewpoint.today, sign * count_of(match["count"]), UNITS[match["unit"]]
        )
    match = re.fullmatch(_WEEKDAYS_AWAY, text)
    if match:
        weekday, count = WEEKDAYS[match["weekday"]], count_of(match["count"])
        return known_day(_weekday_away(viewpoint.today, weekday, sign * count))
    match = re.fullmatch(_YEARS_AND_A_HALF, text)
    if match:
        return _moved(
            viewpoint.today, sign * (12 * count_of(match["count"]) + 6), "month"
        )
    return _two_units(text, sign, viewpoint) or _hours(text, sign, viewpoint)


def _weekday_away(today: date, weekday: int, count: int) -> date:
    """The day of the week after today, or before it, for the `count`th time: two Fridays ago."""
    direction = 1 if count > 0 else -1
    days = direction * (weekday - today.weekday()) % 7 or 7
    return today + timedelta(days=direction * days + 7 * (count - direction))


def _two_units(text: str, sign: int, viewpoint: Viewpoint) -> Day | None:
    """`3 weeks and 2 days`, `un an et 2 mois`: the larger unit first, as precise as the smaller."""
    for joint in re.finditer(_AND, text):
        larger = re.fullmatch(_AMOUNT, text[: joint.start()])
        smaller = re.fullmatch(_AMOUNT, text[joint.end() :])
        if larger and smaller and _completes(larger, smaller):
            start = shifted(
                viewpoint.today, sign * count_of(larger["count"]), UNITS[larger["unit"]]
            )
            return _moved(
                start, sign * count_of(smaller["count"]), UNITS[smaller["unit"]]
            )
    return None


_DAYS: Final = {"day": 1, "week": 7, "month": 31, "year": 366}


def _completes(larger: re.Match[str], smaller: re.Match[str]) -> bool:
    """Whether the smaller amount is less than one unit of the larger: 2 days of a week, not 15."""
    return (
        count_of(smaller["count"]) * _DAYS[UNITS[smaller["unit"]]]
        < _DAYS[UNITS[larger["unit"]]]
    )


def _moved(start: date, count: int, unit: str) -> Day:
    """The day `count` units after `start`; in the past as precise as the unit."""
    day = shifted(start, count, unit)
    if unit == "month" and count < 0:
        return month_of(day.year, day.month)
    if unit == "year" and count < 0:
        return year_of(day.year)
    return known_day(day)


def shifted(start: date, count: int, unit: str) -> date:
    """The day `count` units later, or the last day of that month if it is shorter."""
    match unit:
        case "month":
            month = month_of(start.year, start.month + count).day
            return month.replace(day=min(start.day, month_end(month).day))
        case "year":
            return shifted(start, 12 * count, "month")
        case _:
            days_a_unit = 7 if unit == "week" else 1
            return start + timedelta(days=count * days_a_unit)


def _hours(text: str, sign: int, viewpoint: Viewpoint) -> Day | Several | None:
    """The day some hours or minutes from now; both days it may be if the time of day is not known."""
    length = _length(text)
    if length is None:
        return None
    if viewpoint.clock:
        return known_day(
            (datetime.combine(viewpoint.today, viewpoint.clock) + sign * length).date()
        )
    if length < timedelta(days=1):
        return known_day(viewpoint.today)
    earliest = (datetime.combine(viewpoint.today, time.min) + sign * length).date()
    latest = (datetime.combine(viewpoint.today, time.max) + sign * length).date()
    if earliest == latest:
        return known_day(earliest)
    return Several((known_day(earliest), known_day(latest)))


def _length(text: str) -> timedelta | None:
    match = re.fullmatch(_HOURS, text)
    if match:
        hours = 0.5 if match["half"] else count_of(match["count"])
        half_hour = 30 if match["more"] else 0
        minutes = int(match["minutes"] or 0) + half_hour
        if hours <= _MOST_HOURS:
            return timedelta(hours=hours, minutes=minutes)
        return None
    match = re.fullmatch(_MINUTES, text)
    minutes = 0
    if match:
        minutes = count_of(match["count"])
    if match and minutes <= 60 * _MOST_HOURS:
        return timedelta(minutes=minutes)
    return None


# ---- days of the week

_LAST_WEEK: Final = r"last (?:week|wk)|la (?:semaine|sem) (?:derniere|passee)"
_THIS_WEEK: Final = r"this week|cette semaine"
_NEXT_WEEK: Final = r"next week|la (?:semaine|sem) (?:prochaine|pro)"

_PLAIN: Final = (
    rf"{LEAD}(?P<before>this |past |last |next |this past |this coming |the past |coming )?{WEEKDAY}"
    r"(?P<after> dernier| derniere| passe| just gone| prochain| ci| qui vient| before last| en huit| en 8| en quinze| en 15| week)?"
)
_OF_WEEK: Final = (
    rf"{LEAD}{WEEKDAY}(?: (?:of|de))? (?P<week>{_LAST_WEEK}|{_THIS_WEEK}|{_NEXT_WEEK})"
)
_WEEK_FIRST: Final = (
    rf"(?P<week>{_LAST_WEEK}|{_THIS_WEEK}|{_NEXT_WEEK})(?: (?:on|le))? {WEEKDAY}"
)


def read_weekday(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """A day of the week: the last one before today, with `last` before today, with `next` after it."""
    match = re.fullmatch(_PLAIN, text)
    if not match:
        return None
    weekday, choice = WEEKDAYS[match["weekday"]], _choice(match)
    past, ahead = viewpoint._replace(future=False), viewpoint._replace(future=True)
    match choice:
        case "":
            return _either(text, weekday, viewpoint) or known_day(
                _nearest(weekday, viewpoint, strictly=False)
            )
        case "last":
            return known_day(_nearest(weekday, past, strictly=True))
        case "before last":
            return known_day(_nearest(weekday, past, strictly=True) - timedelta(days=7))
        case "coming":
            return known_day(_nearest(weekday, ahead, strictly=True))
        case "next":
            return _next(weekday, viewpoint)
        case _:
            weeks = 2 if choice == "en quinze" else 1
            return known_day(
                _nearest(weekday, ahead, strictly=True) + timedelta(weeks=weeks)
            )


_CHOICES: Final = (
    ("before last", frozenset({"before"})),
    ("last", frozenset({"last", "past", "gone", "dernier", "derniere", "passe"})),
    ("coming", frozenset({"coming", "vient"})),
    ("next", frozenset({"next", "prochain"})),
    ("en quinze", frozenset({"quinze", "15"})),
    ("en huit", frozenset({"huit", "8", "week"})),
)
"""What the words beside a weekday choose; the first that one of them tells."""


def _choice(match: re.Match[str]) -> str:
    """How the day is chosen: "", last, before last, coming, next, en huit, en quinze."""
    words = words_beside(match).split()
    for choice, telling in _CHOICES:
        if not telling.isdisjoint(words):
            return choice
    return ""


def _either(text: str, weekday: int, viewpoint: Viewpoint) -> Several | None:
    """Both Fridays of "this Friday" before this week's, and of "Friday" on a Friday; None if one is meant."""
    day = monday(viewpoint.today) + timedelta(days=weekday)
    this = re.match("(?:on )?(?:this|ce) ", text) is not None
    is_only_one = viewpoint.future or not (
        day > viewpoint.today if this else day == viewpoint.today
    )
    if is_only_one:
        return None
    return Several((known_day(day - timedelta(days=7)), known_day(day)))


def _nearest(weekday: int, viewpoint: Viewpoint, *, strictly: bool) -> date:
    day = nearest(in_weeks(weekday, viewpoint), viewpoint, strictly=strictly)
    assert day is not None  # noqa: S101 - there is one in every week
    return day


def _next(weekday: int, viewpoint: Viewpoint) -> Day | Several:
    """The coming one; while that is still in this week, many mean the one after."""
    coming = monday(viewpoint.today) + timedelta(days=weekday)
    following = known_day(coming + timedelta(days=7))
    if coming > viewpoint.today:
        return Several((known_day(coming), following))
    return following


def read_weekday_of_week(text: str, viewpoint: Viewpoint) -> Day | None:
    """`Tuesday of last week`, `mardi de la semaine dernière`, `last week on Tuesday`."""
    match = re.fullmatch(_OF_WEEK, text) or re.fullmatch(_WEEK_FIRST, text)
    if not match:
        return None
    words = match["week"]
    weeks = (
        -1
        if re.search("last|derniere|passee", words)
        else 1
        if re.search("next|pro", words)
        else 0
    )
    return known_day(
        monday(viewpoint.today)
        + timedelta(weeks=weeks, days=WEEKDAYS[match["weekday"]])
    )
