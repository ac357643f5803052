"""What may be said of a person, given what was said before: state, commands, decide, evolve."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, TypeAlias, assert_never

from ledger.errors import Refused
from ledger.facts.base import Event
from ledger.facts.people import (
    AliasAdded,
    AliasRemoved,
    CadenceSet,
    DetailsChanged,
    ErasureReason,
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
from ledger.facts.rules import optional, required, texts


@dataclass(frozen=True, kw_only=True)
class Details:
    """What may be known of a person besides names; None says nothing, empty says none."""

    emails: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    urls: tuple[str, ...] | None = None
    organisation: str | None = None
    position: str | None = None
    place: str | None = None
    language: str | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class AddPerson:
    """Enter a person."""

    name: str
    given: str | None = None
    family: str | None = None
    details: Details = Details()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RenamePerson:
    """Give the person another name."""

    name: str
    given: str | None = None
    family: str | None = None


@dataclass(frozen=True, kw_only=True)
class NamePersonAlso:
    """Let the person answer to another name too, or no longer."""

    alias: str
    remove: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeDetails:
    """Say what changed of what is known of the person."""

    details: Details
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TakeNote:
    """Note something about the person."""

    text: str
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RetractNote:
    """Take the note at this position back."""

    note: int


@dataclass(frozen=True, kw_only=True)
class SetCadence:
    """Wish to meet the person every so many days, 1 to 3660; None: no wish."""

    every_days: int | None


@dataclass(frozen=True, kw_only=True)
class SnoozePerson:
    """Do not propose the person before a day; None: propose again."""

    until: date | None


@dataclass(frozen=True, kw_only=True)
class RestrictPerson:
    """Keep the person out of every list, or no longer."""

    restrict: bool = True


@dataclass(frozen=True, kw_only=True)
class RetractPerson:
    """Say that the person should not have been entered, or belongs here after all."""

    reinstate: bool = False


@dataclass(frozen=True, kw_only=True)
class ErasePerson:
    """Delete the person's sealed text for good."""

    reason: ErasureReason = "request"


@dataclass(frozen=True, kw_only=True)
class EraseText:
    """Delete the sealed text of one event, by its id, for good."""

    event: str


PersonCommand: TypeAlias = (
    AddPerson
    | RenamePerson
    | NamePersonAlso
    | ChangeDetails
    | TakeNote
    | RetractNote
    | SetCadence
    | SnoozePerson
    | RestrictPerson
    | RetractPerson
    | ErasePerson
    | EraseText
)


@dataclass(frozen=True)
class Person:
    """What the events of one person add up to, less the personal text."""

    version: int = 0
    added: bool = False
    retracted: bool = False
    erased: bool = False
    restricted: bool = False
    every_days: int | None = None
    until: date | None = None
    aliases: frozenset[str] = frozenset()
    notes: frozenset[int] = frozenset()


INITIAL = Person()


def evolve(state: Person, event: Event) -> Person:
    """The state after one more event of the stream."""
    state = replace(state, version=state.version + 1)
    match event:
        case PersonAdded():
            return replace(state, added=True)
        case AliasAdded():
            return replace(state, aliases=state.aliases | ({event.alias} if event.alias else set()))
        case AliasRemoved():
            return replace(state, aliases=state.aliases - {event.alias})
        case NoteTaken():
            return replace(state, notes=state.notes | {state.version})
        case NoteRetracted():
            return replace(state, notes=state.notes - {event.note})
        case CadenceSet():
            return replace(state, every_days=event.every_days)
        case PersonSnoozed():
            return replace(state, until=event.until)
        case PersonRestricted() | PersonUnrestricted():
            return replace(state, restricted=isinstance(event, PersonRestricted))
        case PersonRetracted() | PersonReinstated():
            return replace(state, retracted=isinstance(event, PersonRetracted))
        case PersonErased():
            return replace(state, erased=True, aliases=frozenset(), notes=frozenset())
        case _:
            return state


def decide(command: PersonCommand, state: Person) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule; none if nothing is new."""
    match command:
        case AddPerson():
            return (_add(command, state),)
        case RetractPerson():
            return (_retract(command, state),)
        case _:
            _present(state)
    match command:
        case RenamePerson():
            name = required(command.name, "name")
            given, family = optional(command.given), optional(command.family)
            return (PersonRenamed(name=name, given=given, family=family),)
        case NamePersonAlso():
            return _alias(command, state)
        case ChangeDetails():
            return _details(command)
        case TakeNote():
            text = required(command.text, "note")
            return (NoteTaken(text=text, identifiers=command.identifiers),)
        case RetractNote():
            if command.note not in state.notes:
                raise Refused("There is no such note to take back.")
            return (NoteRetracted(note=command.note),)
        case SetCadence():
            return _cadence(command, state)
        case SnoozePerson():
            same_day = command.until == state.until
            return () if same_day else (PersonSnoozed(until=command.until),)
        case RestrictPerson():
            if command.restrict == state.restricted:
                return ()
            return (PersonRestricted() if command.restrict else PersonUnrestricted(),)
        case ErasePerson():
            return (PersonErased(reason=command.reason),)
        case EraseText():
            return (TextErased(event=command.event),)
        case _:
            assert_never(command)


def _present(state: Person) -> None:
    if state.erased:
        raise Refused("This person was erased: nothing more can be recorded about them.")
    if not state.added or state.retracted:
        raise Refused("This person is not in the ledger: add them first.")


def _add(command: AddPerson, state: Person) -> PersonAdded:
    if state.erased:
        raise Refused("This person was erased and does not come back.")
    if state.added:
        raise Refused("This person is in the ledger already.")
    return PersonAdded(
        name=required(command.name, "name"),
        given=optional(command.given),
        family=optional(command.family),
        identifiers=command.identifiers,
        **{k: v or None for k, v in _cleaned(command.details).items()},
    )


def _cleaned(details: Details) -> dict[str, Any]:
    """The details given, cleaned; what was given as empty stays, as the empty value."""
    given = {k: v for k, v in asdict(details).items() if v is not None}
    return {k: (texts(v) or ()) if isinstance(v, tuple) else (optional(v) or "") for k, v in given.items()}


def _details(command: ChangeDetails) -> tuple[Event, ...]:
    changed = _cleaned(command.details)
    if not changed:
        return ()
    return (DetailsChanged(identifiers=command.identifiers, **changed),)


def _alias(command: NamePersonAlso, state: Person) -> tuple[Event, ...]:
    alias = required(command.alias, "alias")
    if command.remove and alias not in state.aliases:
        raise Refused("This person does not answer to {alias}.", alias=alias)
    if command.remove:
        return (AliasRemoved(alias=alias),)
    return () if alias in state.aliases else (AliasAdded(alias=alias),)


def _cadence(command: SetCadence, state: Person) -> tuple[Event, ...]:
    if command.every_days is not None and not 1 <= command.every_days <= 3660:
        raise Refused("Every {days} days cannot be: give 1 to 3660.", days=command.every_days)
    same = command.every_days == state.every_days
    return () if same else (CadenceSet(every_days=command.every_days),)


def _retract(command: RetractPerson, state: Person) -> Event:
    if not command.reinstate:
        _present(state)
        return PersonRetracted()
    if state.erased or not state.retracted:
        raise Refused("This person was not retracted: there is nothing to reinstate.")
    return PersonReinstated()
