"""JSON Schemas (2020-12) of what is stored of each kind of event, made from the classes.

`python -m ledger.facts.schema` writes those of new kinds into `schemas/`, one file a kind and
version. Files that are there stay as they are: what was released is never described otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    TypeAlias,
    Union,
    get_args,
    get_origin,
)

from ledger.facts.event import (
    KINDS,
    UUID,
    Bounds,
    Event,
    Field,
    Pattern,
    Unset,
    fields_of,
)

Schema: TypeAlias = "dict[str, Any]"

FOLDER: Final = Path(__file__).with_name("schemas")

_DATE: Final = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}"


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


STAMP: Final[Schema] = {
    "recorded_at": _text(f"{_DATE}T{_TIME}Z"),
    "recorded_by": _text(UUID),
    "source": _text(f"(?:cli|import:[a-z0-9-]+|undo:{UUID}):{UUID}"),
}
"""What the store adds to every event: when, by which person and in which batch it was recorded."""

KEYS: Final[Schema] = {
    "type": "array",
    "items": _text("[0-9a-f]{64}"),
    "minItems": 1,
    "uniqueItems": True,
    "description": "Keyed hashes of the identifiers that the event brings, sorted.",
}

COMMITMENT: Final[Schema] = _text("[0-9a-f]{64}") | {
    "description": "HMAC-SHA256 of the sealed text's canonical JSON under its salt.",
}


def schema_of(topic: str) -> Schema:
    """The schema of a leaf's `state` of this kind; that of its sealed text is `$defs/text` in it.

    Raises KeyError for a kind that the program does not know.
    """
    kind = KINDS[topic]
    clear, sealed = _described(kind, sealed=False), _described(kind, sealed=True)
    state = _object(
        {**clear, **STAMP, "keys": KEYS}, required=[*_required(kind), *STAMP]
    )
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:handshake-ledger:{topic}",
        "title": topic,
        **state,
    }
    if sealed:
        schema["properties"] |= {"sealed": COMMITMENT}
        schema["$defs"] = {"text": _object(sealed) | {"minProperties": 1}}
    return schema


def pretty(schema: Schema) -> str:
    """The schema as its file holds it: keys sorted, two spaces, a final newline."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def missing() -> Iterator[Path]:
    """The files of kinds that have none yet, written one by one."""
    FOLDER.mkdir(exist_ok=True)
    for topic in KINDS:
        file = FOLDER / f"{topic}.json"
        if not file.exists():
            file.write_text(pretty(schema_of(topic)), encoding="utf-8")
            yield file


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    if required:
        schema["required"] = sorted(required)
    return schema


def _described(kind: type[Event], *, sealed: bool) -> Schema:
    described: Schema = {}
    for field in fields_of(kind):
        if field.sealed is sealed:
            described[field.name] = _field(field)
    return described


def _required(kind: type[Event]) -> list[str]:
    """The names that are always there: without default, or with one that is stored."""
    names: list[str] = []
    for field in fields_of(kind):
        default = getattr(kind, field.name, None)
        is_stored = default is not None and not isinstance(default, Unset)
        if field.required or is_stored:
            names.append(field.name)
    return names


def _field(field: Field) -> Schema:
    value = _value(field.hint)
    if field.null:
        value["type"] = [value["type"], "null"]
    return value


def _value(hint: Any) -> Schema:
    match get_origin(hint):
        case origin if origin is Annotated:
            bare, *marks = get_args(hint)
            return _marked(_value(bare), marks)
        case origin if origin in (Union, UnionType):
            hints = (
                field for field in get_args(hint) if field not in (type(None), Unset)
            )
            only = next(hints)
            return _value(only)
        case origin if origin is Literal:
            return {"type": "string", "enum": sorted(get_args(hint))}
        case origin if origin is tuple:
            return _several(_value(get_args(hint)[0]))
        case _:
            return {
                str: {"type": "string"},
                int: {"type": "integer"},
                date: _text(_DATE),
            }[hint].copy()


def _marked(schema: Schema, marks: list[object]) -> Schema:
    for mark in marks:
        match mark:
            case Pattern(regex):
                schema |= _text(regex)
            case Bounds(lowest, highest):
                maximum = highest
                if highest is None:
                    maximum = 2**53 - 1
                schema |= {
                    "minimum": lowest,
                    "maximum": maximum,
                }
            case _:
                pass
    return schema


def _several(items: Schema) -> Schema:
    """A list; a list of people has at least two, without duplicates, in the order of their ids."""
    people = {}
    if "pattern" in items:
        people = {"minItems": 2, "uniqueItems": True}
    return {"type": "array", "items": items, **people}


if __name__ == "__main__":
    for written in missing():
        print(written)  # noqa: T201 - a developer's command says what it wrote
