"""What each owner of a shared ledger sets for themselves: cadences, snoozes, goals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from ledger.facts.event import Event, PersonId
from ledger.facts.ledger_stream import GoalSet
from ledger.facts.person.events import CadenceSet, PersonSnoozed

OWN: Final = (CadenceSet, PersonSnoozed, GoalSet)
"""The kinds that say something of the one who records them, and of no other owner."""

_SAYS_NOTHING: Final = Event()
"""What another owner's setting is to this one. It keeps its place, as later events name positions."""


def as_seen_by(
    owner: Collection[PersonId], recorded: Iterable[tuple[PersonId, Event]]
) -> list[Event]:
    """Return the events of a stream as one owner, whose entries are given, reads them.

    What other owners set for themselves says nothing.
    """
    return [
        _SAYS_NOTHING if isinstance(event, OWN) and recorder not in owner else event
        for recorder, event in recorded
    ]
