"""The ledger: events in, events out, append-only, whatever store keeps them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from ledger.errors import Damaged, Usage
from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.facts.codec import State, Stated
    from ledger.facts.event import Event, NewEvents, PersonId, StreamId
    from ledger.store.encode import Stamp
    from ledger.store.port import Row, Store

STORES: Final = {
    "": "ledger.store.sqlite.store:SqliteStore",
    "postgres": "ledger.store.postgres.server_store:PostgresStore",
    "postgresql": "ledger.store.postgres.server_store:PostgresStore",
}
"""The store of each scheme of a URL (`scheme://…`); what has no scheme is a file."""


_DRIVERS: Final = {"psycopg", "psycopg_pool"}


def ledger_name(given: str | None = None) -> str:
    """Return the ledger that `given` names, else HANDSHAKE_LEDGER, else the one in the data folder.

    A link to a file is followed once and for all, so that what belongs beside the ledger has one place.
    """
    named = given
    if given is None:
        named = os.environ.get("HANDSHAKE_LEDGER")
    if named is None:
        named = os.path.join(_data_folder(), "handshake", "ledger.db")
    if not named:
        raise Usage("HANDSHAKE_LEDGER is empty; set it to a file, or unset it.")
    scheme = _scheme(named)
    if scheme not in STORES:
        raise Usage(
            "{ledger} is neither a file nor an address such as postgresql://SERVER/DATABASE.",
            ledger=named,
        )
    if scheme:
        return named
    return _resolved(os.path.expanduser(named))


def _scheme(name: str) -> str:
    scheme, separator, _place = name.partition("://")
    if separator:
        return scheme
    return ""


def _resolved(path: str) -> str:
    if not os.path.islink(path):
        return path
    return os.path.realpath(path)


def _data_folder() -> str:
    """Return the data folder of https://specifications.freedesktop.org/basedir-spec, which ignores relative paths."""
    folder = os.environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(folder):
        return folder
    return os.path.expanduser("~/.local/share")


def local_path(name: str) -> Path:
    """Return where on this machine is kept what belongs to a ledger and is not in it: beside its file.

    For a ledger on a server it is a name in the data folder, another for each role.
    """
    from pathlib import Path

    if not _scheme(name):
        return Path(name)
    from hashlib import sha256

    known = _store(name).known_as(name)
    return Path(
        _data_folder(), "handshake", "shared", sha256(known.encode()).hexdigest()
    )


def is_there(name: str) -> bool:
    """Whether there is a ledger of this name, even out of reach: then opening it tells why."""
    return _store(name).exists(name)


def create_ledger(name: str, secret: bytes) -> None:
    """Make an empty ledger with the secret of another, to be copied to it; leave one that is there."""
    _store(name).create(name, secret)


def _store(name: str) -> type[Store]:
    module, _colon, kind = STORES[_scheme(name)].partition(":")
    try:
        store: type[Store] = getattr(import_module(module), kind)
    except ModuleNotFoundError as error:
        if error.name not in _DRIVERS:
            raise
        raise Usage(
            "A ledger in PostgreSQL needs another package: run 'pip install handshake-ledger[postgres]'."
        ) from error
    return store


def _tidied(store: Store) -> Store:
    """Return an opened store; what an interrupted command left in clear beside an encrypted one goes."""
    if store.views_key() is not None:
        from pathlib import Path

        from ledger.store.private_file import tidy

        tidy(Path(os.path.realpath(store.name)), store)
    return store


class Recorded(NamedTuple):
    """An event in its place: its index in the ledger, its stream and its position there."""

    i: int
    stream: StreamId
    v: int
    event: Event

    @property
    def id(self) -> str:
        """The event's id, `<stream>/<position>`."""
        return f"{self.stream}/{self.v}"


class Ledger:
    """All events of one ledger, in the order they were recorded. A context manager."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(cls, name: str | os.PathLike[str], *, create: bool = False) -> Self:
        """Open the ledger of this name; with `create`, make a missing one, empty."""
        text = os.fspath(name)
        store = _store(text).open(
            text if _scheme(text) else _resolved(text), create=create
        )
        return cls(_tidied(store))

    @classmethod
    def open_nearby(cls, name: str) -> Self:
        """Open what a reader asks: the ledger, or the copy on this computer of one on a server, caught up."""
        store = _store(name).open_nearby(name if _scheme(name) else _resolved(name))
        return cls(_tidied(store))

    @classmethod
    def at_hand(cls, name: str) -> Self | None:
        """Open what is on this computer, without asking a server; None if nothing is."""
        store = _store(name).at_hand(name if _scheme(name) else _resolved(name))
        if store is None:
            return None
        return cls(store)

    @property
    def file(self) -> str:
        """The ledger's file."""
        return self.store.name

    @cached_property
    def path(self) -> Path:
        """The ledger's file, or for one on a server where its key and its lists are kept here."""
        return local_path(self.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the store."""
        self.store.close()

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self.store.size()

    @cached_property
    def secret(self) -> bytes:
        """The key of the keyed hashes, 32 bytes; it leaves the store in a backup only."""
        return self.store.secret()

    @cached_property
    def origin(self) -> StreamId:
        """The id of the ledger's own stream; Damaged if nothing is recorded yet."""
        return self._opening.stream

    @cached_property
    def owner(self) -> PersonId:
        """The owner of the ledger; with several owners, the one that this role records for."""
        me = self.store.me()
        if me is not None and me.owner is not None:
            return me.owner
        opening = self._opening
        owner = _object(opening, opening.state).get("owner")
        if not opening.topic.startswith("ledger.LedgerOpened@") or not isinstance(
            owner, str
        ):
            raise Damaged("The ledger {path} lacks its opening event.", path=self.file)
        return owner

    @cached_property
    def _opening(self) -> Row:
        row = self.store.row(0)
        if row is None:
            raise Damaged(
                "The ledger {path} is empty; nothing has been recorded yet.",
                path=self.file,
            )
        return row

    def recorded_last(self) -> datetime | None:
        """Return when the last event was recorded; None if unknown."""
        row = None
        if self.size:
            row = self.store.bare_row(self.size - 1)
        stated = None
        if row:
            stated = _object(row, row.state).get("recorded_at")
        try:
            moment = datetime.fromisoformat(str(stated))
        except ValueError:
            return None
        if moment.tzinfo:
            return moment
        return None

    def history(self, stream: StreamId) -> list[Event]:
        """Return the events of a stream, with their personal text if it was not erased.

        Raises Damaged for a kind that this program does not know: nothing can be decided on it.
        """
        return list(map(_event, self.store.history(stream)))

    def history_by_recorder(self, stream: StreamId) -> list[tuple[PersonId, Event]]:
        """Return what `history` does, each event with the owner who recorded it."""
        return [
            (str(_object(row, row.state)["recorded_by"]), _event(row))
            for row in self.store.history(stream)
        ]

    def histories(self, streams: Iterable[StreamId]) -> dict[StreamId, list[Event]]:
        """Return the history of each of these streams that exists."""
        histories: dict[StreamId, list[Event]] = {}
        for row in self.store.checked_histories(list(streams)):
            histories.setdefault(row.stream, []).append(_event(row))
        return histories

    def lone_facts(self, streams: Iterable[StreamId]) -> dict[StreamId, Stated]:
        """Return the event of each of these streams that has no other, as its values, without identifiers."""
        rows: dict[StreamId, Row] = {}
        for row in self.store.checked_histories(list(streams)):
            if row.v == 1:
                rows[row.stream] = row
            else:
                rows.pop(row.stream, None)
        return {stream: _stated(row) for stream, row in rows.items()}

    def known(self, identifiers: Iterable[str]) -> dict[str, StreamId]:
        """Return the stream of each of these identifiers, given in clear."""
        from ledger.store.encode import key_of

        by_key = {
            key_of(self.secret, identifier): identifier for identifier in identifiers
        }
        streams = self.store.known(sorted(by_key))
        return {by_key[key]: stream for key, stream in streams.items()}

    def append(
        self,
        additions: Iterable[NewEvents],
        stamp: Stamp,
        *,
        size: int | None = None,
        erase: Collection[int] = (),
    ) -> list[Recorded]:
        """Record events in one transaction, or none of them; return them in their places.

        With `size`, only if the ledger still has that many leaves. `erase` names leaves whose personal text is
        deleted in the same transaction: the recorded events must explain it. Raises as `Store.append` does.
        """
        from ledger.facts.codec import stated

        placed = [
            (addition.stream, v, event)
            for addition in additions
            for v, event in enumerate(addition.events, start=addition.version + 1)
        ]
        if not placed:
            return []
        end = self.append_facts(
            [stated(*place) for place in placed], stamp, size=size, erase=erase
        )
        return [
            Recorded(i, *place)
            for i, place in enumerate(placed, start=end - len(placed))
        ]

    def append_facts(
        self,
        facts: Iterable[Stated],
        stamp: Stamp,
        *,
        size: int | None = None,
        erase: Collection[int] = (),
    ) -> int:
        """Record events that are given as their values, as `append` does; return the ledger's new size."""
        from ledger.store.encode import encode

        events = encode(facts, stamp, self.secret)
        if not events:
            return self.size
        return self.store.append(events, size=size, erase=erase) + len(events)


def _event(row: Row) -> Event:
    from ledger.facts.codec import event_of

    text = None
    if row.text is not None:
        text = _object(row, row.text)
    event = event_of(row.topic, _object(row, row.state), text)
    if event is None:
        raise Damaged(
            "Event {i} is of the kind {topic}, which this version does not know: update the program.",
            i=row.i,
            topic=row.topic,
        )
    return event


def _stated(row: Row) -> Stated:
    from ledger.facts.codec import Stated
    from ledger.store.encode import RECORDING

    state = _object(row, row.state)
    for field in RECORDING:
        state.pop(field, None)
    text = None
    if row.text is not None:
        text = _object(row, row.text)
    return Stated(row.stream, row.v, row.topic, state, text, ())


def _object(row: Row, stored: bytes) -> State:
    import orjson

    try:
        value = orjson.loads(stored)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise Damaged("Event {i} is damaged: run 'handshake verify'.", i=row.i)
    return value
