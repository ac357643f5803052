"""The canonical bytes of a JSON value, stated with the standard library alone.

The rule is RFC 8785 restricted to what a ledger may hold: UTF-8, keys in ASCII and sorted, no
spaces, text in Unicode NFC, integers between -(2^53-1) and 2^53-1, and no floats at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LARGEST_INTEGER = 2**53 - 1


def canonical(value: Json) -> bytes:
    """The one sequence of bytes that stands for `value`.

    Raises TypeError for what a ledger never holds (floats, keys that are not ASCII text) and
    ValueError for an integer out of range and for text that `clean` did not make: mistakes of a
    programmer, not of a user.
    """
    import json

    _check(value)
    return json.dumps(
        value,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
        allow_nan=False,
    ).encode()


def _check(value: object) -> None:
    match value:
        case None | bool():
            return
        case str():
            if not unicodedata.is_normalized("NFC", value):
                raise ValueError(f"text not in NFC: {value!r}")
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise ValueError(f"integer out of range: {value}")
        case list():
            for item in value:
                _check(item)
        case Mapping():
            for key, item in value.items():
                is_ascii = isinstance(key, str) and key.isascii()
                if not is_ascii:
                    raise TypeError(f"not an ASCII key: {key!r}")
                _check(item)
        case _:
            raise TypeError(f"not a canonical value: {value!r}")
