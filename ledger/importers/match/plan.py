"""What an import would do: the events to append, what came of each row, and what is to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.person.commands import Details
from ledger.importers.api import Diagnostic
from ledger.importers.match.known import Known


class Entry(NamedTuple):
    """Events for a stream that has `version` events so far, as the store takes them."""

    stream: StreamId
    version: int
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody unknown who bears the full name of exactly one person of the ledger, `existing`.

    No address says that they are two people, none that they are one: somebody has to say it.
    Equal candidates of two plans of the same reading are the same question. `person` is who was
    added meanwhile, None where the answer was to join. `told` is what the reading says of them,
    `agreeing` the details of it that the ledger knows of `existing` too: what speaks for one person.
    """

    name: str
    existing: PersonId
    file: str
    line: int
    person: PersonId | None = field(default=None, compare=False)
    told: Details = field(default=Details(), compare=False)
    agreeing: tuple[str, ...] = field(default=(), compare=False)


Outcome: TypeAlias = Literal["added", "unchanged", "retracted"]
"""What comes of a fact: recorded, known already, or known and retracted since."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What every decision of an import needs: the ledger, whose it is, the day, see `matching.plan`."""

    known: Known
    owner: PersonId
    today: date
    restore: bool
    fresh: Callable[[], str]


Answer: TypeAlias = Literal["join", "separate"]
Answers: TypeAlias = Mapping[Candidate, Answer]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an import would append, and what comes of the rows that were read.

    Every row counts once: `read` = `added` + `unchanged` + `suppressed` + one for each of
    `skipped`. `added` are those that bring something new; of these `changed` say nothing but what
    has changed about somebody known. `suppressed` are about people who were erased: nothing of
    them comes back, nor is it said who they are. `candidates` are the questions without an answer.
    """

    entries: tuple[Entry, ...]
    read: int
    added: int
    changed: int
    unchanged: int
    suppressed: int
    skipped: tuple[Diagnostic, ...]
    candidates: tuple[Candidate, ...]
