"""What matching asks of the ledger that an import is recorded in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ledger.cli.progress import watched
from ledger.cli.session import Session
from ledger.cli.write import Writing
from ledger.facts.event import Event, PersonId, StreamId
from ledger.language import _

MANY: Final = 1000
"""For more names than these it is faster to read the whole directory than to look each up."""


class RecordedIndex:
    """The ledger as it is recorded, without names; implements `ledger.importers.match.known.LedgerIndex`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.session.ledger.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers."""
        return self.session.ledger.known(identifiers)

    def histories(
        self, streams: Collection[StreamId]
    ) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        return self.session.ledger.histories(streams)

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:  # noqa: ARG002 - the protocol's
        """Nobody: names were asked about before anything was recorded."""
        return {}


class WritingIndex(RecordedIndex):
    """The ledger before a write, with what the write adds, and with names."""

    def __init__(self, writing: Writing) -> None:
        super().__init__(writing.session)
        self.writing = writing

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.writing.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers; none in a ledger just made."""
        return super().streams(identifiers) if self.writing.queries.size else {}

    def histories(
        self, streams: Collection[StreamId]
    ) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        histories = dict(super().histories(streams))
        for stream in self.writing.entries.keys() & set(streams):
            histories[stream] = self.writing.history(stream)
        return histories

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """The people of each of these whole names; nobody in a ledger just made."""
        if not self.writing.queries.size:
            return {}
        many = len(names) > MANY
        return self.writing.queries.named(watched(names, _("Recognising")), many=many)
