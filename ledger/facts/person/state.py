"""What the events of one person add up to: state and evolve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from datetime import date

from ledger.facts.event import Event, Frozen
from ledger.facts.person.commands import Details
from ledger.facts.person.events import (
    AliasAdded,
    AliasRemoved,
    CadenceSet,
    DetailsChanged,
    NoteReinstated,
    NoteRetracted,
    NoteTaken,
    PersonAdded,
    PersonErased,
    PersonReinstated,
    PersonRenamed,
    PersonRestricted,
    PersonRetracted,
    PersonSnoozed,
    PersonUnrestricted,
)


class PersonState(Frozen):
    """What the events of one person add up to.

    `names` is name, given name and family name, None where their text is erased; `details` holds
    what is known, by the name of the detail. The text of notes is left where it is.
    """

    version: int = 0
    added: bool = False
    retracted: bool = False
    erased: bool = False
    restricted: bool = False
    every_days: int | None = None
    until: date | None = None
    names: tuple[str, str | None, str | None] | None = None
    details: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    aliases: frozenset[str] = frozenset()
    notes: frozenset[int] = frozenset()
    retracted_notes: frozenset[int] = frozenset()


INITIAL = PersonState()


def evolve(state: PersonState, event: Event) -> PersonState:
    """The state after one more event of the stream."""
    state = replace(state, version=state.version + 1)
    match event:
        case PersonAdded():
            return replace(_described(_named(state, event), event), added=True)
        case PersonRenamed():
            return _named(state, event)
        case DetailsChanged():
            return _described(state, event)
        case AliasAdded():
            return replace(
                state, aliases=state.aliases | ({event.alias} if event.alias else set())
            )
        case AliasRemoved():
            return replace(state, aliases=state.aliases - {event.alias})
        case NoteTaken():
            return replace(state, notes=state.notes | {state.version})
        case NoteRetracted():
            return replace(state, retracted_notes=state.retracted_notes | {event.note})
        case NoteReinstated():
            return replace(state, retracted_notes=state.retracted_notes - {event.note})
        case CadenceSet():
            return replace(state, every_days=event.every_days)
        case PersonSnoozed():
            return replace(state, until=event.until)
        case PersonRestricted() | PersonUnrestricted():
            return replace(state, restricted=isinstance(event, PersonRestricted))
        case PersonRetracted() | PersonReinstated():
            return replace(state, retracted=isinstance(event, PersonRetracted))
        case PersonErased():
            return replace(
                state, erased=True, names=None, details={}, aliases=frozenset()
            )
        case _:
            return state


def _named(state: PersonState, event: PersonAdded | PersonRenamed) -> PersonState:
    """The state with the names of the event, if their text is there."""
    if not event.name:
        return state
    return replace(state, names=(event.name, event.given, event.family))


def _described(state: PersonState, event: PersonAdded | DetailsChanged) -> PersonState:
    """The state with what the event says of the person; an empty detail is known no longer."""
    details = dict(state.details)
    for detail in fields(Details):
        value = getattr(event, detail.name)
        if value:
            details[detail.name] = value
        elif value is not None:
            details.pop(detail.name, None)
    return replace(state, details=details)
