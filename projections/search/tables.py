"""The words people wrote: notes, places, details of people, as an index that forgets what is erased.

The words of names are in the directory alone. These are words and not SQLite's own full-text tables,
which keep what was deleted in their segments, know no names (O'Brien is not two words), and would not run
in memory. docs/reference/search.md has the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ledger.facts.event import PersonId
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
)
from projections.search import VERSION
from projections.search.terms import TEXT_OF, TEXTS_OF, SearchText, TextsOf

TEXTS: Final = Table("search_texts", SearchText._fields, key=1)
"""A row for each text. A person's own stream has one only if there are words: most people have no
more than a name."""

WORDS: Final = Table("search_words", ("word", "i"), key=2, packed=True)

FORGOTTEN: Final = Table("search_forgotten", ("stream", "leaf"), key=1)
"""The streams that were shared with people who were erased, and the leaf of the last such erasure: what was
written until then is not read again, though a copy of it should still be there."""


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
    words: list[tuple[str, int]] = []
    for text in texts:
        if not text.words and text.people == text.stream:
            continue
        indexed.append(text)
        words += [(word, text.i) for word in text.words.split()]
    return (TEXTS, indexed), (WORDS, words)


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
    for i, stream, people, words in shared:
        for word in words.split():
            tables.drop(WORDS, (word, i))
        tables.put(FORGOTTEN, (stream, fact.i))
        if people == stream:
            tables.drop(TEXTS, (i,))
        else:
            tables.put(TEXTS, (i, stream, people, ""))
    tables.put(FORGOTTEN, (fact.stream, fact.i))


def _is_about(row: Row, person: PersonId) -> bool:
    _i, stream, people, _words = row
    return stream == person or person in people.split()


PROJECTION: Final = Projection(
    name="search",
    version=VERSION,
    tables=(TEXTS, WORDS, FORGOTTEN),
    streams={kind: _reading(texts_of) for kind, texts_of in TEXTS_OF.items()},
    handlers={"PersonErased": _person_erased},
    lone={kind: _of_sealed(text_of) for kind, text_of in TEXT_OF.items()},
)
