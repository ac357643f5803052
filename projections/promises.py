"""What was asked of whom, what came of it, and who was connected when, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.facts import meeting_state
from ledger.facts.base import Event, PersonId, Precision
from ledger.facts.connections import Standing, standing_after
from ledger.facts.meetings import (
    MeetingAgreed,
    MeetingCancelled,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    Met,
)
from projections.fold import Fact, Projection, Row, Table, Tables, nothing, ordinal, replay, rewriting
from projections.standings import said_in_order


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

PROMISES: Final = Table("network_promises", ("i", "person", "kept", "missed"), key=2)
"""One row a person who was to come to a planned meeting: the day it was held with him, or he missed it."""

CONNECTED: Final = Table("network_connected", ("i", "since", "person", "until"), key=2)
"""One row a time that two were connected; `since` is empty where no file told it, `until` None to this day."""

BOOK: Final = Table("network_book", ("name", "owner"), key=1)
"""One row: whose ledger it is."""

_BOOK: Final = ("book",)


def _opened(tables: Tables, fact: Fact) -> None:
    tables.put(BOOK, (*_BOOK, fact.state["owner"]))


# ---------------------------------------------------------------- plans


def _of_plan(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    owner = (tables.get(BOOK, _BOOK) or ("book", ""))[1]
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


def _of_connection(_tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    first = facts[0].i
    standing: Standing | None = None
    asked: Asked | None = None
    known = since = person = ""
    for fact in said_in_order(facts):
        if (after := standing_after(standing, fact.kind)) is None or standing_after(None, fact.kind) is None:
            continue  # messages change nothing
        said, before, standing = fact.state, standing, after
        person, day, precision = said["person"], said.get("occurred_on") or "", said.get("precision") or ""
        if standing == "requested" and before != "requested":
            asked = Asked(first, person, day, "request", int(said["direction"] == "sent"), None, None, None)
            known = precision
        elif asked and standing != "requested":
            yield ASKED, _closed(asked, known, standing, day, precision)
            asked = None
        if standing == "accepted" and before != "accepted":
            since = day
        if before == "accepted" and standing != "accepted":
            yield CONNECTED, (first, since, person, day)
    if asked:
        yield ASKED, asked
    if standing == "accepted":
        yield CONNECTED, (first, since, person, None)


def _closed(asked: Asked, known: str, standing: Standing | None, day: str, precision: str) -> Asked:
    """A request that was accepted or declined, or lapsed."""
    first, person, since, sort, sent = asked[:5]
    if standing in {"accepted", "declined"}:
        days = _days((since, known), (day, precision))
        return Asked(first, person, since, sort, sent, day, days, None)
    return Asked(first, person, since, sort, sent, None, None, day)


NETWORK: Final = Projection(
    name="network",
    version=2,
    tables=(ASKED, PROMISES, CONNECTED, BOOK),
    handlers={"LedgerOpened": _opened},
    firsts={"Met": nothing},
    streams={"connection": rewriting(_of_connection), "meeting": rewriting(_of_plan)},
)
