"""An event as the values that are stored, and back: its state, and its sealed text.

What is recorded can always be read. `check` and `check_text` are for a ledger that something else has changed:
they look for what has to be there, and for the JSON type of each field; `handshake verify` tells whether it
is what was recorded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
)

from ledger.errors import Damaged, Usage
from ledger.facts.event import (
    UNSET,
    Event,
    EventId,
    StreamId,
    Unset,
    fields_of,
    kind_of,
)
from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ledger.facts.canonical import Json

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


class Stated(NamedTuple):
    """An event at its position of a stream: its state without stamp, its sealed text, its identifiers in clear.

    Lighter than the event, which a long import makes tens of thousands of.
    """

    stream: StreamId
    v: int
    topic: str
    state: State
    text: State | None
    identifiers: tuple[str, ...]


def stated(stream: StreamId, v: int, event: Event) -> Stated:
    """The event as its values."""
    return Stated(
        stream, v, event.topic(), state_of(event), text_of(event), event.identifiers
    )


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
        values_read = {n: read(values[n]) for n, read in readers.items() if n in values}
        return kind(**values_read)
    except (TypeError, ValueError) as error:
        raise Damaged(
            "The ledger holds an unreadable {topic}: {error}. Run 'handshake verify'.",
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
            return list(map(plain, value))
        case None | bool() | int():
            return value
        case _:
            raise TypeError(f"no field of an event may hold {value!r}")


def clean(value: str) -> str:
    """The text in NFC; refuses a lone surrogate, which no UTF-8 file can hold."""
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Usage(
            'The text "{text}" has a broken character at position {place}; type it again.',
            text=ascii(value),
            place=error.start + 1,
        ) from None
    return unicodedata.normalize("NFC", value)


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


# ---------------------------------------------------------------- whether stored values can be read


class Shape(NamedTuple):
    """A field: what its value has to be, whether it has to be there, and whether null is then a value."""

    name: str
    fits: Callable[[Any], bool]
    required: bool
    null: bool = False


def check(topic: str, kind: type[Event] | None, state: Any) -> None:
    """Raise Damaged, with the field, for a state that is none of its kind; of an unknown kind check the stamp only."""
    if not isinstance(state, dict):
        raise _unreadable(topic, "state")
    shapes = _STAMPED if kind is None else _in_clear(cast("Any", kind))
    _check(topic, shapes, state)


def check_text(topic: str, kind: type[Event] | None, text: Any) -> None:
    """Raise Damaged, with the field, for a sealed text that is none of its kind."""
    if not isinstance(text, dict):
        raise _unreadable(topic, "text")
    if kind is None:
        return
    sealed = _sealed(cast("Any", kind))
    for (
        name,
        value,
    ) in (
        text.items()
    ):  # a text has few of the fields that it may have, and none that it must
        if value is None:
            continue
        if name not in sealed:
            continue
        fits = sealed[name]
        if not fits(value):
            raise _unreadable(topic, name)


def _check(topic: str, shapes: Iterable[Shape], values: Mapping[str, Any]) -> None:
    for name, fits, required, null in shapes:
        value = values.get(name)
        if value is not None:
            is_wrong = not fits(value)
        else:
            is_wrong = required and not (null and name in values)
        if is_wrong:
            raise _unreadable(topic, name)


def _unreadable(topic: str, part: str) -> Damaged:
    return Damaged(
        "The ledger holds an unreadable {topic}: {error}. Run 'handshake verify'.",
        topic=topic,
        error=part,
    )


@cache
def _in_clear(kind: type[Event]) -> tuple[Shape, ...]:
    """The fields of a kind that stand in clear, after those of every kind."""
    shapes = [*_STAMPED]
    for field in fields_of(kind):
        if not field.sealed:
            fits = _fits(field.hint)
            shapes.append(Shape(field.name, fits, field.required, field.null))
    shapes.append(Shape("sealed", _is_text, required=False))
    return tuple(shapes)


@cache
def _sealed(kind: type[Event]) -> dict[str, Callable[[Any], bool]]:
    """What each of its sealed fields has to be."""
    sealed = [field for field in fields_of(kind) if field.sealed]
    return {field.name: _fits(field.hint) for field in sealed}


def _fits(hint: Any) -> Callable[[Any], bool]:
    if hint == EventId:
        return _is_event_id
    match get_origin(hint):
        case origin if origin is Annotated:
            return _fits(get_args(hint)[0])
        case origin if origin in (Union, UnionType):
            hints = (
                field for field in get_args(hint) if field not in (type(None), Unset)
            )
            return _fits(next(hints))
        case origin if origin is Literal:
            return _is_text
        case origin if origin is tuple:
            return _is_texts
        case _:
            return {str: _is_text, int: _is_number, date: _is_day}[hint]


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_texts(value: Any) -> bool:
    return type(value) is list and {*map(type, value)} <= {str}


def _is_event_id(value: Any) -> bool:
    """Check the pattern of an event id, the only text that readers take apart."""
    if type(value) is not str:
        return False
    stream, _slash, position = value.partition("/")
    is_number = position.isdecimal() and position.isascii()
    if not bool(stream):
        return False
    return is_number and len(position) < _DIGITS


_DIGITS: Final = 19
"""With as many a number may be greater than what SQLite can hold."""


def _is_number(value: Any) -> bool:
    return type(value) is int


@cache
def _is_iso(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_day(value: Any) -> bool:
    return type(value) is str and _is_iso(value)


_STAMPED: Final = tuple(
    Shape(name, _is_text, required=True) for name in ("recorded_at", "source")
)
"""What stands in every state, of known kinds and of others, and is read of every one."""
