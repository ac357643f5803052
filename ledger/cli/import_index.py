"""What matching asks of the ledger that an import is recorded in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from ledger.cli.progress import watched
from ledger.cli.session import Session
from ledger.cli.write import Writing
from ledger.facts.codec import Stated
from ledger.facts.event import Event, PersonId, StreamId
from ledger.language import _

MANY: Final = 1000
"""For more names than these it is faster to read the whole directory than to look each up."""


_OWN_KINDS: Final = frozenset({"person", "meeting"})
"""Kinds of streams whose ids exports tell (`ledger.facts.identifiers.person`)."""


class RecordedIndex:
    """The ledger as it is recorded, without names; implements `ledger.importers.match.known.LedgerIndex`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.session.ledger.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers, or bears the id in it."""
        known = self.session.ledger.known(identifiers)
        return {**known, **self._by_own_id(identifiers)}

    def _by_own_id(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The people and meetings of this ledger, by the ids that its exports gave them."""
        ids: dict[str, tuple[str, StreamId]] = {}
        for identifier in identifiers:
            kind, _colon, stream = identifier.partition(":")
            if kind in _OWN_KINDS:
                ids[identifier] = kind, stream
        if not ids:
            return {}
        histories = self.session.ledger.histories(
            {stream for _kind, stream in ids.values()}
        )
        streams: dict[str, StreamId] = {}
        for identifier, (kind, stream) in ids.items():
            events = histories.get(stream)
            if events and events[0].stream_kind == kind:
                streams[identifier] = stream
        return streams

    def histories(
        self, streams: Collection[StreamId]
    ) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        return self.session.ledger.histories(streams)

    def lone_facts(self, streams: Collection[StreamId]) -> Mapping[StreamId, Stated]:
        """The event of each of these streams that has no other."""
        return self.session.ledger.lone_facts(streams)

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:  # noqa: ARG002 - the protocol's
        """No one: names were asked about before anything was recorded."""
        return {}

    def planned(self, people: Sequence[PersonId], day: date) -> StreamId | None:  # noqa: ARG002 - the protocol's
        """None, as of the meetings."""
        return None

    def typed_meetings(
        self,
        people: Sequence[PersonId],  # noqa: ARG002 - the protocol's
        day: date,  # noqa: ARG002 - the same
    ) -> Sequence[tuple[StreamId, str]]:
        """None: what is recorded in slices has nothing to do with anybody known."""
        return ()


class WritingIndex(RecordedIndex):
    """The ledger before a write, with what the write adds, and with names."""

    def __init__(self, writing: Writing) -> None:
        super().__init__(writing.session)
        self.writing = writing
        self._bearers: dict[str, Collection[PersonId]] = {}

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.writing.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers; none in a ledger just made."""
        if not self.writing.queries.size:
            return {}
        return super().streams(identifiers)

    def histories(
        self, streams: Collection[StreamId]
    ) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        histories = dict(super().histories(streams))
        for stream in self.writing.entries.keys() & set(streams):
            histories[stream] = self.writing.history(stream)
        return histories

    def lone_facts(self, streams: Collection[StreamId]) -> Mapping[StreamId, Stated]:
        """The event of each of these streams that has no other, and gets none."""
        return super().lone_facts(set(streams) - self.writing.entries.keys())

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """The people of each of these whole names, looked up once; no one in a ledger just made."""
        if not self.writing.queries.size:
            return {}
        unknown = [name for name in names if name not in self._bearers]
        if unknown:
            many = len(unknown) > MANY
            texts = watched(unknown, _("Recognising"))
            self._bearers.update(self.writing.queries.named(texts, many=many))
        return {name: self._bearers[name] for name in names}

    def typed_meetings(
        self, people: Sequence[PersonId], day: date
    ) -> Sequence[tuple[StreamId, str]]:
        """The meetings that were typed in before; none in a ledger just made."""
        if not self.writing.queries.size:
            return ()
        return self.writing.queries.typed_meetings(people, day)

    def planned(self, people: Sequence[PersonId], day: date) -> StreamId | None:
        """The open plan with just these people for a day, as it was before."""
        if not self.writing.queries.size:
            return None
        plans = self.writing.queries.open_plans(people, alone=True)
        plans_of_the_day = (plan.stream for plan in plans if plan.planned_for == day)
        return next(plans_of_the_day, None)
