"""What may be asked of the directory: people, names, merges, and what all entries of a person say together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ledger.language.text import fold
from projections.directory.tables import (
    BOOK,
    BOOK_KEY,
    DISTINCT_MEETINGS,
    GOALS,
    IDENTIFIERS,
    MERGES,
    PEOPLE,
    WORDS,
    Person,
    seen_by,
)
from projections.engine.tables import Row, Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId, StreamId
    from ledger.facts.ledger_stream import Span
    from ledger.facts.meeting.events import Form


__all__ = [
    "Identity",
    "Person",
    "book",
    "card",
    "distinct_meetings",
    "goals",
    "identity",
    "people",
    "person",
    "texts_of",
    "with_word",
]


class Identity:
    """Merged people. `into` is the forest of merges; no one was merged by default."""

    def __init__(
        self,
        into: Mapping[PersonId, PersonId] | None = None,
        owner: PersonId | None = None,
    ) -> None:
        self.into: Final = into or {}
        self.owner: Final = owner

    @cached_property
    def me(self) -> PersonId:
        """The entry that the owner is read as; "" in a ledger without an owner."""
        return self.root(self.owner or "")

    def root(self, person: PersonId) -> PersonId:
        """The entry that the person is read as."""
        for (
            _each
        ) in self.into:  # no further than there are merges, should they go round
            into = self.into.get(person)
            if into is None:
                break
            person = into
        return person

    def group(self, person: PersonId) -> tuple[PersonId, ...]:
        """The entries read as the same person, the one that stays first."""
        root = self.root(person)
        return self.merged.get(root, (root,))

    @cached_property
    def merged(self) -> Mapping[PersonId, tuple[PersonId, ...]]:
        """The groups of more than one person, by the one that stays."""
        members: defaultdict[PersonId, list[PersonId]] = defaultdict(list)
        for person in sorted(self.into):
            members[self.root(person)].append(person)
        return {root: (root, *others) for root, others in members.items()}


def book(tables: Rows) -> Row:
    """The ledger's own row: a name, the owner, the culture and its thousandths of trust."""
    row = tables.get(BOOK, BOOK_KEY)
    if row is None:
        row = (*BOOK_KEY, "french", 260)
    name, culture, permille = row
    return name, tables.owner, culture, permille


def goals(tables: Rows) -> list[tuple[Form, int, Span]]:
    """The goals: a form, how many meetings of it, and every `week` or `month`; in the order of the forms."""
    from ledger.facts.meeting.events import forms

    order = list(forms())
    rows = [(form, count, per) for form, count, per in tables.scan(GOALS)]
    return sorted(rows, key=lambda row: order.index(row[0]) if row[0] in order else 0)


def distinct_meetings(tables: Rows) -> frozenset[tuple[StreamId, ...]]:
    """The records that are not of one meeting, each pair in order."""
    pairs_distinct = (
        tuple(meetings.split()) for (meetings,) in tables.scan(DISTINCT_MEETINGS)
    )
    return frozenset(pairs_distinct)


def person(tables: Rows, id_: PersonId) -> Person | None:
    """What is known of a person under this very id, merges apart."""
    row = tables.get(PEOPLE, (id_,))
    if row is None:
        return None
    entry = Person(*row)
    if entry.wishes:
        return seen_by(entry, identity(tables).group(tables.owner))
    return entry


def people(tables: Rows) -> Iterator[Person]:
    """Everyone who was ever entered, by id."""
    mine: Sequence[PersonId] | None = None
    for row in tables.scan(PEOPLE):
        entry = Person(*row)
        if entry.wishes:
            mine = mine or identity(tables).group(tables.owner)
            entry = seen_by(entry, mine)
        yield entry


def identity(tables: Rows) -> Identity:
    """Which people are read as which others."""
    return Identity(into=dict(tables.scan(MERGES)), owner=tables.owner or None)


# ---------------------------------------------------------------- the entries that a text names


_BEGINNING: Final = r"[0-9a-f-]{4,36}"
_LAST: Final = "\U0010ffff"


def by_id(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries whose id begins so."""
    start = text.lower()
    # Edda is a name and hexadecimal; an id has a digit among its first characters, or one more has.
    has_digit = any(map(str.isdigit, start))
    if has_digit and re.fullmatch(_BEGINNING, start):
        for id_, *_details in tables.scan(PEOPLE, low=start, high=start + _LAST):
            yield id_


def by_address(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries with this e-mail or profile address."""
    if "." not in text:  # every address has a dot
        return
    from ledger.facts import identifiers

    email = identifiers.email(text)
    profile = identifiers.profile(text)
    for identifier in filter(None, (email, profile)):
        for _identifier, person in tables.scan(IDENTIFIERS, (identifier,)):
            yield person


def by_name(tables: Rows, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name or alias of just these words, in any order."""
    if not parts:
        return
    in_order = sorted(parts)
    key = (in_order[0], " ".join(in_order))
    for _word, _name, person, _shown in tables.scan(WORDS, key):
        yield person


def with_word(tables: Rows, beginning: str) -> Iterator[PersonId]:
    """The people with a word in a name or alias that begins so."""
    rows = tables.scan(WORDS, low=beginning, high=beginning + _LAST)
    return (person for _word, _name, person, _shown in rows)


# ---------------------------------------------------------------- one person of several entries


_LISTS: Final = ("emails", "phones", "urls", "tags")
_SINGLE: Final = (
    "organisation",
    "position",
    "place",
    "language",
    "every_days",
    "until",
)


def card(tables: Rows, group: Sequence[PersonId]) -> Person:
    """Unite a group of merged entries into one person, the surviving entry first.

    Its values come first; values it lacks are taken from the merged entries, whose names are aliases.
    """
    survivor = person(tables, group[0]) or Person(group[0])
    merged: list[Person] = []
    for id_ in group[1:]:
        entry = person(tables, id_)
        if entry is not None and not entry.erased and not entry.retracted:
            merged.append(entry)
    if not merged:
        return survivor
    return _united(survivor, merged)


def _united(survivor: Person, merged: Sequence[Person]) -> Person:
    entries = (survivor, *merged)
    values: dict[str, Any] = {}
    for field in _SINGLE:
        candidates = [getattr(entry, field) for entry in entries]
        values[field] = next(filter(None, candidates), None)
    for field in _LISTS:
        lists = [getattr(entry, field) for entry in entries]
        values[field] = _joined(lists)
    if not survivor.given and not survivor.family:
        values |= _name_parts(survivor, merged)
    values["aliases"] = _aliases(survivor, merged)
    return survivor._replace(**values)


def _joined(lists: Iterable[str]) -> str:
    values: dict[str, None] = {}
    for text in lists:
        values |= dict.fromkeys(texts_of(text))
    return _as_json(values)


def _name_parts(survivor: Person, merged: Sequence[Person]) -> dict[str, Any]:
    """Given and family name from another entry of the same name."""
    name = fold(survivor.name or "")
    for entry in merged:
        if fold(entry.name or "") != name:
            continue
        if entry.given or entry.family:
            return {"given": entry.given, "family": entry.family}
    return {}


def _aliases(survivor: Person, merged: Sequence[Person]) -> str:
    names = texts_of(survivor.aliases)
    for entry in merged:
        if entry.name:
            names.append(entry.name)
        names += texts_of(entry.aliases)
    aliases: dict[str, str] = {}
    for name in names:
        aliases.setdefault(fold(name), name)
    aliases.pop(fold(survivor.name or ""), None)
    return _as_json(aliases.values())


def _as_json(values: Iterable[str]) -> str:
    import json

    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def texts_of(stored: str) -> list[str]:
    """The texts of a list as it is kept, in JSON; most lists are empty."""
    if stored == "[]":
        return []
    import json

    texts: list[str] = json.loads(stored)
    return texts
