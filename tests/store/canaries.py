"""A ledger in which every personal field of every kind of event holds a word to be searched for."""

from __future__ import annotations

import subprocess
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, get_origin

from ledger.facts import ledger_stream
from ledger.facts.connection.events import ConnectionRequested
from ledger.facts.event import KINDS, Event, NewEvents, fields_of
from ledger.facts.exchange import FavourGiven
from ledger.facts.meeting.events import CoffeeHad
from ledger.facts.person import events as people
from ledger.store.ledger import Ledger
from tests.store.histories import World, identity

WORD = "Canari"
BEGINNINGS: dict[str, type[Event]] = {
    "meeting": CoffeeHad,
    "connection": ConnectionRequested,
    "exchange": FavourGiven,
}
LONG = {"text", "note", "message", "why"}
LEFT_OUT = {"PersonErased", "TextErased"}


def everywhere(ledger: Ledger) -> tuple[str, str, int]:
    """Record one event of every kind about one person; the owner, the person, how many texts there are."""
    world = World(Random(5))
    owner, person = identity(world.random), identity(world.random)
    world.people = [owner, person]
    opened = ledger_stream.LedgerOpened(
        owner=owner, culture="french", trust_permille=260
    )
    entries = [
        NewEvents(identity(world.random), 0, (opened,)),
        NewEvents(owner, 0, (people.PersonAdded(name="me"),)),
        NewEvents(person, 0, tuple(event(world, kind) for kind in kinds("person"))),
    ]
    for stream_kind, beginning in BEGINNINGS.items():
        for kind in kinds(stream_kind):
            both = (event(world, beginning), event(world, kind))
            entries.append(NewEvents(identity(world.random), 0, both))
    ledger.append(entries, world.stamp())
    count = sum(
        any(field.sealed for field in fields_of(type(each)))
        for entry in entries[2:]
        for each in entry.events
    )
    return owner, person, count


def kinds(stream_kind: str) -> list[type[Event]]:
    found = [each for each in KINDS.values() if each.stream_kind == stream_kind]
    return sorted(
        (each for each in found if each.__name__ not in LEFT_OUT),
        key=lambda each: (each.__name__ != "PersonAdded", each.__name__),
    )


def event(world: World, kind: type[Event]) -> Event:
    """An event of this kind between both people, with the word in each personal field."""
    defaults = {each.name: each.default for each in fields(kind)}
    values: dict[str, Any] = {}
    for each in fields_of(kind):
        if each.sealed:
            values[each.name] = said(kind, each.name, each.hint)
        elif each.name in {"participants", "people"}:
            values[each.name] = tuple(sorted(world.people))
        elif each.name in {"owner", "person"}:
            values[each.name] = world.people[each.name == "person"]
        elif defaults[each.name] is MISSING:
            values[each.name] = world._value(each.hint)
    if "occurred_on" in values:
        values["occurred_on"] = date(2026, 11, 20)
    return kind(**values)


def said(kind: type[Event], name: str, hint: Any) -> Any:
    """What a personal field says: quoted, accented, on two lines, and long enough for several pages."""
    text = f'{WORD}-{kind.__name__}-{name} "né"\nÉté ' + f"{WORD.upper()} " * (
        1_000 * (name in LONG)
    )
    listed = get_origin(hint) is tuple or "tuple[" in str(hint)
    return (text, f"{WORD.lower()}@example.org") if listed else text


def searched(folder: Path, word: str = WORD) -> list[str]:
    """The files below a folder whose bytes hold the word in any case, by a tool that is not ours."""
    found = subprocess.run(
        [
            "grep",
            "--text",
            "--recursive",
            "--files-with-matches",
            "--ignore-case",
            word,
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode in {0, 1}, found.stderr
    return sorted(Path(each).name for each in found.stdout.splitlines())
