"""The one fold of a gathering: what its facts amount to, read from their states alone.

`ledger.facts.meeting.state` makes the same of the events, and a property test holds both equal. A rebuild
meets hundreds of thousands of gatherings, and an object for each event costs five times as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Protocol

from ledger.facts.event import PersonId, declared, kind_named
from ledger.facts.meeting.events import Met, forms
from ledger.named_tuple import NamedTuple
from projections.engine.tables import Fact


class Held(Protocol):
    """A meeting that took place, as a lone fact or as folded with its corrections."""

    @property
    def i(self) -> int:
        """Its leaf."""

    @property
    def kind(self) -> str:
        """The class name of its kind."""

    @property
    def occurred_on(self) -> str:
        """Its day."""

    @property
    def participants(self) -> Sequence[PersonId]:
        """Everyone who was there."""

    @property
    def minutes(self) -> int | None:
        """How long it took; None if unknown."""


class Step(NamedTuple):
    """A step of a plan, or a meeting that took place as last corrected.

    `text` is the leaf of its text in force. `state` is what the fact says that is not corrected: who
    agreed, declined, cancelled or did not come, and what was proposed.
    """

    v: int
    i: int
    kind: str
    met: bool
    occurred_on: str
    precision: str
    participants: Sequence[PersonId]
    minutes: int | None
    text: int | None
    state: Mapping[str, Any]


class FoldedMeeting(NamedTuple):
    """What the facts of a gathering amount to; 0 in `retracted` stands for all of it.

    `held` is the meeting that took place, as last corrected; `plan` the proposal, as long as it is not
    retracted.
    """

    steps: Mapping[int, Step]
    retracted: frozenset[int]
    held: Step | None
    plan: Step | None

    @property
    def gone(self) -> bool:
        """Whether the gathering as a whole is retracted."""
        return 0 in self.retracted

    @property
    def everybody(self) -> Sequence[PersonId]:
        """The people of the last meeting or plan: a step that names nobody concerns all of them."""
        participants: Sequence[PersonId] = ()
        for step in self.steps.values():
            if step.met or step.kind == "MeetingProposed":
                participants = step.participants
        return participants

    def live(self) -> Iterator[Step]:
        """The steps that are not retracted."""
        if self.gone:
            return
        for v, step in self.steps.items():
            if v not in self.retracted:
                yield step

    @property
    def schedule(self) -> Mapping[str, Any]:
        """The state of the step that says when the plan is for: the last schedule, else the proposal."""
        latest: Mapping[str, Any] = {}
        for step in self.live():
            if step.kind in {"MeetingProposed", "MeetingScheduled"}:
                latest = step.state
        return latest

    @property
    def answers(self) -> dict[PersonId, str]:
        """What each person answered last: the name of the kind."""
        answers: dict[PersonId, str] = {}
        for step in self.live():
            if step.kind in _ANSWERS:
                person = step.state["by"]
                answers[person] = step.kind
        return answers

    @property
    def status(self) -> str | None:
        """How the gathering stands; None without any live plan or meeting.

        A plan is agreed once someone has agreed, and declined once fewer than two people are left
        who did not decline it.
        """
        if self.held:
            return "held"
        if self.plan is None:
            return None
        for step in self.live():
            if step.kind in _ENDS:
                return _ENDS[step.kind]
        answers = self.answers
        left = [
            person
            for person in self.plan.participants
            if answers.get(person) != "MeetingDeclined"
        ]
        if len(left) < 2:
            return "declined"
        if "MeetingAgreed" in answers.values():
            return "agreed"
        return "proposed"


_ANSWERS: Final = frozenset({"MeetingAgreed", "MeetingDeclined"})
_ENDS: Final = {"MeetingCancelled": "cancelled", "MeetingMissed": "missed"}


def meeting(facts: Sequence[Fact]) -> FoldedMeeting:
    """What the facts of a stream amount to; unknown kinds are left out."""
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
        else:
            met = _is_met(fact.kind)
            if met is not None:
                steps[fact.v] = _step(fact, met=met)
    return _standing(steps, frozenset(retracted))


def _standing(steps: Mapping[int, Step], retracted: frozenset[int]) -> FoldedMeeting:
    """The meeting and the plan that stand: of several, the earliest of each."""
    held: Step | None = None
    plan: Step | None = None
    if 0 not in retracted:
        for v, step in steps.items():
            if v in retracted:
                continue
            if step.met:
                held = held or step
            elif step.kind == "MeetingProposed":
                plan = plan or step
    return FoldedMeeting(
        steps=steps,
        retracted=retracted,
        held=held,
        plan=plan,
    )


@cache
def _is_met(kind: str) -> bool | None:
    """Whether a kind of step is a meeting that took place; None for an unknown kind."""
    event_class = kind_named(kind)
    if event_class is None:
        return None
    return issubclass(event_class, Met)


@cache
def _named(form: str, _declared: int) -> str | None:
    """The kind of meeting of a form, looked up once per set of declared kinds; None for an unknown form."""
    kind = forms().get(form)
    if kind is None:
        return None
    return kind.__name__


def _step(fact: Fact, *, met: bool) -> Step:
    state = fact.state
    return Step(
        fact.v,
        fact.i,
        fact.kind,
        met,
        state.get("occurred_on") or "",
        state.get("precision") or "day",
        state.get("participants", ()),
        state.get("minutes"),
        fact.i if "sealed" in state else None,
        state,
    )


def _corrected(step: Step, fact: Fact) -> Step:
    state: dict[str, Any] = fact.state
    kind: str | None = None
    if state.get("form"):
        kind = _named(state["form"], len(declared()))
    return Step(  # in half the time that `_replace` takes
        step.v,
        step.i,
        kind or step.kind,
        step.met,
        state.get("occurred_on") or step.occurred_on,
        state.get("precision") or step.precision,
        state.get("participants") or step.participants,
        state.get("minutes", step.minutes),
        fact.i if "sealed" in state else step.text,
        step.state,
    )
