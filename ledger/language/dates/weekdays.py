"""Days of the week: Tuesday, mardi dernier, Tuesday of last week, mardi en huit."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from ledger.language.dates.choosing import in_weeks, monday, nearest
from ledger.language.dates.days import Asked, Day, Several, known_day
from ledger.language.dates.vocabulary import LEAD, WEEKDAY, WEEKDAYS

_LAST_WEEK: Final = r"last week|la semaine (?:derniere|passee)"
_THIS_WEEK: Final = r"this week|cette semaine"
_NEXT_WEEK: Final = r"next week|la semaine prochaine"

_PLAIN: Final = (
    rf"{LEAD}(?P<before>this |past |last |next |this past |this coming |the past |coming )?{WEEKDAY}"
    r"(?P<after> dernier| derniere| passe| just gone| prochain| ci| qui vient| before last| en huit| en quinze| week)?"
)
_OF_WEEK: Final = rf"{LEAD}{WEEKDAY}(?: (?:of|de))? (?P<week>{_LAST_WEEK}|{_THIS_WEEK}|{_NEXT_WEEK})"
_WEEK_FIRST: Final = rf"(?P<week>{_LAST_WEEK}|{_THIS_WEEK}|{_NEXT_WEEK})(?: (?:on|le))? {WEEKDAY}"


def read_weekday(text: str, asked: Asked) -> Day | Several | None:
    """A day of the week: the last one before today, with `last` before today, with `next` after it."""
    if not (match := re.fullmatch(_PLAIN, text)):
        return None
    weekday, said = WEEKDAYS[match["weekday"]], _said(match)
    match said:
        case "":
            return _either(text, weekday, asked) or _nearest(weekday, asked, strictly=False)
        case "last":
            return _nearest(weekday, asked._replace(future=False), strictly=True)
        case "before last":
            last = nearest(in_weeks(weekday, past := asked._replace(future=False)), past, strictly=True)
            return known_day((last or asked.today) - timedelta(days=7))
        case "coming":
            return _nearest(weekday, asked._replace(future=True), strictly=True)
        case "next":
            return _next(weekday, asked)
        case _:
            coming = nearest(in_weeks(weekday, ahead := asked._replace(future=True)), ahead, strictly=True)
            return known_day((coming or asked.today) + timedelta(days=14 if said == "en quinze" else 7))


def _said(match: re.Match[str]) -> str:
    """How the day is chosen: "", last, before last, coming, next, en huit, en quinze."""
    words = f"{match['before'] or ''}{match['after'] or ''}".split()
    if "before" in words:
        return "before last"
    if {"last", "past", "gone", "dernier", "derniere", "passe"} & {*words}:
        return "last"
    if {"coming", "vient"} & {*words}:
        return "coming"
    if {"next", "prochain"} & {*words}:
        return "next"
    return "en quinze" if "quinze" in words else "en huit" if {"huit", "week"} & {*words} else ""


def _either(text: str, weekday: int, asked: Asked) -> Several | None:
    """Both Fridays of "this Friday" before this week's, and of "Friday" on a Friday; None if one is meant."""
    day = monday(asked.today) + timedelta(days=weekday)
    this = re.match("(?:on )?(?:this|ce) ", text) is not None
    if asked.future or not (day > asked.today if this else day == asked.today):
        return None
    return Several((known_day(day - timedelta(days=7)), known_day(day)))


def _nearest(weekday: int, asked: Asked, *, strictly: bool) -> Day | None:
    found = nearest(in_weeks(weekday, asked), asked, strictly=strictly)
    return known_day(found) if found else None


def _next(weekday: int, asked: Asked) -> Day | Several:
    """The coming one; while that is still in this week, many mean the one after."""
    coming: date = monday(asked.today) + timedelta(days=weekday)
    following = known_day(coming + timedelta(days=7))
    return Several((known_day(coming), following)) if coming > asked.today else following


def read_weekday_of_week(text: str, asked: Asked) -> Day | None:
    """`Tuesday of last week`, `mardi de la semaine dernière`, `last week on Tuesday`."""
    if not (match := re.fullmatch(_OF_WEEK, text) or re.fullmatch(_WEEK_FIRST, text)):
        return None
    words = match["week"]
    weeks = -1 if re.search("last|derniere|passee", words) else 1 if re.search("next|prochaine", words) else 0
    return known_day(monday(asked.today) + timedelta(days=7 * weeks + WEEKDAYS[match["weekday"]]))
