"""A ledger in memory, as matching asks it; it is strict about what is appended to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from ledger.facts import ledger_stream
from ledger.facts.codec import Stated, event_of, state_of, stated
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.person import decide as person_decide
from ledger.facts.person.commands import AddPerson, Details, ErasePerson
from ledger.facts.person.events import AliasAdded, PersonAdded, PersonRenamed
from ledger.facts.undo import take_back
from ledger.importers.api import ImportFile
from ledger.importers.match.import_plan import Answers, ImportPlan
from ledger.importers.match.known import KnownPerson, people_of
from ledger.importers.match.run import plan
from ledger.language.text import fold

TODAY = date(2026, 11, 23)


@dataclass
class Memory:
    """What `LedgerIndex` promises. The owner is there, with the identifiers `mine`."""

    streams_: dict[StreamId, list[Event]] = field(default_factory=dict)
    keys: dict[str, StreamId] = field(default_factory=dict)
    origin: StreamId = "ledger"
    owner: PersonId = "me"
    mine: tuple[str, ...] = ()
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.append(
            self.origin,
            0,
            ledger_stream.decide(
                ledger_stream.OpenLedger(owner=self.owner), ledger_stream.INITIAL
            ),
        )
        slugs = [
            key.removeprefix("linkedin:")
            for key in self.mine
            if key.startswith("linkedin:")
        ]
        urls = tuple(f"https://www.linkedin.com/in/{slug}" for slug in slugs) or None
        self.add("me", *self.mine, stream=self.owner, urls=urls)

    def fresh(self) -> str:
        """An id that no other stream has, in order."""
        return f"{next(self._numbers):08d}-0000-4000-8000-000000000000"

    # ---- what matching asks

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        return {key: self.keys[key] for key in identifiers if key in self.keys}

    def histories(
        self, streams: Collection[StreamId]
    ) -> Mapping[StreamId, Sequence[Event]]:
        return {
            each: tuple(self.streams_[each])
            for each in streams
            if each in self.streams_
        }

    def lone_facts(self, streams: Collection[StreamId]) -> Mapping[StreamId, Stated]:
        lone: dict[StreamId, Stated] = {}
        for stream, events in self.histories(streams).items():
            if len(events) == 1:
                lone[stream] = stated(stream, 1, events[0])._replace(identifiers=())
        return lone

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        bearing: dict[str, set[PersonId]] = {}
        for stream, events in self.streams_.items():
            for event in events:
                for name in _names(event):
                    bearing.setdefault(fold(name), set()).add(stream)
        return {name: bearing.get(fold(name), set()) for name in names}

    def planned(self, people: Sequence[PersonId], day: date) -> StreamId | None:  # noqa: ARG002 - the protocol's
        return None

    def typed_meetings(
        self,
        people: Sequence[PersonId],  # noqa: ARG002 - the protocol's
        day: date,  # noqa: ARG002 - the same
    ) -> Sequence[tuple[StreamId, str]]:
        return ()

    # ---- what tests do

    def append(self, stream: StreamId, version: int, events: Iterable[Event]) -> None:
        """Append, after checking that the events are what their streams accept."""
        history = self.streams_.setdefault(stream, [])
        assert len(history) == version, "somebody else was there in between"
        for event in events:
            assert not history or history[0].stream_kind == event.stream_kind
            history.append(event)
            for key in event.identifiers:
                assert self.keys.setdefault(key, stream) == stream, (
                    f"{key} is somebody else's"
                )

    def do(self, stream: StreamId, command: object) -> None:
        """Decide a command on a stream that is there."""
        history = self.streams_[stream]
        decider = STREAMS[history[0].stream_kind]
        self.append(
            stream, len(history), decider.decide(command, decider.state(history))
        )

    def undo(self, stream: StreamId, *positions: int) -> None:
        """Take events of a stream back."""
        history = self.streams_[stream]
        self.append(stream, len(history), take_back(history, *positions))

    def erase(self, person: PersonId) -> None:
        """Erase somebody: of the sealed text nothing is left."""
        self.do(person, ErasePerson())
        history = self.streams_[person]
        history[:] = [
            event_of(type(e).topic(), state_of(e), None) or e for e in history
        ]

    def add(
        self, name: str, *keys: str, stream: StreamId | None = None, **details: object
    ) -> PersonId:
        """Enter somebody by hand."""
        person = stream or self.fresh()
        command = AddPerson(name=name, details=Details(**details), identifiers=keys)  # type: ignore[arg-type]
        self.append(person, 0, person_decide.decide(command, person_decide.INITIAL))
        return person

    def plan(
        self,
        reading: ImportFile,
        answers: Answers | None = None,
        *,
        today: date = TODAY,
        restore: bool = False,
    ) -> ImportPlan:
        """What importing would do."""
        return plan(
            reading,
            self,
            self.owner,
            today,
            answers=answers,
            restore=restore,
            fresh=self.fresh,
        )

    def take(
        self, reading: ImportFile, answers: Answers | None = None, **terms: bool
    ) -> ImportPlan:
        """Import, and tell what was done."""
        made = self.plan(reading, answers, **terms)  # type: ignore[arg-type]
        for stream, version, events in made.entries:
            assert events
            self.append(stream, version, events)
        return made

    def events(self, kind: type[Event]) -> list[Event]:
        """Every event of a kind."""
        return [
            event
            for events in self.streams_.values()
            for event in events
            if isinstance(event, kind)
        ]

    def people(self) -> dict[str, person_decide.PersonState]:
        """Everybody who stands but the owner, by name; of namesakes the last."""
        return {
            face.state.names[0]: face.state
            for face in self.standing()
            if face.state.names
        }

    def standing(self) -> list[KnownPerson]:
        """Everybody who stands but the owner, once each."""
        merged = ledger_stream.INITIAL
        for event in self.streams_[self.origin]:
            merged = ledger_stream.evolve(merged, event)
        found = people_of(self, merged, set(self.streams_) - {self.owner})
        everybody = {face.person: face for face in found.values() if face.stands}
        return [face for person, face in everybody.items() if person != self.owner]


def _names(event: Event) -> list[str]:
    match event:
        case (
            PersonAdded(name=str(name))
            | PersonRenamed(name=str(name))
            | AliasAdded(alias=str(name))
        ):
            return [name]
        case _:
            return []
