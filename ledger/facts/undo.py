"""Which later events say that earlier ones did not happen: nothing is ever deleted to undo it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.errors import Refused
from ledger.facts import exchange as exchanges
from ledger.facts import ledger_stream
from ledger.facts.connection import events as connections
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event, PersonId
from ledger.facts.meeting import events as meetings
from ledger.facts.meeting import state as meeting_state
from ledger.facts.person import events as people
from ledger.facts.person.state import PersonState


def take_back(
    history: Sequence[Event], *positions: int, ignoring: Collection[int] = ()
) -> tuple[Event, ...]:
    """The events to append to a stream of `history` so that those at `positions` are undone.

    Positions count from 1. The stream then adds up to what it would without them: what later
    events said since stays said, and what was replaced is said again, as far as its text is
    still there. `ignoring` are positions that count no more, because their batch was undone or
    undid another (`out_of_effect`). None where nothing is left to undo.
    Raises Refused for what cannot be taken back: an erasure, a signing key.
    """
    for position in positions:
        _may_be_taken_back(history[position - 1])
    stream_kind = history[0].stream_kind
    current = _state(stream_kind, history, frozenset())
    target = _state(stream_kind, history, frozenset({*positions, *ignoring}))
    return RESTORING[stream_kind](current, target)


def out_of_effect(undoes: Mapping[str, str]) -> frozenset[str]:
    """The batches whose events count no more, given which batch each undoing one undid.

    Those are all that undo, whose events only mend, and all that are undone: by a batch that is
    not undone itself. `undoes` is in the order of recording.
    """
    undone: set[str] = set()
    for batch, undid in reversed(list(undoes.items())):
        if batch not in undone:
            undone.add(undid)
    return frozenset(undone | set(undoes))


def _may_be_taken_back(event: Event) -> None:
    match event:
        case people.PersonErased() | people.TextErased():
            raise Refused("An erasure cannot be undone; the text is gone for good.")
        case ledger_stream.SigningKeySet():
            raise Refused("A signing key cannot be removed; set another one.")
        case ledger_stream.SigningKeyRevoked():
            raise Refused("A revoked key stays revoked; set another one.")
        case ledger_stream.LedgerJoined():
            raise Refused("A join cannot be undone; restore an earlier backup instead.")
        case ledger_stream.OwnerAdded():
            raise Refused(
                "An owner cannot be removed; close the role on the server instead."
            )
        case _:
            return


def _state(stream_kind: str, history: Sequence[Event], without: Collection[int]) -> Any:
    """The state after these events as if those at the positions `without` said nothing."""
    decider = STREAMS[stream_kind]
    state = decider.initial
    for position, event in enumerate(history, start=1):
        stays = isinstance(event, ledger_stream.LedgerOpened)  # it is never un-opened
        if position in without and not stays:
            state = replace(state, version=position)
        else:
            state = decider.evolve(state, event)
    return state


# ---- for each kind of stream: from its state now and the state to go back to, to events


def _ledger(
    current: ledger_stream.Book, target: ledger_stream.Book
) -> tuple[Event, ...]:
    """Culture, merges and distinctions as they were."""
    _still_a_forest(target)
    events: list[Event] = []
    culture = (target.culture, target.trust_permille)
    if culture != (current.culture, current.trust_permille):
        events.append(
            ledger_stream.CultureChosen(
                culture=target.culture, trust_permille=target.trust_permille
            )
        )
    events += _goals(current.goals, target.goals)
    merges_before = current.into.items()
    merges_after = target.into.items()
    moved = {person for person, _into in merges_before - merges_after}
    events += [ledger_stream.PeopleUnmerged(person=person) for person in sorted(moved)]
    for person, into in sorted(merges_after - merges_before):
        events.append(ledger_stream.PeopleMerged(person=person, into=into))
    events += _meetings(current, target)
    withdrawn = sorted(current.distinct - target.distinct)
    restored = sorted(target.distinct - current.distinct)
    events += [
        ledger_stream.DistinctionWithdrawn(people=people) for people in withdrawn
    ]
    events += [ledger_stream.PeopleDistinguished(people=people) for people in restored]
    return tuple(events)


def _meetings(
    current: ledger_stream.Book, target: ledger_stream.Book
) -> Iterable[Event]:
    before, after = current.same_meetings, target.same_meetings
    for meeting in sorted(before.keys() - after.keys()):
        yield ledger_stream.MeetingsParted(meeting=meeting)
    for meeting, same_as in sorted(after.items() - before.items()):
        yield ledger_stream.MeetingsJoined(meeting=meeting, same_as=same_as)
    for pair in sorted(current.distinct_meetings - target.distinct_meetings):
        yield ledger_stream.MeetingDistinctionWithdrawn(meetings=pair)
    for pair in sorted(target.distinct_meetings - current.distinct_meetings):
        yield ledger_stream.MeetingsDistinguished(meetings=pair)


def _goals(
    current: Mapping[str, ledger_stream.Goal], target: Mapping[str, ledger_stream.Goal]
) -> Iterable[Event]:
    for form in sorted(current.keys() | target.keys()):
        goal = target.get(form)
        if goal == current.get(form):
            continue
        if goal is None:
            per = current[form].per
            yield ledger_stream.GoalSet(form=form, count=None, per=per)
        else:
            yield ledger_stream.GoalSet(form=form, count=goal.target, per=goal.per)


def _still_a_forest(state: ledger_stream.Book) -> None:
    for start in state.into:
        seen: set[PersonId] = set()
        person = start
        while person in state.into and person not in seen:
            seen.add(person)
            person = state.into[person]
        if person in seen:
            raise Refused(
                "One of them was merged differently since; undo that merge first."
            )


def _person(current: PersonState, target: PersonState) -> tuple[Event, ...]:
    """The person as before; nothing for an erased person."""
    if current.erased:
        return ()
    if not target.added:
        if current.retracted:
            return ()
        return (people.PersonRetracted(),)
    return (
        *_flags(current, target),
        *_names(current, target),
        *_details(current, target),
        *_notes(current, target),
    )


def _flags(current: PersonState, target: PersonState) -> Iterable[Event]:
    if target.retracted != current.retracted:
        turned = (
            people.PersonRetracted() if target.retracted else people.PersonReinstated()
        )
        yield (turned)
    if target.restricted != current.restricted:
        shown = (
            people.PersonRestricted()
            if target.restricted
            else people.PersonUnrestricted()
        )
        yield (shown)
    if target.every_days != current.every_days:
        yield people.CadenceSet(every_days=target.every_days)
    if target.until != current.until:
        yield people.PersonSnoozed(until=target.until)


def _names(current: PersonState, target: PersonState) -> Iterable[Event]:
    if target.names != current.names:
        if target.names is None:
            raise Refused("The earlier name was erased and cannot be restored.")
        name, given, family = target.names
        yield people.PersonRenamed(name=name, given=given, family=family)
    for alias in sorted(current.aliases - target.aliases):
        yield people.AliasRemoved(alias=alias)
    for alias in sorted(target.aliases - current.aliases):
        yield people.AliasAdded(alias=alias)


def _details(current: PersonState, target: PersonState) -> Iterable[Event]:
    changed: dict[str, Any] = {}
    emptied = {name: type(value)() for name, value in current.details.items()}
    for name, value in (emptied | dict(target.details)).items():
        is_new = value != current.details.get(name)
        if is_new:
            changed[name] = value
    if changed:
        yield people.DetailsChanged(**changed)


def _notes(current: PersonState, target: PersonState) -> Iterable[Event]:
    before = current.notes - current.retracted_notes
    after = target.notes - target.retracted_notes
    for note in sorted(before - after):
        yield people.NoteRetracted(note=note)
    for note in sorted(after - before):
        yield people.NoteReinstated(note=note)


def _connection(
    current: connections.Connection, target: connections.Connection
) -> tuple[Event, ...]:
    """The events that held, and no other."""
    gone, back = _steps_to_change(current, target)
    events: list[Event] = [
        connections.ConnectionRetracted(event=position) for position in gone
    ]
    events += [connections.ConnectionReinstated(event=position) for position in back]
    return tuple(events)


def _steps_to_change(current: Any, target: Any) -> tuple[list[int], list[int]]:
    """The positions to retract, and those to reinstate."""
    live = {position for position, _step in current.steps} - current.retracted
    target_live = {position for position, _step in target.steps} - target.retracted
    return sorted(live - target_live), sorted(target_live - live)


def _meeting(
    current: meeting_state.Meeting, target: meeting_state.Meeting
) -> tuple[Event, ...]:
    """The plan and the meeting as they were; retracted as a whole where nothing of them is left."""
    meetings_after = [
        step for step in meeting_state.live(target) if isinstance(step, meetings.Met)
    ]
    if len(meetings_after) > 1:
        raise Refused(
            "Another meeting has been recorded here since; retract that one first."
        )
    if meeting_state.status(target) is None:
        if meeting_state.status(current) is None:
            return ()
        return (meetings.MeetingRetracted(),)
    gone, back = _steps_to_change(current, target)
    events: list[Event] = []
    if current.gone:
        events.append(meetings.MeetingReinstated())
    events += [meetings.MeetingRetracted(event=position) for position in gone]
    events += [meetings.MeetingReinstated(event=position) for position in back]
    state = current
    for event in events:
        state = meeting_state.evolve(state, event)
    corrections = _corrected(meeting_state.held(state), meeting_state.held(target))
    return (*events, *corrections)


def _corrected(
    current: meetings.Met | None, target: meetings.Met | None
) -> Iterable[Event]:
    if current is None or target is None or current == target:
        return
    changes: dict[str, Any] = {}
    for field in ("form", "participants", "occurred_on", "precision", "minutes"):
        value = getattr(target, field)
        if value != getattr(current, field):
            changes[field] = value
    text = (target.place, target.note, target.tags)
    if text != (current.place, current.note, current.tags):
        changes |= {
            "place": target.place or "",
            "note": target.note,
            "tags": target.tags,
        }
    yield meetings.MeetingCorrected(**changes)


def _exchange(
    current: exchanges.Exchange, target: exchanges.Exchange
) -> tuple[Event, ...]:
    """The exchange as it was."""
    if target.made is None or target.retracted:
        if current.retracted:
            return ()
        return (exchanges.ExchangeRetracted(),)
    events: list[Event] = []
    if current.retracted:
        events.append(exchanges.ExchangeReinstated())
    events += _made_otherwise(current.made, target.made)
    return tuple(events)


def _made_otherwise(
    current: exchanges.Made | None, target: exchanges.Made
) -> Iterable[Event]:
    if current is None or current == target:
        return
    changes: dict[str, Any] = {}
    if target.occurred_on != current.occurred_on:
        changes["occurred_on"] = target.occurred_on
    if target.precision != current.precision:
        changes["precision"] = target.precision
    if target.note != current.note:
        changes["note"] = target.note or ""
    yield exchanges.ExchangeCorrected(**changes)


RESTORING: Final[Mapping[str, Callable[[Any, Any], tuple[Event, ...]]]] = {
    "ledger": _ledger,
    "person": _person,
    "connection": _connection,
    "meeting": _meeting,
    "exchange": _exchange,
}
