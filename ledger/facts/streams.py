"""Every kind of stream with its initial state, its decide and its evolve, in one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ledger.facts import (
    book,
    connection_decide,
    connections,
    exchanges,
    meeting_decide,
    meeting_state,
    person_decide,
    person_state,
)
from ledger.facts.base import Event


class Decider(NamedTuple):
    """A kind of stream: where it starts, what it accepts, what it becomes."""

    initial: Any
    decide: Callable[[Any, Any], tuple[Event, ...]]
    evolve: Callable[[Any, Event], Any]

    def state(self, history: Iterable[Event]) -> Any:
        """The state after these events, in stream order."""
        state = self.initial
        for event in history:
            state = self.evolve(state, event)
        return state


STREAMS: dict[str, Decider] = {
    "ledger": Decider(book.INITIAL, book.decide, book.evolve),
    "person": Decider(person_state.INITIAL, person_decide.decide, person_state.evolve),
    "connection": Decider(connections.INITIAL, connection_decide.decide, connections.evolve),
    "meeting": Decider(meeting_state.INITIAL, meeting_decide.decide, meeting_state.evolve),
    "exchange": Decider(exchanges.INITIAL, exchanges.decide, exchanges.evolve),
}
