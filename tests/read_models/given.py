"""Facts from events, as the views read them from a ledger, without one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ledger.facts import ledger_stream
from ledger.facts.codec import state_of, text_of
from ledger.facts.event import Event
from ledger.facts.person import events as people
from projections import PROJECTIONS
from projections.engine.fold import fold
from projections.engine.memory import Memory
from projections.engine.tables import Fact, Projection


def identity(number: int) -> str:
    """The id that bears this number."""
    return str(uuid.UUID(int=(number << 96) + number, version=4))


ORIGIN, ME, ADA, BELA, CHEN, DORA, EMIL = (identity(n) for n in range(100, 107))
NAMES = {
    ME: "me",
    ADA: "Ada Lovelace",
    BELA: "Béla Bartók",
    CHEN: "李雷",
    DORA: "Dora O'Brien",
    EMIL: "Émil",
}
OTHERS = (ADA, BELA, CHEN, DORA, EMIL)
DAY = date(2024, 1, 8)


def day(number: int) -> date:
    """The day so many days after the first."""
    return DAY + timedelta(days=number)


def facts(
    said: Iterable[tuple[str, Event]], batches: Sequence[str] = ("cli:b0",)
) -> list[Fact]:
    """The facts of events on streams, in the order of recording; one batch an event, round and round."""
    made: list[Fact] = []
    versions: dict[str, int] = {}
    for i, (stream, event) in enumerate(said):
        versions[stream] = versions.get(stream, 0) + 1
        state = {
            **state_of(event),
            "recorded_at": f"2026-11-23T08:{i // 60 % 60:02}:{i % 60:02}.000000Z",
            "recorded_by": ME,
            "source": batches[i % len(batches)],
        }
        if (text := text_of(event)) is not None:
            state["sealed"] = "0" * 64
        made.append(
            Fact(i, stream, versions[stream], type(event).__name__, state, text)
        )
    return made


def opening(culture: str = "french") -> list[tuple[str, Event]]:
    """The first events of a ledger in which everybody of NAMES is known."""
    opened = ledger_stream.LedgerOpened(
        owner=ME, culture=culture, trust_permille=ledger_stream.PRESETS[culture]
    )
    return [
        (ORIGIN, opened),
        *((who, people.PersonAdded(name=name)) for who, name in NAMES.items()),
    ]


def folded(
    made: Sequence[Fact], projections: Sequence[Projection] = PROJECTIONS
) -> Memory:
    """Tables that have folded these facts."""
    tables = Memory(made)
    fold(projections, tables, made)
    return tables
