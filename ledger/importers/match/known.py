"""The people of the ledger: what matching asks of it, and what a person's events say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Protocol

from ledger.facts import ledger_stream
from ledger.facts.codec import Stated
from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.identifiers import of_person
from ledger.facts.person import decide as person_decide
from ledger.facts.person.events import (
    DetailsChanged,
    PersonAdded,
    PersonErased,
    PersonRenamed,
    PersonRetracted,
)
from ledger.language.text import fold


class LedgerIndex(Protocol):
    """What matching asks of a ledger, each question for many at once."""

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream of each of these identifiers, given in clear; unknown ones are left out."""

    def histories(
        self, streams: Collection[StreamId]
    ) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams, in order, with the text that is still there."""

    def lone_facts(self, streams: Collection[StreamId]) -> Mapping[StreamId, Stated]:
        """The event of each of these streams that has no other, as its values, without identifiers."""

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """For each of these names, the people of that whole name or alias, folded (`fold`)."""

    def planned(self, people: Sequence[PersonId], day: date) -> StreamId | None:
        """The open plan with just these people for a day."""

    def typed_meetings(
        self, people: Sequence[PersonId], day: date
    ) -> Sequence[tuple[StreamId, str]]:
        """The meetings with just these people on a day that were typed in, each with its form."""


@dataclass(frozen=True, eq=False)
class KnownPerson:
    """A person of the ledger, together with the people merged into them.

    `person` is the one that stays, `streams` all of them with that one first; `history` is that
    one's, `merged_events` the events of the rest.
    """

    person: PersonId
    streams: tuple[PersonId, ...]
    history: Sequence[Event]
    merged_events: tuple[Event, ...]

    @cached_property
    def state(self) -> person_decide.PersonState:
        """What the events of the one that stays add up to."""
        state = person_decide.INITIAL
        for event in self.history:
            state = person_decide.evolve(state, event)
        return state

    @property
    def erased(self) -> bool:
        """Whether the person was erased, under any of the streams."""
        events = chain(self.history, self.merged_events)
        return any(isinstance(event, PersonErased) for event in events)

    @property
    def retracted(self) -> bool:
        """Whether the person should not have been entered."""
        # Adding up the events of everybody of a long file takes as long as all the rest.
        return (
            any(isinstance(event, PersonRetracted) for event in self.history)
            and self.state.retracted
        )

    @property
    def stands(self) -> bool:
        """Whether the person is in the ledger today."""
        return not self.retracted and not self.erased

    @property
    def profiles(self) -> frozenset[str]:
        """The identifiers of the profiles that the person has, as far as their text is there."""
        urls = chain.from_iterable(self.values("urls"))
        return frozenset(of_person(urls=urls))

    @property
    def names(self) -> frozenset[str]:
        """The names that the person had, folded, their words in alphabetical order."""
        names: set[str] = set()
        for event in chain(self.history, self.merged_events):
            if isinstance(event, PersonAdded | PersonRenamed) and event.name:
                names.add(words_of(event.name))
        return frozenset(names)

    def values(self, detail: str) -> list[Any]:
        """Every value that a detail of the person ever had and that was not taken back.

        Restating the value before is how an undo takes the value in between back.
        """
        return [*_values(self.history, detail), *_values(self.merged_events, detail)]


def people_of(
    index: LedgerIndex, merged: ledger_stream.Book, streams: Collection[StreamId]
) -> dict[StreamId, KnownPerson]:
    """The person of each of these streams; streams of other kinds are left out."""
    roots = {stream: ledger_stream.root(merged.into, stream) for stream in streams}
    groups = _groups(merged, set(roots.values()))
    members = set(chain.from_iterable(groups.values()))
    histories = index.histories(members)
    people: dict[PersonId, KnownPerson] = {}
    for root, group in groups.items():
        person = _person(group, histories)
        if person is not None:
            people[root] = person
    people_by_stream: dict[StreamId, KnownPerson] = {}
    for stream, root in roots.items():
        if root in people:
            people_by_stream[stream] = people[root]
    return people_by_stream


def _groups(
    merged: ledger_stream.Book, roots: Collection[PersonId]
) -> dict[PersonId, tuple[PersonId, ...]]:
    """For each root the people read as that person, the root first."""
    members: dict[PersonId, list[PersonId]] = {root: [] for root in roots}
    for person in merged.into:
        root = ledger_stream.root(merged.into, person)
        if root in members:
            members[root].append(person)
    return {root: (root, *sorted(people)) for root, people in members.items()}


def _person(
    group: tuple[PersonId, ...], histories: Mapping[StreamId, Sequence[Event]]
) -> KnownPerson | None:
    root, *others = group
    history = histories.get(root, ())
    if not history or not isinstance(history[0], PersonAdded):
        return None
    merged: list[Event] = []
    for person in others:
        merged += histories.get(person, ())
    return KnownPerson(root, group, history, tuple(merged))


def _values(history: Sequence[Event], detail: str) -> list[Any]:
    values: list[Any] = []
    at_first = 0
    for event in history:
        if isinstance(event, PersonAdded):
            value = getattr(event, detail)
            if value:
                values.append(value)
            at_first = len(values)  # undoing this takes the whole person back
        elif isinstance(event, DetailsChanged):
            value = getattr(event, detail)
            if value is not None:
                _change(values, value, at_first)
    return values


def _change(values: list[Any], value: Any, at_first: int) -> None:
    before = [type(value)(), *values]
    if len(values) > at_first and value == before[-2]:
        values.pop()
    elif value != before[-1]:
        values.append(value)


def words_of(name: str) -> str:
    """The folded words of a name in alphabetical order: `Lefèvre, Zoé` is `Zoé Lefèvre`."""
    return " ".join(sorted(fold(name).split()))


Apart = Callable[[PersonId, PersonId], bool]
"""Whether two people were told apart, or may not be joined unasked."""
