"""Facts as the events they are, and the state of a stream after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from projections.engine.tables import Fact

if TYPE_CHECKING:
    from ledger.facts.event import Event

StateT = TypeVar("StateT")


def event(fact: Fact) -> Event | None:
    """The event as an object; None for a kind that is not known.

    Personal text is left out; a `note` stands for all of it and says the leaf where it is sealed,
    so that corrections, applied, tell which text is in force.
    """
    from ledger.facts.codec import event_of

    if fact.kind not in _TOPICS:
        from ledger.facts.event import names

        _TOPICS.update({name: kind.topic() for name, kind in names().items()})
    text: dict[str, Any] | None = (
        {"note": str(fact.i)} if "sealed" in fact.state else None
    )
    return (
        event_of(_TOPICS[fact.kind], fact.state, text) if fact.kind in _TOPICS else None
    )


_TOPICS: dict[str, str] = {}


def replay(
    facts: Iterable[Fact], initial: StateT, evolve: Callable[[StateT, Event], StateT]
) -> StateT:
    """The state of a stream after these facts; a kind that is not known leaves it as it is."""
    from dataclasses import replace

    state = initial
    for fact in facts:
        if known := event(fact):
            # States count their events; the count is right after an unknown one too.
            state = evolve(replace(state, version=fact.v - 1), known)  # type: ignore[type-var]
    return state
