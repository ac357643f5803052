"""The rules that several kinds of stream share, each with the sentence that refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from ledger.errors import LedgerError, Refused, Usage
from ledger.facts.codec import clean
from ledger.facts.event import Dated, PersonId, Precision

EARLIEST: Final = date(1900, 1, 1)
LONGEST_MINUTES: Final = 24 * 60

LONGEST_TEXT: Final = 2**20
"""The most bytes, in UTF-8, of a text, or of all the texts of a list together."""
LONGEST_NAME: Final = 1_000
"""The most characters of a name."""
MOST_TEXTS: Final = 1_000
"""The longest list of texts: addresses, tags."""
MOST_PEOPLE: Final = 10_000
"""The most people in one event."""
LONGEST_LINE: Final = 2**26
"""An upper bound of the bytes of any event with its text as JSON. Readers of lines may stop there."""

_TIME_OF_DAY: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_NETWORK: Final = "[a-z0-9][a-z0-9.-]{0,31}"


def not_ancient(day: date | None) -> None:
    """Refuse a day before 1900: a slip of the keyboard, never a memory."""
    if day is not None and day < EARLIEST:
        raise Refused("{day} is before 1900, too early to record.", day=day)


def past(day: date, today: date) -> None:
    """Refuse a day before 1900 and a day to come."""
    not_ancient(day)
    if day > today:
        raise Refused(
            "{day} is in the future, so it cannot have happened yet; use 'handshake propose' for a plan.",
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


def corrected_day(
    on: date | None, precision: Precision | None, recorded: Dated, today: date
) -> dict[str, Any]:
    """`occurred_on` and `precision` of a correction of `recorded`: what differs, None where nothing does.

    A day given without a precision is one known to the day. Refuses what `past` refuses.
    """
    if on is not None:
        past(on, today)
    new_precision = precision or ("day" if on else recorded.precision)
    day = first_day(on or recorded.occurred_on, new_precision)
    occurred_on = None
    if day != recorded.occurred_on:
        occurred_on = day
    precision_after = None
    if new_precision != recorded.precision:
        precision_after = new_precision
    return {
        "occurred_on": occurred_on,
        "precision": precision_after,
    }


def sane_minutes(minutes: int | None) -> None:
    """Refuse a length that no meeting has: under one minute or over 24 hours."""
    is_out_of_range = minutes is not None and not 1 <= minutes <= LONGEST_MINUTES
    if is_out_of_range:
        raise Refused(
            "{minutes} minutes is out of range; the length must be 1 to 1440 minutes.",
            minutes=minutes,
        )


def time_of_day(text: str | None) -> str | None:
    """The time of day, `12:30`; refuses any other way to write one."""
    if text is None:
        return None
    cleaned = clean(text)
    if not re.fullmatch(_TIME_OF_DAY, cleaned):
        raise Usage('"{text}" is not a time; write it like 12:30.', text=cleaned)
    return cleaned


def company(participants: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """The participants, sorted, each once. Refuses fewer than two people."""
    people = tuple(sorted(set(participants)))
    if not people:
        raise Refused("A meeting needs someone to meet; say who was there.")
    if len(people) == 1:
        raise Refused("You cannot meet only yourself; say who else was there.")
    limit_people(people)
    return people


def limit_people(people: tuple[PersonId, ...]) -> None:
    """Refuse more people than one event holds."""
    if len(people) > MOST_PEOPLE:
        raise Refused(
            "An event can name at most {most} people; this one names {count}.",
            most=MOST_PEOPLE,
            count=len(people),
        )


def network(name: str) -> str:
    """The network's name in lower case; refuses what is not one plain word.

    Networks stand in clear in the ledger: a sentence or an address has no place there.
    """
    word = clean(name).strip().lower()
    if not re.fullmatch(_NETWORK, word):
        raise Usage(
            '"{name}" is not a network; give one word of letters and digits, such as linkedin.',
            name=name,
        )
    return word


def unknown_form(word: str, known: Iterable[str]) -> Usage:
    """The refusal of a word that names no kind of meeting."""
    return Usage(
        "No such kind of meeting: {form}; choose {known}.",
        form=clean(word),
        known=tuple(known),
    )


def optional(text: str | None) -> str | None:
    """The text cleaned and stripped, None if nothing is left; refuses one that is too long."""
    if text is None:
        return None
    cleaned = clean(text).strip()
    if len(cleaned) > _SURELY_SHORT:
        _limit_bytes(cleaned)
    return cleaned or None


def required(text: str, refusal: LedgerError) -> str:
    """The text cleaned and stripped; raises `refusal` if nothing is left."""
    cleaned = optional(text)
    if cleaned is None:
        raise refusal
    return cleaned


def optional_name(text: str | None) -> str | None:
    """A name cleaned and stripped, None if nothing is left; refuses one that is too long."""
    cleaned = optional(text)
    if cleaned and len(cleaned) > LONGEST_NAME:
        raise Refused(
            "A name can have at most {most} characters; this one has {length}.",
            most=LONGEST_NAME,
            length=len(cleaned),
        )
    return cleaned


def required_name(text: str) -> str:
    """A name cleaned and stripped; refuses an empty one."""
    cleaned = optional_name(text)
    if cleaned is None:
        raise Usage("The name is empty; give one.")
    return cleaned


def texts(values: tuple[str, ...]) -> tuple[str, ...] | None:
    """The texts cleaned, each once, in order; None if nothing is left. Refuses too many of them."""
    stripped = [clean(value).strip() for value in values]
    cleaned = tuple(dict.fromkeys(filter(None, stripped)))
    if len(cleaned) > MOST_TEXTS:
        raise Refused(
            "A list can have at most {most} entries; this one has {count}.",
            most=MOST_TEXTS,
            count=len(cleaned),
        )
    if sum(map(len, cleaned)) > _SURELY_SHORT:
        _limit_bytes(*cleaned)
    return cleaned or None


def _limit_bytes(*texts: str) -> None:
    """Refuse texts that take too many bytes together."""
    size = sum(len(text.encode()) for text in texts)
    if size > LONGEST_TEXT:
        raise Refused(
            "A text can have at most {most} bytes (1 MiB); this one has {size}.",
            most=LONGEST_TEXT,
            size=size,
        )


_SURELY_SHORT: Final = LONGEST_TEXT // 4
"""A text of no more characters fits in any case: UTF-8 takes at most four bytes for each."""
