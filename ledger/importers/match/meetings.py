"""The events of meetings that a reading says were attended, less those that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.meeting import decide as meeting_decide
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.commands import RecordMeeting, ReinstateMeeting
from ledger.facts.meeting.events import Met
from ledger.importers.api import Attended
from ledger.importers.match.plan import Entry, Outcome, Terms


@dataclass(frozen=True, eq=False)
class Gathering:
    """A meeting of a reading, with the number of its row and everybody who was there."""

    number: int
    attended: Attended
    participants: tuple[PersonId, ...]


def gatherings(
    found: Sequence[Gathering], terms: Terms
) -> tuple[list[Entry], dict[int, Outcome], dict[int, StreamId]]:
    """The entries to append, what comes of each row by its number, and the meetings that were moved.

    A meeting whose identifier is known is not recorded again, whatever has changed of it; one that
    was retracted only to `restore` it. It was moved if it is known by none but a later identifier,
    and the ledger has it on another day.
    """
    streams = terms.known.streams({key for each in found for key in each.attended.identifiers})
    histories = terms.known.histories(set(streams.values()))
    entries: dict[StreamId, Entry] = {}
    outcomes: dict[int, Outcome] = {}
    moved: dict[int, StreamId] = {}
    new: dict[str, StreamId] = {}
    for each in found:
        keys = each.attended.identifiers
        if any(key in new for key in keys):
            outcomes[each.number] = "unchanged"
        elif stream := next((streams[key] for key in keys if key in streams), None):
            outcomes[each.number], events = _again(each, histories[stream], terms)
            if events and stream not in entries:
                entries[stream] = Entry(stream, len(histories[stream]), events)
            if keys[0] not in streams and _is_elsewhere(each.attended, histories[stream]):
                moved[each.number] = stream
        else:
            stream = terms.fresh()
            record = command(each.attended, each.participants, terms.today)
            entries[stream] = Entry(stream, 0, meeting_decide.decide(record, meeting_state.INITIAL))
            new.update(dict.fromkeys(keys, stream))
            outcomes[each.number] = "added"
    return list(entries.values()), outcomes, moved


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


def _again(gathering: Gathering, history: Sequence[Event], terms: Terms) -> tuple[Outcome, tuple[Event, ...]]:
    """What comes of a meeting whose stream the ledger has, with the events that say so."""
    state = _state(history)
    retracted = [v for v, step in state.steps if isinstance(step, Met) and v in state.retracted]
    if meeting_state.held(state):
        return "unchanged", ()
    if not (state.gone or retracted):  # it was only planned
        record = replace(command(gathering.attended, gathering.participants, terms.today), identifiers=())
        return "added", meeting_decide.decide(record, state)
    if not terms.restore:
        return "retracted", ()
    position = None if state.gone else retracted[-1]
    return "added", meeting_decide.decide(ReinstateMeeting(event=position), state)
