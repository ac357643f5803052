"""Files of somebody who altered events and computed every hash again: only that gives him away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.audit.ledgers import Ledger, erase, erase_text, opened, seal, step

OTHER = "0c5e7d5e-5f8f-4f2e-9d29-2a3f0e4b7c11"
SALT = "5a" * 32


def story() -> Ledger:
    """A ledger with both sorts of gap: 2, 4 and 6 lost their text with Ada (7), 8 lost its own (9)."""
    ledger = opened("Camille Lefèvre")
    ledger.people += [ledger.new_id(), ledger.new_id()]
    owner, ada, bob = ledger.people
    ledger.record("person.PersonAdded@1", ada, {"name": "Ada"})
    ledger.record("person.PersonAdded@1", bob, {"name": "李雷"})
    ledger.record(
        "meeting.CoffeeHad@1",
        ledger.new_id(),
        {"note": "tea"},
        participants=sorted([owner, ada]),
    )
    ledger.record(
        "meeting.CoffeeHad@1",
        ledger.new_id(),
        participants=sorted([owner, bob]),
        minutes=25,
    )
    ledger.record("person.NoteTaken@1", ada, {"text": "engines"})
    erase(ledger, ada)
    ledger.record("person.NoteTaken@1", bob, {"text": "chess"})
    erase_text(ledger, 8)
    step(ledger, "favour", 2, "a book")
    return ledger


def state(i: int, **fields: Any) -> Callable[[Ledger], None]:
    return lambda ledger: ledger.events[i].state.update(fields)


def event(i: int, **fields: Any) -> Callable[[Ledger], None]:
    return lambda ledger: vars(ledger.events[i]).update(fields)


def text(i: int, words: Any, salt: str = SALT) -> Callable[[Ledger], None]:
    return lambda ledger: seal(ledger.events[i], words, salt)


def note_after_her_erasure(ledger: Ledger) -> None:
    ledger.record("person.NoteTaken@1", ledger.people[1], {"text": "again"}).text = None


def her_id_as_a_key(ledger: Ledger) -> None:
    ledger.events[4].state.update(participants=[], by={ledger.people[1]: 1})


def her_id_within_a_text(ledger: Ledger) -> None:
    ledger.events[4].state.update(participants=[], by=f'"{ledger.people[1]}"')


def her_id_quoted_within_a_text(ledger: Ledger) -> None:
    ledger.events[4].state.update(participants=[], by=f'see "{ledger.people[1]}" there')


def erasure_in_36_characters(ledger: Ledger) -> None:
    name = f"{OTHER}"[:34] + "/1"
    ledger.events[10].text = None
    ledger.events[10].state["by"] = name
    erase_text(ledger, 10)
    ledger.events[-1].state["event"] = name


def event_named_in_the_state(ledger: Ledger) -> None:
    """An event whose own id is not the one whose text was erased."""
    ledger.events[10].text = None
    ledger.events[10].state["by"] = f"{OTHER}/1"
    erase_text(ledger, 10)
    ledger.events[-1].state["event"] = f"{OTHER}/1"


def nested(levels: int, *, as_object: bool = False) -> Any:
    """A list in a list in a list, this many of them; or objects."""
    value: Any = 1
    for _level in range(levels):
        value = {"in": value} if as_object else [value]
    return value


def text_erasure_of_a_whole_person(ledger: Ledger) -> None:
    vars(ledger.events[7]).update(kind="person.TextErased@1")
    ledger.events[7].state["event"] = ledger.people[1]


def text_erasure_of_the_next_event(ledger: Ledger) -> None:
    ledger.events[9].state["event"] = f"{ledger.people[2]}/3"


def erasure_of_somebody_else(ledger: Ledger) -> None:
    ledger.record("person.NoteTaken@1", ledger.people[1], {"text": "again"}).text = None
    erase(ledger, ledger.people[2])


EVENTS: dict[str, Callable[[Ledger], None]] = {
    "a text is missing and nobody was erased": event(10, text=None),
    "a text went missing after the person was erased": note_after_her_erasure,
    "a text is missing and somebody else was erased": erasure_of_somebody_else,
    "a text is missing and another event's text was erased": text_erasure_of_the_next_event,
    "the erasure of a text names a person": text_erasure_of_a_whole_person,
    "the erasure of a text is found in 36 characters that are no id": erasure_in_36_characters,
    "the erasure of a text names an event 0": state(9, event=f"{OTHER}/0"),
    "the erasure of a text names an event 01": state(9, event=f"{OTHER}/01"),
    "the erasure of a text names an event of no stream": state(9, event="5b0e/1"),
    "the erasure of a text names an event and more": state(9, event=f"{OTHER}/1/1"),
    "the erasure of a text names an event in another script": state(
        9, event=f"{OTHER}/\u0661"
    ),
    "the erasure of a text names an event in a list": state(9, event=[f"{OTHER}/1"]),
    "the erasure of a text names a list with a slash": state(9, event=["/"]),
    "the erasure of a text names an object with a slash": state(9, event={"/": 1}),
    "the erasure of a text names null": state(9, event=None),
    "an id within a longer text of the state": her_id_quoted_within_a_text,
    "the event is named in the state only": event_named_in_the_state,
    "a state nests 65 levels deep": state(5, minutes=nested(64)),
    "a state nests 253 levels deep": state(5, minutes=nested(252)),
    "a text nests 65 levels deep": text(10, {"note": nested(64)}),
    "the erasure of a text names nothing": lambda ledger: ledger.events[9].state.pop(
        "event"
    ),
    "the erasure of a text names a number": state(9, event=8),
    "the person erased is only a key of the state": her_id_as_a_key,
    "the person erased is only within a text of the state": her_id_within_a_text,
    "the erasure is of an unknown version": event(7, kind="person.PersonErased@2"),
    "a text belongs to no commitment": event(5, text={"note": "tea"}, salt=SALT),
    "a text is another one": event(10, text={"note": "a bank"}),
    "a salt is another one": event(10, salt=SALT),
    "a text is no object": text(10, "a book"),
    "a text is null": text(10, None),
    "a text holds a float": text(10, {"note": 0.5}),
    "a salt is too short": text(10, {"note": "a book"}, "5a" * 31),
    "a salt is too long": text(10, {"note": "a book"}, "5a" * 33),
    "a commitment is too short": state(6, sealed="5a" * 31),
    "a commitment is in capitals": state(6, sealed="5A" * 32),
    "a commitment is null": state(6, sealed=None),
    "a commitment is a number": state(6, sealed=7),
    "a commitment is empty": state(6, sealed=""),
    "a state is a list": event(5, state=[]),
    "a state holds a float": state(5, minutes=25.0),
    "a state holds an exponent": state(5, minutes=1e300),
    "a state holds a float in a list": state(5, minutes=[1, 2.5]),
    "a state holds an integer beyond 2^53": state(5, minutes=2**53),
    "a state holds an integer beyond -2^53": state(5, minutes=-(2**53)),
    "a state holds an integer beyond 64 bits": state(5, minutes=2**70),
    "a kind has no version": event(5, kind="meeting.CoffeeHad"),
    "a kind is a number": event(5, kind=5),
    "a stream is no id": event(5, stream="5b0e"),
    "a stream is a number": event(5, stream=5),
    "a stream is in capitals": event(5, stream=OTHER.upper()),
    "a version is left out": event(8, v=3),
    "a version comes twice": event(8, v=1),
    "a stream begins at 0": event(5, v=0),
    "a version is true": event(5, v=True),
    "a version is 1.0": event(5, v=1.0),
    "a version is a text": event(5, v="1"),
}
