"""What is accepted of a command about a person, given what was said before."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, assert_never

from ledger.errors import Refused, Usage
from ledger.facts.event import Event
from ledger.facts.person.commands import (
    AddPerson,
    ChangeDetails,
    Details,
    ErasePerson,
    EraseText,
    NamePersonAlso,
    PersonCommand,
    RenamePerson,
    RestrictPerson,
    RetractNote,
    RetractPerson,
    SetCadence,
    SnoozePerson,
    TakeNote,
)
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
    TextErased,
)
from ledger.facts.person.state import INITIAL, PersonState, evolve
from ledger.facts.rules import (
    first_day,
    optional,
    optional_name,
    past,
    required,
    required_name,
    texts,
)

__all__ = ["INITIAL", "PersonState", "decide", "evolve"]


def decide(command: PersonCommand, state: PersonState) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule; none if nothing is new."""
    match command:
        case AddPerson():
            return (_add(command, state),)
        case RetractPerson():
            return (_retract(command, state),)
        case ErasePerson():
            return (_erase(command, state),)
        case EraseText():
            _entered(state)
            return (TextErased(event=command.event),)
        case _:
            _present(state)
    match command:
        case RenamePerson():
            return _rename(command, state)
        case NamePersonAlso():
            return _alias(command, state)
        case ChangeDetails():
            return _details(command, state)
        case TakeNote():
            return (_note(command),)
        case RetractNote():
            return (_note_back(command, state),)
        case SetCadence():
            return _cadence(command, state)
        case SnoozePerson():
            same_day = command.until == state.until
            if same_day:
                return ()
            return (PersonSnoozed(until=command.until),)
        case RestrictPerson():
            if command.restrict == state.restricted:
                return ()
            restriction = (
                PersonRestricted() if command.restrict else PersonUnrestricted()
            )
            return (restriction,)
        case _:
            assert_never(command)


def _entered(state: PersonState) -> None:
    """Refuse a person that is unknown or erased; a retracted one can still be erased."""
    if state.erased:
        raise Refused("This person was erased; you cannot record anything about them.")
    if not state.added:
        raise Refused("This person is not in the ledger; add them first.")


def _present(state: PersonState) -> None:
    _entered(state)
    if state.retracted:
        raise Refused("This person is not in the ledger; add them first.")


def _add(command: AddPerson, state: PersonState) -> PersonAdded:
    if state.erased:
        raise Refused("This person was erased and will not come back.")
    if state.added:
        raise Refused("This person is already in the ledger.")
    details_given = {k: v or None for k, v in _cleaned(command.details).items()}
    return PersonAdded(
        name=required_name(command.name),
        given=optional_name(command.given),
        family=optional_name(command.family),
        identifiers=command.identifiers,
        **details_given,
    )


def _erase(command: ErasePerson, state: PersonState) -> PersonErased:
    """Erase a person, retracted or not: the text of a retracted person is still there."""
    _entered(state)
    return PersonErased(reason=command.reason)


def _rename(command: RenamePerson, state: PersonState) -> tuple[Event, ...]:
    names = (
        required_name(command.name),
        optional_name(command.given),
        optional_name(command.family),
    )
    if names == state.names:
        return ()
    return (PersonRenamed(name=names[0], given=names[1], family=names[2]),)


def _note(command: TakeNote) -> NoteTaken:
    text = required(command.text, Usage("The note is empty; write one."))
    if command.on is None:
        return NoteTaken(text=text, identifiers=command.identifiers)
    past(command.on, command.today or command.on)
    return NoteTaken(
        occurred_on=first_day(command.on, command.precision),
        precision=command.precision,
        text=text,
        identifiers=command.identifiers,
    )


def _note_back(command: RetractNote, state: PersonState) -> Event:
    if command.note not in state.notes:
        raise Refused("No such note.")
    retracted = command.note in state.retracted_notes
    if command.reinstate and not retracted:
        raise Refused("This was not retracted; there is nothing to reinstate.")
    if command.reinstate:
        return NoteReinstated(note=command.note)
    if retracted:
        raise Refused("This was already retracted.")
    return NoteRetracted(note=command.note, why=optional(command.why))


def _cleaned(details: Details) -> dict[str, Any]:
    """The details of a command, cleaned. An empty value stays, as it clears the detail."""
    cleaned: dict[str, Any] = {}
    for field in fields(details):
        value = getattr(details, field.name)
        if isinstance(value, tuple):
            cleaned[field.name] = texts(value) or ()
        elif value is not None:
            cleaned[field.name] = optional(value) or ""
    return cleaned


def _details(command: ChangeDetails, state: PersonState) -> tuple[Event, ...]:
    """The details that differ from the known ones."""
    changed: dict[str, Any] = {}
    for name, value in _cleaned(command.details).items():
        before = state.details.get(name, type(value)())
        is_changed = value != before
        if is_changed:
            changed[name] = value
    if not changed:
        return ()
    return (DetailsChanged(identifiers=command.identifiers, **changed),)


def _alias(command: NamePersonAlso, state: PersonState) -> tuple[Event, ...]:
    alias = optional_name(command.alias)
    if alias is None:
        raise Usage("The alias is empty; give one.")
    is_known = alias in state.aliases
    if command.remove:
        if not is_known:
            raise Refused('This person has no alias "{alias}".', alias=alias)
        return (AliasRemoved(alias=alias),)
    if is_known:
        return ()
    return (AliasAdded(alias=alias),)


def _cadence(command: SetCadence, state: PersonState) -> tuple[Event, ...]:
    is_out_of_range = (
        command.every_days is not None and not 1 <= command.every_days <= 3660
    )
    if is_out_of_range:
        raise Refused(
            "{days} days is out of range; use 1 to 3660.", days=command.every_days
        )
    same = command.every_days == state.every_days
    if same:
        return ()
    return (CadenceSet(every_days=command.every_days),)


def _retract(command: RetractPerson, state: PersonState) -> Event:
    if not command.reinstate:
        _present(state)
        return PersonRetracted(why=optional(command.why))
    if state.erased or not state.retracted:
        raise Refused("This person was not retracted; there is nothing to reinstate.")
    return PersonReinstated()
