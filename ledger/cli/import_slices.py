"""The rows of a long import that have nothing to do with each other, recorded a slice at a time.

Each slice is one transaction of the import's batch: what was recorded when the import stops is whole,
and importing again adds the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import filterfalse
from typing import Final

import click
import orjson

from ledger.cli.gc_pause import collected
from ledger.cli.import_index import WritingIndex
from ledger.cli.import_namesakes import SHOWN
from ledger.cli.progress import progress_bar
from ledger.cli.session import INTERRUPTED
from ledger.cli.write import ATTEMPTS, Writing
from ledger.errors import Busy, LedgerError
from ledger.facts.codec import Stated, event_of, stated
from ledger.facts.event import PersonId
from ledger.importers.api import ImportFile
from ledger.importers.match.import_plan import ImportPlan
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.match import questions_about
from ledger.importers.match.new_people import (
    MOST_STREAMS,
    added_people,
    entered,
    new_ids,
)
from ledger.importers.match.partition import Partition
from ledger.importers.match.restated import without_restated
from ledger.importers.match.run import plan
from ledger.importers.match.slices import Slice, Totals, of_rows, slices
from ledger.language import N_, _
from ledger.language.phrases import filled, sentence
from ledger.store.encode import Stamp
from ledger.store.ledger import Recorded

STOPPED: Final = N_(
    "The import stopped after {done} of {read} rows ({reason}). What was recorded stays. Import the same files again to add the rest, or undo it all with 'handshake undo {batch}'."
)


class IndexMeanwhile(WritingIndex):
    """The index after someone else recorded in between: people that this import added have no known name."""

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """The people of each of these whole names."""
        bearers = super().named(names)
        return {
            name: list(filterfalse(self._is_ours, people))
            for name, people in bearers.items()
        }

    def _is_ours(self, person: PersonId) -> bool:
        rows = self.session.ledger.store.history(person)
        if not rows:
            return False
        source: str = orjson.loads(rows[0].state)["source"]
        return source.endswith(self.session.batch)


class SlicedImport:
    """The slices of an import while they are recorded.

    `before` is the ledger before the import, which knows names; `size` the ledger's now; `totals` what came of all rows.
    """

    def __init__(
        self, before: WritingIndex, source: str, size: int, totals: Totals
    ) -> None:
        session = before.session
        self.before = before
        self.session = session
        self.me = before.writing.me
        self.source = f"{source}:{session.batch}"
        self.size = size
        self.totals = totals
        self.recorded: Sequence[Recorded] = ()
        self._ids: Iterator[str] = iter(())

    def record(
        self, file: ImportFile, parts: Partition, index: LedgerIndex
    ) -> Sequence[Recorded]:
        """Record, or with a dry run only count, the rows planned apart; gives the first event of them."""
        self._ids = new_ids(MOST_STREAMS * parts.new)
        with (
            progress_bar(_("Recording")) as progress,
            self._saying_where_it_stopped(file),
        ):
            for batch in slices(file, parts):
                self._take(batch, parts, index)
                progress(self.totals.rows, file.read)
                collected()
        return self.recorded

    @contextmanager
    def _saying_where_it_stopped(self, file: ImportFile) -> Iterator[None]:
        try:
            yield
        except LedgerError as error:
            if not self.totals.rows:
                raise
            reason = error.details.get("reason") or sentence(error)
            raise type(error)(STOPPED, **self._progress(file), reason=reason) from error
        except KeyboardInterrupt:
            stopped = filled(STOPPED, {**self._progress(file), "reason": "Ctrl-C"})
            click.echo(f"\n{stopped}", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None

    def _progress(self, file: ImportFile) -> dict[str, object]:
        return {
            "batch": self.session.batch[:8],
            "read": file.read,
            "done": self.totals.rows,
        }

    def _take(self, batch: Slice, parts: Partition, index: LedgerIndex) -> None:
        from ledger.store.port import Overtaken

        rows = without_restated(batch.planned, index, parts.merged, self.me)
        planned = plan(of_rows(rows), index, self.me, self.session.today)
        namesakes = list(entered(batch.namesakes, self.me, self._ids))
        fresh = entered(batch.fresh, self.me, self._ids)
        try:
            self._append([*_stated(planned), *namesakes, *fresh])
        except Overtaken:
            self.totals.add(self._plan_again(batch))
            return
        self.totals.add(planned)
        self.totals.added += len(batch.fresh) + len(batch.namesakes)
        self.totals.unchanged += len(batch.planned) - len(rows)
        self.totals.candidates += questions_about(
            batch.namesakes,
            added_people(namesakes),
            self.before,
            parts.merged,
            self.me,
            shown=SHOWN - len(self.totals.candidates),
        )

    def _plan_again(self, batch: Slice) -> ImportPlan:
        """Plan a slice again for as long as others record something in between."""
        from ledger.store.port import Overtaken

        for _attempt in range(ATTEMPTS):
            writing = Writing(self.session)
            self.size = writing.queries.size
            planned = plan(
                batch.everything(), IndexMeanwhile(writing), self.me, self.session.today
            )
            try:
                self._append(list(_stated(planned)))
            except Overtaken:
                continue
            return planned
        raise Busy("Other programs keep writing to this ledger; try again.")

    def _append(self, facts: Sequence[Stated]) -> None:
        if not facts:
            return
        if not self.recorded:
            fact = facts[0]
            event = event_of(fact.topic, fact.state, fact.text)
            if event:
                self.recorded = [Recorded(self.size, fact.stream, fact.v, event)]
        if not self.session.dry_run:
            stamp = Stamp(self.me, self.source)
            self.size = self.session.ledger.append_facts(facts, stamp, size=self.size)
        self.totals.additions.add_facts(facts)


def _stated(planned: ImportPlan) -> Iterator[Stated]:
    for stream, version, events in planned.entries:
        for v, event in enumerate(events, start=version + 1):
            yield stated(stream, v, event)
