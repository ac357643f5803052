"""Whom the ledger knows already: what matching asks of it, and what one person's events tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Protocol

from ledger.facts import ledger_stream
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
from ledger.language.folding import fold


class Known(Protocol):
    """What matching asks of a ledger: four questions, each for many at once, once or twice an import."""

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers, in clear; none for the unknown ones."""

    def histories(self, streams: Collection[StreamId]) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams, in order, with the text that is still there."""

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """For each of these names everybody who bears it whole, as name or alias, folded (`fold`)."""


@dataclass(frozen=True, eq=False)
class Face:
    """A person of the ledger, whoever was merged into them included.

    `person` is the one that stays, `streams` all of them with that one first; `history` is that
    one's, `others` the events of the rest.
    """

    person: PersonId
    streams: tuple[PersonId, ...]
    history: Sequence[Event]
    others: tuple[Event, ...]

    @cached_property
    def state(self) -> person_decide.Person:
        """What the events of the one that stays add up to."""
        state = person_decide.INITIAL
        for event in self.history:
            state = person_decide.evolve(state, event)
        return state

    @property
    def erased(self) -> bool:
        """Whether the person was erased, under whichever of the streams."""
        return any(isinstance(event, PersonErased) for event in chain(self.history, self.others))

    @property
    def retracted(self) -> bool:
        """Whether the person should not have been entered."""
        # Adding up the events of everybody of a long file takes as long as all the rest.
        return any(isinstance(e, PersonRetracted) for e in self.history) and self.state.retracted

    @property
    def stands(self) -> bool:
        """Whether the person is in the ledger today."""
        return not self.retracted and not self.erased


def faces(known: Known, merged: ledger_stream.Book, streams: Collection[StreamId]) -> dict[StreamId, Face]:
    """The person of each of these streams; nothing for a stream of something else."""
    into = merged.into
    groups: dict[PersonId, list[PersonId]] = {}
    for person in into:
        groups.setdefault(ledger_stream.root(into, person), []).append(person)
    roots = {stream: ledger_stream.root(into, stream) for stream in streams}
    members = {each: (each, *sorted(groups.get(each, ()))) for each in roots.values()}
    histories = known.histories({stream for group in members.values() for stream in group})
    found = {each: face for each, group in members.items() if (face := _face(group, histories))}
    return {stream: found[each] for stream, each in roots.items() if each in found}


def _face(group: tuple[PersonId, ...], histories: Mapping[StreamId, Sequence[Event]]) -> Face | None:
    history = histories.get(group[0], ())
    if not (history and isinstance(history[0], PersonAdded)):
        return None
    others = tuple(chain.from_iterable(histories.get(each, ()) for each in group[1:]))
    return Face(group[0], group, history, others)


def said(face: Face, detail: str) -> list[Any]:
    """Every value that was ever said of a detail of the person, and not taken back.

    Saying again what was said just before is how an undo takes the value in between back.
    """
    return [*_said(face.history, detail), *_said(face.others, detail)]


def _said(history: Sequence[Event], detail: str) -> list[Any]:
    values: list[Any] = []
    first = 0
    for event in history:
        match event:
            case PersonAdded() if value := getattr(event, detail):
                values.append(value)
                first = len(values)  # undoing this takes the whole person back
            case DetailsChanged() if (value := getattr(event, detail)) is not None:
                before = [type(value)(), *values]
                if len(values) > first and value == before[-2]:
                    values.pop()
                elif value != before[-1]:
                    values.append(value)
            case _:
                pass
    return values


def profiles(face: Face) -> frozenset[str]:
    """The identifiers of the profiles that the person has, as far as their text is there."""
    return frozenset(of_person(urls=chain.from_iterable(said(face, "urls"))))


def names(face: Face) -> frozenset[str]:
    """The names that the person had, folded, their words in alphabetical order."""
    events = chain(face.history, face.others)
    told = (event.name for event in events if isinstance(event, PersonAdded | PersonRenamed))
    return frozenset(words_of(name) for name in told if name)


def words_of(name: str) -> str:
    """The folded words of a name in alphabetical order: `Lefèvre, Zoé` is `Zoé Lefèvre`."""
    return " ".join(sorted(fold(name).split()))


Apart = Callable[[PersonId, PersonId], bool]
"""Whether two people were told apart, or may not be joined unasked."""
