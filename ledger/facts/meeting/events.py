"""The events of one gathering: planned, held, missed, corrected, retracted."""

from __future__ import annotations

from datetime import date
from functools import cache
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
    TimeOfDay,
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

    `title` is the message id of the form's name, the docstring that of its help. `words` are phrases
    that name the form wherever they stand, in English, French and the German of files: in a sentence, in
    the title of a calendar's entry, in a table.
    `minutes` is as given, 1 to 1440, absent if not said.
    """

    form: ClassVar[Form]
    title: ClassVar[str]
    family: ClassVar[Family]
    words: ClassVar[str] = ""

    participants: tuple[PersonId, ...]
    minutes: Minutes | None = None
    place: Sealed[str] = None
    note: Sealed[str] = None
    tags: Sealed[tuple[str, ...]] = None

    @classmethod
    def phrases(cls) -> tuple[str, ...]:
        """The words of the form, one by one."""
        if not cls.words:
            return ()
        return tuple(cls.words.split(", "))


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
    words = "coffee, coffees, espresso, espressos, cappuccino, cappuccinos, tea, teas, café, cafés, kawa, Kaffee"


@event("meeting")
class BreakfastHad(InTheFlesh):
    """Record a breakfast."""

    form = "breakfast"
    title = "Breakfast"
    words = (
        "breakfast, breakfasts, petit déjeuner, petits déjeuners, petit déj, petits déj, p'tit déj, "
        "p'tit déjeuner, ptit déj, ptit déjeuner, Frühstück"
    )


@event("meeting")
class LunchHad(InTheFlesh):
    """Record a lunch."""

    form = "lunch"
    title = "Lunch"
    words = "lunch, lunches, lunched, luncheon, déjeuner, déjeuners, déjeuné, déj, Mittagessen"


@event("meeting")
class DrinksHad(InTheFlesh):
    """Record drinks."""

    form = "drinks"
    title = "Drinks"
    words = (
        "drink, drinks, beer, beers, pint, pints, cocktail, cocktails, happy hour, verre, verres, apéro, "
        "apéros, apéritif, apéritifs, bière, bières, afterwork, after work"
    )


@event("meeting")
class DinnerHad(InTheFlesh):
    """Record a dinner."""

    form = "dinner"
    title = "Dinner"
    words = "dinner, dinners, dined, supper, suppers, souper, soupers, dîner, dîners, Abendessen"


@event("meeting")
class AppointmentHad(InTheFlesh):
    """Record an appointment that took place, in person."""

    form = "appointment"
    title = "Appointment"
    words = "appointment, appointments, rendez-vous, rendezvous, rdv, Termin"


@event("meeting")
class WorkMeetingHad(InTheFlesh):
    """Record a work meeting, one your job requires."""

    form = "meeting"
    title = "Work meeting"
    words = "meeting, meetings, team meeting, kick-off, réunion, réunions, séance de travail, Besprechung"


@event("meeting")
class EncounterHad(InTheFlesh):
    """Record an encounter: a handshake in passing."""

    form = "encounter"
    title = "Encounter"
    words = "encounter, handshake, handshakes, poignée de main, poignées de main"


@event("meeting")
class GatheringAttended(InTheFlesh):
    """Record a gathering: a fair, a conference, a party."""

    form = "gathering"
    title = "Gathering"
    words = (
        "gathering, party, parties, wedding, weddings, mariage, mariages, meetup, meetups, conference, "
        "conferences, conférence, colloque, colloques, congrès, salon, salons, vernissage, vernissages, "
        "soirée, soirées, fête, fêtes, événement, rassemblement"
    )


@event("meeting")
class VideoCallHad(AtADistance):
    """Record a video call. It earns no trust."""

    form = "video"
    title = "Video call"
    words = "video call, video calls, videoconference, visio, visios, visioconférence, appel vidéo, Videoanruf"


@event("meeting")
class PhoneCallHad(AtADistance):
    """Record a phone call. It earns no trust."""

    form = "call"
    title = "Phone call"
    words = "phone call, phone calls, call, calls, appel, appels, coup de fil, coups de fil, Anruf, Telefonat"


@event("meeting")
class MeetingProposed(Dated):
    """Someone proposed to meet. `planned_for` is the day meant, absent if open."""

    form: Form
    participants: tuple[PersonId, ...]
    proposed_by: PersonId
    planned_for: date | None = None
    place: Sealed[str] = None
    note: Sealed[str] = None


@event("meeting")
class MeetingScheduled(Dated):
    """A plan was set for a day, perhaps with a time of day and a length. The latest one holds."""

    by: PersonId
    planned_for: date
    planned_at: TimeOfDay | None = None
    minutes: Minutes | None = None


@event("meeting")
class MeetingAgreed(Dated):
    """Someone agreed to what was proposed."""

    by: PersonId


@event("meeting")
class MeetingDeclined(Dated):
    """Someone declined what was proposed."""

    by: PersonId


@event("meeting")
class MeetingCancelled(Dated):
    """Someone called off, beforehand, what was proposed or agreed."""

    by: PersonId


@event("meeting")
class MeetingMissed(Dated):
    """Someone did not come. `participants` are all the people expected."""

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
    return {**_forms_of(declared())}


@cache
def _forms_of(kinds: tuple[type[Event], ...]) -> dict[Form, type[Met]]:
    return {kind.form: kind for kind in kinds if issubclass(kind, Met)}


def is_at_a_distance(form: Form) -> bool:
    """Whether people are apart in a meeting of this form."""
    return forms()[form].family == "at a distance"
