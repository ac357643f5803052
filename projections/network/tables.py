"""What was asked of whom and what came of it, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.facts.event import Event, PersonId, Precision
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.events import (
    MeetingAgreed,
    MeetingCancelled,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    Met,
)
from projections.engine.projection import Projection, nothing, rewriting
from projections.engine.replay import replay
from projections.engine.tables import Fact, Row, Table, Tables, ordinal
from projections.queue.tables import Connection


class Asked(NamedTuple):
    """An invitation to meet (`sort` is `meeting`) or a request to connect (`request`), and its answer.

    `i` is the leaf where its stream begins. `sent` is 1 where the owner asked the person, 0 where the person asked him. `answered` is None
    where there was no answer, empty where its day is not known; `days` how long it took, where both
    days are known. `over` is the day on which it lapsed without an answer. `asked` may be empty.
    """

    i: int
    person: PersonId
    asked: str
    sort: str
    sent: int
    answered: str | None
    days: int | None
    over: str | None


ASKED: Final = Table("network_asked", Asked._fields, key=3)
"""The invitations; the requests stand with their connections, see `requests`."""

PROMISES: Final = Table("network_promises", ("i", "person", "kept", "missed"), key=2)
"""One row a person who was to come to a planned meeting: the day it was held with him, or he missed it."""

BOOK: Final = Table("network_book", ("name", "owner"), key=1)
"""One row: whose ledger it is."""

_BOOK: Final = ("book",)


def _opened(tables: Tables, fact: Fact) -> None:
    tables.put(BOOK, (*_BOOK, fact.state["owner"]))


# ---------------------------------------------------------------- plans


def _of_plan(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    owner = (tables.get(BOOK, _BOOK) or ("book", ""))[1]
    if not any(fact.kind == "MeetingProposed" for fact in facts):
        return
    state = replay(facts, meeting_state.INITIAL, meeting_state.evolve)
    plan, steps = meeting_state.proposal(state), list(meeting_state.live(state))
    if plan is None or owner not in plan.participants:
        return
    first, others = facts[0].i, [each for each in plan.participants if each != owner]
    for person in others:
        kept, missed = _came(person, steps), _stayed_away(person, steps)
        if kept or missed:
            yield PROMISES, (first, person, kept, missed)
    if plan.proposed_by == owner:
        yield from ((ASKED, tuple(_invited(first, plan, person, 1, steps))) for person in others)
    else:
        yield ASKED, tuple(_invited(first, plan, owner, 0, steps))


def _came(person: PersonId, steps: Sequence[Event]) -> str | None:
    held = (step for step in steps if isinstance(step, Met) and person in step.participants)
    return next((step.occurred_on.isoformat() for step in held), None)


def _stayed_away(person: PersonId, steps: Sequence[Event]) -> str | None:
    missed = (step for step in steps if isinstance(step, MeetingMissed) and step.missed_by == person)
    return next((step.occurred_on.isoformat() for step in missed), None)


def _invited(i: int, plan: MeetingProposed, answering: PersonId, sent: int, steps: Sequence[Event]) -> Asked:
    """What came of an invitation: the first that `answering` said, or a meeting held with him."""
    answers = [step for step in steps if _answers(step, answering)]
    ends = [step for step in steps if isinstance(step, Met | MeetingCancelled | MeetingMissed)]
    first: Any = min(answers, key=lambda step: step.occurred_on, default=None)  # type: ignore[attr-defined]  # all dated
    person = answering if sent else plan.proposed_by
    asked = (plan.occurred_on.isoformat(), plan.precision)
    if first is None:
        over = min((step.occurred_on.isoformat() for step in ends), default=None)
        return Asked(i, person, asked[0], "meeting", sent, None, None, over)
    answered = (first.occurred_on.isoformat(), first.precision)
    return Asked(i, person, asked[0], "meeting", sent, answered[0], _days(asked, answered), None)


def _answers(step: Event, person: PersonId) -> bool:
    if isinstance(step, Met):
        return person in step.participants
    return isinstance(step, MeetingAgreed | MeetingDeclined | MeetingCancelled) and step.by == person


def _days(asked: tuple[str, Precision | str], answered: tuple[str, Precision | str]) -> int | None:
    """From one day to another, None where either is not known to the day; never less than none."""
    if asked[1] != "day" or answered[1] != "day":
        return None
    return max(0, ordinal(answered[0]) - ordinal(asked[0]))


# ---------------------------------------------------------------- connections


def requests(connections: Iterable[Connection]) -> Iterator[Asked]:
    """The requests to connect of connections, and their answers."""
    for each in connections:
        for made in each.courses:
            yield Asked(each.i, each.person, made.asked, "request", made.sent, *made[2:])


NETWORK: Final = Projection(
    name="network",
    version=2,
    tables=(ASKED, PROMISES, BOOK),
    handlers={"LedgerOpened": _opened},
    firsts={"Met": nothing},
    streams={"meeting": rewriting(_of_plan)},
)
