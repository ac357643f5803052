"""Random small ledgers, as plain values: events in order, each with its sealed text unless that was erased.

Erasing is stated here as DESIGN has it, in a way of its own, so that the verifiers are not their own judges.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st


@dataclass
class Event:
    """One event; `text` is None when it never had one, or when it was erased."""

    kind: str
    stream: str
    v: int
    state: dict[str, Any]
    salt: str = ""
    text: dict[str, Any] | None = None


@dataclass
class Ledger:
    """Events in the order of recording; the first of `people` is the owner."""

    seed: int = 0
    events: list[Event] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def record(
        self, kind: str, stream: str, text: dict[str, Any] | None = None, **state: Any
    ) -> Event:
        v = 1 + sum(event.stream == stream for event in self.events)
        stamp = {
            "recorded_at": f"2026-11-23T02:40:{len(self.events) % 60:02}.969096Z",
            "recorded_by": self.people[0],
            "source": f"cli:{self.new_id()}",
        }
        event = Event(kind, stream, v, state | stamp)
        if text is not None:
            seal(event, text, self.random.randbytes(32).hex())
        self.events.append(event)
        return event


def canonical(value: object) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


def seal(event: Event, text: Any, salt: str) -> None:
    """Gives the event this text and the commitment to it."""
    event.text, event.salt = text, salt
    event.state["sealed"] = hmac.new(
        bytes.fromhex(salt), canonical(text), hashlib.sha256
    ).hexdigest()


def opened(words: str = "Camille", seed: int = 0) -> Ledger:
    """A ledger that was just opened by its owner."""
    ledger = Ledger(seed)
    ledger.people.append(ledger.new_id())
    ledger.record(
        "ledger.LedgerOpened@1",
        ledger.new_id(),
        owner=ledger.people[0],
        trust_permille=260,
    )
    ledger.record("person.PersonAdded@1", ledger.people[0], {"name": words})
    return ledger


def step(ledger: Ledger, action: str, choice: int, words: str) -> None:
    """One more thing that happens; `choice` picks among whoever and whatever is there."""
    owner, person = ledger.people[0], ledger.people[choice % len(ledger.people)]
    match action:
        case "add":
            ledger.people.append(ledger.new_id())
            ledger.record(
                "person.PersonAdded@1",
                ledger.people[-1],
                {"name": words, "tags": [words, ""]},
            )
        case "coffee":
            there = sorted(
                {owner, person, ledger.people[choice // 7 % len(ledger.people)]}
            )
            note = {"note": words} if words else None
            ledger.record(
                "meeting.CoffeeHad@1",
                ledger.new_id(),
                note,
                participants=there,
                minutes=30,
            )
        case "retract":
            stream = ledger.events[choice % len(ledger.events)].stream
            ledger.record("meeting.MeetingRetracted@1", stream, {"why": words})
        case "favour":
            who = {"owner": owner, "person": person}
            ledger.record(
                "exchange.FavourGiven@1", ledger.new_id(), {"note": words}, **who
            )
        case "note":
            ledger.record("person.NoteTaken@1", person, {"text": words})
        case "cadence":
            ledger.record(
                "person.CadenceSet@1", person, every_days=choice if choice % 2 else None
            )
        case "erase":
            erase(ledger, person)
        case "erase text":
            erase_text(ledger, choice % len(ledger.events))
        case _:
            raise AssertionError(action)


ACTIONS = (
    "add",
    "coffee",
    "retract",
    "favour",
    "note",
    "cadence",
    "erase",
    "erase text",
)


def erase(ledger: Ledger, person: str) -> None:
    for event in ledger.events:
        if event.stream == person or mentions(event.state, person):
            event.text = None
    ledger.record("person.PersonErased@1", person, reason="asked")


def erase_text(ledger: Ledger, i: int) -> None:
    event = ledger.events[i]
    event.text = None
    ledger.record(
        "person.TextErased@1", ledger.people[0], event=f"{event.stream}/{event.v}"
    )


def mentions(value: Any, person: str) -> bool:
    if isinstance(value, dict):
        return any(mentions(item, person) for item in value.values())
    if isinstance(value, list):
        return any(mentions(item, person) for item in value)
    return bool(value == person)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def ledgers(draw: st.DrawFn, most: int = 12) -> Ledger:
    """Any ledger of some events."""
    ledger = opened(draw(WORDS), draw(st.integers(0, 2**32)))
    steps = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 99), WORDS)
    for action, choice, words in draw(st.lists(steps, max_size=most)):
        step(ledger, action, choice, words)
    return ledger


def of_size(size: int) -> Ledger:
    """One ledger of this many events, the same in every run."""
    ledger = opened()
    pick = ledger.random.choice
    while len(ledger.events) < size:
        step(
            ledger,
            pick(ACTIONS),
            pick(range(100)),
            pick(["Zoé", "李雷", "O'Brien\n", ""]),
        )
    return ledger
