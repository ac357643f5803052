"""One line of an audit file: JSON in the one canonical way to write it, so that no byte of it is free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO, Any, Final, TypeAlias

import orjson

from ledger.errors import Damaged
from ledger.facts.rules import LONGEST_LINE

Line: TypeAlias = dict[str, Any]

CANONICAL: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
DEEPEST: Final = 64
"""The most objects and lists inside one another in a state or in a sealed text; itself counts."""


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, each with its newline; a longer one than any event takes comes in pieces."""
    return iter(partial(file.readline, LONGEST_LINE), b"")


def parsed(line: bytes, number: int) -> Line:
    """The object on this line of the file, newline included; Damaged if other bytes could say the same."""
    if not line.endswith(b"\n"):
        if len(line) < LONGEST_LINE:
            raise Damaged("Line {line} is cut short.", line=number)
        raise Damaged(
            "Line {line} is longer than {most} MiB, which no event takes: this is no audit file, or an older "
            "version recorded a longer text. 'handshake verify' without a file checks the ledger itself.",
            line=number,
            most=LONGEST_LINE // 2**20,
        )
    value = canonical_object(line[:-1], DEEPEST + 1)
    if value is None:
        raise Damaged("Line {line} is not a JSON object in its canonical form.", line=number)
    return value


def canonical_object(data: bytes, deepest: int = DEEPEST) -> Line | None:
    """The JSON object that these bytes write in the canonical way, nested so deep at most; else None."""
    try:
        value = orjson.loads(data)
        same = orjson.dumps(value, option=CANONICAL) == data
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    if not same or not isinstance(value, dict) or not _is_plain(value.values(), deepest - 1):
        return None
    return value


def _is_plain(values: Iterable[Any], levels: int) -> bool:
    """Whether no float is among the values, and no more levels of objects and lists."""
    for value in values:
        kind = type(value)  # every value of every line passes here: isinstance would take twice as long
        if kind is float:
            return False
        if kind is dict:
            inner = value.values()
        elif kind is list:
            inner = value
        else:
            continue
        if levels == 0 or not _is_plain(inner, levels - 1):
            return False
    return True


def texts_in(value: object) -> Iterator[str]:
    """Every text inside a JSON value, without the keys of objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def is_number(value: object) -> bool:
    """Whether the value is a number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_text(value: object, shape: re.Pattern[str]) -> bool:
    """Whether the value is a text of just this shape."""
    return isinstance(value, str) and shape.fullmatch(value) is not None
