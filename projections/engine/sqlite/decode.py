"""The states of many facts, decoded by msgspec, which checks the fields of a kind while it reads them."""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    NotRequired,
    TypedDict,
    Union,
    cast,
    get_args,
    get_origin,
)

import msgspec

from ledger.facts.codec import UPCASTERS
from ledger.facts.event import Event, EventId, Unset, fields_of, kind_of
from ledger.named_tuple import NamedTuple


class Topic(NamedTuple):
    """The class name of a kind (the topic of an unknown one), and how many of its states are decoded.

    `decode` gives the fields in clear as attributes, with `i`, `stream`, `kind`, `is_sealed` and `text`
    beside them, `decode_state` a dictionary, and so does `decode_text` of the sealed ones. All are None for
    states that are read one by one: of an unknown kind or an older version, or with the id of an event,
    whose form is checked.
    """

    kind: str
    decode: Callable[[bytes], Any] | None
    decode_state: Callable[[bytes], dict[str, Any]] | None
    decode_text: Callable[[bytes], dict[str, Any]] | None


class Topics(dict[str, Topic]):
    """The topics, each looked up when it is first met."""

    def __missing__(self, topic: str) -> Topic:
        kind = None if topic in UPCASTERS else kind_of(topic)
        self[topic] = _topic(kind) if kind else Topic(topic, None, None, None)
        return self[topic]


def _topic(kind: type[Event]) -> Topic:
    name = kind.__name__
    fields = [field for field in fields_of(kind) if not field.sealed]
    if any(field.hint == EventId for field in fields):
        return Topic(name, None, None, None)
    attributes: list[Any] = [
        ("recorded_at", str),
        ("source", str),
        ("sealed", str | None | msgspec.UnsetType, msgspec.UNSET),
    ]
    state: dict[str, Any] = {
        "recorded_at": str,
        "source": str,
        "sealed": NotRequired[str | None],
    }
    for field in fields:
        value = _json_type(field.hint)
        required = field.required and not field.null
        attributes.append(
            (field.name, value) if required else (field.name, value | None, None)
        )
        state[field.name] = value if required else NotRequired[value | None]
    attributes += [
        ("i", int, 0),
        ("stream", str, ""),
        ("kind", str, name),
        ("is_sealed", bool, False),
        ("text", dict[str, Any] | None, None),
    ]
    struct = msgspec.defstruct(name, attributes, kw_only=True, gc=False)
    dictionary: Any = cast("Any", TypedDict)(name, state)
    text = {
        field.name: _json_type(field.hint) | None
        for field in fields_of(kind)
        if field.sealed
    }
    sealed: Any = cast("Any", TypedDict)(name, text, total=False)
    return Topic(
        name,
        msgspec.json.Decoder(struct).decode,
        msgspec.json.Decoder(dictionary).decode,
        msgspec.json.Decoder(sealed).decode,
    )


_PLAIN: Final[dict[Any, Any]] = {str: str, int: int}


def _json_type(hint: Any) -> Any:
    """The JSON type of a field. Whether a text is a day is seen where it is read as one."""
    match get_origin(hint):
        case origin if origin is Annotated:
            return _json_type(get_args(hint)[0])
        case origin if origin in (Union, UnionType):
            return _json_type(
                next(each for each in get_args(hint) if each not in (type(None), Unset))
            )
        case origin if origin is tuple:
            return list[str]
        case _:
            return _PLAIN.get(hint, str)
