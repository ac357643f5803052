"""A second store, in memory: what CONTRIBUTING's steps for a store come to, held to the same contract."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import ClassVar, Self

from ledger.errors import NotFound
from ledger.store import merkle
from ledger.store.backup import append_all, restore_events
from ledger.store.encode import StoredEvent, checked_secret, new_secret
from ledger.store.merkle import SpanCheck
from ledger.store.port import (
    BareRow,
    Key,
    Overtaken,
    Root,
    Row,
    Seal,
    SealedRow,
    Store,
)


@dataclass
class _Database:
    """The tables of one ledger."""

    events: list[StoredEvent] = field(default_factory=list)
    texts: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    keys: dict[bytes, Key] = field(default_factory=dict)
    roots: list[Root] = field(default_factory=list)
    secret: dict[str, bytes] = field(default_factory=new_secret)


class MemoryStore(Store):
    """Ledgers by name, for as long as the process lives."""

    databases: ClassVar[dict[str, _Database]] = {}

    def __init__(self, name: str, database: _Database) -> None:
        self.name = name
        self._database = database

    @classmethod
    def exists(cls, name: str) -> bool:
        return name in cls.databases

    @classmethod
    def create(cls, name: str, secret: bytes | None = None) -> None:
        cls.databases.setdefault(name, _Database(secret=new_secret(secret)))

    @classmethod
    def open(cls, name: str, *, create: bool = False) -> Self:
        if create:
            cls.create(name)
        if name not in cls.databases:
            raise NotFound("No ledger found at {path}.", path=name)
        return cls(name, cls.databases[name])

    def close(self) -> None:
        """Nothing is held."""

    def snapshot(self) -> AbstractContextManager[None]:
        return nullcontext()

    def append(
        self,
        events: Sequence[StoredEvent],
        *,
        size: int | None = None,
        erase: Collection[int] = (),
        ends: Sequence[int] = (),
    ) -> int:
        first = self.size()
        if size not in {None, first}:
            raise Overtaken("The ledger changed while you were writing; try again.")
        self._check_positions(events)
        for i, event in enumerate(events, start=first):
            self._add(i, event)
        for i in erase:
            self._database.texts.pop(i, None)
        for end in [*ends, len(events)]:
            self._grow(first + end)
        return first

    def _check_positions(self, events: Sequence[StoredEvent]) -> None:
        last = dict[str, int]()
        for event in [*self._database.events, *events]:
            before, last[event.stream] = last.get(event.stream, 0), event.v
            if event.v > before + 1:
                raise ValueError("an event's version is beyond what its stream holds")
            if event.v <= before:
                raise Overtaken("The ledger changed while you were writing; try again.")

    def _add(self, i: int, event: StoredEvent) -> None:
        self._database.events.append(event)
        if event.seal is not None:
            self._database.texts[i] = event.seal
        for key in event.keys:
            self._database.keys.setdefault(key, (key, event.stream, i))

    def _grow(self, size: int) -> None:
        leaves = [
            merkle.leaf(i, e.topic, e.state, e.stream, e.v)
            for i, e in enumerate(self._database.events[:size])
        ]
        frontier = merkle.append(merkle.EMPTY, map(merkle.leaf_hash, leaves))
        self._database.roots.append(
            (size, merkle.root(frontier), merkle.encode(frontier))
        )

    def compact(self, progress: Callable[[int, int], None] | None = None) -> bool:
        if progress is not None:
            progress(1, 1)
        return True

    def size(self) -> int:
        return len(self._database.events)

    def byte_count(self) -> int:
        return sum(len(event.state) for event in self._database.events)

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        texts = self._database.texts
        for row in self.bare_rows(start, stop):
            _salt, text = texts.get(row[0], (None, None))
            yield Row(*row, text)

    def bare_rows(self, start: int = 0, stop: int | None = None) -> Iterator[BareRow]:
        for i, event in list(enumerate(self._database.events))[start:stop]:
            yield i, event.stream, event.v, event.topic, event.state

    def histories(self, streams: Sequence[str]) -> Iterator[Row]:
        for stream in dict.fromkeys(streams):
            yield from (row for row in self.rows() if row.stream == stream)

    def check(self, row: Row) -> None:
        SpanCheck(self).check(row)

    def streams_beginning(self, text: str, limit: int = 10) -> list[str]:
        streams = {event.stream for event in self._database.events}
        return sorted(stream for stream in streams if stream.startswith(text))[:limit]

    def longer(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        later = {
            event.stream for event in self._database.events[start:stop] if event.v > 1
        }
        rows = [row[:2] for row in self.bare_rows(start, stop) if row[1] in later]
        return iter(sorted(rows, key=itemgetter(1)))

    def texts(self, indexes: Sequence[int]) -> dict[int, bytes]:
        return {
            i: self._database.texts[i][1] for i in indexes if i in self._database.texts
        }

    def texts_between(self, start: int, stop: int) -> dict[int, bytes]:
        return self.texts(range(start, stop))

    def stray_text(self) -> int | None:
        return min((i for i in self._database.texts if i >= self.size()), default=None)

    def sealed_rows(
        self, start: int = 0, stop: int | None = None
    ) -> Generator[SealedRow, None, None]:
        for row in self.bare_rows(start, stop):
            yield (*row, *self._database.texts.get(row[0], (None, None)))

    def seals(self, start: int = 0) -> Iterator[Seal]:
        texts = self._database.texts
        return ((i, *texts[i]) for i in sorted(texts) if i >= start)

    def lines(self, start: int = 0) -> Generator[bytes, None, None]:
        for i, stream, v, topic, state in self.bare_rows(start):
            yield merkle.leaf(i, topic, state, stream, v)

    def roots(self, start: int = 0) -> Iterator[Root]:
        yield from (root for root in self._database.roots if root[0] > start)

    def root_at(self, size: int) -> bytes | None:
        return next(
            (root for at, root, _frontier in self._database.roots if at == size), None
        )

    def fault(self, streams: int | None = None, keys: int | None = None) -> str | None:  # noqa: ARG002 - it has no index
        return None

    def secret(self) -> bytes:
        return checked_secret(
            self._database.secret["secret"], self._database.secret["secret_check"]
        )

    def known(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        index = self._database.keys
        return {key: index[key][1] for key in keys if key in index}

    def key_entries(self, keys: Sequence[bytes] | None = None) -> Iterator[Key]:
        entries = self._database.keys
        found = (
            entries.values()
            if keys is None
            else [entries[key] for key in keys if key in entries]
        )
        yield from sorted(found, key=itemgetter(2))

    def key_count(self) -> int:
        return len(self._database.keys)

    def copy_to(self, file: Path) -> None:
        restore_events(self._events(), file, self.secret())

    def _events(self) -> Iterator[StoredEvent]:
        for i, event in enumerate(self._database.events):
            yield event._replace(seal=self._database.texts.get(i))

    def without_texts(self) -> tuple[Store, bytes]:
        copy = MemoryStore(self.name, _Database())
        append_all(copy, [event._replace(seal=None) for event in self._events()])
        return copy, repr(copy._database).encode()
