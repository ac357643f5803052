"""Whether a stored state, and the text beside it, can be read as one of its kind.

What is recorded always can; this is for a ledger that something else has changed. It looks for what has
to be there, and for the JSON type of each field; `handshake verify` tells whether it is what was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    cast,
    get_args,
    get_origin,
)

from ledger.errors import Damaged
from ledger.facts.event import Event, EventId, Unset, fields_of


class Shape(NamedTuple):
    """A field: what its value has to be, and whether it has to be there."""

    name: str
    fits: Callable[[Any], bool]
    required: bool


def check(topic: str, kind: type[Event] | None, state: Any) -> None:
    """Raise Damaged, with the field, for a state that is none of its kind; of an unknown kind check the stamp only."""
    if not isinstance(state, dict):
        raise _unreadable(topic, "state")
    _check(topic, _STAMPED, state)
    if kind is not None:
        _check(topic, _in_clear(cast("Any", kind)), state)


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
        if value is None or name not in sealed:
            continue
        fits = sealed[name]
        if not fits(value):
            raise _unreadable(topic, name)


def _check(topic: str, shapes: Iterable[Shape], values: Mapping[str, Any]) -> None:
    for name, fits, required in shapes:
        value = values.get(name)
        is_wrong = required if value is None else not fits(value)
        if is_wrong:
            raise _unreadable(topic, name)


def _unreadable(topic: str, part: str) -> Damaged:
    return Damaged(
        "A stored {topic} cannot be read: {error}. Run 'handshake verify'.",
        topic=topic,
        error=part,
    )


@cache
def _in_clear(kind: type[Event]) -> tuple[Shape, ...]:
    """The fields of a kind that stand in clear."""
    shapes: list[Shape] = []
    for field in fields_of(kind):
        if not field.sealed:
            required = field.required and not field.null
            shapes.append(Shape(field.name, _fits(field.hint), required=required))
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
            return _fits(
                next(
                    field
                    for field in get_args(hint)
                    if field not in (type(None), Unset)
                )
            )
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
    return bool(stream) and is_number and len(position) < _DIGITS


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
