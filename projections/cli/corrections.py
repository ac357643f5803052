"""What a correction or a retraction is about: the gathering or exchange, as it stands now."""

from __future__ import annotations

from typing import Final

from ledger.facts.codec import State, state_of
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event
from ledger.facts.meeting.events import MeetingProposed, Met
from ledger.language import N_, _
from ledger.store.ledger import Ledger, Recorded

AMENDED: Final = {
    "MeetingCorrected": N_("Corrected: {event}"),
    "MeetingRetracted": N_("Retracted: {event}"),
    "MeetingReinstated": N_("Reinstated: {event}"),
    "ExchangeCorrected": N_("Corrected: {event}"),
    "ExchangeRetracted": N_("Retracted: {event}"),
    "ExchangeReinstated": N_("Reinstated: {event}"),
    "ConnectionRetracted": N_("Retracted: {event}"),
    "ConnectionReinstated": N_("Reinstated: {event}"),
    "NoteRetracted": N_("Retracted: {event}"),
    "NoteReinstated": N_("Reinstated: {event}"),
}


def subject(ledger: Ledger, each: Recorded) -> tuple[str, State] | None:
    """The kind and state of what an amendment is about; None for every other event."""
    if type(each.event).__name__ not in AMENDED:
        return None
    history = ledger.history(each.stream)
    if len(history) < each.v:  # a dry run
        history.append(each.event)
    position = getattr(each.event, "event", None) or getattr(each.event, "note", None)
    event = history[position - 1] if isinstance(position, int) else _held(history)
    return (type(event).__name__, state_of(event)) if event else None


def _held(history: list[Event]) -> Event | None:
    """The meeting or exchange as last corrected, retracted or not; else the plan."""
    from ledger.facts import exchange
    from ledger.facts.meeting import state as meeting_state

    state = STREAMS[history[0].stream_kind].state(history)
    if isinstance(state, exchange.Exchange):
        return state.made
    if isinstance(state, meeting_state.Meeting):
        steps = [step for _v, step in state.steps if isinstance(step, Met | MeetingProposed)]
        return steps[-1] if steps else None
    return None


def amended(kind: str, sentence: str) -> str:
    """`Retracted: Coffee with …`."""
    return _(AMENDED[kind]).format(event=sentence)
