"""Sealed texts that are not there, and the later erasures that explain them.

`PersonErased` explains the missing text of every earlier event of that person's stream, and of every earlier
event that names the person anywhere in its state; `TextErased` that of the one event it names.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import groupby

from projections.audit.versions import fingerprint

ID_LENGTH = 36


class Gaps:
    """Leaves without their text. The explanation comes later: only the end of the ledger can tell."""

    def __init__(self) -> None:
        # One pair for each name that would explain a leaf: 12 bytes a name, not a set a leaf.
        self._leaves: array[int] = array("I")
        self._names: array[int] = array("Q")
        self._erased: dict[int, int] = {}

    def missing(self, i: int, stream: str, v: int, state: object) -> None:
        """Leaf `i`, version `v` of this stream, has no text."""
        people = {text for text in _texts(state) if len(text) == ID_LENGTH}
        for name in {stream, f"{stream}/{v}", *people}:
            self._leaves.append(i)
            self._names.append(fingerprint(name))

    def erased(self, i: int, name: str) -> None:
        """Leaf `i` erases the person of this id, or the text of the event of this id."""
        self._erased[fingerprint(name)] = i

    def unexplained(self) -> int | None:
        """The first leaf without text that no later erasure explains."""
        names = iter(self._names)
        for i, group in groupby(self._leaves):
            explained = [self._erased.get(next(names), -1) > i for _ in group]
            if not any(explained):
                return i
        return None


def _texts(value: object) -> Iterator[str]:
    """Every text inside a JSON value; the keys of objects are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
