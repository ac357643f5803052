"""The words people wrote: notes, places, details of people, as an index that forgets what is erased.

The words of names are in the directory alone.

Words and not SQLite's own full-text tables: those keep what was deleted in their segments, know no
names (O'Brien is not two words), and would not run in memory. docs/reference/search.md has the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from ledger.facts.event import PersonId, StreamId, kind_named
from projections.engine.projection import NOTHING, Many, Projection
from projections.engine.tables import CODE, Fact, Gathering, Lot, Table, Tables
from projections.search.terms import TEXTS_OF, Text, words_of, words_of_added, written

TEXTS: Final = Table("search_texts", Text._fields, key=1)
"""One row a text; what is written in a person's own stream has one only where it has words: of most
people there is no more than a name."""

WORDS: Final = Table("search_words", ("word", "i"), key=2, packed=True)

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
    if text.words or text.people != text.stream:
        tables.put(TEXTS, tuple(text))
    elif old:
        tables.drop(TEXTS, (text.i,))


def _settle(tables: Tables, facts: Sequence[Fact], before: int) -> None:
    """Write the texts of a stream after each event that is new, where any has a text."""
    if any("sealed" in fact.state for fact in facts):
        for count in range(before, len(facts)):
            _written(tables, facts[: count + 1])


def _settle_person(tables: Tables, facts: Sequence[Fact], before: int) -> None:
    """Write the texts of a person's stream that its new events may have changed: there may be thousands of notes."""
    if any("sealed" in fact.state for fact in facts):
        _written(tables, facts, _touched(facts, before) if before else None)


def _touched(facts: Sequence[Fact], before: int) -> set[int] | None:
    """The leaves of the texts that the events from `before` on may have changed; None for all."""
    by_position, found = {fact.v: fact.i for fact in facts}, {facts[0].i}
    for fact in facts[before:]:
        if fact.kind in {"PersonRetracted", "PersonReinstated", "PersonErased"}:
            return None
        note = fact.v if fact.kind == "NoteTaken" else fact.state.get("note")
        if note in by_position:
            found.add(by_position[note])
    return found


def _written(tables: Tables, facts: Sequence[Fact], leaves: Collection[int] | None = None) -> None:
    """Write the texts of a stream again, or those at some leaves, from its facts less the erased texts."""
    withheld = {v for _stream, v in tables.scan(WITHHELD, (facts[0].stream,))}
    told = [each._replace(text=None) if each.v in withheld else each for each in facts]
    kind = kind_named(facts[0].kind)
    if kind and (texts := TEXTS_OF.get(kind.stream_kind)):
        for text in texts(told):
            if leaves is None or text.i in leaves:
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
    words = words_of_added(fact.text or {}) if fact.kind == "PersonAdded" else written(fact)
    return Text(fact.i, fact.stream, " ".join(sorted({*people})), words)


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


def _many_met(tables: Gathering, lot: Lot) -> None:
    for i, stream, said in zip(lot.leaves, lot.streams, lot.said, strict=True):
        _put(tables, i, stream, sorted(said.participants), words_of(lot.texts[i]))


def _many_added(tables: Gathering, lot: Lot) -> None:
    for i, stream in zip(lot.leaves, lot.streams, strict=True):
        if words := words_of_added(lot.texts[i]):
            _put(tables, i, stream, (stream,), words)


def _put(tables: Gathering, i: int, stream: StreamId, people: Sequence[PersonId], words: str) -> None:
    """Put the text of an event that has none yet."""
    tables.waiting(TEXTS)[i,] = Text(i, stream, " ".join(people), words)
    groups = tables.gathered(WORDS).groups
    for word in words.split():
        groups[word].append(i << CODE)


SEARCH: Final = Projection(
    name="search",
    version=3,
    tables=(TEXTS, WORDS, WITHHELD),
    handlers={"TextErased": _text_erased, "PersonErased": _person_erased},
    firsts=dict.fromkeys(
        (
            *("PersonAdded", "Met", "MeetingProposed", "ConnectionRequested"),
            *("FavourGiven", "FavourReceived", "IntroductionMade"),
        ),
        _first,
    ),
    streams=dict.fromkeys(TEXTS_OF, _settle) | {"person": _settle_person},
    bulk={
        "PersonAdded": Many(_many_added, texts=True),
        "Met": Many(_many_met, ("participants",), texts=True),
    },
    whole={"Clicked": NOTHING},
)
