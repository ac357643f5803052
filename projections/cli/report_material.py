"""What the page is made of, from an open ledger: names, texts and the reasons to meet a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from ledger.facts.event import PersonId
from projections.cli.read_session import ReadSession
from projections.engine.memory import Memory
from projections.engine.sqlite.facts import facts
from projections.engine.sqlite.tables import SqliteRows
from projections.engine.tables import Rows
from projections.report.material import Material, Source
from projections.report.page_names import PageNames

AT_HAND: Final = 200_000
"""The events of a ledger of this size are read once and kept at hand; of a larger one at each question."""


def material_of(
    reading: ReadSession, today: date, as_of: date, *, redact: bool = False
) -> Material:
    """The material of a page as of a day."""
    source = source_of(reading, today, as_of, redact=redact)
    return Material(source._replace(tables=at_hand(reading)))


def source_of(
    reading: ReadSession,
    today: date,
    as_of: date,
    *,
    redact: bool = False,
    sheet: Callable[[PersonId, int], str] | None = None,
) -> Source:
    """Where a page is read from. `sheet` says where the sheet of a person is, if not on the page."""
    from projections.cli.reasons import why

    cards = list(reading.queries.people())
    owner = reading.identity.root(reading.owner)
    shown = {card.id: reading.name(card.id) for card in cards}
    shown[owner] = reading.name(owner)
    names = PageNames(shown, owner, redact=redact, sheet=sheet)
    listed = frozenset(shown) - {owner}
    return Source(
        tables=reading.tables,
        identity=reading.identity,
        listed=listed.__contains__,
        cards=cards,
        names=names,
        texts=lambda leaves: _texts(reading, leaves),
        reason=lambda proposal: why(reading, proposal, as_of),
        as_of=as_of,
        today=today,
    )


def _texts(reading: ReadSession, leaves: Sequence[int]) -> Mapping[int, bytes]:
    return reading.ledger.store.texts(list(leaves))


def at_hand(reading: ReadSession) -> Rows:
    """The rows, with the events of the ledger at hand: the whole page asks for each of them several times."""
    size = reading.views.size
    if size > AT_HAND:
        return reading.tables
    events = Memory(facts(reading.ledger.store, 0, size))
    return SqliteRows(reading.views.connection, events)
