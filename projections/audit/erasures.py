"""Sealed texts that are not there, and the later erasures that explain them.

`PersonErased` explains the missing text of every earlier event of that person's stream, and of every earlier
event that names the person anywhere in its state; `TextErased` that of the one event it names.
"""

from __future__ import annotations

import re
from array import array
from itertools import groupby
from typing import Any, Final

from ledger.errors import Damaged
from projections.audit.canonical_line import is_text, texts_in
from projections.audit.versions import fingerprint

ERASING: Final = frozenset({"person.PersonErased@1", "person.TextErased@1"})
"""The kinds of events that explain a missing text."""
ID: Final = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
EVENT_ID: Final = re.compile(f"{ID.pattern}/[1-9][0-9]*")


class Erasures:
    """Missing texts and erasures so far; only the end of the ledger can tell whether they match."""

    def __init__(self) -> None:
        # A pair of a leaf and a name for each name that would explain it: 16 bytes, not a set a leaf.
        self._leaves: array[int] = array("Q")
        self._names: array[int] = array("Q")
        self._erased: dict[int, int] = {}

    def missing(self, i: int, stream: str, v: int, state: object) -> None:
        """Leaf `i`, version `v` of this stream, has no text."""
        people = {text for text in texts_in(state) if is_text(text, ID)}
        for name in {stream, f"{stream}/{v}", *people}:
            self._leaves.append(i)
            self._names.append(fingerprint(name))

    def take(self, i: int, kind: str, stream: str, state: dict[str, Any]) -> None:
        """Remember what leaf `i` erases, if it does. Damaged if it should and names no event."""
        if kind == "person.PersonErased@1":
            self._erased[fingerprint(stream)] = i
        elif kind == "person.TextErased@1":
            event = state.get("event")
            if not is_text(event, EVENT_ID):
                raise Damaged("Event #{leaf} erases nothing.", leaf=i)
            self._erased[fingerprint(str(event))] = i

    def check_end(self) -> None:
        """Damaged if a text is missing that no later erasure explains; names the first such leaf."""
        names = iter(self._names)
        for i, group in groupby(self._leaves):
            explained = [self._erased.get(next(names), -1) > i for _ in group]
            if not any(explained):
                raise Damaged(
                    "The text of event #{leaf} is missing, and no later erasure explains it.",
                    leaf=i,
                )
