"""Days, lists, numbers and refusals as each language writes them, after CLDR (`cldr.py`)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final

from ledger.errors import LedgerError, Word
from ledger.language import N_, Language, _, _n, _p, cldr, current, today_here
from ledger.language.text import visible

TRANSLATED: Final = frozenset({"standing", "status", "what"})
"""Fields of refusals whose value is a word of ours, a message id."""


_NEAR: Final = range(-31, 93)
"""Days from today on which a day is shown with its weekday: a month back, three ahead."""


def show_date(
    day: date, precision: str | None = "day", language: Language | None = None
) -> str:
    """A day as every command shows it: `Tuesday 24 November`, `3 March`, `20 November 2009`; a month or a year in full.

    The weekday stands with days that are near today, the year if it is another; both where today is not known.
    """
    language, today = _spoken(language), today_here()
    if precision == "year":
        return f"{day.year}"
    if precision == "month":
        return _filled_pattern(cldr.MONTH[language], day, language)
    if today is None:
        return _filled_pattern(cldr.DAY[language], day, language)
    near = (day - today).days in _NEAR
    weekday = "{weekday} " if near else ""
    year = " {year}" if day.year != today.year else ""
    return _filled_pattern(f"{weekday}{{day}} {{month}}{year}", day, language)


def _spoken(language: Language | None) -> Language:
    """The language asked for, else the current one."""
    return language or current()


def show_full_date(day: date, language: Language | None = None) -> str:
    """A day with its weekday and its year: `Friday, 20 November 2026`."""
    language = _spoken(language)
    return _filled_pattern(cldr.WITH_WEEKDAY[language], day, language)


_FIRST_OF_MONTH: Final = {"fr": "1er"}
"""Not in CLDR, and the only way a French reader expects it."""


def _day_of_month(day: date, language: Language) -> str:
    if day.day == 1:
        return _FIRST_OF_MONTH.get(language, "1")
    return str(day.day)


def _filled_pattern(pattern: str, day: date, language: Language) -> str:
    return pattern.format(
        weekday=cldr.WEEKDAYS[language][day.weekday()],
        day=_day_of_month(day, language),
        month=cldr.MONTHS[language][day.month - 1],
        year=day.year,
    )


def show_past_date(day: date, precision: str | None = "day") -> str:
    """A day of the past, and how long ago it was once it is a week old: `3 March (265 days ago)`."""
    shown, today = show_date(day, precision), today_here()
    if today is None:
        return shown
    if precision != "day":
        return shown
    if (today - day).days < 7:
        return shown
    return _("{day} ({ago})").format(day=shown, ago=show_ago((today - day).days))


def show_ago(days: int) -> str:
    """How long ago, in days, then in months and years: `today`, `12 days ago`, `9 months ago`, `6 years ago`."""
    if not days:
        return _("today")
    years, months = days * 100 // 36525, days * 100 // 3044
    if years >= 2:
        return _n("{years} year ago", "{years} years ago", years).format(years=years)
    if days >= 100:
        return _n("{months} month ago", "{months} months ago", months).format(
            months=months
        )
    return _n("{days} day ago", "{days} days ago", days).format(days=days)


def show_near_date(day: date, today: date, language: Language | None = None) -> str:
    """The day as one says it aloud: `today`, `Tuesday 24 November`, the year only if it is another."""
    language = _spoken(language)
    words = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    distance = (day - today).days
    if distance in words:
        return words[distance]
    return show_full_weekday(day, today, language)


def show_full_weekday(day: date, today: date, language: Language | None = None) -> str:
    """The day with its weekday, however near it is: `Monday 30 November`, the year only if it is another."""
    year = ""
    if day.year != today.year:
        year = f" {day.year}"
    return f"{show_weekday(day, _spoken(language))}{year}"


def show_weekdays(weekdays: Iterable[int]) -> str:
    """Days of the week in a list after "most often on": `Monday and Wednesday`, `le lundi et le mercredi`."""
    names = cldr.WEEKDAYS[current()]
    listed = [_p("habit", "{weekday}").format(weekday=names[day]) for day in weekdays]
    return show_list(listed)


def show_week(monday: date) -> str:
    """A week by its ends: `Monday 16 to Sunday 22 November`; each with its month if there are two."""
    sunday = monday + timedelta(days=6)
    start, end = show_date(monday), show_date(sunday)
    month = cldr.MONTHS[current()][monday.month - 1]
    month_of_start = start[start.find(month) - 1 :]
    if end.endswith(month_of_start):
        start = start.removesuffix(month_of_start)
    return _("{since} to {until}").format(since=start, until=end)


def show_weekday(day: date, language: Language | None = None) -> str:
    """A day soon, without its year: `Tuesday 24 November`, `mardi 1er décembre`."""
    return _filled_pattern("{weekday} {day} {month}", day, _spoken(language))


_RECENT: Final = 60
"""Days within which a day of the past is named; before them, its month."""


def show_when(day: date, today: date, precision: str | None = "day") -> str:
    """When something happened, as one says it: `yesterday`, `on Monday`, `in March`, `14 years ago`."""
    unit, shown = _said_of(day, today, precision)
    match unit:
        case "years":
            years = int(shown)
            return _n("{years} year ago", "{years} years ago", years).format(
                years=years
            )
        case "month":
            return _("in {month}").format(month=shown)
        case "weekday":
            return _("on {weekday}").format(weekday=shown)
        case "day":
            return _("on {day}").format(day=shown)
        case _:
            return shown


def show_since(day: date, today: date, precision: str | None = "day") -> str:
    """Since when something holds, as one says it: `since Monday`, `since March`, `for 14 years`."""
    unit, shown = _said_of(day, today, precision)
    match unit:
        case "years":
            years = int(shown)
            return _n("for {years} year", "for {years} years", years).format(
                years=years
            )
        case "month":
            return _("since {month}").format(month=shown)
        case "weekday":
            return _("since {weekday}").format(weekday=shown)
        case "day":
            return _("since {day}").format(day=shown)
        case _:
            return _("since {near}").format(near=shown)


def _said_of(day: date, today: date, precision: str | None) -> tuple[str, str]:
    """How people name a day of the past: by a unit of time, and the words for it."""
    language = current()
    ago = (today - day).days
    years = today.year - day.year
    not_yet_full = (today.month, today.day) < (day.month, day.day)
    full_years = years - (not_yet_full and precision != "year")
    month = cldr.MONTHS[language][day.month - 1]
    if full_years >= 2:
        return "years", str(full_years)
    if precision == "year":
        return "month", str(day.year)
    is_long_ago = precision == "month" or ago >= _RECENT
    if is_long_ago:
        month_shown = month
        if years:
            month_shown = f"{month} {day.year}"
        return "month", month_shown
    if ago < 2:
        return "near", show_near_date(day, today)
    if ago < 7:
        return "weekday", cldr.WEEKDAYS[language][day.weekday()]
    return "day", f"{_day_of_month(day, language)} {month}"


def show_list(items: Sequence[str], language: Language | None = None) -> str:
    """`A, B and C`, or `A, B et C`."""
    return _joined(items, *cldr.AND[_spoken(language)])


def show_choice(items: Sequence[str], language: Language | None = None) -> str:
    """`A, B or C`, or `A, B ou C`."""
    return _joined(items, *cldr.OR[_spoken(language)])


def _joined(items: Sequence[str], comma: str, word: str) -> str:
    *before, last = items or ("",)
    if not before:
        return last
    return f"{comma.join(before)}{word}{last}"


def show_number(
    value: float, decimals: int = 0, language: Language | None = None
) -> str:
    """`1,234.568`, or `1 234,568` with a no-break space; never a minus before zero."""
    text = f"{value:z,.{decimals}f}"
    return text.translate(_signs(_spoken(language)))


@cache
def _signs(language: Language) -> dict[int, str]:
    """The signs in a number as Python writes it, and those of a language."""
    thousands, point, _plus, minus = cldr.SIGNS[language]
    return {ord(","): thousands, ord("."): point, ord("-"): minus}


def show_duration(minutes: int) -> str:
    """A length of time: `45 min`, `2 h`, `2 h 30`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    if not rest:
        return _("{hours} h").format(hours=show_number(hours))
    return _("{hours} h {minutes}").format(
        hours=show_number(hours), minutes=f"{rest:02}"
    )


def show_change(by: float, decimals: int, language: Language | None = None) -> str:
    """A difference of trust with its sign: `+0.012`, `-0.003`; zero has none."""
    plus = ""
    if round(by, decimals) > 0:
        plus = cldr.SIGNS[_spoken(language)][2]
    return plus + show_number(by, decimals, language)


def show_percent(share: float, language: Language | None = None) -> str:
    """A share of 1 in whole hundredths: `12%`, or `12 %` with a no-break space."""
    language = _spoken(language)
    return cldr.PERCENT[language].format(
        number=show_number(100 * share, language=language)
    )


_NETWORKS: Final[Mapping[str, str]] = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "github": "GitHub",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "twitter": "X (Twitter)",
    "viadeo": "Viadeo",
    "xing": "XING",
}


def show_form(form: str) -> str:
    """The title of a form of meeting; the bare word of one that only a newer program knows."""
    from ledger.facts.meeting.events import forms

    known = forms().get(form)
    if known is None:
        return visible(form)
    return _(known.title)


def show_network(network: str) -> str:
    """The name of a network as it writes itself: `LinkedIn`, `XING`; any other as it was given, safe to show."""
    return _NETWORKS.get(network) or visible(network)


def sentence(error: LedgerError) -> str:
    """What went wrong, in the current language, with whatever came from outside made visible."""
    return filled(error.message, error.details)


def filled(message: str, details: Mapping[str, object]) -> str:
    """The message in the current language with its details: texts made visible, days and lists as it writes them."""
    values_shown = {name: _shown(name, value) for name, value in details.items()}
    return _(message).format(**values_shown)


def _shown(name: str, value: object) -> object:
    match value:
        case Word():
            return _(value)
        case LedgerError():
            return sentence(value)
        case str():
            if name in TRANSLATED:
                return _(value)
            return visible(value)
        case os.PathLike():
            return visible(os.fspath(value))
        case date():
            return show_date(value)
        case OSError():
            return reason(value)
        case TypeError() | ValueError() if current() != "en":
            return _("it is not as it was written")  # a library's words are English
        case (str(), *_):
            return show_list([visible(str(each)) for each in value])
        case _:
            return value


_PRESETS: Final[Mapping[str, str]] = {
    "french": N_("French"),
    "anglo": N_("Anglo-Saxon"),
    "nordic": N_("Nordic"),
}


def show_preset(culture: str, permille: int) -> str:
    """A trust preset by its name: `French`, `custom (35%)`; in French as how trust is earned: `à la française`."""
    if culture in _PRESETS:
        return _(_PRESETS[culture])
    return _("custom ({share})").format(share=show_percent(permille / 1000))


REASONS: Final[Mapping[int, str]] = {
    errno.EACCES: N_("permission denied"),
    errno.EBUSY: N_("it is in use"),
    errno.EDQUOT: N_("the disk quota is used up"),
    errno.EEXIST: N_("it already exists"),
    errno.EFBIG: N_("it is too large for this disk"),
    errno.EINVAL: N_("the system cannot do that with it"),
    errno.EIO: N_("the disk reports an error"),
    errno.EISDIR: N_("it is a folder"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.ENODEV: N_("its device is gone"),
    errno.ENXIO: N_("its device is gone"),
    errno.ENOEXEC: N_("it is no program"),
    errno.ENOLCK: N_("locks do not work there"),
    errno.ENOMEM: N_("there is not enough memory"),
    errno.EOPNOTSUPP: N_("the system cannot do that with it"),
    errno.ESTALE: N_("the network drive has lost it"),
    errno.ETIMEDOUT: N_("no answer came in time"),
    errno.EXDEV: N_("it is on another disk"),
    errno.ELOOP: N_("its links go round in a circle"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ENOENT: N_("no such file or folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENOTDIR: N_("part of the path is not a folder"),
    errno.EPERM: N_("permission denied"),
    errno.EROFS: N_("this disk is read-only"),
}


def reason(error: OSError) -> str:
    """Why, in the current language; in the system's words where we have none, which are English."""
    number = error.errno or 0
    if number in REASONS:
        return _(REASONS[number])
    code = errno.errorcode.get(number)
    if code and current() != "en":
        return _("the system reports {code}").format(code=code)
    return error.strerror or str(error)
