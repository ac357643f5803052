"""What may be asked of the directory: people, names, and who is read as whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from projections.directory.identity import Identity
from projections.directory.tables import BOOK, BOOK_KEY, MERGES, PEOPLE, WORDS, Person
from projections.engine.tables import Row, Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId

__all__ = ["Person", "book", "identity", "people", "person", "with_word"]


def book(tables: Rows) -> Row:
    """The ledger's own row: a name, the owner, the culture and its thousandths of trust."""
    row = tables.get(BOOK, BOOK_KEY)
    if row is None:
        row = (*BOOK_KEY, "french", 260)
    name, culture, permille = row
    return name, tables.owner, culture, permille


def person(tables: Rows, id_: PersonId) -> Person | None:
    """What is known of a person under this very id, merges apart."""
    row = tables.get(PEOPLE, (id_,))
    if row is None:
        return None
    return Person._make(row)


def people(tables: Rows) -> Iterator[Person]:
    """Everybody who was ever entered, by id."""
    return map(Person._make, tables.scan(PEOPLE))


def identity(tables: Rows) -> Identity:
    """Which people are read as which others."""
    return Identity(into=dict(tables.scan(MERGES)), owner=tables.owner or None)


def with_word(tables: Rows, beginning: str) -> Iterator[PersonId]:
    """The people with a word in a name or alias that begins so."""
    rows = tables.scan(WORDS, low=beginning, high=f"{beginning}\U0010ffff")
    return (person for _word, _name, person, _shown in rows)
