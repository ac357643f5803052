"""Where words are written: in the names and details of people, in notes, places and messages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from typing import Final

from ledger.facts.event import PersonId
from ledger.language.text import words
from ledger.named_tuple import NamedTuple
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.queue.query import Listed
from projections.search.tables import WORDS
from projections.timeline.entries import TimelineEntries, TimelineEntry

_LAST: Final = "\U0010ffff"


class Found(NamedTuple):
    """The people and the events that match all words."""

    people: list[PersonId]
    events: list[TimelineEntry]


def search(tables: Rows, identity: Identity, listed: Listed, text: str) -> Found:
    """Everything that has all words of a text, each as the beginning of a word of its own.

    An event has the names of its people too, but for one word at least. Accents and case do not
    matter. Only people shown in lists, by id, and events with one of them or the owner alone, the
    last first; nothing retracted or erased.
    """
    terms = sorted(set(words(text)))
    if not terms:
        return Found([], [])
    leaves = [_leaves(tables, word) for word in terms]
    named = [_named(tables, identity, word) for word in terms]
    me = identity.me
    people = list(map(set, named))
    events: list[TimelineEntry] = []
    written = TimelineEntries(tables)
    for i in sorted(set().union(*leaves)):
        has_word = [i in leaves_of_word for leaves_of_word in leaves]
        lacks_word = [not is_written for is_written in has_word]
        absent = list(compress(named, lacks_word))
        row = None
        if all(absent):
            row = written.at(i)
        if row is None:
            continue
        if not row.live:
            continue
        participants = set(map(identity.root, row.participants))
        participants.discard(me)
        if row.kind == "PersonAdded":
            for bearers in compress(people, has_word):
                bearers.update(participants)
            continue
        shown = not participants or any(map(listed, participants))
        has_all = shown and all(participants & bearers for bearers in absent)
        if has_all:
            events.append(row)
    everywhere = set.intersection(*people)
    everywhere.discard(me)
    return Found(
        people=sorted(filter(listed, everywhere)),
        events=sorted(events, key=lambda row: (row.day, row.i), reverse=True),
    )


def leaves_with(tables: Rows, written: Iterable[str]) -> set[int]:
    """The leaves where all of these words are written."""
    leaves = [_leaves(tables, word) for word in written]
    if leaves:
        return set.intersection(*leaves)
    return set()


def _leaves(tables: Rows, word: str) -> set[int]:
    """The leaves where a word is written that begins so."""
    rows = tables.scan(WORDS, low=word, high=word + _LAST)
    return {leaf for _word, leaf in rows}


def _named(tables: Rows, identity: Identity, word: str) -> set[PersonId]:
    """The people one of whose names begins so."""
    bearers = directory.with_word(tables, word)
    return set(map(identity.root, bearers))
