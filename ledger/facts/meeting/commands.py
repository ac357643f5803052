"""What may be asked of a gathering: its commands."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from ledger.facts.event import UNSET, Frozen, PersonId, Precision, Unset
from ledger.facts.meeting.events import Form


class RecordMeeting(Frozen):
    """Someone says that a meeting took place."""

    form: Form
    participants: tuple[PersonId, ...]
    on: date
    today: date
    precision: Precision = "day"
    minutes: int | None = None
    place: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


class ProposeMeeting(Frozen):
    """Someone proposes to meet. `today`, if not given, is the day `on` which it is proposed."""

    form: Form
    participants: tuple[PersonId, ...]
    proposed_by: PersonId
    on: date
    today: date | None = None
    planned_for: date | None = None
    planned_at: str | None = None
    minutes: int | None = None
    place: str | None = None
    note: str | None = None
    identifiers: tuple[str, ...] = ()


class ScheduleMeeting(Frozen):
    """Someone moves a plan to another day, time of day or length. `planned_at` is like `12:30`."""

    by: PersonId
    planned_for: date
    on: date
    today: date
    planned_at: str | None = None
    minutes: int | None = None


class AnswerMeeting(Frozen):
    """Someone agrees to a plan, declines it, or calls it off."""

    answer: Literal["agree", "decline", "cancel"]
    by: PersonId
    on: date
    today: date


class MissMeeting(Frozen):
    """Someone did not come to what was planned."""

    missed_by: PersonId
    on: date
    today: date


class CorrectMeeting(Frozen):
    """A meeting happened otherwise than recorded. What is not given stays.

    A day without a precision is one known to the day.
    The three texts replace the earlier ones together: `text` says that they were given.
    """

    today: date
    form: Form | None = None
    participants: tuple[PersonId, ...] | None = None
    on: date | None = None
    precision: Precision | None = None
    minutes: int | Unset | None = UNSET
    text: bool = False
    place: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()


class RetractMeeting(Frozen):
    """A gathering, or one event of it (its position), did not take place."""

    event: int | None = None
    why: str | None = None


class ReinstateMeeting(Frozen):
    """A retracted gathering, or event of it (its position), took place after all."""

    event: int | None = None


MeetingCommand: TypeAlias = (
    RecordMeeting
    | ProposeMeeting
    | ScheduleMeeting
    | AnswerMeeting
    | MissMeeting
    | CorrectMeeting
    | RetractMeeting
    | ReinstateMeeting
)
