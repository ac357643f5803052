"""What a store of a ledger can do: the one interface between the program and a database.

Indexes count the leaves from 0. A method that reads raises Unreadable where the stored bytes cannot be read, and
Busy where the store stays locked. `tests/store/test_contract.py` says the same in tests, of every store.

Personal text is compared with its commitment wherever it is read (`opened_rows`, `opened_texts`). Single rows and
histories are compared with the Merkle log; many rows are compared together (`checked_rows`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from ledger.errors import Busy, Damaged, Refused
from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ledger.facts.event import PersonId
    from ledger.store.encode import StoredEvent


class Overtaken(Busy):
    """Another process recorded in between: what was decided has to be decided again."""


class OutOfReach(Busy):
    """The server does not answer: what was read of it before can still be shown."""


class Unreadable(Damaged):
    """The database cannot read what is stored; `details["reason"]` is its own word for it."""


class Row(NamedTuple):
    """An event as it is stored; `text` is None if it has no personal text, or if that was erased."""

    i: int
    stream: str
    v: int
    topic: str
    state: bytes
    text: bytes | None


BareRow: TypeAlias = tuple[int, str, int, str, bytes]
"""A row without personal text: index, stream, position, topic, state."""

SealedRow: TypeAlias = tuple[int, str, int, str, bytes, bytes | None, bytes | None]
"""A bare row with the salt of its personal text, and the text. A verification reads a million: names would cost it."""


Seal: TypeAlias = tuple[int, bytes, bytes]
"""The personal text of a leaf: its index, the salt and the text."""

Root: TypeAlias = tuple[int, bytes, bytes]
"""The Merkle log as a transaction left it: its size, its root and its encoded frontier."""

Key: TypeAlias = tuple[bytes, str, int]
"""An entry of the index of identifiers: a keyed hash, the stream that brought it first, and the leaf."""


class Member(NamedTuple):
    """A role of a database that several people share, and what it may do there.

    An owner records as himself, and reads his own private texts and what is shared. An auditor reads every event,
    and no personal text. `erases`: whether it may delete the texts of all owners, for an erasure.
    """

    role: str
    kind: Literal["owner", "auditor"]
    owner: str | None
    erases: bool = False


class Away(NamedTuple):
    """A server that does not answer: its reason, and when it last did."""

    reason: str
    seen: datetime


class Perspective(NamedTuple):
    """Whose ledger it is taken to be in views: one owner's, or that of all owners together.

    `owner` then stands for all the people in `entries`.
    """

    owner: PersonId
    entries: tuple[PersonId, ...] = ()

    @property
    def key(self) -> str:
        """What tells the views of this viewpoint from others."""
        from hashlib import sha256

        return sha256(" ".join((self.owner, *self.entries)).encode()).hexdigest()[:16]


class Store(ABC):
    """Where the events of one ledger are kept."""

    viewpoint: Perspective | None = None
    """The viewpoint of views; None for the reader's own."""

    name: str
    """What messages call the store: the path of its file, or its URL."""

    @classmethod
    @abstractmethod
    def exists(cls, name: str) -> bool:
        """Whether there is a ledger of this name, even out of reach: then opening it tells why."""

    @classmethod
    def known_as(cls, name: str) -> str:
        """Return what messages call the store of this name; two names of one store may be known as one."""
        return name

    @classmethod
    @abstractmethod
    def create(cls, name: str, secret: bytes | None = None) -> None:
        """Make an empty ledger of this name, whole or not at all; leave one that is there.

        Its secret is a new one, or that of the ledger that is copied to it. Raises Busy if it cannot be made.
        """

    @classmethod
    @abstractmethod
    def open(cls, name: str, *, create: bool = False) -> Self:
        """Open the ledger of this name; with `create`, make a missing one, empty.

        Raises NotFound if it is missing, Damaged if what is there is no ledger, Busy if it is out of reach.
        """

    @classmethod
    def open_nearby(cls, name: str) -> Store:
        """Open what a reader asks: the ledger itself, or the copy that is kept on this computer of one on a server.

        The copy is caught up if the server answers; its `away` says why it did not.
        """
        return cls.open(name)

    @classmethod
    def at_hand(cls, name: str) -> Store | None:
        """Open what is on this computer, without asking a server; None if nothing is."""
        if not cls.exists(name):
            return None
        return cls.open(name)

    @abstractmethod
    def close(self) -> None:
        """Release the database."""

    @property
    def file(self) -> str:
        """The file on this computer beside which the views of the ledger are kept, whether there is one or not."""
        if "://" not in self.name:
            return self.name
        from ledger.store.atomic import make_folder
        from ledger.store.cache_folder import cache_folder

        folder = cache_folder(self.name)
        make_folder(folder)
        return str(folder / "ledger")

    def seen_from(self, viewpoint: Perspective) -> Self:
        """Return this very store, whose events are seen in views from a viewpoint."""
        from copy import copy

        store = copy(self)
        store.viewpoint = viewpoint
        return store

    @property
    def away(self) -> Away | None:
        """Why the server could not be asked, and as of when its copy is; None if nothing is missing."""
        return None

    def nearby(self, *, anew: bool = False) -> Store:  # noqa: ARG002 - copied from a server only
        """Return what views are made from: the store itself, or for a server its copy on this computer, caught up.

        With `anew` the copy is made from the first leaf on.
        """
        return self

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[None]:
        """Keep everything that is read within to one moment; may be nested."""

    # ------------------------------------------------------------ writing

    @abstractmethod
    def append(
        self,
        events: Sequence[StoredEvent],
        *,
        size: int | None = None,
        erase: Collection[int] = (),
        ends: Sequence[int] = (),
    ) -> int:
        """Record events in one transaction, or none of them; return the index of the first.

        Events, personal texts, keys and the root of the grown Merkle log are stored together. With `size`, only
        if the ledger still has that many leaves. `erase` names leaves whose personal text is deleted. The log
        keeps a root after the last event, and after as many events as each of `ends` says.

        Raises Overtaken if another process recorded in between, Busy if the store stays locked or cannot be
        written, Damaged if events and Merkle log disagree, ValueError if an event skips a position of its stream.
        """

    @abstractmethod
    def compact(self, progress: Callable[[int, int], None] | None = None) -> bool:
        """Rewrite the files without what was deleted; False if other readers or a full disk prevent it.

        `progress` is told from time to time how much is done of how much, as far as the store can say.
        """

    # ------------------------------------------------------------ events

    @abstractmethod
    def size(self) -> int:
        """Return the number of leaves."""

    @abstractmethod
    def byte_count(self) -> int:
        """Return how much room the ledger takes in its store, in bytes."""

    @abstractmethod
    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield the rows from index `start` up to, but without, `stop` (None: to the end), in order."""

    @abstractmethod
    def bare_rows(self, start: int = 0, stop: int | None = None) -> Iterator[BareRow]:
        """Yield the same rows without looking for personal text."""

    def rows_at(self, indexes: Sequence[int]) -> Iterator[BareRow]:
        """Yield the rows at these indexes, which rise, without looking for personal text."""
        for i in indexes:
            yield from self.bare_rows(i, i + 1)

    def checked_rows_at(self, indexes: Sequence[int]) -> Iterator[BareRow]:
        """Yield what `rows_at` yields. Raises Damaged at a row that was changed, or after the last if one is missing."""
        missing = set(indexes)
        for row in self.rows_at(indexes):
            self.check(Row(*row, b""))
            missing.discard(row[0])
            yield row
        if missing:
            raise _missing_before(min(missing) + 1)

    def places(self, topics: Collection[str], size: int) -> Iterator[int]:
        """Yield the indexes of the events of these topics among the first `size`, in order."""
        return (row[0] for row in self.bare_rows(0, size) if row[3] in topics)

    @abstractmethod
    def longer(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Yield index and stream of each event from `start` on whose stream has several up to `stop`.

        Those of one stream come one after the other.
        """

    @abstractmethod
    def histories(self, streams: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of several streams, each stream's together and by position.

        They are not compared with the Merkle log; `gapless` sees to it that none is missing in between.
        """

    @abstractmethod
    def check(self, row: Row) -> None:
        """Raise Damaged unless the row is a leaf as it was recorded (`ledger.store.merkle.SpanCheck`)."""

    @abstractmethod
    def streams_beginning(self, text: str, limit: int = 10) -> list[str]:
        """Return the streams whose id begins with `text`, in order, at most `limit`."""

    def row(self, i: int) -> Row | None:
        """Return the row at an index, None beyond the end. Raises Damaged if it was changed or is missing."""
        row = next(self.rows(i, i + 1), None)
        if row is not None and row.i == i:
            self.check(row)
        elif 0 <= i < self.size():
            raise _missing_before(i + 1)
        return row

    def bare_row(self, i: int) -> Row | None:
        """Return the row at an index without its personal text and without checking it, None if it is not found."""
        row = next(self.bare_rows(i, i + 1), None)
        if (
            row is None or row[0] != i
        ):  # an inner page that was changed leads to another
            return None
        return Row(*row, None)

    def check_leaf(self, i: int) -> None:
        """Raise Damaged if the event at an index was changed, whatever became of its text."""
        row = self.bare_row(i)
        if row is not None:
            self.check(row._replace(text=b""))

    def history(self, stream: str) -> list[Row]:
        """Return the rows of a stream by position; an empty list for an unknown stream.

        Raises Damaged if one of them was changed or is missing.
        """
        return list(self.checked_histories([stream]))

    def checked_histories(self, streams: Sequence[str]) -> Iterator[Row]:
        """Yield what `histories` yields. Raises Damaged at a row that was changed or is missing."""
        for row in self.histories(streams):
            self.check(row)
            yield row

    # ------------------------------------------------------------ personal text

    @abstractmethod
    def texts(self, indexes: Sequence[int]) -> dict[int, bytes]:
        """Return the personal texts at these indexes, as far as they exist."""

    @abstractmethod
    def texts_between(self, start: int, stop: int) -> dict[int, bytes]:
        """Return the personal texts from index `start` up to, but without, `stop`."""

    @abstractmethod
    def stray_text(self) -> int | None:
        """Return the index of a personal text that belongs to no leaf, None if all do."""

    # ------------------------------------------------------------ audit

    @abstractmethod
    def sealed_rows(
        self, start: int = 0, stop: int | None = None
    ) -> Generator[SealedRow, None, None]:
        """Yield the rows of these indexes in order, as `rows` does, with their personal texts and salts."""

    @abstractmethod
    def seals(self, start: int = 0) -> Iterator[Seal]:
        """Yield the personal texts that may be read, with their salts, from leaf `start` on, in order."""

    @abstractmethod
    def lines(self, start: int = 0) -> Generator[bytes, None, None]:
        """Yield each leaf from index `start` as a line of an audit file, without the newline.

        The database may compose them: bytes that another program put into its tables may give other lines.
        """

    @abstractmethod
    def roots(self, start: int = 0) -> Iterator[Root]:
        """Yield the Merkle log as each transaction left it that ended beyond `start` leaves, in order."""

    @abstractmethod
    def root_at(self, size: int) -> bytes | None:
        """Return the stored root at a size, None if no transaction ended there."""

    def around(self, i: int) -> tuple[Root | None, Root | None]:
        """Return the stored roots right before and right after leaf `i`: the latest without it, the earliest with it."""
        before = None
        for stored in self.roots():
            if stored[0] > i:
                return before, stored
            before = stored
        return before, None

    sums_indexes: bool = False
    """Whether `fault` compares its indexes with both sums, and so finds an event that has another number than comes
    next in its stream, or a key that is not in the index of identifiers, or not as it should be."""

    @abstractmethod
    def fault(self, streams: int | None = None, keys: int | None = None) -> str | None:
        """Return what the database's own check of its files finds, None if they are sound.

        With `streams`, the `sum_of_entries` of all rows as stream, version and index, a store may compare its index
        of streams with that instead of looking up each row; with `keys`, that of all keys, its index of identifiers.
        """

    # ------------------------------------------------------------ identifiers

    @abstractmethod
    def secret(self) -> bytes:
        """Return the secret of the keyed hashes; raise Damaged if it is gone or was changed."""

    @abstractmethod
    def known(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return the stream of each of these keyed hashes that the index knows."""

    @abstractmethod
    def key_entries(self, keys: Sequence[bytes] | None = None) -> Iterator[Key]:
        """Yield the entries of the index for these keyed hashes; without any, all in the order of the leaves."""

    @abstractmethod
    def key_count(self) -> int:
        """Return how many keyed hashes the index knows."""

    # ------------------------------------------------------------ several people

    def me(self) -> Member | None:
        """Return the owner that reads and records here; None in a ledger of one owner, or for its administrator."""
        return None

    def members(self) -> list[Member]:
        """Return the roles that were let in, in the order in which they were."""
        return []

    def admit(self, member: Member) -> None:
        """Let a role in, bound for ever to what it may do. Raises what `check_role` does, Refused if it is bound otherwise."""
        self.check_role(member.role)

    def check_role(self, role: str) -> None:  # noqa: ARG002 - asked of a server only
        """Raise Refused where no role can be let in, NotFound where the server has none of this name."""
        raise Refused(
            "A ledger in a file has one owner; copy it to a server first: 'handshake copy {path} postgresql://SERVER/DATABASE'.",
            path=self.name,
        )

    def share(self, indexes: Collection[int]) -> None:  # noqa: ARG002 - asked of a server only
        """Let all owners read the texts at these indexes, as far as they are one's own; for ever."""
        self.check_role("")

    def withheld(self, start: int, stop: int) -> set[int]:  # noqa: ARG002 - asked of a server only
        """Return the indexes from `start` up to, but without, `stop` whose text exists and is another owner's."""
        return set()

    # ------------------------------------------------------------ copies

    @abstractmethod
    def copy_to(self, file: Path) -> None:
        """Copy the ledger as of one moment into an empty file, as an embedded ledger without deleted text."""

    def views_key(self) -> bytes | None:
        """Return the key with which views of this ledger are kept encrypted; None for a ledger in clear."""
        return None

    @abstractmethod
    def without_texts(self) -> tuple[Store, bytes]:
        """Return a copy in memory without any personal text, and the bytes of that copy."""


def sum_of_entries(entries: Iterable[tuple[str, int, int] | Key]) -> int:
    """Return a sum that stands for the entries of an index, in any order.

    Python hashes texts with a random key of each process (PEP 456): other entries with the same sum cannot be made.
    """
    return sum(map(hash, entries))


def gapless(rows: Iterable[Row], streams: Collection[str]) -> Iterator[Row]:
    """Yield the rows of these streams. Raises Damaged at another stream's, or where an event before is missing."""
    stream, v = "", 0
    for row in rows:
        v = v + 1 if row.stream == stream else 1
        stream = row.stream
        if row.v != v or stream not in streams:
            raise _missing_before(row.i)
        yield row


def _missing_before(i: int) -> Damaged:
    return Damaged("An event before #{i} is missing; restore a backup.", i=i)


def opened_rows(store: Store, rows: Iterable[SealedRow]) -> Iterator[Row]:
    """Yield rows of a store with their personal texts. Raises Damaged for a text that does not fit its event."""
    for i, stream, v, topic, state, salt, text in rows:
        if salt is None and text is None:
            yield Row(i, stream, v, topic, state, None)
            continue
        yield Row(i, stream, v, topic, state, _opened(store, i, state, salt, text))


def opened_texts(
    store: Store,
    rows: Iterable[tuple[int, bytes | None, bytes, bytes]],
) -> dict[int, bytes]:
    """Return personal texts by leaf, from leaf, state, salt and text. Raises Damaged as `opened_rows` does."""
    from ledger.store.encode import opened

    texts: dict[int, bytes] = {}
    for i, state, salt, text in rows:
        try:
            checked = opened(i, state, salt, text)
        except Damaged:
            store.check_leaf(i)
            raise
        if checked is not None:
            texts[i] = checked
    return texts


def _opened(
    store: Store, i: int, state: object, salt: object, text: object
) -> bytes | None:
    """Return a personal text, None if missing. Raises Damaged that names the event or its text, whichever was changed."""
    from ledger.store.encode import opened

    try:
        return opened(i, state, salt, text)
    except Damaged:
        store.check_leaf(i)
        raise
