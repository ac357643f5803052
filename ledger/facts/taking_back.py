"""Which later events say that an earlier one of the same stream did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from ledger.errors import Refused
from ledger.facts import book, connections, exchanges, meeting_state, meetings, people
from ledger.facts.base import UNSET, Event

EventT = TypeVar("EventT", bound=Event)


def take_back(history: Sequence[Event], position: int) -> tuple[Event, ...]:
    """The events to append to a stream of `history` so that the one at `position` is undone.

    Positions count from 1. What a correction or a change replaced is said again, as far as its
    text is still there. Raises Refused for what cannot be taken back: an erasure, the opening
    of the ledger, a signing key.
    """
    event, before = history[position - 1], history[: position - 1]
    match event:
        case Event() if event.stream_kind == "person":
            return _person(event, before, position)
        case connections.ConnectionRetracted():
            return (connections.ConnectionReinstated(event=event.event),)
        case connections.ConnectionReinstated():
            return (connections.ConnectionRetracted(event=event.event),)
        case Event() if event.stream_kind == "connection":
            return (connections.ConnectionRetracted(event=position),)
        case Event() if event.stream_kind == "meeting":
            return _meeting(event, before, position)
        case Event() if event.stream_kind == "exchange":
            return _exchange(event, before)
        case _:
            return _book(event, before)


def _person(event: Event, before: Sequence[Event], position: int) -> tuple[Event, ...]:
    match event:
        case people.PersonAdded():
            return (people.PersonRetracted(),)
        case people.PersonRetracted():
            return (people.PersonReinstated(),)
        case people.PersonReinstated():
            return (people.PersonRetracted(),)
        case people.PersonRenamed():
            named = _last(before, people.PersonRenamed) or _last(before, people.PersonAdded)
            return (_copied(people.PersonRenamed, named),)
        case people.AliasAdded():
            return (people.AliasRemoved(alias=event.alias),)
        case people.AliasRemoved():
            return (people.AliasAdded(alias=event.alias),)
        case people.DetailsChanged():
            return (_details_before(event, before),)
        case people.NoteTaken():
            return (people.NoteRetracted(note=position),)
        case people.CadenceSet():
            earlier = _last(before, people.CadenceSet)
            return (people.CadenceSet(every_days=earlier.every_days if earlier else None),)
        case people.PersonSnoozed():
            asleep = _last(before, people.PersonSnoozed)
            return (people.PersonSnoozed(until=asleep.until if asleep else None),)
        case people.PersonRestricted():
            return (people.PersonUnrestricted(),)
        case people.PersonUnrestricted():
            return (people.PersonRestricted(),)
        case _:
            raise _cannot(event)


def _details_before(event: people.DetailsChanged, before: Sequence[Event]) -> people.DetailsChanged:
    """Each changed detail as it was, the empty value where there was none."""
    said: dict[str, Any] = {}
    for earlier in before:
        if isinstance(earlier, people.PersonAdded | people.DetailsChanged):
            said |= {k: v for k, v in _texts(earlier).items() if v is not None}
    changed = [name for name, value in _texts(event).items() if value is not None]
    empty: dict[str, Any] = {"emails": (), "phones": (), "urls": (), "tags": ()}
    return people.DetailsChanged(**{n: said.get(n, empty.get(n, "")) for n in changed})


def _meeting(event: Event, before: Sequence[Event], position: int) -> tuple[Event, ...]:
    match event:
        case meetings.MeetingRetracted():
            return (meetings.MeetingReinstated(event=event.event),)
        case meetings.MeetingReinstated():
            return (meetings.MeetingRetracted(event=event.event),)
        case meetings.MeetingCorrected():
            return (_meeting_before(event, before),)
        case _:
            return (meetings.MeetingRetracted(event=None if position == 1 else position),)


def _meeting_before(event: meetings.MeetingCorrected, before: Sequence[Event]) -> meetings.MeetingCorrected:
    """What the correction changed, as it was."""
    state = meeting_state.INITIAL
    for earlier in before:
        state = meeting_state.evolve(state, earlier)
    met = next(step for _, step in state.steps if isinstance(step, meetings.Met))
    text = any(t is not None for t in (event.place, event.note, event.tags))
    return meetings.MeetingCorrected(
        form=met.form if event.form else None,
        participants=met.participants if event.participants else None,
        occurred_on=met.occurred_on if event.occurred_on else None,
        precision=met.precision if event.precision else None,
        minutes=UNSET if event.minutes is UNSET else met.minutes,
        place=(met.place or "") if text else None,
        note=met.note if text else None,
        tags=met.tags if text else None,
    )


def _exchange(event: Event, before: Sequence[Event]) -> tuple[Event, ...]:
    match event:
        case exchanges.ExchangeRetracted():
            return (exchanges.ExchangeReinstated(),)
        case exchanges.ExchangeCorrected():
            state = exchanges.INITIAL
            for earlier in before:
                state = exchanges.evolve(state, earlier)
            made = state.made
            return (
                exchanges.ExchangeCorrected(
                    occurred_on=made.occurred_on if made and event.occurred_on else None,
                    precision=made.precision if made and event.precision else None,
                    note=(made.note or "") if made and event.note is not None else None,
                ),
            )
        case _:
            return (exchanges.ExchangeRetracted(),)


def _book(event: Event, before: Sequence[Event]) -> tuple[Event, ...]:
    match event:
        case book.PeopleMerged():
            return (book.PeopleUnmerged(person=event.person),)
        case book.PeopleUnmerged():
            merged = [e for e in _all(before, book.PeopleMerged) if e.person == event.person]
            return (book.PeopleMerged(person=event.person, into=merged[-1].into),)
        case book.PeopleDistinguished():
            return (book.DistinctionWithdrawn(people=event.people),)
        case book.DistinctionWithdrawn():
            return (book.PeopleDistinguished(people=event.people),)
        case book.CultureChosen():
            chosen = _last(before, book.CultureChosen) or _last(before, book.LedgerOpened)
            return (_copied(book.CultureChosen, chosen),)
        case _:
            raise _cannot(event)


def _cannot(event: Event) -> Refused:
    return Refused("A {kind} cannot be taken back.", kind=type(event).__name__)


def _all(history: Iterable[Event], kind: type[EventT]) -> list[EventT]:
    return [event for event in history if isinstance(event, kind)]


def _last(history: Sequence[Event], kind: type[EventT]) -> EventT | None:
    return next((event for event in reversed(history) if isinstance(event, kind)), None)


def _copied(kind: type[EventT], source: Event | None) -> EventT:
    """An event of `kind` with the values that `source` has for its fields."""
    names = [each.name for each in fields(kind) if each.name != "identifiers"]
    said: dict[str, Any] = {name: getattr(source, name, None) for name in names}
    return kind(**said)


def _texts(event: Event) -> dict[str, Any]:
    return {
        each.name: getattr(event, each.name)
        for each in fields(people.DetailsChanged)
        if each.name != "identifiers"
    }
