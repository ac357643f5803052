"""A ledger read for a fold, slice by slice: all of it, or a part of its streams. What is read is checked."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import (
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from itertools import groupby, islice
from mmap import mmap
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Protocol, cast
from zlib import crc32

import msgspec

from ledger.errors import Damaged
from ledger.facts.event import kind_of
from ledger.named_tuple import NamedTuple
from ledger.store.encode import SEALED
from ledger.store.merkle import LeafCheck, check_texts
from ledger.store.port import BareRow, Perspective, Store
from projections.engine.sqlite.as_seen import as_seen
from projections.engine.sqlite.facts import check_count
from projections.engine.tables import Fact

if TYPE_CHECKING:
    from pathlib import Path

LOT: Final = 1000
"""How many facts are decoded and folded together: few enough to stay in the processor's cache."""


class Lot(NamedTuple):
    """Some events in the ledger's order, with texts and streams of theirs, and perhaps of others.

    `texts` are personal texts by leaf. `longer` has the leaves of streams that have several events, `put_off` those
    of them whose stream goes on in a later slice.
    """

    events: list[BareRow]
    texts: Mapping[int, bytes]
    longer: Collection[int]
    put_off: Collection[int]


class Slices(Protocol):
    """What a fold reads, a slice after the other; `done` counts the leaves that were folded."""

    done: int

    def lots(self, start: int, stop: int) -> Iterator[Lot]:
        """Yield the events from leaf `start` up to, without, `stop` that are folded."""

    def check(self) -> None:
        """Raise Damaged unless what was read is what was recorded."""


class AllSlices:
    """Reads a ledger from a leaf on; implements `Slices`. `bounds` are where slices begin, and where the last ends."""

    def __init__(self, store: Store, start: int, stop: int, width: int) -> None:
        self.done = 0
        self.bounds: Final = [*range(start, stop, width), stop]
        self._store: Final = store
        self._seen: Final = _seen_from(store.viewpoint)
        self._check: Final = _check_from(store, start)
        self._opened = self._check.sealed
        self._longer: Final = LongStreams(self.bounds)
        for _stream, leaves in _long_streams(store, start, stop):
            self._longer.add(leaves)

    def lots(self, start: int, stop: int) -> Iterator[Lot]:
        texts = self._store.texts_between(start, stop)
        longer, put_off = self._longer.between(start, stop)
        self._opened += len(texts)
        for events in _lots(self._store.bare_rows(start, stop)):
            self._check.take(events)
            yield Lot(self._seen(events), texts, longer, put_off)
            self.done += len(events)

    def check(self) -> None:
        self._check.check_end()
        check_texts(self._store, self._check.sealed, self._opened)


class Share(NamedTuple):
    """Part `number` of `parts` of the first `size` leaves of a ledger.

    An event that is alone in its stream is of the part that has its slice. Streams of several events are parted by
    the CRC-32 of their ids, so that each is folded in one place. `everywhere` are the leaves that every part is
    folded with. A slice is of about `width` leaves. Slices go round the parts; with a folder of `claims` each is of
    the part that first comes to it, so that all end at once, however late or slow one is.
    """

    number: int
    parts: int
    size: int
    width: int
    everywhere: Sequence[int]
    claims: str | None = None

    def claim(self, piece: int) -> bool:
        """Whether a slice is of this part, now and whenever the part is folded again."""
        if self.claims is None:
            return piece % self.parts == self.number
        link = os.path.join(self.claims, f"slice.{piece}")  # noqa: PTH118 - asked for each slice of each part
        try:
            os.symlink(str(self.number), link)  # noqa: PTH211 - the same
        except FileExistsError:
            return os.readlink(link) == str(self.number)  # noqa: PTH115 - the same
        return True


GOES_ON: Final = 0x80
"""The bit of a leaf whose stream goes on in a later slice."""

MOST_PARTS: Final = GOES_ON - 1
"""How many parts there may be: the number of one is in a byte of the file of streams."""


class StreamParts:
    """A file that says for each leaf, in a byte, of which part its stream is, and whether it goes on in a later slice.

    The byte is 0 if the event is alone in its stream.
    """

    def __init__(self, file: Path) -> None:
        self._file: Final = file.open("rb")
        self.close: Final = self._file.close

    @staticmethod
    def write(store: Store, share: Share, file: Path) -> None:
        """Look for the streams of several events, and write the file."""
        begins = bounds(store, share.size, share.width)
        with file.open("w+b") as written:
            written.truncate(share.size + 1)
            with mmap(written.fileno(), share.size + 1) as parts:
                for stream, leaves in _long_streams(store, 0, share.size):
                    part = crc32(stream.encode()) % share.parts + 1
                    last_begin = begins[bisect_right(begins, max(leaves)) - 1]
                    for i in leaves:
                        parts[i] = part if i >= last_begin else part | GOES_ON

    def between(self, start: int, stop: int) -> bytes:
        """The bytes of the leaves from `start` up to, without, `stop`."""
        self._file.seek(start)
        return self._file.read(stop - start)


class PartSlices:
    """Reads a part of a ledger from the first leaf on; implements `Slices`.

    The slices of the part are read whole, and compared with the Merkle log; of the others only what belongs
    to the part. `begins` gets the events of its slices whose source differs from that of the event before.
    """

    def __init__(
        self,
        store: Store,
        share: Share,
        streams: StreamParts,
        begins: Callable[[list[BareRow]], None] | None,
    ) -> None:
        self.done = 0
        self._store: Final = store
        self._seen: Final = _seen_from(store.viewpoint)
        self._share: Final = share
        self._streams: Final = streams
        self._begins: Final = begins
        self._sealed = 0
        self._opened = 0
        self._slices: Final[set[int]] = set()
        self.bounds: Final = bounds(store, share.size, share.width)

    def owns(self, fact: Fact) -> bool:
        """Whether the stream of a fact is of this part."""
        return self._has(fact.i)

    def _has(self, i: int) -> bool:
        (part,) = self._streams.between(i, i + 1)
        if part:
            return part & ~GOES_ON == self._share.number + 1
        return bisect_right(self.bounds, i) - 1 in self._slices

    def _claim(self, start: int) -> bool:
        """Whether the slice that begins at a leaf is of this part."""
        piece = bisect_left(self.bounds, start)
        if self._share.claim(piece):
            self._slices.add(piece)
        return piece in self._slices

    def lots(self, start: int, stop: int) -> Iterator[Lot]:
        everywhere = self._everywhere(start, stop)
        parts = self._streams.between(start, stop)
        part = self._share.number + 1
        put_off = _leaves(parts, part | GOES_ON, start)
        mine = _leaves(parts, part, start) | put_off
        if self._claim(start):
            longer = {i for i, of_part in enumerate(parts, start) if of_part}
            lots = self._compared(start, stop, longer - mine - everywhere)
        else:
            lots = _lots(self._store.rows_at(sorted(mine | everywhere)))
        for events in lots:
            texts = self._texts(events, everywhere)
            yield Lot(self._seen(events), texts, mine, put_off)

    def _everywhere(self, start: int, stop: int) -> set[int]:
        leaves = self._share.everywhere
        return {*leaves[bisect_left(leaves, start) : bisect_left(leaves, stop)]}

    def _texts(
        self, events: Sequence[BareRow], everywhere: Collection[int]
    ) -> Mapping[int, bytes]:
        """The texts of events; those of this part are counted."""
        sealed = [event[0] for event in events if SEALED in event[4]]
        texts = self._store.texts(sealed) if sealed else {}
        foreign = {i for i in everywhere if not self._has(i)}
        foreign &= {event[0] for event in events} if foreign else foreign
        self.done += len(events) - len(foreign)
        self._sealed += len(sealed) - len(foreign.intersection(sealed))
        self._opened += len(texts) - len(foreign.intersection(texts))
        return texts

    def _compared(
        self, start: int, stop: int, others: Collection[int]
    ) -> Iterator[list[BareRow]]:
        """Yield the events of a slice but those of other parts; at the end all are compared with the Merkle log."""
        check = LeafCheck(self._store, start)
        source = self._source_before(start)
        done = 0
        for events in _lots(self._store.bare_rows(start, stop)):
            check.take(events)
            done += len(events)
            source = self._begun(events, source)
            if others:
                yield [event for event in events if event[0] not in others]
            else:
                yield events
        check_count(done, stop - start)
        check.check_end()

    def _source_before(self, start: int) -> str | None:
        if self._begins is None or start == 0:
            return None
        row = self._store.bare_row(start - 1)
        if not row:
            return None
        return source_of(row[:5])

    def _begun(self, events: Sequence[BareRow], source: str | None) -> str | None:
        """Hand over the events whose source differs from the one before; return the last source."""
        if self._begins is None:
            return None
        begun: list[BareRow] = []
        same = _naming(source)
        for event in events:
            if same in event[4] and kind_of(event[3]) is not None:
                continue  # a known kind has no other field of this name
            before, source = source, source_of(event)
            if source != before:
                begun.append(event)
                same = _naming(source)
        if begun:
            self._begins(begun)
        return source

    def check(self) -> None:
        check_texts(self._store, self._sealed, self._opened)


def _lots(rows: Iterator[BareRow]) -> Iterator[list[BareRow]]:
    while events := list(islice(rows, LOT)):
        yield events


def _seen_from(
    viewpoint: Perspective | None,
) -> Callable[[list[BareRow]], list[BareRow]]:
    """A function that gives events as they are seen from a viewpoint."""
    if viewpoint is None:
        return lambda events: events
    seen = as_seen(viewpoint)
    return lambda events: [cast("BareRow", seen(event)) for event in events]


def _leaves(parts: bytes, part: int, start: int) -> set[int]:
    """The leaves with this part, of the bytes of those from `start` on."""
    leaves: set[int] = set()
    place = parts.find(part)
    while place >= 0:
        leaves.add(start + place)
        place = parts.find(part, place + 1)
    return leaves


_LONGER: Final = 1
_PUT_OFF: Final = 2


class LongStreams:
    """Leaves of streams of several events, and those of them whose stream goes on in a later slice.

    Slices begin at `bounds`, and the last ends there.
    """

    def __init__(self, bounds: Sequence[int]) -> None:
        self._marks: Final = bytearray(bounds[-1])
        self._bounds: Final = bounds

    def add(self, leaves: Sequence[int]) -> None:
        """Put the leaves of a stream in."""
        begin = self._bounds[bisect_right(self._bounds, max(leaves)) - 1]
        for i in leaves:
            self._marks[i] = _LONGER if i >= begin else _PUT_OFF

    def between(self, start: int, stop: int) -> tuple[set[int], set[int]]:
        """The leaves from `start` up to, without, `stop`, and those of them whose stream goes on later."""
        marks = bytes(self._marks[start:stop])
        put_off = _leaves(marks, _PUT_OFF, start)
        return _leaves(marks, _LONGER, start) | put_off, put_off


def _long_streams(
    store: Store, start: int, stop: int
) -> Iterator[tuple[str, list[int]]]:
    """The streams that have several events up to a leaf, with their leaves from another on."""
    for stream, entries in groupby(store.longer(start, stop), key=itemgetter(1)):
        yield stream, [i for i, _stream in entries]


def bounds(store: Store, size: int, width: int) -> list[int]:
    """Where slices begin, and where the last ends: sizes at which the Merkle log keeps a root."""
    ends = {0, size}
    for end in range(width, size, width):
        before, _after = store.around(end)
        if before is not None:
            ends.add(before[0])
    return sorted(ends)


def unreadable(topic: str, error: msgspec.DecodeError) -> Damaged:
    """That the state of an event cannot be read, and why."""
    return Damaged(
        "The ledger holds an unreadable {topic}: {error}. Run 'handshake verify'.",
        topic=topic,
        error=error,
    )


def _naming(source: str | None) -> bytes:
    """How a state in canonical JSON names its source."""
    return b'"source":"%b"' % (source or "").encode()


class _Sourced(msgspec.Struct, gc=False):
    """The one field of a state that tells a batch from the next."""

    source: str


_decode_source: Final = msgspec.json.Decoder(_Sourced).decode


def source_of(event: BareRow) -> str:
    """Return the source of an event."""
    try:
        return _decode_source(event[4]).source
    except msgspec.DecodeError as error:
        raise unreadable(event[3], error) from error


def _check_from(store: Store, start: int) -> LeafCheck:
    """Return the check of leaves from `start` on; it begins with those since the last stored root."""
    check = LeafCheck(store, start)
    before = list(store.bare_rows(check.begins, start))
    if before:
        check.take(before)
    return check
