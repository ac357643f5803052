"""The words people wrote: names, notes, places, as an index that forgets what is erased.

Words and not SQLite's own full-text tables: those keep what was deleted in their segments, know no
names (O'Brien is not two words), and would not run in memory. docs/reference/search.md has the rest.
"""

from __future__ import annotations

from typing import Final

from ledger.facts.base import StreamId, names
from projections.fold import Fact, Projection, Table, Tables
from projections.written import TEXTS_OF, Text, request, written

TEXTS: Final = Table("search_texts", Text._fields, key=1)
WORDS: Final = Table("search_words", ("word", "i"), key=2)

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


def _again(tables: Tables, stream: StreamId, i: int) -> None:
    """Write the texts of a stream again, from its facts up to leaf `i` less the erased texts."""
    withheld = {v for _stream, v in tables.scan(WITHHELD, (stream,))}
    facts = [
        each._replace(text=None if each.v in withheld else each.text) for each in tables.history(stream, i)
    ]
    if facts and (kind := names().get(facts[0].kind)) and (texts := TEXTS_OF.get(kind.stream_kind)):
        for text in texts(facts):
            _keep(tables, text)


# ---------------------------------------------------------------- handlers


def _added(tables: Tables, fact: Fact) -> None:
    _keep(tables, Text(fact.i, fact.stream, fact.stream, written(fact)), fresh=True)


def _stream(tables: Tables, fact: Fact) -> None:
    _again(tables, fact.stream, fact.i)


def _happened(tables: Tables, fact: Fact) -> None:
    """A meeting, a plan or an exchange; a first one costs no look-up."""
    if fact.v > 1:
        _again(tables, fact.stream, fact.i)
    elif "sealed" in fact.state:
        said = fact.state
        named = [said[name] for name in ("by", "owner", "person") if name in said]
        people = said.get("participants") or [*named, *said.get("people", ())]
        _keep(tables, Text(fact.i, fact.stream, " ".join(people), written(fact)), fresh=True)


def _requested(tables: Tables, fact: Fact) -> None:
    if "sealed" in fact.state:
        _keep(tables, request(fact), fresh=True)


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


SEARCH: Final = Projection(
    name="search",
    version=1,
    tables=(TEXTS, WORDS, WITHHELD),
    handlers={
        "PersonAdded": _added,
        "NoteTaken": _added,
        **dict.fromkeys(("PersonRenamed", "AliasAdded", "AliasRemoved", "DetailsChanged"), _stream),
        **dict.fromkeys(("NoteRetracted", "NoteReinstated", "PersonRetracted", "PersonReinstated"), _stream),
        **dict.fromkeys(("Met", "MeetingProposed", "exchange"), _happened),
        **dict.fromkeys(("MeetingCorrected", "MeetingRetracted", "MeetingReinstated"), _stream),
        "ConnectionRequested": _requested,
        **dict.fromkeys(("ConnectionRetracted", "ConnectionReinstated"), _stream),
        "TextErased": _text_erased,
        "PersonErased": _person_erased,
    },
)
