"""How far a ledger goes: all that is asked of it before views are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ledger.store.port import Store

if TYPE_CHECKING:
    from ledger.facts.event import StreamId


class LedgerSize(NamedTuple):
    """How far a ledger goes: its origin and the root of its tree at a size."""

    origin: StreamId
    size: int
    root: bytes


def ledger_size(store: Store, size: int | None = None) -> LedgerSize | None:
    """How far the ledger goes, or went at `size`; None if it never had that size."""
    size = store.size() if size is None else size
    if size == 0:
        return LedgerSize("", 0, b"")
    first = store.bare_row(0)
    root = store.root_at(size)
    return LedgerSize(first.stream, size, root) if first and root else None
