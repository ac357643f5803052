"""What one invocation works with: the ledger, the read side's answers, the day, the batch."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ledger.errors import LedgerError, Usage
from ledger.language import see_days_from
from ledger.named_tuple import NamedTuple
from ledger.store.ledger import is_there, ledger_name, local_path

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.cli.queries import Queries
    from ledger.facts.event import PersonId, StreamId
    from ledger.store.ledger import Ledger, Recorded

Answer = TypeVar("Answer", bound=bool | None)

_DAY_ALONE: Final = len("2026-11-20")


INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended, as shells give it."""


class Session:
    """One invocation. `reader` gives the read side's answers, caught up.

    `owner_name` and `all_owners` say from whose point of view it is read, if not from one's own.
    `new_names` are those of which someone on a terminal said that they are new, whatever name is near;
    `chosen` the people picked there for names that may mean several, `picked_plans` the plans.
    """

    def __init__(
        self, reader: Callable[[Session], Queries], given_path: str | None = None
    ) -> None:
        self.reader = reader
        self.given_path = given_path
        self.as_json = False
        self.dry_run = False
        self.left_unasked = False
        self.stack = ExitStack()
        self.new_names: set[str] = set()
        self.owner_name: str | None = None
        self.all_owners = False
        self.chosen: dict[str, PersonId] = {}
        self.picked_plans: dict[str, StreamId] = {}
        self._answers: dict[str, Any] = {}

    @cached_property
    def batch(self) -> str:
        """The id of what this invocation records."""
        import uuid

        return str(uuid.uuid4())

    @cached_property
    def file(self) -> str:
        """Where the ledger is."""
        return ledger_name(self.given_path)

    @cached_property
    def path(self) -> Path:
        """Where on this machine is kept what belongs to the ledger: beside its file, or for one on a server."""
        return local_path(self.file)

    @cached_property
    def now(self) -> datetime:
        """The moment it is here, in the local time zone.

        HANDSHAKE_TODAY sets another, for scripts and tests: a day and a time of day, or a day alone, at two in the afternoon.
        """
        moment = self._moment()
        see_days_from(moment.date())
        return moment

    def _moment(self) -> datetime:
        moment = os.environ.get("HANDSHAKE_TODAY")
        if moment is None:
            return datetime.now().astimezone()
        try:
            local = datetime.fromisoformat(moment)
        except ValueError:
            raise Usage(
                'HANDSHAKE_TODAY is "{said}"; write it like 2026-11-20 or 2026-11-20T14:30.',
                said=moment,
            ) from None
        if len(moment) <= _DAY_ALONE:
            local = local.replace(hour=14)
        here = local.astimezone()
        if here.date() == local.date():
            return here
        # Where the clocks go forward at midnight: the day that was named, and not the one before.
        return local.replace(fold=1).astimezone()

    @property
    def today(self) -> date:
        """The civil day it is here."""
        return self.now.date()

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, made if there is none; a dry run makes none, but a passing one elsewhere."""
        from ledger.store.ledger import Ledger

        file = self.file
        if self.dry_run and not is_there(file):
            import tempfile

            file = (
                f"{self.stack.enter_context(tempfile.TemporaryDirectory())}/ledger.db"
            )
        return self.stack.enter_context(Ledger.open(file, create=True))

    @property
    def can_ask(self) -> bool:
        """Whether someone at a terminal can be asked; a dry run asks nothing, and remembers that it would have."""
        is_at_a_terminal = sys.stdin.isatty() and sys.stderr.isatty()
        if self.as_json or not is_at_a_terminal:
            return False
        if self.dry_run:
            self.left_unasked = True
            return False
        return True

    def answer_once(self, question: str, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question that is asked once, however often a write is overtaken."""
        if question not in self._answers:
            self._answers[question] = ask()
        answer: Answer = self._answers[question]
        return answer

    @property
    def queries(self) -> Queries:
        """The read side's answers, caught up with all that is recorded by now."""
        return self.reader(self)


class Written(NamedTuple):
    """What an invocation recorded, or with `dry_run` would have.

    `words` are sentences about it, ready to be shown, `before` the answers it rests on, `summary`
    what scripts are told instead of the events, `also` what they are told besides. `error` ends the program
    once all else is shown. `source` says what recorded it: a command, an import, an undo.
    """

    batch: str
    recorded: Sequence[Recorded]
    owner: PersonId
    before: Queries
    dry_run: bool
    as_json: bool
    words: Sequence[str] = ()
    summary: dict[str, object] | None = None
    also: Mapping[str, object] = {}
    error: LedgerError | None = None
    source: str = "cli"

    @property
    def is_stored(self) -> bool:
        """Whether the ledger has events of it now: not with `dry_run`, nor where nothing changed."""
        return bool(self.recorded) and not self.dry_run
