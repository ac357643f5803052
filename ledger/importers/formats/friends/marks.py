"""How what stands in friends.md and has no place of its own in a ledger is kept in a note, and told again.

An activity of which no one said that people met becomes a note, so that it makes no trust and is not
lost: `[friends.md activity 2026-11-03/2] Helped **Ada** move.` was the activity number 2 of its day,
from 0. What is about no one, and places with other names, become notes of the owner's.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["activity", "note", "place"]

_MARK: Final = re.compile(
    r"\[friends\.md (?P<kind>activity|note|place)(?: [0-9-]{10}/(?P<number>[0-9]{1,6}))?\] (?P<text>.*)",
    re.DOTALL,
)


class Marked(NamedTuple):
    """A line of friends.md as a note keeps it: its kind, its place in its day, its text."""

    kind: Kind
    number: int
    text: str


def marked(kind: Kind, text: str, on: date | None = None, number: int = 0) -> str:
    """The text of the note that keeps a line; with its day, no two lines of one person are one note."""
    return f"[friends.md {kind}{f' {on}/{number}' if on else ''}] {text}"


def unmarked(text: str) -> Marked | None:
    """The line that a note keeps, None where it keeps none."""
    if not (match := _MARK.fullmatch(text)):
        return None
    kinds: dict[str, Kind] = {"activity": "activity", "note": "note", "place": "place"}
    return Marked(kinds[match["kind"]], int(match["number"] or 0), match["text"])
