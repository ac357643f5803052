"""The words people wrote: notes, places, details of people, as an index that forgets what is erased.

The words of names are in the directory alone. These are words and not SQLite's own full-text tables,
which keep what was deleted in their segments, know no names (O'Brien is not two words), and would not run
in memory. docs/reference/search.md has the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from ledger.facts.event import PersonId, StreamId
from ledger.language.text import words
from ledger.named_tuple import NamedTuple
from projections import meetings
from projections.directory.tables import as_list, person_of
from projections.engine.tables import (
    Fact,
    Projection,
    Row,
    Rows,
    RowsOf,
    RowsOfMany,
    Stream,
    Table,
    Tables,
    one_by_one,
    replay,
)
from projections.search import VERSION


class SearchText(NamedTuple):
    """What is written about one event: its folded words, sorted, with spaces between.

    A person's details stand at the leaf that added the person, without the words of names, by which the
    directory finds people. There are no words if the text was erased, or the event is retracted.
    """

    i: int
    stream: StreamId
    people: str
    words: str


TEXTS: Final = Table("search_texts", SearchText._fields, key=1)
"""A row for each text. A person's own stream has one only if there are words: most people have no
more than a name."""

WORDS: Final = Table("search_words", ("word", "i"), key=2, packed=True)

FORGOTTEN: Final = Table("search_forgotten", ("stream", "leaf"), key=1)
"""The streams that were shared with people who were erased, and the leaf of the last such erasure: what was
written until then is not read again, though a copy of it should still be there."""

TextsOf: TypeAlias = Callable[[Stream], Iterator[SearchText]]
"""Reads the texts of a stream from its facts."""


def _reading(texts_of: TextsOf) -> RowsOf:
    """The rows of the texts of one kind of stream."""

    def rows_of(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
        if any("sealed" in fact.state for fact in stream.facts):
            yield from _rows(rows, stream, texts_of)

    return rows_of


def _rows(rows: Rows, stream: Stream, texts_of: TextsOf) -> Iterator[tuple[Table, Row]]:
    texts = list(texts_of(stream))
    if any(text.words for text in texts):
        forgotten = rows.get(FORGOTTEN, (stream.facts[0].stream,))
        if forgotten:
            _stream_id, leaf = forgotten
            shortened = _without_texts(stream, leaf)
            texts = list(texts_of(shortened))
    yield from one_by_one(_of_texts(texts))


def _of_texts(texts: Iterable[SearchText]) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The rows of texts."""
    indexed: list[SearchText] = []
    word_rows: list[tuple[str, int]] = []
    for text in texts:
        if not text.words and text.people == text.stream:
            continue
        indexed.append(text)
        word_rows += [(word, text.i) for word in text.words.split()]
    return (TEXTS, indexed), (WORDS, word_rows)


def _of_sealed(text_of: Callable[[Any], SearchText]) -> RowsOfMany:
    """The rows of facts as far as they have a text; nothing of a stream that begins can be forgotten."""

    def rows_of_many(
        _rows: Rows, facts: Iterable[Any]
    ) -> Iterable[tuple[Table, Iterable[Row]]]:
        return _of_texts([text_of(fact) for fact in facts if fact.is_sealed])

    return rows_of_many


def _without_texts(stream: Stream, leaf: int) -> Stream:
    facts: list[Fact] = []
    for fact in stream.facts:
        is_forgotten = fact.i <= leaf
        facts.append(fact._replace(text=None) if is_forgotten else fact)
    return Stream(facts)


def _person_erased(tables: Tables, fact: Fact) -> None:
    """Forget what is written about the person, and what was shared with them."""
    shared = [row for row in tables.scan(TEXTS) if _is_about(row, fact.stream)]
    for i, stream, people, written in shared:
        for word in written.split():
            tables.drop(WORDS, (word, i))
        tables.put(FORGOTTEN, (stream, fact.i))
        if people == stream:
            tables.drop(TEXTS, (i,))
        else:
            tables.put(TEXTS, (i, stream, people, ""))
    tables.put(FORGOTTEN, (fact.stream, fact.i))


def _is_about(row: Row, person: PersonId) -> bool:
    _i, stream, people, _written_words = row
    return stream == person or person in people.split()


# ---------------------------------------------------------------- what is written about each event

_DETAILS: Final = ("organisation", "position", "place", "tags")
_APOSTROPHES: Final = frozenset("'‘’‛`´ʼ")
_ELISIONS: Final = dict.fromkeys(map(ord, _APOSTROPHES), " ")
_SEARCHED: Final = (*_DETAILS, "note", "message", "text")


@lru_cache(4096)
def _words(text: str) -> frozenset[str]:
    """The folded words of a text; `l'été` is `lete` and, apart, `l` and `ete`.

    A person's notes are looked at again with each one that is taken.
    """
    folded = frozenset(words(text))
    if _APOSTROPHES.isdisjoint(text):
        return folded
    apart = text.translate(_ELISIONS)
    return folded.union(words(apart))


def _words_of_values(values: Iterable[Any]) -> set[str]:
    """The folded words of texts, and of lists of texts."""
    every: set[str] = set()
    for value in values:
        texts = [value] if isinstance(value, str) else value or ()
        for text in texts:
            every |= _words(text)
    return every


def _written(fact: Fact | None) -> str:
    """The folded words of the sealed text of an event."""
    if not fact:
        return ""
    return _words_written(fact.text)


def _words_written(text: Mapping[str, Any] | None) -> str:
    if not text:
        return ""
    values = map(text.get, _SEARCHED)
    return " ".join(sorted(_words_of_values(values)))


def _of_person(stream: Stream) -> Iterator[SearchText]:
    """The person's details, and each note."""
    facts, id_ = stream.facts, stream.facts[0].stream
    person = stream.once(person_of)
    here = person is None or not (person.retracted or person.erased)
    details = ""
    if person is not None and here:
        details = _words_of_person(
            [person.name, *as_list(person.aliases)],
            [person.organisation, person.position, person.place, as_list(person.tags)],
        )
    yield SearchText(facts[0].i, id_, id_, details)
    if len(facts) > 1:
        gone = _retracted(facts, "note", "NoteRetracted", "NoteReinstated")
        for fact in facts:
            if fact.kind != "NoteTaken":
                continue
            stands = here and fact.v not in gone
            note = ""
            if stands:
                note = _written(fact)
            yield SearchText(fact.i, id_, id_, note)


def _of_added(added: Any) -> SearchText:
    """The details of a person known only by how they were added."""
    text = added.text or {}
    details = _words_of_person([text.get("name")], map(text.get, _DETAILS))
    return SearchText(added.i, added.stream, added.stream, details)


def _words_of_person(names: Iterable[str | None], details: Iterable[Any]) -> str:
    """The folded words of details, and of parts of names, but for those by which the directory finds the names."""
    every = _words_of_values(filter(None, details))
    known_names = list(filter(None, names))
    for name in known_names:
        if not _APOSTROPHES.isdisjoint(name):
            every |= _words(name)
    if not every:  # most people have no more than a name
        return ""
    for name in known_names:
        every.difference_update(words(name))
    return " ".join(sorted(every))


def _of_meeting(stream: Stream) -> Iterator[SearchText]:
    """The texts of the plan and of the meeting, each as last corrected."""
    meeting = stream.once(meetings.meeting)
    readable_facts = list(map(_as_readable, stream.facts))
    readable = meetings.meeting(readable_facts)
    for v, step in meeting.steps.items():
        has_text = step.met or step.kind == "MeetingProposed"
        if step.text is None:
            continue
        if not has_text:
            continue
        live = not meeting.gone and v not in meeting.retracted
        leaf = None
        if live:
            leaf = readable.steps[v].text
        yield _in_force(stream.facts, v, step.participants, leaf)


def _of_held(held: Any) -> SearchText:
    """The text of a meeting with no later event."""
    people = sorted(set(held.participants))
    return SearchText(held.i, held.stream, " ".join(people), _words_written(held.text))


def _of_exchange(stream: Stream) -> Iterator[SearchText]:
    """The note of the exchange, as last corrected."""
    from ledger.facts import exchange

    facts = stream.facts
    state = replay(facts, exchange.INITIAL, exchange.evolve)
    readable = replay(map(_as_readable, facts), exchange.INITIAL, exchange.evolve)
    exchanged = state.made
    if exchanged is None or readable.made is None or not exchanged.note:
        return
    if isinstance(exchanged, exchange.IntroductionMade):
        people: tuple[PersonId, ...] = (exchanged.by, *exchanged.people)
    else:
        people = (exchanged.owner, exchanged.person)
    kind = type(exchanged).__name__
    *earlier, latest = (fact.v for fact in facts if fact.kind == kind)
    for v in earlier:
        yield _in_force(facts, v, people, None)
    leaf: int | None = None
    if readable.made.note and not state.retracted:
        leaf = int(readable.made.note)
    yield _in_force(facts, latest, people, leaf)


def _of_connection(stream: Stream) -> Iterator[SearchText]:
    """The message of each request."""
    gone = _retracted(
        stream.facts, "event", "ConnectionRetracted", "ConnectionReinstated"
    )
    for fact in stream.facts:
        state = fact.state
        has_no_message = fact.kind != "ConnectionRequested" or "sealed" not in state
        if has_no_message:
            continue
        people = sorted({state["owner"], state["person"]})
        message = ""
        if fact.v not in gone:
            message = _written(fact)
        yield SearchText(fact.i, fact.stream, " ".join(people), message)


def _of_click(click: Any) -> SearchText:
    """The message of a request that nothing followed."""
    people = sorted({click.owner, click.person})
    return SearchText(
        click.i, click.stream, " ".join(people), _words_written(click.text)
    )


def _retracted(facts: Iterable[Fact], field: str, away: str, back: str) -> set[int]:
    """The positions that facts of the kind `away` name, and none of the kind `back` later."""
    gone: set[int] = set()
    for fact in facts:
        if fact.kind == away:
            gone.add(fact.state[field])
        elif fact.kind == back:
            gone.discard(fact.state[field])
    return gone


def _as_readable(fact: Fact) -> Fact:
    """The fact without its text if that was erased: an erased correction corrects nothing."""
    if fact.text or "sealed" not in fact.state:
        return fact
    state = dict(fact.state)
    del state["sealed"]
    return fact._replace(state=state)


def _in_force(
    facts: Sequence[Fact], v: int, people: Sequence[PersonId], leaf: int | None
) -> SearchText:
    """What is written about the event at position `v`: the text that stands at a leaf, its own or a correction's."""
    fact = next(event for event in facts if event.v == v)
    source = next((event for event in facts if event.i == leaf), None)
    return SearchText(
        i=fact.i,
        stream=fact.stream,
        people=" ".join(sorted(set(people))),
        words=_written(source),
    )


TEXTS_OF: Final[Mapping[str, TextsOf]] = {
    "person": _of_person,
    "meeting": _of_meeting,
    "exchange": _of_exchange,
    "connection": _of_connection,
}
"""How the texts of each kind of stream are read from its facts."""

TEXT_OF: Final[Mapping[str, Callable[[Any], SearchText]]] = {
    "PersonAdded": _of_added,
    "Met": _of_held,
    "Clicked": _of_click,
}
"""The text of a fact that is the only one of its stream."""

PROJECTION: Final = Projection(
    name="search",
    version=VERSION,
    tables=(TEXTS, WORDS, FORGOTTEN),
    streams={kind: _reading(texts_of) for kind, texts_of in TEXTS_OF.items()},
    handlers={"PersonErased": _person_erased},
    lone={kind: _of_sealed(text_of) for kind, text_of in TEXT_OF.items()},
)
