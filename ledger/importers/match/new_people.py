"""Enter people of rows that concern no one else, without an object for each event.

What `matching.plan` decides of such a row, by the same rules, as the values that are stored.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ledger.facts import identifiers
from ledger.facts.codec import State, Stated
from ledger.facts.connection.events import ConnectionAccepted, ConnectionRequested
from ledger.facts.event import PersonId, Precision
from ledger.facts.person.events import PersonAdded
from ledger.facts.rules import first_day, network, optional, texts
from ledger.importers.api import Connected, Contact, ImportedRow, Requested

if TYPE_CHECKING:
    from ledger.facts.canonical import Json

_PERSON: Final = PersonAdded.topic()
_ACCEPTED: Final = ConnectionAccepted.topic()
_REQUESTED: Final = ConnectionRequested.topic()

_VARIANTS: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""What a random digit becomes where a UUID says its variant."""


def is_plain(row: ImportedRow) -> bool:
    """Whether a row holds one person and at most a click."""
    return (
        len(row.who) == row.rows == 1
        and not row.who[0].aliases
        and (row.what is None or isinstance(row.what, _CLICKS))
    )


_CLICKS: Final = (Connected, Requested)

MOST_STREAMS: Final = 2
"""How many streams a plain row of a new person begins at most: the person's and a connection's."""


def new_ids(count: int) -> Iterator[str]:
    """Random UUIDs, as `uuid.uuid4` makes them, in their order: an index of streams is then written from end to end."""
    beginnings = array("Q", os.urandom(8 * count))
    for beginning in array("Q", sorted(beginnings)):
        b, end = f"{beginning:016x}", os.urandom(8).hex()
        yield f"{b[:8]}-{b[8:12]}-4{b[13:]}-{_VARIANTS[end[0]]}{end[1:4]}-{end[4:]}"


def entered(
    rows: Iterable[ImportedRow], owner: PersonId, ids: Iterator[str]
) -> Iterator[Stated]:
    """The facts of plain rows, each about another new person; `ids` are those of new streams."""
    for row in rows:
        contact, person = row.who[0], next(ids)
        yield Stated(
            person, 1, _PERSON, {}, _sealed(contact), contact.identifiers + contact.rows
        )
        if isinstance(row.what, _CLICKS):
            yield _clicked(row.what, owner, person, next(ids))


def added_people(facts: Iterable[Stated]) -> Iterator[PersonId]:
    """The people that some of these facts add, in order."""
    return (fact.stream for fact in facts if fact.topic == _PERSON)


def _sealed(contact: Contact) -> State:
    """The sealed text of the person: what the file says, cleaned."""
    text: dict[str, Any] = {
        "name": contact.name,
        "given": contact.given,
        "family": contact.family,
        **vars(contact.details),
    }
    sealed: State = {}
    for field, value in text.items():
        if not value:
            continue
        cleaned: Json
        if isinstance(value, str):
            cleaned = optional(value)
            if value.isascii():
                cleaned = value.strip()
        else:
            cleaned = list(texts(value) or ())
        if cleaned:
            sealed[field] = cleaned
    return sealed


def _clicked(
    click: Connected | Requested, owner: PersonId, person: PersonId, stream: str
) -> Stated:
    state: State = {
        "network": _network(click.network),
        "occurred_on": _day(click.on, click.precision) if click.on else None,
        "owner": owner,
        "person": person,
    }
    if click.on:
        state["precision"] = click.precision
    keys = (identifiers.connection(owner, person, click.network),)
    if isinstance(click, Connected):
        return Stated(stream, 1, _ACCEPTED, state, None, keys)
    message = optional(click.message)
    state["direction"] = click.direction
    return Stated(
        stream, 1, _REQUESTED, state, {"message": message} if message else None, keys
    )


@lru_cache(maxsize=100)
def _network(name: str) -> str:
    return network(name)


@lru_cache(maxsize=5_000)
def _day(on: date, precision: Precision) -> str:
    return first_day(on, precision).isoformat()
