"""Rows that say, word for word, what the ledger was told before: nothing has to be planned for them.

Most rows of a file that is imported again are such rows. They are recognised by the facts that they would enter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from ledger.facts import identifiers, ledger_stream
from ledger.facts.codec import Stated
from ledger.facts.event import PersonId, StreamId
from ledger.importers.api import Connected, ImportedRow, Requested
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.new_people import entered, is_plain


def without_restated(
    rows: Sequence[ImportedRow],
    index: LedgerIndex,
    merged: ledger_stream.Book,
    owner: PersonId,
) -> list[ImportedRow]:
    """Leave out plain rows whose facts are recorded, each of them the only one of its stream.

    The rows must have nothing to do with each other.
    """
    united = {owner, *merged.into, *merged.into.values()}
    people = _people(rows, index, united)
    clicks = _clicks(rows, people, index, owner)
    recorded = index.lone_facts({*people.values(), *clicks.values()})
    restated: set[int] = set()
    for number, person in people.items():
        ids = iter((person, clicks.get(number, "")))
        facts = entered((rows[number],), owner, ids)
        if all(_is_recorded(fact, recorded) for fact in facts):
            restated.add(number)
    return [row for number, row in enumerate(rows) if number not in restated]


def _people(
    rows: Sequence[ImportedRow], index: LedgerIndex, united: Collection[PersonId]
) -> dict[int, PersonId]:
    """The person to whom all that identifies a plain row leads, by the number of the row; none of those `united`."""
    keys_by_row: dict[int, tuple[str, ...]] = {}
    for number, row in enumerate(rows):
        if is_plain(row):
            keys_by_row[number] = row.who[0].identifiers + row.who[0].rows
    streams = index.streams({*chain.from_iterable(keys_by_row.values())})
    people: dict[int, PersonId] = {}
    for number, keys in keys_by_row.items():
        known = {streams.get(key) for key in keys}
        if len(known) != 1:
            continue
        person = known.pop()
        if person is not None and person not in united:
            people[number] = person
    return people


def _clicks(
    rows: Sequence[ImportedRow],
    people: Mapping[int, PersonId],
    index: LedgerIndex,
    owner: PersonId,
) -> dict[int, StreamId]:
    """The stream of the connection that a row is about, by the number of the row."""
    keys: dict[int, str] = {}
    for number, person in people.items():
        click = rows[number].what
        if isinstance(click, Connected | Requested):
            keys[number] = identifiers.connection(owner, person, click.network)
    streams = index.streams(keys.values())
    return {number: streams[key] for number, key in keys.items() if key in streams}


def _is_recorded(fact: Stated, recorded: Mapping[StreamId, Stated]) -> bool:
    """Whether the ledger has just this fact, whatever it identifies."""
    same = recorded.get(fact.stream)
    return same is not None and same[:-1] == fact[:-1]
