"""What each owner of a shared ledger sets for themselves: cadences, snoozes, goals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from ledger.facts.event import Event, PersonId
from ledger.facts.ledger_stream import GoalSet
from ledger.facts.person.events import CadenceSet, PersonSnoozed

OWN: Final = (CadenceSet, PersonSnoozed, GoalSet)
"""The kinds that say something of the one who records them, and of no other owner."""

_About: TypeAlias = tuple[type[Event], str]


def as_seen_by(
    owner: PersonId, recorded: Iterable[tuple[PersonId, Event]]
) -> list[Event]:
    """Return events by those who recorded them, what other owners set for themselves read as the owner's own last setting."""
    latest: dict[_About, Event] = {}
    seen: list[Event] = []
    for recorder, event in recorded:
        if not isinstance(event, OWN):
            seen.append(event)
            continue
        about = _about(event)
        if recorder == owner:
            latest[about] = event
        seen.append(latest.get(about, _unset(event)))
    return seen


def _about(event: Event) -> _About:
    return type(event), event.form if isinstance(event, GoalSet) else ""


def _unset(event: Event) -> Event:
    match event:
        case CadenceSet():
            return replace(event, every_days=None)
        case GoalSet():
            return replace(event, count=None)
        case PersonSnoozed():
            return replace(event, until=None)
        case _:
            return event
