"""What the facts of a gathering amount to, read from their states alone: no object an event.

The same as `ledger.facts.meeting.state` makes of the events, which is the reference; a view that is
made again reads hundreds of thousands of corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from ledger.facts.event import PersonId, declared, kind_named
from ledger.facts.meeting.events import Met, forms
from projections.engine.tables import Fact


class Step(NamedTuple):
    """A step of a plan or a meeting that was had, as last corrected; `text` is the leaf of its text in force."""

    v: int
    i: int
    kind: str
    met: bool
    occurred_on: str
    precision: str
    participants: Sequence[str]
    minutes: int | None
    text: int | None
    missed_by: str | None


class Gathering(NamedTuple):
    """The steps of a gathering in stream order, and the positions that are retracted, 0 for the whole."""

    steps: dict[int, Step]
    retracted: frozenset[int]

    @property
    def held(self) -> Step | None:
        """The meeting that took place, as last corrected."""
        return next((step for step in self.live() if step.met), None)

    @property
    def everybody(self) -> Sequence[PersonId]:
        """Who was at the last meeting or plan: whom everything is about that names nobody."""
        named = [step for step in self.steps.values() if step.met or step.kind == "MeetingProposed"]
        return named[-1].participants if named else ()

    def live(self) -> Iterator[Step]:
        """The steps that are not retracted."""
        if 0 not in self.retracted:
            yield from (step for step in self.steps.values() if step.v not in self.retracted)


def gathering(facts: Sequence[Fact]) -> Gathering:
    """What the facts of a stream amount to; unknown kinds are left out."""
    global _latest  # noqa: PLW0603 - several projections ask it of the same facts, one after the other
    if _latest is None or _latest[0] is not facts:
        _latest = facts, _gathering(facts)
    return _latest[1]


_latest: tuple[Sequence[Fact], Gathering] | None = None


def _gathering(facts: Sequence[Fact]) -> Gathering:
    steps: dict[int, Step] = {}
    retracted: set[int] = set()
    for fact in facts:
        if fact.kind == "MeetingRetracted":
            retracted.add(fact.state.get("event") or 0)
        elif fact.kind == "MeetingReinstated":
            retracted.discard(fact.state.get("event") or 0)
        elif fact.kind == "MeetingCorrected":
            for v, step in steps.items():
                if step.met and v not in retracted:
                    steps[v] = _corrected(step, fact)
        elif (met := _met(fact.kind)) is not None:
            steps[fact.v] = _step(fact, met=met)
    return Gathering(steps, frozenset(retracted))


@cache
def _met(kind: str) -> bool | None:
    """Whether a kind of step is a meeting that was had; None for a kind that is not known."""
    known = kind_named(kind)
    return issubclass(known, Met) if known else None


@cache
def _named(form: str, _declared: int) -> str | None:
    """The kind of meeting of a form, as long as so many kinds are declared; None for none."""
    return found.__name__ if (found := forms().get(form)) else None


def _step(fact: Fact, *, met: bool) -> Step:
    said = fact.state
    return Step(
        fact.v,
        fact.i,
        fact.kind,
        met,
        said.get("occurred_on") or "",
        said.get("precision") or "day",
        said.get("participants", ()),
        said.get("minutes"),
        fact.i if "sealed" in said else None,
        said.get("missed_by"),
    )


def _corrected(step: Step, fact: Fact) -> Step:
    said: dict[str, Any] = fact.state
    form = said.get("form")
    return step._replace(
        kind=(_named(form, len(declared())) if form else None) or step.kind,
        occurred_on=said.get("occurred_on") or step.occurred_on,
        precision=said.get("precision") or step.precision,
        participants=said.get("participants") or step.participants,
        minutes=said.get("minutes", step.minutes),
        text=fact.i if "sealed" in said else step.text,
    )
