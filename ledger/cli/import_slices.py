"""The rows of a long import that have nothing to do with each other, recorded a slice at a time.

Each slice is one transaction of the import's batch: what was recorded when the import stops is whole,
and importing again adds the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Final

import click
import orjson

from ledger.cli.gc_pause import collected
from ledger.cli.import_run import FromLedger
from ledger.cli.progress import progress_bar
from ledger.cli.session import INTERRUPTED, Session
from ledger.cli.write import ATTEMPTS, Writing
from ledger.errors import Busy, LedgerError
from ledger.facts.codec import event_of
from ledger.facts.event import PersonId
from ledger.facts.stated import Stated, stated
from ledger.importers.api import ImportFile
from ledger.importers.match.known import Known
from ledger.importers.match.new_people import entered
from ledger.importers.match.partition import Survey
from ledger.importers.match.plan import Plan
from ledger.importers.match.run import plan
from ledger.importers.match.slices import Slice, Totals, slices
from ledger.language import N_, _
from ledger.language.phrases import filled, sentence
from ledger.store.encode import Stamp
from ledger.store.ledger import Recorded

STOPPED: Final = N_(
    "The import stopped after {done} of {read} rows ({reason}). What is recorded stays: import the same files "
    "again to add the rest, or take it back with 'handshake undo {batch}'."
)


class Meanwhile(FromLedger):
    """What matching asks once somebody else recorded in between: whom this import added bears no known name."""

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """Everybody who bears each of these names whole."""
        found = super().named(names)
        return {name: [each for each in people if not self._is_ours(each)] for name, people in found.items()}

    def _is_ours(self, person: PersonId) -> bool:
        first = self.session.ledger.store.history(person)[:1]
        return any(orjson.loads(row.state)["source"].endswith(self.session.batch) for row in first)


class Batches:
    """The slices of an import while they are recorded; `size` is the ledger's, `totals` what came of all rows."""

    def __init__(self, session: Session, me: PersonId, source: str, size: int, totals: Totals) -> None:
        self.session = session
        self.me = me
        self.source = f"{source}:{session.batch}"
        self.size = size
        self.totals = totals
        self.first: Sequence[Recorded] = ()

    def record(self, reading: ImportFile, survey: Survey, known: Known) -> Sequence[Recorded]:
        """Record, or with a dry run only count, the rows planned apart; gives the first event of them."""
        with progress_bar(_("Recording")) as told, self._saying_where_it_stopped(reading):
            for each in slices(reading, survey):
                self._take(each, known)
                told(self.totals.rows, reading.read)
                collected()
        return self.first

    @contextmanager
    def _saying_where_it_stopped(self, reading: ImportFile) -> Iterator[None]:
        where = {"batch": self.session.batch[:8], "read": reading.read}
        try:
            yield
        except LedgerError as error:
            if not self.totals.rows:
                raise
            reason = error.details.get("reason") or sentence(error)
            raise type(error)(STOPPED, **where, done=self.totals.rows, reason=reason) from error
        except KeyboardInterrupt:
            said = filled(STOPPED, {**where, "done": self.totals.rows, "reason": "Ctrl-C"})
            click.echo(f"\n{said}", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None

    def _take(self, each: Slice, known: Known) -> None:
        from ledger.store.port import Overtaken

        found = plan(each.reading(), known, self.me, self.session.today)
        try:
            self._append(chain(_stated(found), entered(each.fresh, self.me)))
        except Overtaken:
            found = self._again(each)
            each.fresh.clear()
        self.totals.add(found)
        self.totals.added += len(each.fresh)

    def _again(self, each: Slice) -> Plan:
        """Plan a slice anew, on the ledger as others have left it, until nobody is faster."""
        from ledger.store.port import Overtaken

        for _attempt in range(ATTEMPTS):
            writing = Writing(self.session)
            self.size = writing.readings.size
            found = plan(each.whole(), Meanwhile(writing), self.me, self.session.today)
            try:
                self._append(_stated(found))
            except Overtaken:
                continue
            return found
        raise Busy("Others keep recording in this ledger: try again.")

    def _append(self, facts: Iterator[Stated]) -> None:
        if (at := next(facts, None)) is None:
            return
        if not self.first and (event := event_of(at.topic, at.state, at.text)):
            self.first = [Recorded(self.size, at.stream, at.v, event)]
        if not self.session.dry_run:
            stamp = Stamp(self.me, self.source)
            self.size = self.session.ledger.append_facts(chain([at], facts), stamp, size=self.size)


def _stated(found: Plan) -> Iterator[Stated]:
    for stream, version, events in found.entries:
        for v, event in enumerate(events, start=version + 1):
            yield stated(stream, v, event)
