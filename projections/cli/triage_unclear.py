"""The unclear entries of imported files as `review` decides about them: recorded as an import would, or let go."""

from __future__ import annotations

from datetime import date
from typing import Final

from ledger.cli import unclear_entries
from ledger.cli.import_index import WritingIndex
from ledger.cli.import_run import run_import
from ledger.cli.session import Session
from ledger.cli.unclear_entries import UnclearEntry
from ledger.cli.write import Writing
from ledger.errors import LedgerError
from ledger.facts.meeting.events import Form
from ledger.importers.api import ImportFile, Sifted
from ledger.importers.match.unclear import settle, with_answered
from ledger.language.phrases import sentence
from projections.cli.read_session import queries
from projections.report.live_page import Outcome

_NOTHING: Final = ImportFile(rows=(), problems=(), read=0)


class UnclearDesk:
    """Answers to unclear entries, each by a session of its own."""

    def __init__(self, session: Session) -> None:
        self._given_path: Final = session.given_path
        self._path: Final = session.path

    def open_entries(self) -> list[UnclearEntry]:
        """The entries that are still open; those that the ledger knows by now leave the list."""
        listed = unclear_entries.entries(self._path).entries
        if not listed:
            return []
        session = self._session()
        with session.stack:
            sifted = Sifted(reading=_NOTHING, unclear=[entry.row for entry in listed])
            index = WritingIndex(Writing(session))
            open_rows = set(map(id, with_answered(sifted, index).unclear))
        answered = [entry.row for entry in listed if id(entry.row) not in open_rows]
        unclear_entries.settle(self._path, answered, for_good=False)
        return [entry for entry in listed if id(entry.row) in open_rows]

    def record(self, entries: tuple[UnclearEntry, ...], form: Form) -> Outcome:
        """Record entries as meetings of a form, as importing their file would."""
        session = self._session()
        rows = [entry.row for entry in entries]
        file = settle(Sifted(reading=_NOTHING, unclear=rows), lambda _row: form)
        try:
            with session.stack:
                written = run_import(session, entries[0].format, file)
        except LedgerError as error:
            return Outcome(sentence(error), done=False)
        if not written.recorded:
            return Outcome("\n".join(written.words), done=False)
        unclear_entries.settle(self._path, rows, for_good=False)
        return Outcome(written.words[0], done=True, command=written.batch)

    def refuse(self, entries: tuple[UnclearEntry, ...]) -> None:
        """Let entries go that were no meetings."""
        rows = [entry.row for entry in entries]
        unclear_entries.settle(self._path, rows, for_good=True)

    def snooze(self, entries: tuple[UnclearEntry, ...], until: date) -> None:
        """Ask about entries again on a day."""
        snoozed_entries = [entry._replace(until=until) for entry in entries]
        unclear_entries.put(self._path, snoozed_entries)

    def put_back(self, entries: tuple[UnclearEntry, ...]) -> None:
        """Ask about entries again, as before they were decided about."""
        unclear_entries.put(self._path, entries)

    def _session(self) -> Session:
        """A session that asks nothing: the keys of the terminal decide."""
        session = Session(reader=queries, given_path=self._given_path)
        session.as_json = True
        return session
