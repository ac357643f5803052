"""The ledger's rows as facts: decoded once, as they stand, without an object for each event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson

from ledger.errors import Damaged
from ledger.facts.codec import UPCASTERS, check, check_text, upcast
from ledger.facts.event import StreamId, kind_of
from ledger.named_tuple import NamedTuple
from ledger.store.merkle import checked_rows
from ledger.store.port import Row, Store
from projections.engine.tables import Fact


class StoredFacts(NamedTuple):
    """The first `size` facts of a ledger (None: all); implements `projections.engine.tables.Facts`.

    Facts and histories are compared with the Merkle log, unless `checked` says that all leaves are anyway. A leaf or a
    stream that is asked for and not found is damage: views know of no other. `decode` reads many facts sooner than
    `fact_of`, and to the same end.
    """

    store: Store
    size: int | None = None
    checked: bool = True
    decode: Callable[[Row], Fact] | None = None

    def fact(self, i: int) -> Fact | None:
        if self.size is not None and i >= self.size:
            return None
        row = self.store.bare_row(i)
        if not row:
            size = self.store.size() if self.size is None else self.size
            if 0 <= i < size:
                raise _mismatch()
            return None
        if self.checked:
            self.store.check(row._replace(text=b""))
        return self._reader()(row)

    def history(self, stream: StreamId, i: int | None = None) -> list[Fact]:
        rows = self._histories([stream])
        fact = self._reader()
        return [fact(row) for row in rows if self._is_here(row.i, i)]

    def streams(self, leaves: Sequence[int]) -> Iterator[StreamId]:
        here = [i for i in sorted(leaves) if self._is_here(i, None)]
        missing = len(here)
        for _i, stream, _v, _topic, _state in self.store.rows_at(here):
            missing -= 1
            yield stream
        if missing:
            raise _mismatch()

    def histories(
        self, streams: Sequence[StreamId]
    ) -> Iterator[tuple[StreamId, list[Fact]]]:
        fact = self._reader()
        missing = set(streams)
        for stream, rows in groupby(self._histories(streams), key=attrgetter("stream")):
            missing.discard(stream)
            yield stream, [fact(row) for row in rows if self._is_here(row.i, None)]
        if missing:
            raise _mismatch()

    def _reader(self) -> Callable[[Row], Fact]:
        return reader(self.store, self.decode or fact_of)

    def _histories(self, streams: Sequence[StreamId]) -> Iterator[Row]:
        if self.checked:
            return self.store.checked_histories(streams)
        return self.store.histories(streams)

    def _is_here(self, i: int, last: int | None) -> bool:
        return (last is None or i <= last) and (self.size is None or i < self.size)


def facts(store: Store, start: int = 0, stop: int | None = None) -> Iterator[Fact]:
    """The facts from leaf `start` up to, without, `stop` (None: to the end), in order, and checked at their end."""
    return map(reader(store, fact_of), checked_rows(store, start, stop))


def reader(store: Store, decode: Callable[[Row], Fact]) -> Callable[[Row], Fact]:
    """What makes a fact of a row, as it is seen from the viewpoint of a store."""
    if store.viewpoint is None:
        return decode
    from projections.engine.sqlite.as_seen import as_seen

    seen = as_seen(store.viewpoint)
    return lambda row: decode(Row(*seen(row)))


def fact_of(event: Row | tuple[int, StreamId, int, str, bytes, bytes | None]) -> Fact:
    """A stored event as a fact, in the version that this program knows. Raises Damaged for no program's state."""
    i, stream, v, topic, stored_state, stored_text = event
    state = _loaded(topic, stored_state)
    if topic in UPCASTERS:
        topic, state = upcast(topic, state)
    known = kind_of(topic)
    check(topic, known, state)
    name = known.__name__ if known else topic
    if not stored_text or "sealed" not in state:
        return Fact(i, stream, v, name, state)
    return Fact(i, stream, v, name, state, text_of(topic, stored_text))


def _mismatch() -> Damaged:
    return Damaged(
        "The ledger's events do not match their integrity log; run 'handshake verify'."
    )


def check_count(done: int, expected: int) -> None:
    """Raise Damaged unless as many leaves were read as there should be."""
    if done != expected:
        raise Damaged(
            "Only {done} of {expected} events could be read; run 'handshake verify'.",
            expected=expected,
            done=done,
        )


def text_of(topic: str, stored: bytes) -> dict[str, Any]:
    """The sealed text of an event. Raises Damaged for a text that is none of its kind."""
    text: dict[str, Any] = _loaded(topic, stored)
    check_text(topic, kind_of(topic), text)
    return text


def _loaded(topic: str, stored: bytes) -> Any:
    try:
        return orjson.loads(stored)
    except orjson.JSONDecodeError as error:
        raise Damaged(
            "The ledger holds an unreadable {topic}: {error}. Run 'handshake verify'.",
            topic=topic,
            error=error,
        ) from error
