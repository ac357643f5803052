"""An event as the values that are stored, and back: its state, and its sealed text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, TypeAlias, cast, get_args

from ledger.errors import Damaged
from ledger.facts.canonical import Json, clean
from ledger.facts.event import UNSET, Event, fields_of, kind_of

State: TypeAlias = "dict[str, Json]"

UPCASTERS: dict[str, Callable[[State], tuple[str, State]]] = {}
"""For each topic of an older version: its state as one of the next version, and that topic."""


def state_of(event: Event) -> State:
    """The fields that stand in clear, as JSON values; without stamp, commitment and keys."""
    clear, _sealed = _stored(cast("Any", type(event)))
    state: State = {}
    for name, null in clear:
        value = getattr(event, name)
        is_left_out = value is UNSET or (value is None and not null)
        if not is_left_out:
            state[name] = plain(value)
    return state


def text_of(event: Event) -> State | None:
    """The personal text as a JSON object, None if the event has none."""
    _clear, sealed = _stored(cast("Any", type(event)))
    text: State = {}
    for name in sealed:
        value = getattr(event, name)
        if value is not None:
            text[name] = plain(value)
    return text or None


@cache
def _stored(kind: type[Event]) -> tuple[tuple[tuple[str, bool], ...], tuple[str, ...]]:
    """The fields of a kind that stand in clear, and whether null is stored of each; and the sealed ones."""
    clear: list[tuple[str, bool]] = []
    sealed: list[str] = []
    for field in fields_of(kind):
        if field.sealed:
            sealed.append(field.name)
        else:
            clear.append((field.name, field.null))
    return tuple(clear), tuple(sealed)


def upcast(topic: str, state: State) -> tuple[str, State]:
    """The topic and state in the version that the program knows; unknown ones unchanged."""
    while (step := UPCASTERS.get(topic)) is not None:
        topic, state = step(state)
    return topic, state


def event_of(topic: str, state: State, text: State | None) -> Event | None:
    """The event that was stored, None for a kind or version that this program does not know.

    `text` is None where it was withheld or erased. Raises Damaged where the state is not one of
    its kind.
    """
    topic, state = upcast(topic, state)
    if (kind := kind_of(topic)) is None:
        return None
    values = {**(text or {}), **state}
    readers = _readers(cast("Any", kind))
    try:
        return kind(
            **{n: read(values[n]) for n, read in readers.items() if n in values}
        )
    except (TypeError, ValueError) as error:
        raise Damaged(
            "A stored {topic} cannot be read: {error}. Run 'handshake verify'.",
            topic=topic,
            error=error,
        ) from error


def plain(value: Any) -> Json:
    """The JSON value of a field's value, with its text in NFC."""
    match value:
        case str():
            return clean(value)
        case date():
            return value.isoformat()
        case tuple():
            return [plain(item) for item in value]
        case None | bool() | int():
            return value
        case _:
            raise TypeError(f"no field of an event may hold {value!r}")


@cache
def _readers(kind: type[Event]) -> dict[str, Callable[[Any], Any]]:
    """For each field of the kind, how its JSON value becomes the field's."""
    return {field.name: _reader(field.hint) for field in fields_of(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    if "datetime.date" in str(hint):
        read: Callable[[Any], Any] = date.fromisoformat
    elif "tuple[" in str(hint):
        read = tuple
    else:
        return lambda value: value
    if type(None) in get_args(hint):
        return lambda value: None if value is None else read(value)
    return read
