"""The words people wrote: names, notes, places, as an index that forgets what is erased.

Words and not SQLite's own full-text tables: those keep what was deleted in their segments, know no
names (O'Brien is not two words), and would not run in memory. docs/reference/search.md has the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.facts.base import StreamId, kind_named
from projections.projection import Many, Projection
from projections.tables import Fact, Gathering, Table, Tables, Told
from projections.written import TEXTS_OF, Text, words_of, written

TEXTS: Final = Table("search_texts", Text._fields, key=1)
WORDS: Final = Table("search_words", ("word", "i"), key=2, packed="")

WITHHELD: Final = Table("search_withheld", ("stream", "v"), key=2)
"""The events whose text was erased: it is not read again, though a copy of it should still be there."""

# ---------------------------------------------------------------- what is kept


def _keep(tables: Tables, text: Text, *, fresh: bool = False) -> None:
    """Put a text in the place of the one of the same event; a fresh event has none."""
    old = None if fresh else tables.get(TEXTS, (text.i,))
    before, after = set(old[3].split()) if old else set(), set(text.words.split())
    for word in before - after:
        tables.drop(WORDS, (word, text.i))
    for word in after - before:
        tables.put(WORDS, (word, text.i))
    tables.put(TEXTS, tuple(text))


def _settle(tables: Tables, facts: Sequence[Fact], before: int) -> None:
    """Write the texts of a stream after each event that is new, where any has a text."""
    if any("sealed" in fact.state for fact in facts):
        for count in range(before, len(facts)):
            _written(tables, facts[: count + 1])


def _written(tables: Tables, facts: Sequence[Fact]) -> None:
    """Write the texts of a stream again, from its facts less the erased texts."""
    withheld = {v for _stream, v in tables.scan(WITHHELD, (facts[0].stream,))}
    told = [each._replace(text=None) if each.v in withheld else each for each in facts]
    kind = kind_named(facts[0].kind)
    if kind and (texts := TEXTS_OF.get(kind.stream_kind)):
        for text in texts(told):
            _keep(tables, text)


def _again(tables: Tables, stream: StreamId, i: int) -> None:
    """Write the texts of a stream again, from its facts up to leaf `i`."""
    if facts := tables.history(stream, i):
        _written(tables, facts)


# ---------------------------------------------------------------- handlers


def _first(tables: Tables, fact: Fact) -> None:
    """The first event of a stream; that costs no look-up."""
    if "sealed" in fact.state:
        _keep(tables, _text(fact), fresh=True)


def _text(fact: Fact) -> Text:
    """What is written in an event that is not changed by others."""
    said = fact.state
    named = [said[name] for name in ("by", "owner", "person") if name in said]
    people = said.get("participants") or [*named, *said.get("people", ())] or [fact.stream]
    return Text(fact.i, fact.stream, " ".join(people), written(fact))


def _text_erased(tables: Tables, fact: Fact) -> None:
    stream, _slash, v = fact.state["event"].partition("/")
    tables.put(WITHHELD, (stream, int(v)))
    _again(tables, stream, fact.i)


def _person_erased(tables: Tables, fact: Fact) -> None:
    """Forget what is written about the person, and what was shared with them."""
    shared = {row[1] for row in tables.scan(TEXTS) if fact.stream in row[2].split()}
    for stream in sorted(shared | {fact.stream}):
        for each in tables.history(stream, fact.i):
            if "sealed" in each.state:
                tables.put(WITHHELD, (stream, each.v))
        _again(tables, stream, fact.i)


def _many_met(tables: Gathering, _kind: str, facts: Sequence[Told]) -> None:
    for i, stream, said, text in facts:
        _put(tables, Text(i, stream, " ".join(said.participants), words_of(text)))


def _many_added(tables: Gathering, _kind: str, facts: Sequence[Told]) -> None:
    for i, stream, _said, text in facts:
        _put(tables, Text(i, stream, stream, words_of(text)))


def _put(tables: Gathering, text: Text) -> None:
    """Put the text of an event that has none yet."""
    tables.waiting(TEXTS)[text.i,] = text
    groups = tables.gathered(WORDS).groups
    for word in text.words.split():
        groups[word].append(text.i)


SEARCH: Final = Projection(
    name="search",
    version=2,
    tables=(TEXTS, WORDS, WITHHELD),
    handlers={"TextErased": _text_erased, "PersonErased": _person_erased},
    firsts=dict.fromkeys(
        (
            *("PersonAdded", "Met", "MeetingProposed", "ConnectionRequested"),
            *("FavourGiven", "FavourReceived", "IntroductionMade"),
        ),
        _first,
    ),
    streams=dict.fromkeys(TEXTS_OF, _settle),
    bulk={
        "PersonAdded": Many(_many_added, texts=True),
        "Met": Many(_many_met, ("participants",), texts=True),
    },
)
