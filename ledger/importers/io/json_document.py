"""JSON from outside, value by value: each with its line, none of them able to cost more than a message.

A file is walked over with the standard decoder, so that each entry knows where it began; of an
outermost list only one entry at a time is in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from ledger.errors import BadInput
from ledger.importers.io.encoding import decode

MOST_PARTS: Final = 6_000_000
"""Values of a file that is still read; in memory each takes many times its length."""

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()


class Value(NamedTuple):
    """A value in a document: its key or place in what it stands in, where it begins, where it ends."""

    key: str | int
    begin: int
    end: int


@dataclass(frozen=True)
class Document:
    """The text of a JSON file, or of a script that is one value behind an equals sign."""

    file: str
    text: str
    encoding: str
    root: int = 0

    def load(self, value: Value) -> Any:
        """A value as a Python object."""
        return self._decoded(value.begin)[0]

    def line(self, value: Value) -> int:
        """The line on which the value begins, from 1; ask from top to bottom."""
        return self._lines.of(value.begin)

    def inside(self, value: Value | None = None) -> Iterator[Value]:
        """The values inside an object or a list, by default the outermost one; none in another value."""
        begin = self._skip(self.root) if value is None else value.begin
        if closing := {"{": "}", "[": "]"}.get(self.text[begin : begin + 1]):
            yield from self._members(begin + 1, closing)

    def get(self, key: str, value: Value | None = None) -> Value | None:
        """The value of this key in an object, or None."""
        for member in self.inside(value):
            if member.key == key:
                return member
        return None

    @cached_property
    def _lines(self) -> _Lines:
        return _Lines(self.text)

    def _members(self, at: int, closing: str) -> Iterator[Value]:
        at = self._skip(at)
        place = 0
        while not self.text.startswith(closing, at):
            key: str | int = place
            if closing == "}":
                key, at = self._decoded(at)
                at = self._skip(self._expect(":", self._skip(at)))
                if not isinstance(key, str):
                    raise self._broken(at)
            end = self._decoded(at)[1]
            yield Value(key, at, end)
            at = self._skip(end)
            place += 1
            if not self.text.startswith(closing, at):
                at = self._skip(self._expect(",", at))

    def _decoded(self, at: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except RecursionError:
            raise BadInput(
                "{file} is nested too deeply for an export.", file=self.file
            ) from None
        except json.JSONDecodeError as error:
            raise self._broken(error.pos) from None
        except ValueError:  # a number of thousands of digits
            raise self._broken(at) from None

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at)
        if not space:
            return at
        return space.end()

    def _expect(self, sign: str, at: int) -> int:
        if not self.text.startswith(sign, at):
            raise self._broken(at)
        return at + 1

    def _broken(self, at: int) -> BadInput:
        line = self.text.count("\n", 0, at) + 1
        return BadInput(
            "{file} is cut off or not JSON on line {line}; extract it from the export again.",
            file=self.file,
            line=line,
        )


class _Lines:
    """Counts lines on, so that asking for each value of a file reads it once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at, self.line = 0, 1

    def of(self, place: int) -> int:
        if place < self.at:
            self.at, self.line = 0, 1
        self.line += self.text.count("\n", self.at, place)
        self.at = place
        return self.line


def read_document(
    file: str, data: bytes, *, encoding: str | None = None, script: bool = False
) -> Document:
    """The document in a file's bytes, not yet decoded; with `script` what stands behind the first `=`.

    Raises BadInput for a file too large or with too many values.
    """
    text, used = decode(file, data, encoding=encoding)
    if sum(map(text.count, "[{,")) > MOST_PARTS:
        raise BadInput("{file} is too large for one person's export.", file=file)
    root = 0
    if script:
        root = text.find("=", 0, 1_000) + 1
    return Document(file, text, used, root)
