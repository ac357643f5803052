"""What may be asked of a person's stream: its commands."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from ledger.facts.event import Frozen, Precision
from ledger.facts.person.events import ErasureReason


class Details(Frozen):
    """What may be known of a person besides names; None says nothing, empty says none."""

    emails: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    urls: tuple[str, ...] | None = None
    organisation: str | None = None
    position: str | None = None
    place: str | None = None
    language: str | None = None
    tags: tuple[str, ...] | None = None


class AddPerson(Frozen):
    """Enter a person."""

    name: str
    given: str | None = None
    family: str | None = None
    details: Details = Details()
    identifiers: tuple[str, ...] = ()


class RenamePerson(Frozen):
    """Give the person another name."""

    name: str
    given: str | None = None
    family: str | None = None


class NamePersonAlso(Frozen):
    """Let the person answer to another name too, or no longer."""

    alias: str
    remove: bool = False


class ChangeDetails(Frozen):
    """Say what changed of what is known of the person."""

    details: Details
    identifiers: tuple[str, ...] = ()


class TakeNote(Frozen):
    """Note something about the person, perhaps about what was on a day (then say `today` too)."""

    text: str
    on: date | None = None
    today: date | None = None
    precision: Precision = "day"
    identifiers: tuple[str, ...] = ()


class RetractNote(Frozen):
    """Take the note at this position back, or say that it holds after all."""

    note: int
    reinstate: bool = False
    why: str | None = None


class SetCadence(Frozen):
    """Aim to meet the person at an interval of 1 to 3660 days; None for no aim."""

    every_days: int | None


class SnoozePerson(Frozen):
    """Do not propose the person before a day; None: propose again."""

    until: date | None


class RestrictPerson(Frozen):
    """Keep the person out of every list, or no longer."""

    restrict: bool = True


class RetractPerson(Frozen):
    """Withdraw a person entered by mistake, or bring a withdrawn one back."""

    reinstate: bool = False
    why: str | None = None


class ErasePerson(Frozen):
    """Delete the person's sealed text for good."""

    reason: ErasureReason = "request"


class EraseText(Frozen):
    """Delete the sealed text of one event, by its id, for good."""

    event: str


PersonCommand: TypeAlias = (
    AddPerson
    | RenamePerson
    | NamePersonAlso
    | ChangeDetails
    | TakeNote
    | RetractNote
    | SetCadence
    | SnoozePerson
    | RestrictPerson
    | RetractPerson
    | ErasePerson
    | EraseText
)
