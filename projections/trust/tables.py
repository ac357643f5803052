"""The evidence of trust as rows: who met whom, what it was worth, what was exchanged, who did not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from projections.engine.projection import Many, Projection, rewriting
from projections.engine.tables import CODE, SHIFT, Fact, Gathering, Lot, Row, Rows, Table, Tables, ordinal
from projections.trust.model import worth

if TYPE_CHECKING:
    from ledger.facts.event import PersonId

MEETINGS: Final = Table("trust_meetings", ("person", "day", "i", "x"), key=3, packed=True)
"""One row a person the owner was at a meeting with. A day is its proleptic ordinal."""

ELSEWHERE: Final = Table("trust_elsewhere", ("person", "day", "i", "x"), key=3, packed=True)
"""One row a person at a meeting without the owner."""

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
    from ledger.facts.event import kind_named
    from ledger.facts.meeting.events import Met

    known = kind_named(kind)
    return worth(known, minutes) if known and issubclass(known, Met) else 0.0


def _met(tables: Tables, fact: Fact) -> None:
    said, me = fact.state, book(tables)[1]
    x = _worth(fact.kind, said.get("minutes"))
    for table, row in _held(me, said["participants"], ordinal(said["occurred_on"]), fact.i, x):
        tables.put(table, row)


def _held(owner: str, people: Sequence[PersonId], day: int, i: int, x: float) -> Iterator[tuple[Table, Row]]:
    table = MEETINGS if owner in people else ELSEWHERE
    return ((table, (person, day, i, x)) for person in people if person != owner)


def _many_met(tables: Gathering, lot: Lot) -> None:
    me, met, elsewhere = book(tables)[1], tables.gathered(MEETINGS), tables.gathered(ELSEWHERE)
    codes: dict[int | None, tuple[int, int]] = {}
    # A row of the owner's as well, to be thrown away, is sooner put than told from the others.
    mine = met.groups.pop(me, None)
    for i, day, said in zip(lot.leaves, lot.days, lot.said, strict=True):
        minutes, people = said.minutes, said.participants
        if minutes not in codes:
            x = _worth(lot.kind, minutes)
            codes[minutes] = elsewhere.code(x), met.code(x)
        there = me in people
        row = day << SHIFT | i << CODE | codes[minutes][there]
        groups = met.groups if there else elsewhere.groups
        for person in people:
            groups[person].append(row)
    met.groups.pop(me, None)
    if mine:
        met.groups[me] = mine


def _of_gathering(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    from projections.meetings import gathering

    owner, found = book(tables)[1], gathering(facts)
    held = found.held
    for step in found.live():
        if step is held:
            x = _worth(step.kind, step.minutes)
            yield from _held(owner, step.participants, ordinal(step.occurred_on), step.i, x)
        elif step.kind == "MeetingMissed":
            yield MISSED, (step.missed_by, step.occurred_on, step.i, facts[0].stream)


def _of_exchange(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    from ledger.facts import exchange
    from projections.engine.replay import replay

    owner = book(tables)[1]
    state = replay(facts, exchange.INITIAL, exchange.evolve)
    if (made := state.made) is None or state.retracted:
        return
    i = max(fact.i for fact in facts if fact.kind == type(made).__name__)
    pairs = (
        [(made.by, person) for person in made.people]
        if isinstance(made, exchange.IntroductionMade)
        else [(made.person, made.owner)]
    )
    for one, other in pairs:
        first, second = (other, one) if one == owner else (one, other)
        yield EXCHANGES, (first, made.occurred_on.isoformat(), i, second)


TRUST: Final = Projection(
    name="trust",
    version=4,
    tables=(MEETINGS, ELSEWHERE, EXCHANGES, MISSED, BOOK),
    handlers={"LedgerOpened": _opened, "CultureChosen": _culture},
    firsts={"Met": _met},
    streams={"meeting": rewriting(_of_gathering), "exchange": rewriting(_of_exchange)},
    bulk={"Met": Many(_many_met, ("minutes", "occurred_on", "participants"))},
)
