"""One line of an audit file: JSON in the one canonical way to write it, so that no byte of it is free."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import repeat
from typing import IO, Any, Final, NamedTuple, TypeAlias

import orjson

from ledger.errors import Damaged
from ledger.facts.rules import LONGEST_LINE

Line: TypeAlias = dict[str, Any]

CANONICAL: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
BATCH_BYTES: Final = 1 << 18
"""How many bytes are decoded at once."""
DEEPEST: Final = 64
"""The most objects and lists inside one another in a state or in a sealed text; itself counts."""


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, each with its newline; a longer one than any event takes comes in pieces."""
    return iter(partial(file.readline, LONGEST_LINE), b"")


class ParsedLines(NamedTuple):
    """Lines of a file that follow each other, without their newlines, and the objects that they write."""

    number: int  # of the first
    lines: Sequence[bytes] = ()
    values: Sequence[Line] = ()

    def part(self, start: int, stop: int | None = None) -> ParsedLines:
        """Return some of these lines."""
        return ParsedLines(
            self.number + start, self.lines[start:stop], self.values[start:stop]
        )


def parsed_batches(lines: Iterable[bytes], number: int) -> Iterator[ParsedLines]:
    """Yield the lines of a file, some at a time; the first has this number.

    Raises Damaged at the first line that is not canonical, once those before it were yielded.
    """
    for batch in _batches(lines):
        texts = [line[:-1] for line in batch]
        values = canonical_objects(texts, DEEPEST + 1)
        if values is not None and all(map(bytes.endswith, batch, repeat(b"\n"))):
            yield ParsedLines(number, texts, values)
        else:
            yield from _one_by_one(batch, number)
        number += len(batch)


def _one_by_one(batch: Iterable[bytes], number: int) -> Iterator[ParsedLines]:
    for at, line in enumerate(batch, start=number):
        value = parsed(line, at)
        yield ParsedLines(at, [line[:-1]], [value])


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines in lists, of few lines where they are long."""
    batch: list[bytes] = []
    held = 0
    for line in lines:
        batch.append(line)
        held += len(line)
        if held > BATCH_BYTES:
            yield batch
            batch, held = [], 0
    yield batch


def parsed(line: bytes, number: int) -> Line:
    """Return the object on this line of the file, newline included; Damaged if other bytes could say the same."""
    if not line.endswith(b"\n"):
        if len(line) < LONGEST_LINE:
            raise Damaged("Line {line} is cut off.", line=number)
        raise Damaged(
            "Line {line} is longer than {most} MiB, longer than any event can be: this is not an audit file, or an older version recorded a longer text. 'handshake verify' without a file checks the ledger itself.",
            line=number,
            most=LONGEST_LINE // 2**20,
        )
    value = canonical_object(line[:-1], DEEPEST + 1)
    if value is None:
        raise Damaged(
            "Line {line} is not a JSON object in its canonical form.", line=number
        )
    return value


def canonical_object(data: bytes, deepest: int = DEEPEST) -> Line | None:
    """Return the JSON object that these bytes write in the canonical way, nested so deep at most; else None."""
    values = canonical_objects([data], deepest)
    if not values:
        return None
    return values[0]


def canonical_objects(
    texts: Sequence[bytes], deepest: int = DEEPEST
) -> list[Line] | None:
    """Return the JSON objects that these bytes write, or None if one of them is not canonical.

    All are decoded at once; each is written again alone, so that none can borrow a bracket from the next.
    """
    joined = b"[%b]" % b",".join(texts)
    try:
        values = _flat_objects(joined)
        if values is None:
            values = orjson.loads(joined)
            if not _is_plain(values, deepest):
                return None
        if len(values) != len(texts):
            return None
        for value, text in zip(values, texts, strict=True):
            if orjson.dumps(value, option=CANONICAL) != text or type(value) is not dict:
                return None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    return values


def _flat_objects(joined: bytes) -> list[Line] | None:
    """Return the objects of a list as most lines are: no float, and at most a list in an object in an object.

    Types that are checked while decoding cost nothing; None if one object is of another shape.
    """
    import msgspec

    try:
        return _flat_decoder()(joined)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


@cache
def _flat_decoder() -> Callable[[bytes], list[Line]]:
    import msgspec

    flat: Any = str | int | bool | None | list[str]
    return msgspec.json.Decoder(list[dict[str, flat | dict[str, flat]]]).decode


def _is_plain(values: Iterable[Any], levels: int) -> bool:
    """Whether no float is among the values, and no more levels of objects and lists."""
    for value in values:
        kind = type(
            value
        )  # every value of every line passes here: isinstance would take twice as long
        if kind is str or kind is int:
            continue
        if kind is float:
            return False
        if kind is dict or kind is list:
            inner = value.values() if kind is dict else value
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
