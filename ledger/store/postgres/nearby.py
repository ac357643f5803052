"""The copy of a shared ledger on this computer, brought up to date."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ledger.errors import Damaged
from ledger.store.backup import event_of_row, slices
from ledger.store.port import Overtaken, Store
from ledger.store.sqlite.local_copy import LocalCopy

if TYPE_CHECKING:
    from ledger.facts.event import StreamId
    from ledger.store.encode import StoredEvent


class Extent(NamedTuple):
    """How far a ledger on a server goes: origin, size and root, and how many texts were shared."""

    origin: StreamId
    size: int
    root: bytes
    shares: int


class CopiedStore(Store):
    """What a copy asks of the server's store, beside what every store can do."""

    @abstractmethod
    def extent(self) -> Extent:
        """Return how far the ledger goes."""

    @abstractmethod
    def text_places(self) -> set[int]:
        """Return the leaves whose text this role may read."""

    @abstractmethod
    def shared_since(self, count: int) -> Iterable[tuple[int, bytes, bytes]]:
        """Return the texts that were shared after so many others, by leaf and with their salts."""


def caught_up(server: CopiedStore, *, anew: bool = False) -> LocalCopy:
    """Return the copy, with everything that the server has at this moment and this role may read.

    Raises Damaged if the ledger lost events that the copy has, unless it is made `anew`.
    """
    extent = server.extent()
    if anew:
        LocalCopy.remove(server.name)
    copy = LocalCopy.of(server.name, extent.origin)
    try:
        if not _is_part(copy, server, extent):
            copy.close()
            LocalCopy.remove(server.name)
            copy = LocalCopy.of(server.name, extent.origin)
        if copy.size() < extent.size or copy.shares < extent.shares:
            with server.snapshot():
                extent = server.extent()
                _grow(copy, server, extent)
        copy.finish_erasing()
        copy.note(copy.me() or server.me(), extent.shares)
    except BaseException:
        copy.close()
        raise
    LocalCopy.remove(server.name, but=extent.origin)
    return copy


def _is_part(copy: LocalCopy, server: CopiedStore, extent: Extent) -> bool:
    """Whether the copy is a beginning of what the server has."""
    size = copy.size()
    if size > extent.size:
        raise Damaged(
            "The ledger {path} has lost {count} events it had before; restore a backup. If you put an older copy there yourself, run 'handshake rebuild'.",
            path=server.name,
            count=size - extent.size,
        )
    if size == extent.size:
        return size == 0 or copy.root_at(size) == extent.root
    return size == 0 or copy.root_at(size) == server.root_at(size)


def _grow(copy: LocalCopy, server: CopiedStore, extent: Extent) -> None:
    while (start := copy.size()) < extent.size:
        try:
            for end, ends in slices(server, start):
                events = list(map(event_of_row, server.sealed_rows(start, end)))
                copy.grow(events, start, ends, _erased(copy, server, events))
                start = end
        except Overtaken:
            continue  # another process of ours was faster
    if copy.root_at(extent.size) != extent.root:
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
    if copy.shares < extent.shares:
        copy.add_texts(server.shared_since(copy.shares))


def _erased(
    copy: LocalCopy, server: CopiedStore, events: list[StoredEvent]
) -> set[int]:
    """Return the leaves of the copy whose text is gone from the server, if these events say so of any."""
    kinds = ("person.PersonErased@", "person.TextErased@")
    if not any(event.topic.startswith(kinds) for event in events):
        return set()
    return copy.text_places() - server.text_places()
