"""The rules that several kinds of stream share, each with the sentence that refuses."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from ledger.errors import LedgerError, Refused, Usage
from ledger.facts.canonical import clean
from ledger.facts.event import Dated, PersonId, Precision

EARLIEST: Final = date(1900, 1, 1)
LONGEST_MINUTES: Final = 24 * 60

_NETWORK: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,31}")


def not_ancient(day: date | None) -> None:
    """Refuse a day before 1900: a slip of the keyboard, never a memory."""
    if day is not None and day < EARLIEST:
        raise Refused("{day} is before 1900: nothing earlier can be recorded.", day=day)


def past(day: date, today: date) -> None:
    """Refuse a day before 1900 and a day to come."""
    not_ancient(day)
    if day > today:
        raise Refused(
            "{day} is in the future: only what has happened can be recorded "
            "(a meeting to come is a plan: 'handshake propose').",
            day=day,
        )


def first_day(day: date, precision: Precision) -> date:
    """The day that stands for the month or the year of `day`; the day itself for a day."""
    match precision:
        case "day":
            return day
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)


def corrected_day(on: date | None, precision: Precision | None, now: Dated, today: date) -> dict[str, Any]:
    """`occurred_on` and `precision` of a correction of `now`: what differs, None where nothing does.

    A day given without a precision is one known to the day. Refuses what `past` refuses.
    """
    if on is not None:
        past(on, today)
    known = precision or ("day" if on else now.precision)
    day = first_day(on or now.occurred_on, known)
    return {
        "occurred_on": day if day != now.occurred_on else None,
        "precision": known if known != now.precision else None,
    }


def sane_minutes(minutes: int | None) -> None:
    """Refuse a length that no meeting has: under one minute or over 24 hours."""
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        raise Refused(
            "{minutes} minutes cannot be: give a length between 1 and 1440 minutes.",
            minutes=minutes,
        )


def company(participants: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """The sorted list of everybody who was there; refuses fewer than two people."""
    people = tuple(sorted(set(participants)))
    if not people:
        raise Refused("A meeting with nobody is no meeting: name who was there.")
    if len(people) == 1:
        raise Refused("A meeting with oneself only is no meeting: name who else was there.")
    return people


def network(name: str) -> str:
    """The network's name in lower case; refuses what is not one plain word.

    Networks stand in clear in the ledger: a sentence or an address has no place there.
    """
    word = clean(name).strip().lower()
    if not _NETWORK.fullmatch(word):
        raise Usage(
            "{name} is no name of a network: give one word of letters and digits, such as linkedin.",
            name=name,
        )
    return word


def optional(text: str | None) -> str | None:
    """The text cleaned and stripped, None where nothing is left."""
    return (clean(text).strip() or None) if text is not None else None


def required(text: str, refusal: LedgerError) -> str:
    """The text cleaned and stripped; raises `refusal` where nothing is left."""
    if not (cleaned := clean(text).strip()):
        raise refusal
    return cleaned


def texts(values: tuple[str, ...]) -> tuple[str, ...] | None:
    """The texts cleaned, each once, in order; None where there is none."""
    return tuple(dict.fromkeys([t for v in values if (t := clean(v).strip())])) or None
