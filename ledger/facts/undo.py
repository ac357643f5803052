"""Which later events say that earlier ones did not happen: nothing is ever deleted to undo it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.errors import Refused
from ledger.facts import restoring
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event
from ledger.facts.ledger_stream import SigningKeySet
from ledger.facts.person import events as people

RESTORING: Final[Mapping[str, Callable[[Any, Any], tuple[Event, ...]]]] = {
    "ledger": restoring.book,
    "person": restoring.person,
    "connection": restoring.connection,
    "meeting": restoring.meeting,
    "exchange": restoring.exchange,
}


def take_back(history: Sequence[Event], *positions: int, ignoring: Collection[int] = ()) -> tuple[Event, ...]:
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
    now = _state(stream_kind, history, frozenset())
    then = _state(stream_kind, history, frozenset({*positions, *ignoring}))
    return RESTORING[stream_kind](now, then)


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
            raise Refused("An erasure cannot be taken back: the text is gone for good.")
        case SigningKeySet():
            raise Refused("A signing key cannot be taken back: set another one.")
        case _:
            return


def _state(stream_kind: str, history: Sequence[Event], without: Collection[int]) -> Any:
    """The state after these events as if those at the positions `without` said nothing."""
    decider = STREAMS[stream_kind]
    state = decider.initial
    for position, event in enumerate(history, start=1):
        skipped = position in without and not restoring.stays(event)
        state = replace(state, version=position) if skipped else decider.evolve(state, event)
    return state
