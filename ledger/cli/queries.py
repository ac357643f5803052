"""What the write commands ask of the read side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from ledger.facts.event import PersonId, StreamId
from ledger.facts.person.events import Resolver
from ledger.named_tuple import NamedTuple


class OpenPlan(Protocol):
    """A plan that is not over. `people` are the others."""

    @property
    def stream(self) -> StreamId: ...

    @property
    def form(self) -> str: ...

    @property
    def people(self) -> Sequence[PersonId]: ...

    @property
    def proposed_on(self) -> date: ...

    @property
    def planned_for(self) -> date | None: ...

    @property
    def planned_at(self) -> str | None: ...


class ImportedPlan(NamedTuple):
    """An open plan that an import recorded, and the meetings and plans that the same import recorded."""

    stream: StreamId
    form: str
    people: Sequence[PersonId]
    proposed_on: date
    planned_for: date
    planned_at: str | None
    imported_with: Collection[StreamId]


class Queries(Resolver, Protocol):
    """What the write commands ask of the read side; the program hands it to them."""

    def full(self, text: str) -> Sequence[PersonId]:
        """The people with `text` as whole name, alias, address or id; a part of a name is not enough."""

    def doubtful(self, text: str, person: PersonId) -> bool:
        """Whether a text that can only mean this person may well have been meant for another one."""

    def passed_over(self, person: PersonId) -> Sequence[PersonId]:
        """Namesakes that an import added after this person was typed in."""

    def nearly(self, text: str) -> Sequence[PersonId]:
        """People with a name that differs from `text` by a typing error."""

    def named(
        self, texts: Iterable[str], *, many: bool
    ) -> Mapping[str, Sequence[PersonId]]:
        """The people that `full` finds for each text; with `many` all names are read at once."""

    def told_apart(self, people: Sequence[PersonId]) -> Mapping[PersonId, str]:
        """What tells each of these from the others of the same name; empty for a name of one person."""

    def about(self, person: PersonId) -> str:
        """What is known of a person besides the name, on one line that is safe to show."""

    def open_plans(
        self, people: Sequence[PersonId], *, alone: bool = False
    ) -> Sequence[OpenPlan]:
        """Plans, not over, with these people, with `alone` with no one else; oldest first."""

    def imported_plans(self, file_format: str, since: date) -> Sequence[ImportedPlan]:
        """The open plans from a day on that imports of this format recorded."""

    def same_meetings(
        self, form: str, people: Sequence[PersonId], day: date
    ) -> Sequence[str]:
        """The ids of meetings of this form with just these people on this day."""

    def told_by_others(
        self, form: str, people: Sequence[PersonId], day: date
    ) -> Sequence[tuple[str, StreamId]]:
        """Records of a meeting of this form and day with these people by other owners: the owner, and the stream."""

    def typed_meetings(
        self, people: Sequence[PersonId], day: date
    ) -> Sequence[tuple[StreamId, str]]:
        """The meetings with just these people on this day that were typed in, each with its form."""

    def batch(
        self, beginning: str | None
    ) -> tuple[str, Sequence[tuple[StreamId, int]]]:
        """A batch (None: the last in effect) and its events, stream and position, in order."""

    def undoes(self) -> Mapping[str, str]:
        """For each batch that undoes another, in order, the one that it undoes."""

    def batches_about(self, person: PersonId) -> set[str]:
        """The batches that recorded something about the person that still stands."""

    def latest_event(
        self, person: PersonId | None, sorts: Collection[str], *, live: bool
    ) -> str | None:
        """The id of the last event of these sorts that stands, or does not: with a person by day, else as recorded."""

    def in_words(self, events: Sequence[tuple[StreamId, int]]) -> Sequence[str]:
        """Events, by stream and position, as sentences that are safe to show."""
