"""Every kind of stream with its initial state, its decide and its evolve, in one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ledger.facts.event import Event


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


_WHERE: Final = {
    "ledger": ("ledger_stream", "ledger_stream"),
    "person": ("person.state", "person.decide"),
    "connection": ("connection.events", "connection.decide"),
    "meeting": ("meeting.state", "meeting.decide"),
    "exchange": ("exchange", "exchange"),
}
"""For each kind of stream the file of its state, and that of its decide."""


class _Streams(Mapping[str, Decider]):
    """The deciders, each loaded when it is first asked for: a coffee decides on nothing but a meeting."""

    def __getitem__(self, kind: str) -> Decider:
        state, decide = (import_module(f"ledger.facts.{name}") for name in _WHERE[kind])
        return Decider(state.INITIAL, decide.decide, state.evolve)

    def __iter__(self) -> Iterator[str]:
        return iter(_WHERE)

    def __len__(self) -> int:
        return len(_WHERE)


STREAMS: Final[Mapping[str, Decider]] = _Streams()
