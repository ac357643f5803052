"""One line of an audit file: JSON in the one canonical way to write it, so that no byte of it is free."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

import orjson

from ledger.errors import Damaged

Line: TypeAlias = dict[str, Any]

CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def parsed(line: bytes, number: int) -> Line:
    """The object on this line of the file, newline included; Damaged if other bytes could say the same."""
    if not line.endswith(b"\n"):
        raise Damaged("Line {line} is cut short.", line=number)
    try:
        value = orjson.loads(line)
        same = orjson.dumps(value, option=CANONICAL | orjson.OPT_APPEND_NEWLINE) == line
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        value, same = None, False
    if not (same and isinstance(value, dict)) or _has_float(value.values()):
        raise Damaged("Line {line} is not a JSON object in its canonical form.", line=number)
    return value


def _has_float(values: Iterable[Any]) -> bool:
    for value in values:
        kind = type(value)  # a look at each value of each line: isinstance would take twice as long
        if kind is float:
            return True
        if (kind is dict and _has_float(value.values())) or (kind is list and _has_float(value)):
            return True
    return False


def is_number(value: object) -> bool:
    """Whether the value is a number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_text(value: object, shape: re.Pattern[str]) -> bool:
    """Whether the value is a text of just this shape."""
    return isinstance(value, str) and shape.fullmatch(value) is not None
