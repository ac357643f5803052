"""The personal texts of a ledger, read once beside its leaves: each is handed out when its leaf comes."""

from __future__ import annotations

from ledger.store.port import Seal, Store, Unreadable


class StoredTexts:
    """The texts from a leaf on, in order."""

    def __init__(self, store: Store, start: int = 0) -> None:
        self._seals = store.seals(start)
        self._waiting: Seal | None = None
        self._unreadable: Unreadable | None = None

    def of(self, i: int) -> tuple[bytes, bytes] | None:
        """Return salt and text of a leaf, None without. Those before it must have been handed out or `passed`.

        Raises Unreadable if it cannot be read.
        """
        waiting = self._next()
        self.check_end()
        if waiting is None or waiting[0] != i:
            return None
        self._waiting = None
        return waiting[1:]

    def passed(self, i: int) -> int | None:
        """Return the leaf before `i` whose text is the next to be handed out; None if there is no such text."""
        waiting = self._next()
        if waiting is not None and waiting[0] < i:
            return waiting[0]
        return None

    def check_end(self) -> None:
        """Raise Unreadable if the next text could not be read: it is of a leaf that `passed` does not know."""
        if self._unreadable is not None:
            raise self._unreadable

    def _next(self) -> Seal | None:
        if self._waiting is None and self._unreadable is None:
            try:
                self._waiting = next(self._seals, None)
            except Unreadable as error:
                self._unreadable = error
        return self._waiting
