"""The copy on this computer of what one role may read of a ledger on a server."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import orjson

from ledger.errors import Busy, Damaged
from ledger.store import atomic
from ledger.store.cache_folder import cache_folder
from ledger.store.port import Away, Member, Store
from ledger.store.sqlite import file, tables
from ledger.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from ledger.facts.event import StreamId
    from ledger.store.encode import StoredEvent

NOT_OPENED: Final = "not-opened"
"""The name of the copy of a ledger that has no events yet."""


class LocalCopy(SqliteStore):
    """A disposable ledger file, named after its origin, that grows with the one on the server and takes no events.

    A note beside it names the owner that read it, and counts the texts that others had shared by then; the note's
    time is when the server last answered.
    """

    def __init__(self, name: str, path: Path) -> None:
        try:
            super().__init__(name, file.open_reader(path))
        except file.OlderFormat as error:
            raise Damaged(
                "{path} is not a ledger; it was left untouched.", path=path
            ) from error
        self._file = str(path)
        self._away: Away | None = None

    @classmethod
    def of(cls, ledger: str, origin: StreamId) -> Self:
        """Open the copy of a ledger of this origin; make a missing one, empty."""
        path = cache_folder(ledger) / (origin or NOT_OPENED)
        tables.create(path)
        return cls(ledger, path)

    @classmethod
    def latest(cls, ledger: str) -> Self | None:
        """Open the copy of the ledger that the server last answered for; None without a copy."""
        notes = [*cache_folder(ledger).glob("*.read")]
        if not notes:
            return None
        path = max(notes, key=lambda note: note.stat().st_mtime_ns).with_suffix("")
        if not path.exists():
            return None
        return cls(ledger, path)

    @staticmethod
    def remove(ledger: str, *, but: StreamId | None = None) -> None:
        """Delete the copies of a ledger and their views, except those of one origin."""
        with suppress(FileNotFoundError):
            for copy in cache_folder(ledger).iterdir():
                is_spared = but is not None and copy.name.startswith(but or NOT_OPENED)
                if is_spared:
                    continue
                copy.unlink(missing_ok=True)

    # ------------------------------------------------------------ what is noted beside it

    @property
    def _note(self) -> Path:
        return Path(f"{self._file}.read")

    @cached_property
    def _noted(self) -> tuple[Member | None, int]:
        try:
            member, shares = orjson.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return None, 0
        return Member(*member) if member else None, int(shares)

    @property
    def shares(self) -> int:
        """How many texts had been shared when the server last answered."""
        return self._noted[1]

    def note(self, member: Member | None, shares: int) -> None:
        """Note that the server answered now, and which owner asked."""
        if (member, shares) == self._noted and self._note.exists():
            os.utime(self._note)
            return
        noted = [list(member) if member else None, shares]
        atomic.replace(self._note, orjson.dumps(noted))
        self._noted = member, shares

    @property
    def away(self) -> Away | None:
        """Why the server was not asked this time."""
        return self._away

    def is_away(self, reason: str) -> None:
        """Note that the server does not answer."""
        moment = datetime.fromtimestamp(self._note.stat().st_mtime).astimezone()
        self._away = Away(reason, moment)

    # ------------------------------------------------------------ as a store

    @classmethod
    def open_nearby(cls, name: str) -> Store:
        """Open the copy that the server last answered for."""
        copy = cls.latest(name)
        if copy is not None:
            return copy
        return cls.of(name, "")

    def me(self) -> Member | None:
        """Return the owner that asked the server."""
        return self._noted[0]

    def secret(self) -> bytes:
        """Refuse: the secret stays on the server."""
        raise self._only_a_copy()

    def append(
        self,
        events: Sequence[StoredEvent],  # noqa: ARG002 - none is taken
        *,
        size: int | None = None,  # noqa: ARG002
        erase: Collection[int] = (),  # noqa: ARG002
        ends: Sequence[int] = (),  # noqa: ARG002
    ) -> int:
        """Refuse: events are recorded on the server."""
        raise self._only_a_copy()

    def _only_a_copy(self) -> Busy:
        reason = self._away.reason if self._away else ""
        return Busy(
            "Nothing was recorded: cannot write to the ledger {path} ({reason}).",
            path=self.name,
            reason=reason,
        )

    def withheld(self, start: int, stop: int) -> set[int]:
        """Return all indexes: what the copy lacks of the texts is another owner's, or erased."""
        return set(range(start, stop))

    # ------------------------------------------------------------ growing

    def grow(
        self,
        events: Sequence[StoredEvent],
        size: int,
        ends: Sequence[int],
        erased: Collection[int],
    ) -> None:
        """Take the next events over, and delete texts that are erased. Raises Overtaken if another process did."""
        if erased:
            self._unfinished.touch(mode=0o600)
        super().append(events, size=size, ends=ends, erase=erased)
        if erased:
            self._drop_views()

    def finish_erasing(self) -> None:
        """Write the file anew after an erasure; left for the next time while another program reads it."""
        if self._unfinished.exists() and self.compact():
            self._unfinished.unlink(missing_ok=True)

    @property
    def _unfinished(self) -> Path:
        return Path(f"{self._file}.erasing")

    def add_texts(self, texts: Iterable[tuple[int, bytes, bytes]]) -> None:
        """Take over texts that their owner shared since; the views, which are without them, go."""
        from ledger.store.sqlite import copies

        copies.add_texts(self._file, texts)
        self._drop_views()

    def _drop_views(self) -> None:
        for views in self._note.parent.glob(f"{Path(self._file).name}*.views*"):
            views.unlink(missing_ok=True)

    def text_places(self) -> set[int]:
        """Return the leaves whose text is here."""
        return {i for (i,) in self._select("SELECT i FROM sealed")}
