"""Tell namesakes apart: by their firm, position or place, and by what stands in brackets after a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from ledger.language.text import fold, words
from projections.directory.tables import Person

if TYPE_CHECKING:
    from ledger.facts.event import PersonId

_IN_BRACKETS: Final = re.compile(r"(?P<name>.*\S)\s*\((?P<details>[^()]+)\)\s*")

_LEAST: Final = 4
"""An id is known by at least so many of its characters."""


def traits(person: Person) -> tuple[str, ...]:
    """What may tell a person from namesakes, the most telling at the front."""
    parts_of_traits = (
        value or "" for value in (person.organisation, person.position, person.place)
    )
    return tuple(parts_of_traits)


def differences(
    names: Mapping[PersonId, str], known: Mapping[PersonId, Sequence[str]]
) -> dict[PersonId, str]:
    """What tells each person from the others of the same name, in a few words; nothing for a name of one person.

    `known` has the same traits of everyone in the same order. They are the fewest that tell all namesakes apart.
    """
    namesakes: defaultdict[str, list[PersonId]] = defaultdict(list)
    for person, name in names.items():
        namesakes[fold(name)].append(person)
    told: dict[PersonId, str] = {}
    for people in namesakes.values():
        columns = _telling([known[person] for person in people])
        for person in people:
            values = list(filter(None, [known[person][column] for column in columns]))
            if columns and not values:
                values = list(filter(None, known[person]))[:1]
            told[person] = ", ".join(values)
    return told


def _telling(rows: Sequence[Sequence[str]]) -> list[int]:
    """The traits that part these people, as few as are needed."""
    columns: list[int] = []
    parted = 1
    for column in range(len(rows[0])):
        if parted == len(rows):
            break
        tried = {tuple(row[place] for place in (*columns, column)) for row in rows}
        if len(tried) > parted:
            columns.append(column)
            parted = len(tried)
    return columns


def in_brackets(text: str) -> tuple[str, list[str]] | None:
    """A name and the details in brackets after it: `Ada Okafor (BNP Paribas, a599f29f)`."""
    match = _IN_BRACKETS.fullmatch(text)
    if match is None:
        return None
    details_apart = [detail.strip() for detail in match["details"].split(",")]
    return match["name"], details_apart


def fitting(cards: Sequence[Person], details: Sequence[str]) -> list[PersonId]:
    """The people that the details fit: by id, else by words of their firm, position or place."""
    long_details = (detail.lower() for detail in details if len(detail) >= _LEAST)
    beginnings = tuple(long_details)
    by_id = [card.id for card in cards if card.id.startswith(beginnings)]
    if by_id:
        return by_id
    wanted = _words_of(details)
    if not wanted:
        return []
    people: list[PersonId] = []
    for card in cards:
        present = _words_of(traits(card))
        if wanted <= present:
            people.append(card.id)
    return people


def _words_of(texts: Iterable[str]) -> set[str]:
    words_of_texts = map(words, texts)
    return set(chain.from_iterable(words_of_texts))
