"""The events of one person, and the protocol that resolves a name to people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Protocol, TypeAlias

from ledger.facts.event import (
    Bounds,
    Event,
    EventId,
    PersonId,
    Position,
    Precision,
    Sealed,
    StreamId,
    event,
)

ErasureReason: TypeAlias = Literal["request", "objection", "retention", "other"]


@event("person")
class PersonAdded(Event):
    """A person entered the ledger. `language` is the one to write to them in (`fr`, `en`)."""

    name: Sealed[str] = None
    given: Sealed[str] = None
    family: Sealed[str] = None
    emails: Sealed[tuple[str, ...]] = None
    phones: Sealed[tuple[str, ...]] = None
    urls: Sealed[tuple[str, ...]] = None
    organisation: Sealed[str] = None
    position: Sealed[str] = None
    place: Sealed[str] = None
    language: Sealed[str] = None
    tags: Sealed[tuple[str, ...]] = None


@event("person")
class PersonRenamed(Event):
    """The person's name is another one, whole: what is not there is no longer said."""

    name: Sealed[str] = None
    given: Sealed[str] = None
    family: Sealed[str] = None


@event("person")
class AliasAdded(Event):
    """The person also answers to this name."""

    alias: Sealed[str] = None


@event("person")
class AliasRemoved(Event):
    """The person no longer answers to this name."""

    alias: Sealed[str] = None


@event("person")
class DetailsChanged(Event):
    """What is known of the person changed. Only what changed is there, whole; empty says: none."""

    emails: Sealed[tuple[str, ...]] = None
    phones: Sealed[tuple[str, ...]] = None
    urls: Sealed[tuple[str, ...]] = None
    organisation: Sealed[str] = None
    position: Sealed[str] = None
    place: Sealed[str] = None
    language: Sealed[str] = None
    tags: Sealed[tuple[str, ...]] = None


@event("person")
class NoteTaken(Event):
    """Something was noted about the person; `occurred_on`, if known, is the day it is about."""

    occurred_on: date | None = None
    precision: Precision | None = None
    text: Sealed[str] = None


@event("person")
class NoteRetracted(Event):
    """The note at position `note` of the stream is taken back."""

    note: Position
    why: Sealed[str] = None


@event("person")
class NoteReinstated(Event):
    """The retracted note at position `note` of the stream holds after all."""

    note: Position


@event("person")
class CadenceSet(Event):
    """The owner aims to meet the person at this interval; null for no aim."""

    every_days: Annotated[int, Bounds(1)] | None


@event("person")
class PersonSnoozed(Event):
    """The person is not proposed before `until`; null: proposed again."""

    until: date | None


@event("person")
class PersonRestricted(Event):
    """The person is kept out of every list; nothing is deleted."""


@event("person")
class PersonUnrestricted(Event):
    """The person is in the lists again."""


@event("person")
class PersonRetracted(Event):
    """The person should not have been entered."""

    why: Sealed[str] = None


@event("person")
class PersonReinstated(Event):
    """The retracted person belongs in the ledger after all."""


@event("person")
class PersonErased(Event):
    """The person's sealed text was deleted for good, and that of what was shared with them."""

    reason: ErasureReason


@event("person")
class TextErased(Event):
    """The sealed text of the event with the id `event` was deleted for good.

    It is recorded in the stream of the owner, whatever the stream of the erased event.
    """

    event: EventId


class Resolver(Protocol):
    """Resolves a text to people. The directory implements it, because it knows the names."""

    @property
    def size(self) -> int:
        """The number of leaves the answers rest on."""

    def resolve(self, text: str) -> Sequence[PersonId]:
        """The people that `text` may mean, after merges: none, one or several."""

    def spelled(self, text: str) -> Sequence[PersonId]:
        """Like `resolve`, but the beginning of a word is not enough to match."""

    def nearest(self, text: str) -> Sequence[str]:
        """The known names nearest to a text that means no one, the nearest first."""

    def name(self, person: PersonId) -> str:
        """The name to show for a person, also where the text is erased."""

    def group(self, person: PersonId) -> Sequence[StreamId]:
        """All entries merged into the same person, the surviving one first."""
