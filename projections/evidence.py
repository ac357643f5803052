"""The evidence of trust as rows: who met whom, what it was worth, what was exchanged, who did not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from projections.fold import Derived, Fact, Projection, Row, Rows, Table, Tables, replay, rewrite
from projections.trust import weight_of_day, worth

if TYPE_CHECKING:
    from ledger.facts.base import PersonId

MEETINGS: Final = Table("trust_meetings", ("person", "day", "i", "x", "owner"), key=3)
"""One row a person at a meeting, the owner apart, who is `owner` 1 where he was there too."""

DAYS: Final = Table("trust_days", ("person", "day", "weight"), key=2)
"""What all meetings with the owner on one day are worth together."""

EXCHANGES: Final = Table("trust_exchanges", ("person", "day", "i", "other"), key=4)
"""One row a pair between which something was exchanged; the owner is always `other`."""

MISSED: Final = Table("trust_missed", ("person", "day", "i", "stream"), key=3)
"""One row a meeting that the person missed."""

BOOK: Final = Table("trust_book", ("name", "owner", "culture", "trust_permille"), key=1)
"""One row: whose ledger it is, and the culture chosen last."""

_BOOK: Final = ("book",)
_NOBODY: Final = ("book", "", "french", 260)


def book(tables: Rows) -> Row:
    """The row of `BOOK`."""
    return tables.get(BOOK, _BOOK) or _NOBODY


def _opened(tables: Tables, fact: Fact) -> None:
    said = fact.state
    tables.put(BOOK, (*_BOOK, said["owner"], said["culture"], said["trust_permille"]))


def _culture(tables: Tables, fact: Fact) -> None:
    tables.put(BOOK, (*_BOOK, book(tables)[1], fact.state["culture"], fact.state["trust_permille"]))


@cache
def _worth(kind: str, minutes: int | None) -> float:
    from ledger.facts.base import names
    from ledger.facts.meetings import Met

    known = names()[kind]
    return worth(known, minutes) if issubclass(known, Met) else 0.0


def _met(tables: Tables, fact: Fact) -> None:
    if fact.v > 1:
        _gathering(tables, fact)
        return
    said = fact.state
    rows = _held(
        book(tables)[1],
        said["participants"],
        said["occurred_on"],
        fact.i,
        _worth(fact.kind, said.get("minutes")),
    )
    for row in rows:
        tables.put(MEETINGS, row)


def _held(owner: str, people: Sequence[PersonId], day: str, i: int, x: float) -> list[Row]:
    there = int(owner in people)
    return [(person, day, i, x, there) for person in people if person != owner]


def _gathering(tables: Tables, fact: Fact) -> None:
    owner = book(tables)[1]
    rewrite(tables, fact, lambda facts: _of_gathering(owner, facts))


def _of_gathering(owner: str, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    from ledger.facts import meeting_state
    from ledger.facts.meetings import MeetingMissed

    state = replay(facts, meeting_state.INITIAL, meeting_state.evolve)
    held = meeting_state.held(state)
    for v, step in state.steps:
        i = facts[v - 1].i
        if step is held:
            x = _worth(type(held).__name__, held.minutes)
            day = held.occurred_on.isoformat()
            yield from ((MEETINGS, row) for row in _held(owner, held.participants, day, i, x))
        elif isinstance(step, MeetingMissed) and not state.gone and v not in state.retracted:
            yield MISSED, (step.missed_by, step.occurred_on.isoformat(), i, facts[0].stream)


def _day(rows: Sequence[Row]) -> Row | None:
    worths = [x for _person, _day, _i, x, owner in rows if owner and x]
    if not worths:
        return None
    return (rows[0][0], rows[0][1], worths[0] if len(worths) == 1 else weight_of_day(worths))


def _exchange(tables: Tables, fact: Fact) -> None:
    owner = book(tables)[1]
    rewrite(tables, fact, lambda facts: _of_exchange(owner, facts))


def _of_exchange(owner: str, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    from ledger.facts import exchanges

    state = replay(facts, exchanges.INITIAL, exchanges.evolve)
    if (made := state.made) is None or state.retracted:
        return
    i = max(fact.i for fact in facts if fact.kind == type(made).__name__)
    pairs = (
        [(made.by, person) for person in made.people]
        if isinstance(made, exchanges.IntroductionMade)
        else [(made.person, made.owner)]
    )
    for one, other in pairs:
        first, second = (other, one) if one == owner else (one, other)
        yield EXCHANGES, (first, made.occurred_on.isoformat(), i, second)


TRUST: Final = Projection(
    name="trust",
    version=1,
    tables=(MEETINGS, DAYS, EXCHANGES, MISSED, BOOK),
    handlers={
        "LedgerOpened": _opened,
        "CultureChosen": _culture,
        "Met": _met,
        **dict.fromkeys(
            ("MeetingMissed", "MeetingCorrected", "MeetingRetracted", "MeetingReinstated"), _gathering
        ),
        "exchange": _exchange,
    },
    derived=(Derived(DAYS, MEETINGS, _day),),
)
