"""Where words are written: in the names and details of people, in notes, places and messages."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.facts.base import PersonId
from ledger.language.folding import words
from projections import timeline
from projections.fold import Identity, Rows
from projections.happenings import Happening
from projections.queue import Listed
from projections.texts import WORDS

_LAST: Final = "\U0010ffff"


class Found(NamedTuple):
    """The people and the events about whom or which all words are written."""

    people: list[PersonId]
    events: list[Happening]


def search(tables: Rows, identity: Identity, listed: Listed, text: str) -> Found:
    """Everything that has all words of a text, each as the beginning of a word of its own.

    Accents and case do not matter. Only people whom lists show, by id, and events with one of
    them, the last first; nothing retracted or erased.
    """
    leaves = _leaves(tables, words(text))
    rows = [row for i in sorted(leaves) if (row := timeline.at(tables, i)) and row.live]
    people = {identity.root(row.stream) for row in rows if row.kind == "PersonAdded"}
    events = [
        row
        for row in rows
        if row.kind != "PersonAdded"
        and any(listed(identity.root(who)) for who in row.participants if who != identity.owner)
    ]
    return Found(
        sorted(filter(listed, people - {identity.owner or ""})),
        sorted(events, key=lambda row: (row.day, row.i), reverse=True),
    )


def _leaves(tables: Rows, wanted: tuple[str, ...]) -> set[int]:
    """The leaves with a word that begins with each of those wanted."""
    found: set[int] | None = None
    for word in sorted(set(wanted), key=len, reverse=True):
        here = {row[1] for row in tables.scan(WORDS, low=word, high=word + _LAST)}
        found = here if found is None else found & here
        if not found:
            break
    return found or set()
