"""Rules that several kinds of facts share, each with the sentence that refuses."""

from __future__ import annotations

from datetime import date
from typing import Final

from ledger.errors import Refused, Usage
from ledger.facts.base import PersonId
from ledger.facts.canonical import clean

EARLIEST: Final = date(1900, 1, 1)
LONGEST_MINUTES: Final = 24 * 60


def not_ancient(day: date | None) -> None:
    """Refuse a day before 1900: a slip of the keyboard, never a memory."""
    if day is not None and day < EARLIEST:
        raise Refused("{day} is before 1900: nothing earlier can be recorded.", day=day.isoformat())


def past(day: date, today: date) -> None:
    """Refuse a day before 1900 and a day to come."""
    not_ancient(day)
    if day > today:
        raise Refused(
            "{day} is in the future: only what has happened can be recorded "
            "(a meeting to come is a plan: 'handshake propose').",
            day=day.isoformat(),
        )


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


def optional(text: str | None) -> str | None:
    """The text cleaned and stripped, None where nothing is left."""
    return (clean(text).strip() or None) if text is not None else None


def required(text: str, what: str) -> str:
    """The text cleaned and stripped; refuses an empty one. `what` is a message id."""
    if not (cleaned := clean(text).strip()):
        raise Usage("The {what} is empty: give one.", what=what)
    return cleaned


def texts(values: tuple[str, ...]) -> tuple[str, ...] | None:
    """The texts cleaned, each once, in order; None where there is none."""
    return tuple(dict.fromkeys(t for v in values if (t := clean(v).strip()))) or None
