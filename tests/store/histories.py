"""Random histories of every kind of event, as the store takes them; the people in them are invented."""

from __future__ import annotations

import types
import uuid
from collections.abc import Collection, Iterator
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ledger.facts import ledger_stream
from ledger.facts.event import KINDS, Event, NewEvents, fields_of
from ledger.facts.person import events as people
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger

TEXTS = (
    "Zoé Lefèvre",
    "李雷",
    "O'Brien",
    "=1+1",
    "\x1b[31mred\x1b[0m",
    'a "quoted" \\ word',
    "two\nlines\tand a tab",
    "\x00\x1f\x7f\u2028\u2029",
    "👩🏽\u200d🚀 à bientôt",
    '{"of":0,"salt":"","text":{}}',
    "é" * 3_000,
)
PATTERNS = (
    "coffee",
    "linkedin",
    "A" * 42 + "E=",
    "12:30",
    "ab" * 32,
)  # what the patterned fields that are no ids may hold


def identity(random: Random) -> str:
    """A random UUID (version 4)."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


@dataclass
class World:
    """What a random history has said so far."""

    random: Random
    people: list[str] = field(default_factory=list)
    streams: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def batches(self, sizes: Iterator[int]) -> Iterator[tuple[list[NewEvents], Stamp]]:
        """Batches of so many events each; the ledger is opened with the first."""
        for size in sizes:
            entries = [] if self.people else self._opening()
            entries += [self._entry() for _ in range(size)]
            yield entries, self.stamp()

    def stamp(self) -> Stamp:
        """Who records, now and then at a whole second."""
        moment = datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(
            seconds=self.random.randrange(10**6)
        )
        moment += timedelta(
            microseconds=self.random.choice([0, self.random.randrange(10**6)])
        )
        source = self.random.choice(["cli", "import:linkedin"])
        return Stamp(self.people[0], f"{source}:{identity(self.random)}", moment)

    def _opening(self) -> list[NewEvents]:
        origin, owner = identity(self.random), identity(self.random)
        self.people = [owner, identity(self.random)]
        self.streams = {"ledger": [origin], "person": [owner]}
        self.versions = {origin: 1, owner: 1}
        opened = ledger_stream.LedgerOpened(
            owner=owner, culture="french", trust_permille=260
        )
        return [
            NewEvents(origin, 0, (opened,)),
            NewEvents(owner, 0, (people.PersonAdded(name="me"),)),
        ]

    def _entry(self) -> NewEvents:
        topics = sorted(KINDS.keys() - self.without)  # whatever was declared first
        kind = KINDS[self.random.choice(topics)]
        known = self.streams.setdefault(kind.stream_kind, [])
        if kind.stream_kind == "ledger" or (known and self.random.random() < 0.4):
            stream = self.random.choice(known)
        else:
            known.append(stream := identity(self.random))
        if kind.stream_kind == "person" and stream not in self.people:
            self.people.append(stream)
        version = self.versions.get(stream, 0)
        self.versions[stream] = version + 1
        return NewEvents(stream, version, (self.event(kind),))

    def event(self, kind: type[Event]) -> Event:
        """An event of this kind with random values."""
        defaults = {each.name: each.default for each in fields(kind)}
        values = {
            each.name: self._value(each.hint)
            for each in fields_of(kind)
            if defaults[each.name] is MISSING or self.random.random() < 0.7
        }
        brought = [
            f"email:{n}@example.org"
            for n in self.random.sample(range(60), self.random.choice([0, 0, 2]))
        ]
        return kind(**values, identifiers=tuple(brought))

    def _value(self, hint: Any) -> Any:
        arguments = get_args(hint)
        match get_origin(hint):
            case origin if origin in {Union, types.UnionType}:
                return self._value(self.random.choice(arguments))
            case origin if origin is Literal:
                return self.random.choice(arguments)
            case origin if origin is tuple:
                return tuple(
                    sorted(
                        {
                            self._value(arguments[0])
                            for _ in range(self.random.randint(2, 5))
                        }
                    )
                )
            case origin if origin is Annotated:
                return self._constrained(*arguments)
            case _:
                return self._plain(hint)

    def _constrained(self, hint: Any, rule: Any) -> Any:
        if hint is int:
            return self.random.randint(rule.lowest, rule.highest or 2**53 - 1)
        import re

        person = self.random.choice(self.people)
        words = (person, f"{person}/{self.versions.get(person, 1)}", *PATTERNS)
        return next(word for word in words if re.fullmatch(rule.regex, word))

    def _plain(self, hint: Any) -> Any:
        if hint is str:
            return self.random.choice(TEXTS)
        if hint is date:
            return date(1900, 1, 1) + timedelta(days=self.random.randrange(46_000))
        if hint is bool:
            return self.random.random() < 0.5
        return None if hint is type(None) else next(iter(hint))  # an enumeration of one


def fill(
    ledger: Ledger,
    seed: int,
    sizes: tuple[int, ...] = (5, 1, 20, 3),
    without: Collection[str] = (),
) -> World:
    """Record a random history in batches of these sizes, `without` some kinds, after the ledger's opening."""
    world = World(Random(seed), without=frozenset(without))
    for entries, stamp in world.batches(iter(sizes)):
        ledger.append(entries, stamp)
    return world
