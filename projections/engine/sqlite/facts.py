"""The ledger's rows as facts: decoded once, as they stand, without an object an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from ledger.errors import Damaged
from ledger.facts.codec import UPCASTERS, upcast
from ledger.facts.event import StreamId, kind_of
from ledger.facts.shapes import check, check_text
from ledger.store.port import Store
from projections.engine.tables import Fact


def facts(reader: Store, start: int = 0, stop: int | None = None) -> Iterator[Fact]:
    """The facts from leaf `start` up to, without, `stop` (None: to the end), in order."""
    return map(fact_of, reader.rows(start, stop))


def history(reader: Store, stream: StreamId, i: int | None = None) -> list[Fact]:
    """The facts of a stream up to leaf `i` (None: to its end), in stream order."""
    return [fact_of(row) for row in reader.history(stream) if i is None or row.i <= i]


def fact(reader: Store, i: int) -> Fact | None:
    """The fact at leaf `i`, without its text."""
    found = reader.bare_row(i)
    return fact_of(found) if found else None


def fact_of(row: tuple[int, StreamId, int, str, bytes, bytes | None]) -> Fact:
    """A stored row as a fact, in the version that this program knows. Raises Damaged for what no program wrote."""
    i, stream, v, topic, state, text = row
    said = loaded(topic, state)
    if topic in UPCASTERS:
        topic, said = upcast(topic, said)
    known = kind_of(topic)
    check(topic, known, said)
    if not text or "sealed" not in said:
        return Fact(i, stream, v, known.__name__ if known else topic, said)
    told = loaded(topic, text)
    check_text(topic, known, told)
    return Fact(i, stream, v, known.__name__ if known else topic, said, told)


def loaded(topic: str, stored: bytes) -> Any:
    """What is stored as JSON. Raises Damaged where it is none."""
    try:
        return orjson.loads(stored)
    except orjson.JSONDecodeError as error:
        raise Damaged(
            "A stored {topic} cannot be read: {error}. Run 'handshake verify'.", topic=topic, error=error
        ) from error


class Stored(NamedTuple):
    """All facts of a ledger; implements `projections.engine.tables.Facts`."""

    reader: Store

    def fact(self, i: int) -> Fact | None:
        """The fact at leaf `i`, without its text."""
        return fact(self.reader, i)

    def history(self, stream: StreamId, i: int | None = None) -> list[Fact]:
        """The facts of a stream up to leaf `i`."""
        return history(self.reader, stream, i)
