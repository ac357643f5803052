"""What one invocation works with: the ledger, the read side's answers, the day, the batch."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from ledger.errors import Usage
from ledger.facts.base import PersonId, StreamId
from ledger.facts.people import Resolver
from ledger.store.opening import ledger_path
from ledger.store.store import Ledger, Recorded


class Readings(Resolver, Protocol):
    """What the write commands ask of the read side; the program hands it to them."""

    def full(self, text: str) -> Sequence[PersonId]:
        """Everybody whose whole name, alias, address or id `text` is; no part of a name will do."""

    def open_plans(self, people: Sequence[PersonId], form: str | None = None) -> Sequence[StreamId]:
        """Plans, not over, with just these people (or more, without a form), oldest first."""

    def same_meetings(self, form: str, people: Sequence[PersonId], day: date) -> Sequence[str]:
        """The ids of meetings of this form with just these people on this day."""

    def batch(self, beginning: str | None) -> tuple[str, Sequence[tuple[StreamId, int]]]:
        """A batch (None: the last in effect) and its events, stream and position, in order."""

    def undoes(self) -> Mapping[str, str]:
        """For each batch that undoes another, in order, the one that it undoes."""

    def batches_about(self, person: PersonId) -> set[str]:
        """The batches that recorded something about the person that still stands."""


@dataclass
class Session:
    """One invocation. `reader` gives the read side's answers, caught up."""

    reader: Callable[[Session], Readings]
    given_path: str | None = None
    as_json: bool = False
    dry_run: bool = False
    batch: str = field(default_factory=lambda: str(uuid.uuid4()))
    stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def path(self) -> Path:
        """Where the ledger is."""
        return ledger_path(self.given_path)

    @cached_property
    def today(self) -> date:
        """The civil day it is here; HANDSHAKE_TODAY sets another, for scripts and tests."""
        if (said := os.environ.get("HANDSHAKE_TODAY")) is None:
            return date.today()  # noqa: DTZ011 - the day on the wall is what people mean
        try:
            return date.fromisoformat(said)
        except ValueError:
            raise Usage("HANDSHAKE_TODAY is {said}: write it like 2026-11-20.", said=said) from None

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, made if there is none; a dry run makes none, but a passing one elsewhere."""
        path = self.path
        if self.dry_run and not path.exists():
            folder = self.stack.enter_context(tempfile.TemporaryDirectory())
            path = Path(folder) / "ledger.db"
        return self.stack.enter_context(Ledger.open(path, create=True))

    @property
    def readings(self) -> Readings:
        """The read side's answers, caught up with all that is recorded by now."""
        return self.reader(self)


@dataclass(frozen=True)
class Written:
    """What an invocation recorded, or with `dry_run` would have.

    `words` are sentences about it, ready to be shown, `before` the answers it rests on, `summary`
    what scripts are told instead of the events.
    """

    batch: str
    recorded: Sequence[Recorded]
    owner: PersonId
    before: Readings
    dry_run: bool
    as_json: bool
    words: Sequence[str] = ()
    summary: dict[str, object] | None = None
