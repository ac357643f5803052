"""The owners of a ledger: who they are, and the ledger as one of them sees it, or all together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ledger.errors import NotFound
from ledger.facts import ledger_stream
from ledger.language.phrases import show_choice
from ledger.language.text import visible
from ledger.store.port import Perspective

if TYPE_CHECKING:
    from ledger.cli.session import Session
    from ledger.facts.event import PersonId, StreamId
    from ledger.store.ledger import Ledger
    from projections.directory.resolve import Directory

_NAMED: int = 8
"""As many owners are named where someone asks for one that there is not."""


def owners_of(ledger: Ledger) -> tuple[PersonId, ...]:
    """Return everyone who records in a ledger, and in those that were joined to it, in the order in which they came."""
    state = _book(ledger, ledger.origin)
    owners = dict.fromkeys(state.owners)
    for origin in state.joined:
        owners |= dict.fromkeys(_book(ledger, origin).owners)
    return tuple(owners)


def _book(ledger: Ledger, origin: StreamId) -> ledger_stream.Book:
    state = ledger_stream.INITIAL
    for event in ledger.history(origin):
        state = ledger_stream.evolve(state, event)
    return state


def distinct_owners(ledger: Ledger, directory: Directory) -> list[PersonId]:
    """Return the owners, merged ones once."""
    roots = map(directory.identity.root, owners_of(ledger))
    return list(dict.fromkeys(roots))


def viewpoint(session: Session, ledger: Ledger, directory: Directory) -> Perspective:
    """Return whose ledger it is taken to be. Raises NotFound for an owner that there is not."""
    owners = distinct_owners(ledger, directory)
    if session.owner_name is None:
        entries = list(chain.from_iterable(map(directory.group, owners)))
        return Perspective(ledger.origin, tuple(sorted(entries)))
    return Perspective(_owner_named(session.owner_name, owners, directory))


def _owner_named(text: str, owners: list[PersonId], directory: Directory) -> PersonId:
    meant = set(map(directory.identity.root, directory.resolve(text)))
    chosen = [owner for owner in owners if owner in meant]
    if len(chosen) == 1:
        return chosen[0]
    candidates = chosen or _nearest(text, owners, directory)
    raise NotFound(
        'No owner is called "{text}". Name one: {owners}.',
        text=text,
        owners=show_choice([visible(directory.name(owner)) for owner in candidates]),
    )


def _nearest(text: str, owners: list[PersonId], directory: Directory) -> list[PersonId]:
    """Return the owners whose names are most like a text, if there are more than anyone reads."""
    if len(owners) <= _NAMED:
        return owners
    from difflib import SequenceMatcher

    def likeness(owner: PersonId) -> float:
        name = directory.name(owner).casefold()
        return SequenceMatcher(None, text.casefold(), name).ratio()

    return sorted(owners, key=likeness, reverse=True)[:_NAMED]
