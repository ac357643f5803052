"""The events of one exchange, what people do for each other: state, commands, decide, evolve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias, assert_never

from ledger.errors import Refused
from ledger.facts.event import Dated, Event, Frozen, PersonId, Precision, Sealed, event
from ledger.facts.rules import corrected_day, first_day, limit_people, optional, past


@event("exchange")
class FavourGiven(Dated):
    """The owner did something for the person."""

    owner: PersonId
    person: PersonId
    note: Sealed[str] = None


@event("exchange")
class FavourReceived(Dated):
    """The person did something for the owner."""

    owner: PersonId
    person: PersonId
    note: Sealed[str] = None


@event("exchange")
class IntroductionMade(Dated):
    """Someone introduced people to each other: an exchange between `by` and each of them."""

    by: PersonId
    people: tuple[PersonId, ...]
    note: Sealed[str] = None


@event("exchange")
class ExchangeCorrected(Event):
    """An exchange happened otherwise than recorded: only what changes is there."""

    occurred_on: date | None = None
    precision: Precision | None = None
    note: Sealed[str] = None


@event("exchange")
class ExchangeRetracted(Event):
    """The exchange did not happen."""

    why: Sealed[str] = None


@event("exchange")
class ExchangeReinstated(Event):
    """The retracted exchange did happen."""


class RecordFavour(Frozen):
    """Someone did something for someone."""

    direction: Literal["given", "received"]
    owner: PersonId
    person: PersonId
    on: date
    today: date
    precision: Precision = "day"
    note: str | None = None
    identifiers: tuple[str, ...] = ()


class RecordIntroduction(Frozen):
    """Someone introduced people to each other."""

    by: PersonId
    people: tuple[PersonId, ...]
    on: date
    today: date
    precision: Precision = "day"
    note: str | None = None
    identifiers: tuple[str, ...] = ()


class CorrectExchange(Frozen):
    """An exchange happened otherwise than recorded. What is not given stays; an empty note says none.

    A day without a precision is one known to the day.
    """

    today: date
    on: date | None = None
    precision: Precision | None = None
    note: str | None = None


class RetractExchange(Frozen):
    """The exchange did not happen."""

    why: str | None = None


class ReinstateExchange(Frozen):
    """The retracted exchange did happen."""


ExchangeCommand: TypeAlias = (
    RecordFavour
    | RecordIntroduction
    | CorrectExchange
    | RetractExchange
    | ReinstateExchange
)
Made: TypeAlias = FavourGiven | FavourReceived | IntroductionMade


class Exchange(Frozen):
    """What the events of one exchange add up to."""

    version: int = 0
    made: Made | None = None
    retracted: bool = False


INITIAL = Exchange()


def evolve(state: Exchange, event: Event) -> Exchange:
    """The state after one more event of the stream."""
    state = replace(state, version=state.version + 1)
    match event:
        case FavourGiven() | FavourReceived() | IntroductionMade():
            return replace(state, made=event, retracted=False)
        case ExchangeCorrected() if state.made:
            return replace(state, made=apply(state.made, event))
        case ExchangeRetracted():
            return replace(state, retracted=True)
        case ExchangeReinstated():
            return replace(state, retracted=False)
        case _:
            return state


def apply(made: Made, correction: ExchangeCorrected) -> Made:
    """The exchange as corrected."""
    note_after = made.note if correction.note is None else correction.note or None
    return replace(
        made,
        occurred_on=correction.occurred_on or made.occurred_on,
        precision=correction.precision or made.precision,
        note=note_after,
    )


def decide(command: ExchangeCommand, state: Exchange) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule."""
    match command:
        case RecordFavour():
            return (_favour(command, state),)
        case RecordIntroduction():
            return (_introduction(command, state),)
        case CorrectExchange():
            return _correct(command, state)
        case RetractExchange():
            if state.retracted:
                raise Refused("This was already retracted.")
            if state.made is None:
                raise Refused("Nothing here to retract.")
            return (ExchangeRetracted(why=optional(command.why)),)
        case ReinstateExchange():
            if not state.retracted:
                raise Refused("This was not retracted; there is nothing to reinstate.")
            return (ExchangeReinstated(),)
        case _:
            assert_never(command)


def _favour(command: RecordFavour, state: Exchange) -> Event:
    _fresh(state)
    past(command.on, command.today)
    if command.owner == command.person:
        raise Refused("You cannot do yourself a favour; name someone else.")
    kind = FavourGiven if command.direction == "given" else FavourReceived
    return kind(
        occurred_on=first_day(command.on, command.precision),
        precision=command.precision,
        owner=command.owner,
        person=command.person,
        note=optional(command.note),
        identifiers=command.identifiers,
    )


def _introduction(command: RecordIntroduction, state: Exchange) -> Event:
    _fresh(state)
    past(command.on, command.today)
    people = tuple(sorted(set(command.people)))
    if len(people) < 2 or command.by in people:
        raise Refused(
            "An introduction needs three people: one who introduces, and the two who are introduced."
        )
    limit_people(people)
    return IntroductionMade(
        occurred_on=first_day(command.on, command.precision),
        precision=command.precision,
        by=command.by,
        people=people,
        note=optional(command.note),
        identifiers=command.identifiers,
    )


def _fresh(state: Exchange) -> None:
    if state.made is not None:
        raise Refused(
            "This favour is already recorded; correct it, or record another one."
        )


def _correct(command: CorrectExchange, state: Exchange) -> tuple[Event, ...]:
    if state.retracted:
        raise Refused("This favour was retracted; reinstate it before you correct it.")
    if (made := state.made) is None:
        raise Refused("No favour was recorded here; there is nothing to correct.")
    note = made.note if command.note is None else optional(command.note)
    note_changed = None
    if note != made.note:
        note_changed = note or ""
    correction = ExchangeCorrected(
        **corrected_day(command.on, command.precision, made, command.today),
        note=note_changed,
    )
    if correction == ExchangeCorrected():
        return ()
    return (correction,)
