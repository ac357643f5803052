"""What must be said of a stream so that it adds up to another state than it does now.

One function a kind of stream: from the state as it is and the one to go back to, to events.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.errors import Refused
from ledger.facts import exchange as exchanges
from ledger.facts import ledger_stream as books
from ledger.facts.connection import events as connections
from ledger.facts.event import UNSET, Event, PersonId
from ledger.facts.meeting import events as meetings
from ledger.facts.meeting import state as meeting_state
from ledger.facts.person import events as people
from ledger.facts.person.state import Person


def stays(event: Event) -> bool:
    """Whether an event holds whatever is undone: a ledger is not un-opened."""
    return isinstance(event, books.LedgerOpened)


def book(now: books.Book, then: books.Book) -> tuple[Event, ...]:
    """Culture, merges and distinctions as they were."""
    _still_a_forest(then)
    culture = books.CultureChosen(culture=then.culture, trust_permille=then.trust_permille)
    changed = (then.culture, then.trust_permille) != (now.culture, now.trust_permille)
    moved = {person for person, into in now.into.items() if then.into.get(person) != into}
    merged = {person: into for person, into in then.into.items() if now.into.get(person) != into}
    return (
        *((culture,) if changed else ()),
        *(books.PeopleUnmerged(person=person) for person in sorted(moved)),
        *(books.PeopleMerged(person=person, into=into) for person, into in sorted(merged.items())),
        *(books.DistinctionWithdrawn(people=people) for people in sorted(now.distinct - then.distinct)),
        *(books.PeopleDistinguished(people=people) for people in sorted(then.distinct - now.distinct)),
    )


def _still_a_forest(state: books.Book) -> None:
    for start in state.into:
        seen: set[PersonId] = set()
        person = start
        while person in state.into and person not in seen:
            seen.add(person)
            person = state.into[person]
        if person in seen:
            raise Refused("Somebody of them was merged otherwise since: take that merge back first.")


def person(now: Person, then: Person) -> tuple[Event, ...]:
    """What is known of a person as it was; nothing for a person who was erased."""
    if now.erased:
        return ()
    if not then.added:
        return () if now.retracted else (people.PersonRetracted(),)
    return (*_flags(now, then), *_names(now, then), *_details(now, then), *_notes(now, then))


def _flags(now: Person, then: Person) -> Iterable[Event]:
    if then.retracted != now.retracted:
        yield people.PersonRetracted() if then.retracted else people.PersonReinstated()
    if then.restricted != now.restricted:
        yield people.PersonRestricted() if then.restricted else people.PersonUnrestricted()
    if then.every_days != now.every_days:
        yield people.CadenceSet(every_days=then.every_days)
    if then.until != now.until:
        yield people.PersonSnoozed(until=then.until)


def _names(now: Person, then: Person) -> Iterable[Event]:
    if then.names != now.names:
        if then.names is None:
            raise Refused("The earlier name was erased: it cannot be given again.")
        name, given, family = then.names
        yield people.PersonRenamed(name=name, given=given, family=family)
    yield from (people.AliasRemoved(alias=alias) for alias in sorted(now.aliases - then.aliases))
    yield from (people.AliasAdded(alias=alias) for alias in sorted(then.aliases - now.aliases))


def _details(now: Person, then: Person) -> Iterable[Event]:
    gone: dict[str, Any] = {name: type(value)() for name, value in now.details.items()}
    back: dict[str, Any] = {**gone, **then.details}
    if changed := {name: value for name, value in back.items() if value != now.details.get(name)}:
        yield people.DetailsChanged(**changed)


def _notes(now: Person, then: Person) -> Iterable[Event]:
    kept, wanted = now.notes - now.retracted_notes, then.notes - then.retracted_notes
    yield from (people.NoteRetracted(note=note) for note in sorted(kept - wanted))
    yield from (people.NoteReinstated(note=note) for note in sorted(wanted - kept))


def connection(now: connections.Connection, then: connections.Connection) -> tuple[Event, ...]:
    """The events that held, and no other."""
    kept = {v for v, _ in now.steps} - now.retracted
    wanted = {v for v, _ in then.steps} - then.retracted
    return (
        *(connections.ConnectionRetracted(event=v) for v in sorted(kept - wanted)),
        *(connections.ConnectionReinstated(event=v) for v in sorted(wanted - kept)),
    )


def meeting(now: meeting_state.Meeting, then: meeting_state.Meeting) -> tuple[Event, ...]:
    """The plan and the meeting as they were; retracted as a whole where nothing of them is left."""
    if sum(isinstance(step, meetings.Met) for step in meeting_state.live(then)) > 1:
        raise Refused("Another meeting was recorded here since: retract that one first.")
    if meeting_state.status(then) is None:
        return () if meeting_state.status(now) is None else (meetings.MeetingRetracted(),)
    said: list[Event] = [meetings.MeetingReinstated()] if now.gone else []
    kept = {v for v, _ in now.steps} - now.retracted
    wanted = {v for v, _ in then.steps} - then.retracted
    said += [meetings.MeetingRetracted(event=v) for v in sorted(kept - wanted)]
    said += [meetings.MeetingReinstated(event=v) for v in sorted(wanted - kept)]
    state = now
    for event in said:
        state = meeting_state.evolve(state, event)
    return (*said, *_corrected(meeting_state.held(state), meeting_state.held(then)))


def _corrected(now: meetings.Met | None, then: meetings.Met | None) -> Iterable[Event]:
    if now is None or then is None or now == then:
        return
    texts = (then.place, then.note, then.tags)
    text = texts != (now.place, now.note, now.tags)
    yield meetings.MeetingCorrected(
        form=then.form if then.form != now.form else None,
        participants=then.participants if then.participants != now.participants else None,
        occurred_on=then.occurred_on if then.occurred_on != now.occurred_on else None,
        precision=then.precision if then.precision != now.precision else None,
        minutes=then.minutes if then.minutes != now.minutes else UNSET,
        place=(then.place or "") if text else None,
        note=then.note if text else None,
        tags=then.tags if text else None,
    )


def exchange(now: exchanges.Exchange, then: exchanges.Exchange) -> tuple[Event, ...]:
    """The exchange as it was."""
    if then.made is None or then.retracted:
        return () if now.retracted else (exchanges.ExchangeRetracted(),)
    back = (exchanges.ExchangeReinstated(),) if now.retracted else ()
    return (*back, *_made_otherwise(now.made, then.made))


def _made_otherwise(now: exchanges.Made | None, then: exchanges.Made) -> Iterable[Event]:
    if now is None or now == then:
        return
    yield exchanges.ExchangeCorrected(
        occurred_on=then.occurred_on if then.occurred_on != now.occurred_on else None,
        precision=then.precision if then.precision != now.precision else None,
        note=(then.note or "") if then.note != now.note else None,
    )
