"""The events of one gathering: planned, held, missed, corrected, retracted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

from ledger.facts.event import (
    UNSET,
    Bounds,
    Code,
    Dated,
    Event,
    PersonId,
    Position,
    Precision,
    Sealed,
    Unset,
    declared,
    event,
)

Form: TypeAlias = Code
"""What sort of meeting: `coffee`, `lunch`, … the word of its subcommand."""

Minutes: TypeAlias = Annotated[int, Bounds(1, 24 * 60)]

Family: TypeAlias = Literal["in the flesh", "at a distance"]


class Met(Dated):
    """A meeting that took place. Each form is one subclass: all that a new form needs.

    `title` is the message id of the form's name, the docstring that of its help.
    `minutes` is as given, 1 to 1440, absent if not said.
    """

    form: ClassVar[Form]
    title: ClassVar[str]
    family: ClassVar[Family]

    participants: tuple[PersonId, ...]
    minutes: Minutes | None = None
    place: Sealed[str] = None
    note: Sealed[str] = None
    tags: Sealed[tuple[str, ...]] = None


class InTheFlesh(Met):
    """People were in one place: the only thing that makes trust."""

    family = "in the flesh"


class AtADistance(Met):
    """People spoke without being in one place: kept, and worth no trust."""

    family = "at a distance"


@event("meeting")
class CoffeeHad(InTheFlesh):
    """Record a coffee."""

    form = "coffee"
    title = "Coffee"


@event("meeting")
class BreakfastHad(InTheFlesh):
    """Record a breakfast."""

    form = "breakfast"
    title = "Breakfast"


@event("meeting")
class LunchHad(InTheFlesh):
    """Record a lunch."""

    form = "lunch"
    title = "Lunch"


@event("meeting")
class DrinksHad(InTheFlesh):
    """Record drinks."""

    form = "drinks"
    title = "Drinks"


@event("meeting")
class DinnerHad(InTheFlesh):
    """Record a dinner."""

    form = "dinner"
    title = "Dinner"


@event("meeting")
class AppointmentHad(InTheFlesh):
    """Record an appointment that was kept, in the flesh."""

    form = "appointment"
    title = "Appointment"


@event("meeting")
class WorkMeetingHad(InTheFlesh):
    """Record a work meeting: one that the job imposes."""

    form = "meeting"
    title = "Work meeting"


@event("meeting")
class EncounterHad(InTheFlesh):
    """Record an encounter: a handshake in passing."""

    form = "encounter"
    title = "Encounter"


@event("meeting")
class GatheringAttended(InTheFlesh):
    """Record a gathering of people that was attended."""

    form = "gathering"
    title = "Gathering"


@event("meeting")
class VideoCallHad(AtADistance):
    """Record a video call. It makes no trust."""

    form = "video"
    title = "Video call"


@event("meeting")
class PhoneCallHad(AtADistance):
    """Record a phone call. It makes no trust."""

    form = "call"
    title = "Phone call"


@event("meeting")
class MeetingProposed(Dated):
    """Somebody proposed to meet. `planned_for` is the day meant, absent if open."""

    form: Form
    participants: tuple[PersonId, ...]
    proposed_by: PersonId
    planned_for: date | None = None
    place: Sealed[str] = None
    note: Sealed[str] = None


@event("meeting")
class MeetingAgreed(Dated):
    """Somebody agreed to what was proposed."""

    by: PersonId


@event("meeting")
class MeetingDeclined(Dated):
    """Somebody declined what was proposed."""

    by: PersonId


@event("meeting")
class MeetingCancelled(Dated):
    """Somebody called off, beforehand, what was proposed or agreed."""

    by: PersonId


@event("meeting")
class MeetingMissed(Dated):
    """Somebody did not come. `participants` are all the people expected."""

    missed_by: PersonId
    participants: tuple[PersonId, ...]


@event("meeting")
class MeetingCorrected(Event):
    """A meeting happened otherwise than recorded: only what changes is there.

    `minutes` null says that the length is not known after all. The personal text, if any is
    there, replaces the earlier one whole.
    """

    form: Form | None = None
    participants: tuple[PersonId, ...] | None = None
    occurred_on: date | None = None
    precision: Precision | None = None
    minutes: Minutes | Unset | None = UNSET
    place: Sealed[str] = None
    note: Sealed[str] = None
    tags: Sealed[tuple[str, ...]] = None


@event("meeting")
class MeetingRetracted(Event):
    """The gathering did not take place; with `event`, only that event of the stream did not."""

    event: Position | None = None
    why: Sealed[str] = None


@event("meeting")
class MeetingReinstated(Event):
    """What was retracted took place after all."""

    event: Position | None = None


def forms() -> dict[Form, type[Met]]:
    """Every form of meeting by the word of its subcommand, in the order of declaration."""
    return {kind.form: kind for kind in declared() if issubclass(kind, Met)}
