"""The events of meetings that a reading says were attended, less those that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.meeting import decide as meeting_decide
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.commands import CorrectMeeting, RecordMeeting, ReinstateMeeting
from ledger.facts.meeting.events import MeetingCorrected, Met
from ledger.importers.api import Attended
from ledger.importers.match.plan import Entry, Outcome, Terms


@dataclass(frozen=True, eq=False)
class Gathering:
    """A meeting of a reading, with the number of its row and everybody who was there.

    `confirmed` are those of them of whom somebody said so when asked.
    """

    number: int
    attended: Attended
    participants: tuple[PersonId, ...]
    confirmed: tuple[PersonId, ...] = ()


@dataclass
class Gathered:
    """What comes of the meetings of a reading.

    `entries` are to be appended. By the number of a row: its outcome, the meeting of the ledger that
    stands on another day, and the people that the ledger's meeting never had.
    """

    entries: dict[StreamId, Entry] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    moved: dict[int, StreamId] = field(default_factory=dict)
    lacking: dict[int, tuple[StreamId, tuple[PersonId, ...]]] = field(default_factory=dict)


def gatherings(
    found: Sequence[Gathering],
    terms: Terms,
    person_of: Callable[[PersonId], PersonId] = lambda person: person,
) -> Gathered:
    """Decide which meetings are new, come back, or have more people than the ledger knew.

    A meeting whose identifier is known is not recorded again, whatever has changed of it; one that
    was retracted only to `restore` it. It was moved if it is known by none but a later identifier,
    and the ledger has it on another day. Who was confirmed joins it; `person_of` tells who somebody
    is after merges.
    """
    streams = terms.known.streams({key for gathering in found for key in gathering.attended.identifiers})
    histories = terms.known.histories(set(streams.values()))
    gathered = Gathered()
    new: dict[str, StreamId] = {}
    for gathering in found:
        keys = gathering.attended.identifiers
        number = gathering.number
        if stream := next((new[key] for key in keys if key in new), None):
            gathered.outcomes[number] = "unchanged"
            _note_lacking(gathered, gathering, stream, gathered.entries[stream].events, person_of)
        elif stream := next((streams[key] for key in keys if key in streams), None):
            if stream in gathered.entries:
                gathered.outcomes[number] = "unchanged"
                continue
            history = histories[stream]
            gathered.outcomes[number], events = _again(gathering, history, terms, person_of)
            if events:
                gathered.entries[stream] = Entry(stream, len(history), events)
            _note_lacking(gathered, gathering, stream, (*history, *events), person_of)
            if keys[0] not in streams and _is_elsewhere(gathering.attended, history):
                gathered.moved[number] = stream
        else:
            stream = terms.fresh()
            record = command(gathering.attended, gathering.participants, terms.today)
            events = meeting_decide.decide(record, meeting_state.INITIAL)
            gathered.entries[stream] = Entry(stream, 0, events)
            new.update(dict.fromkeys(keys, stream))
            gathered.outcomes[number] = "added"
    return gathered


def _note_lacking(
    gathered: Gathered,
    gathering: Gathering,
    stream: StreamId,
    history: Sequence[Event],
    person_of: Callable[[PersonId], PersonId],
) -> None:
    """Note the people of a row whom the meeting as it is known never had; who was taken out stays out."""
    if meeting_state.held(_state(history)) is None:
        return
    had = _ever_there(history, person_of)
    lacking = tuple(person for person in gathering.participants if person_of(person) not in had)
    if lacking:
        gathered.lacking[gathering.number] = stream, lacking


def _ever_there(history: Sequence[Event], person_of: Callable[[PersonId], PersonId]) -> set[PersonId]:
    """Return everybody of whom any event of the meeting says that they were there."""
    listed = (event.participants for event in history if isinstance(event, Met | MeetingCorrected))
    return {person_of(person) for participants in listed for person in participants or ()}


def _is_elsewhere(attended: Attended, history: Sequence[Event]) -> bool:
    """Whether the meeting stands on another day in the ledger."""
    met = meeting_state.held(_state(history))
    return met is not None and met.occurred_on != attended.on


def _state(history: Sequence[Event]) -> meeting_state.Meeting:
    state = meeting_state.INITIAL
    for event in history:
        state = meeting_state.evolve(state, event)
    return state


def command(attended: Attended, participants: tuple[PersonId, ...], today: date) -> RecordMeeting:
    """The command that records the meeting."""
    return RecordMeeting(**vars(attended), participants=participants, today=today)


def _again(
    gathering: Gathering, history: Sequence[Event], terms: Terms, person_of: Callable[[PersonId], PersonId]
) -> tuple[Outcome, tuple[Event, ...]]:
    """Return what comes of a meeting whose stream the ledger has, with the events that say so."""
    state = _state(history)
    retracted = [v for v, step in state.steps if isinstance(step, Met) and v in state.retracted]
    if met := meeting_state.held(state):
        missed = {person_of(person) for person in meeting_state.missed_by(state)}
        had = _ever_there(history, person_of) | missed
        joining = tuple(person for person in gathering.confirmed if person_of(person) not in had)
        if not joining:
            return "unchanged", ()
        join = CorrectMeeting(participants=(*met.participants, *joining), today=terms.today)
        return "added", meeting_decide.decide(join, state)
    if not (state.gone or retracted):  # it was only planned
        record = replace(command(gathering.attended, gathering.participants, terms.today), identifiers=())
        return "added", meeting_decide.decide(record, state)
    if not terms.restore:
        return "retracted", ()
    position = None if state.gone else retracted[-1]
    return "added", meeting_decide.decide(ReinstateMeeting(event=position), state)
