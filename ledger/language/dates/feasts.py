"""Days that have a name: Noël, Pâques, Thanksgiving, la veille de la Toussaint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from ledger.language.dates.calendar import year_said
from ledger.language.dates.days import (
    Day,
    Several,
    Viewpoint,
    known_day,
    month_end,
    nearest,
    words_beside,
    years,
)
from ledger.language.dates.words import (
    FULL_YEAR,
    LAST_YEAR,
    MONTH,
    MONTHS,
    NEXT_YEAR,
    OF,
    THIS_YEAR,
    WEEKDAYS,
    any_of,
)

# fmt: off
_FIXED: Final = (
    (1, 1, "jour de l'an, 1er de l'an, premier de l'an, nouvel an"),
    (1, 1, "new year, new years, new year's, new year's day, new years day"),
    (1, 6, "epiphanie, jour des rois, fete des rois, epiphany, twelfth night"),
    (2, 2, "chandeleur, candlemas"),
    (2, 14, "saint valentin, st valentin, valentine's day, valentines day, valentine's"),
    (3, 17, "saint patrick, st patrick, saint patrick's day, st patrick's day"),
    (4, 1, "april fools, april fool's day, april fools day, poisson d'avril"),
    (5, 1, "fete du travail, may day"),
    (6, 21, "fete de la musique"),
    (6, 24, "saint jean, st jean, saint john's day, midsummer day"),
    (7, 4, "independence day, fourth of july"),
    (7, 14, "fete nationale, bastille day"),
    (8, 15, "assomption, assumption"),
    (10, 31, "halloween"),
    (11, 1, "toussaint, all saints, all saints day, all saints' day"),
    (11, 5, "bonfire night, guy fawkes, guy fawkes night"),
    (11, 11, "armistice, armistice day, veterans day, remembrance day"),
    (12, 6, "saint nicolas, st nicolas, saint nicholas day, st nicholas day"),
    (12, 24, "christmas eve, reveillon de noel, nuit de noel"),
    (12, 25, "noel, jour de noel, christmas, christmas day, xmas, xmas day"),
    (12, 26, "boxing day"),
    (12, 31, "saint sylvestre, st sylvestre, nuit de la saint sylvestre, reveillon du nouvel an"),
    (12, 31, "reveillon du jour de l'an, reveillon de la saint sylvestre"),
    (12, 31, "new year's eve, new years eve, hogmanay"),
)
_FROM_EASTER: Final = (
    (-47, "mardi gras, shrove tuesday, pancake day"),
    (-46, "mercredi des cendres, ash wednesday"),
    (-7, "rameaux, dimanche des rameaux, palm sunday"),
    (-3, "jeudi saint, maundy thursday"),
    (-2, "vendredi saint, good friday"),
    (0, "paques, dimanche de paques, easter, easter sunday, easter day"),
    (1, "lundi de paques, easter monday"),
    (39, "ascension, jeudi de l'ascension, ascension day"),
    (49, "pentecote, dimanche de pentecote, pentecost, whit sunday, whitsun"),
    (50, "lundi de pentecote, whit monday"),
)
# fmt: on


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, (century, year_of_century) = year % 19, divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    quads, quad_rest = divmod(year_of_century, 4)
    to_sunday = (32 + 2 * leap_rest + 2 * quads - moon - quad_rest) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The first, second, … such day of the week in a month."""
    month_start = date(year, month, 1)
    return month_start + timedelta(
        days=(weekday - month_start.weekday()) % 7 + 7 * (nth - 1)
    )


def _last(year: int, month: int, weekday: int) -> date:
    end = month_end(date(year, month, 1))
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def _mothers(year: int) -> date:
    """The French fête des mères: the last Sunday of May, or the next one if that is Pentecost."""
    sunday = _last(year, 5, 6)
    pentecost = easter(year) + timedelta(days=49)
    if sunday != pentecost:
        return sunday
    return sunday + timedelta(days=7)


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


FEASTS: Final[Mapping[str, Callable[[int], date]]] = {
    **{
        name: _on(month, day)
        for month, day, names in _FIXED
        for name in names.split(", ")
    },
    **{
        name: _after_easter(days)
        for days, names in _FROM_EASTER
        for name in names.split(", ")
    },
    "thanksgiving": lambda year: _nth(year, 11, 3, 4),
    "thanksgiving day": lambda year: _nth(year, 11, 3, 4),
    "black friday": lambda year: _nth(year, 11, 3, 4) + timedelta(days=1),
    "labor day": lambda year: _nth(year, 9, 0, 1),
    "memorial day": lambda year: _last(year, 5, 0),
    "fete des meres": _mothers,
    "fete des peres": lambda year: _nth(year, 6, 6, 3),
    "father's day": lambda year: _nth(year, 6, 6, 3),
    "fathers day": lambda year: _nth(year, 6, 6, 3),
}
"""The day of each feast in a year."""

_EITHER: Final = {"reveillon": ("christmas eve", "new year's eve")}
"""Names of two feasts."""

_SHIFTS: Final = {
    "avant veille": -2,
    "veille": -1,
    "eve": -1,
    "day before": -1,
    "lendemain": 1,
    "day after": 1,
    "surlendemain": 2,
}
_YEAR: Final = (
    f"(?P<year>{FULL_YEAR}|'[0-9]{{2}}|[4-9][0-9]|{THIS_YEAR}|{LAST_YEAR}|{NEXT_YEAR})"
)
_FEAST: Final = (
    r"(?:(?:a|au|aux|at|on|pour|for|de|du|depuis|since) )?(?:(?:le|la|the) |l')?"
    rf"(?:(?P<shift>{any_of(_SHIFTS)}) (?:(?:de|du|of) |d')?(?:(?:la|le) |l')?)?"
    rf"(?P<before>last |this |this past |next )?(?P<feast>{any_of([*FEASTS, *_EITHER])})"
    rf"(?P<after> derniere?| passee?| prochaine?)?(?:{OF} {_YEAR})?"
)
_NTH: Final = {
    **dict.fromkeys(("first", "1st", "premier", "1er"), 1),
    **dict.fromkeys(("second", "2nd", "deuxieme", "2e", "2eme"), 2),
    **dict.fromkeys(("third", "3rd", "troisieme", "3e", "3eme"), 3),
    **dict.fromkeys(("fourth", "4th", "quatrieme", "4e", "4eme"), 4),
    **dict.fromkeys(("last", "dernier"), -1),
}
_NTH_WEEKDAY: Final = (
    rf"(?:on )?(?:the |le )?(?P<nth>{any_of(_NTH)}) (?P<day>{any_of([*WEEKDAYS, 'day', 'jour'])})"
    rf"{OF} {MONTH}(?:{OF} (?P<year>{FULL_YEAR}|{THIS_YEAR}|{LAST_YEAR}|{NEXT_YEAR}))?"
)
_LAST: Final = re.compile("last|past|dernier|passe")
_NEXT: Final = re.compile("next|prochain")


def read_feast(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`Noël`, `at Christmas 2012`, `Pâques dernières`, `the day after Thanksgiving`."""
    match = re.fullmatch(_FEAST, text)
    if not match or (match["after"] and match["feast"].endswith(" de l'an")):
        return None  # of "le jour de l'an dernier" nobody knows whether the day was last or its year
    names = _EITHER.get(match["feast"], (match["feast"],))
    days = [known_day(_feast(name, match, viewpoint)) for name in names]
    if len(days) == 1:
        return days[0]
    return Several(tuple(days))


def _feast(name: str, match: re.Match[str], viewpoint: Viewpoint) -> date:
    days_apart = 0
    if match["shift"]:
        days_apart = _SHIFTS[match["shift"]]
    shift = timedelta(days=days_apart)
    if match["year"]:
        return FEASTS[name](year_said(match["year"], viewpoint)) + shift
    direction = words_beside(match)
    if _NEXT.search(direction):
        viewpoint = viewpoint._replace(future=True)
    if _LAST.search(direction):
        viewpoint = viewpoint._replace(future=False)
    days = (FEASTS[name](year) + shift for year in years(viewpoint))
    day = nearest(days, viewpoint, strictly=bool(direction) and direction != "this ")
    return day or viewpoint.today


def read_nth_weekday(text: str, viewpoint: Viewpoint) -> Day | None:
    """`first Monday of November`, `dernier jour d'octobre 2025`."""
    match = re.fullmatch(_NTH_WEEKDAY, text)
    if not match:
        return None
    nth, month, weekday = (
        _NTH[match["nth"]],
        MONTHS[match["month"]],
        WEEKDAYS.get(match["day"]),
    )
    if weekday is None and nth != -1:
        return None
    if match["year"]:
        return known_day(
            _in_month(year_said(match["year"], viewpoint), month, weekday, nth)
        )
    days = (_in_month(year, month, weekday, nth) for year in years(viewpoint))
    day = nearest(days, viewpoint)
    if not day:
        return None
    return known_day(day)


def _in_month(year: int, month: int, weekday: int | None, nth: int) -> date:
    """The nth such day of the week of a month, the last one for -1; without a weekday the last day."""
    if weekday is None:
        return month_end(date(year, month, 1))
    if nth == -1:
        return _last(year, month, weekday)
    return _nth(year, month, weekday, nth)
