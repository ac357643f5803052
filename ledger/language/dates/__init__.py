"""The days people type, in English or French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Final

from ledger.errors import Ambiguous, LedgerError, Usage
from ledger.language.dates.days import Day, NoSuchDay, Several, Viewpoint, last_day
from ledger.language.phrases import show_choice, show_date, show_full_date
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple

__all__ = [
    "NEAR",
    "Day",
    "Moment",
    "Period",
    "day_comes_first",
    "read_date",
    "read_moment",
    "read_period",
    "refusal",
    "show_reading",
]

NEAR: Final = 183
"""Days from today within which a day needs no year."""

_LONGEST: Final = 100
"""No day takes more characters."""


class Period(NamedTuple):
    """The first and the last day of a stretch of time; the same for a day."""

    first: date
    last: date


class Moment(NamedTuple):
    """A day, with the time of day and the length in minutes if the text has them.

    `is_either_half` if nothing tells the half of the day, as in "at 8".
    """

    day: Day
    at: time | None = None
    minutes: int | None = None
    is_either_half: bool = False


def read_date(
    text: str,
    today: date,
    *,
    day_first: bool = True,
    future: bool = False,
    clock: time | None = None,
) -> Day:
    """The day that `text` names, seen from `today`; of several the last, or with `future` the next.

    Raises Usage if it names none or one that cannot be, Ambiguous with the readings if it names several.
    """
    day = _read(text, Viewpoint(today, day_first, future, clock))
    if isinstance(day, Day):
        return day
    raise refusal(text, day)


def read_moment(
    text: str,
    today: date,
    *,
    day_first: bool = True,
    clock: time | None = None,
    standing: date | None = None,
) -> Moment:
    """The day to come that `text` names, and the time of day: `thursday 12:30`, `demain de 14h à 16h`.

    A time of day alone is one of the day `standing`, else of today if it is still to come. Raises what
    `read_date` raises.
    """
    from ledger.language.dates.moments import timed

    try:
        named = timed(text)
    except ValueError as error:
        raise refusal(text, error) from None
    if named.at is None:
        day = read_date(text, today, day_first=day_first, future=True, clock=clock)
        return Moment(day)
    is_no_day_known = standing is None and not named.day
    if is_no_day_known and clock and named.at > clock:
        standing = today
    if not named.day and standing is not None:
        return Moment(
            Day(standing, "day"), named.at, named.minutes, named.is_either_half
        )
    viewpoint = Viewpoint(today, day_first, future=True, clock=clock)
    day_read = _read(named.day, viewpoint) or _read(text, viewpoint)
    if isinstance(day_read, Day):
        return Moment(day_read, named.at, named.minutes, named.is_either_half)
    raise refusal(text, day_read)


def read_period(
    text: str,
    today: date,
    *,
    day_first: bool = True,
    future: bool = False,
    clock: time | None = None,
) -> Period:
    """The stretch that `text` names: a day, a month, a year, a week, a season, `20-22 nov`, `the last 30 days`.

    Raises what `read_date` raises.
    """
    viewpoint = Viewpoint(today, day_first, future, clock)
    days = _read(text, viewpoint) or _read_period(text, viewpoint)
    match days:
        case Day():
            return Period(days.day, last_day(days))
        case Several(days=(first, *_, last)) if days.span or _is_weekend(first, last):
            return Period(first.day, last_day(last))
        case _:
            raise refusal(text, days)


def _read_period(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """What a text names that only a list can be asked for."""
    from ledger.language.dates.periods import find_period
    from ledger.language.dates.words import normal

    words = normal(text)
    if len(words) > _LONGEST:
        return None
    try:
        return find_period(words, viewpoint, _written_or_word)
    except (ValueError, OverflowError) as error:
        raise refusal(text, error) from None


def _written_or_word(words: str, viewpoint: Viewpoint) -> Day | Several | None:
    from ledger.language.dates.words import read_word

    return read_word(words, viewpoint) or _written(words, viewpoint)


def _is_weekend(first: Day, last: Day) -> bool:
    return first.day.weekday() == 5 and (last.day - first.day).days == 1


def _read(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    if day := _plain_iso(text.strip()):
        return day
    from ledger.language.dates.words import normal

    words = normal(text)
    try:
        return _written_or_word(words, viewpoint)
    except (ValueError, OverflowError) as error:
        raise refusal(text, error) from None


def _plain_iso(text: str) -> Day | None:
    """`2026-11-20`, the way of programs, without loading what people's ways need."""
    has_its_shape = len(text) == 10 and text[4] == text[7] == "-"
    if not has_its_shape:
        return None
    try:
        return Day(date.fromisoformat(text), "day")
    except ValueError:
        return None


def _written(words: str, viewpoint: Viewpoint) -> Day | Several | None:
    if len(words) > _LONGEST:
        return None
    from ledger.language.dates.reading import find_with_hours

    return find_with_hours(words, viewpoint)


def refusal(text: str, found: Several | Exception | None) -> LedgerError:
    """Why a text is not taken as a day: it names none, one that cannot be, or several."""
    shown = visible(text)
    match found:
        case NoSuchDay(instead=instead) if instead:
            return Usage(
                'No such day: "{text}". Did you mean {readings}?',
                text=shown,
                readings=_listed(instead),
            )
        case Exception():
            return Usage('No such day: "{text}".', text=shown)
        case Several(days=(first, *_, last), span=True):
            return Ambiguous(
                '"{text}" runs from {first} to {last}; give a single day, month or year.',
                text=shown,
                first=show_reading(first),
                last=show_reading(last),
            )
        case Several(days=days):
            return Ambiguous(
                '"{text}" could be {readings}; write the one you mean.',
                text=shown,
                readings=_listed(days),
            )
        case None:
            return Usage(
                'Date not understood: "{text}"; write it like 2026-11-20, 2026-11, 2009, yesterday or -3d.',
                text=shown,
            )


def _listed(days: Sequence[Day]) -> str:
    return show_choice(list(map(show_reading, days)))


def day_comes_first(environment: Mapping[str, str]) -> bool:
    """Whether `12/11/2026` is in November: but where the locale is that of the United States, and in French."""
    if environment.get("HANDSHAKE_LANG", "").startswith("fr"):
        return True
    for variable in ("LC_ALL", "LC_TIME", "LANG"):
        if locale := environment.get(variable):
            return not locale.startswith("en_US")
    return True


def show_reading(day: Day) -> str:
    """A day with its day of the week and how to type it: `Friday, 20 November 2026 (2026-11-20)`."""
    shown = show_date(*day)
    if day.precision == "day":
        shown = show_full_date(day.day)
    match day.precision:
        case "day":
            return f"{shown} ({day.day.isoformat()})"
        case "month":
            return f"{shown} ({day.day.isoformat()[:7]})"
        case "year":
            return shown
