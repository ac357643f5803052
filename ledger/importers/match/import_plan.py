"""What an import would do: the events to append, what came of each row, and what is to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from ledger.facts.event import NewEvents, PersonId
from ledger.facts.person.commands import Details
from ledger.importers.api import Diagnostic
from ledger.importers.match.known import LedgerIndex


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Whether someone unknown is `existing`, the only person of the ledger of that full name.

    No address tells. Equal questions of two plans of the same file are one question. `person` is
    the person added meanwhile, None if the answer was to join. `details` are those in the file,
    `agreeing` the ones that the ledger has of `existing` too; both are empty if the question is only counted.
    """

    name: str
    existing: PersonId
    file: str
    line: int
    person: PersonId | None = field(default=None, compare=False)
    details: Details = field(default=Details(), compare=False)
    agreeing: tuple[str, ...] = field(default=(), compare=False)


Outcome: TypeAlias = Literal["added", "unchanged", "retracted"]
"""What comes of a fact: recorded, known already, or known and retracted since."""


@dataclass(frozen=True, kw_only=True)
class ImportContext:
    """What every decision of an import needs: the ledger, its owner, the day; see `run.plan`."""

    index: LedgerIndex
    owner: PersonId
    today: date
    restore: bool
    fresh: Callable[[], str]


Answer: TypeAlias = Literal["join", "separate"]
Answers: TypeAlias = Mapping[Question, Answer]


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What an import would append, and what comes of the rows that were read.

    Every row counts once: `read` = `added` + `unchanged` + `suppressed` + one for each of
    `skipped`. `added` are those that bring something new; of these `changed` say nothing but what
    has changed about someone known. `suppressed` are about erased people: nothing of
    them comes back, and they are not named. `candidates` are the questions without an answer.
    """

    entries: tuple[NewEvents, ...]
    read: int
    added: int
    changed: int
    unchanged: int
    suppressed: int
    skipped: tuple[Diagnostic, ...]
    candidates: tuple[Question, ...]
