"""A reading brought into the ledger as one batch: who is who, what is new, what is asked."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence

from ledger.cli.gc_pause import collecting_later
from ledger.cli.import_namesakes import answered, say_open
from ledger.cli.progress import watched
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused
from ledger.facts import identifiers
from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.person.commands import TakeNote
from ledger.facts.person.events import PersonAdded
from ledger.importers.api import Diagnostic, ImportFile
from ledger.importers.formats.address_book import one_person
from ledger.importers.match.partition import survey
from ledger.importers.match.plan import Answer, Candidate, Plan
from ledger.importers.match.run import plan
from ledger.importers.match.slices import Totals, together
from ledger.language import _, _n
from ledger.language.console import confirm
from ledger.language.phrases import filled, show_number
from ledger.language.safe import visible
from ledger.store.ledger import Recorded

MANY = 1000
"""For more names than these it is faster to read the whole directory than to look each up."""

LISTED = 20
"""So many rows that cannot be used are listed one by one; --json lists all."""


class InLedger:
    """What matching asks of what is recorded; implements `ledger.importers.match.known.Known`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.session.ledger.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers."""
        return self.session.ledger.known(identifiers)

    def histories(self, streams: Collection[StreamId]) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        return self.session.ledger.histories(streams)

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:  # noqa: ARG002 - Known's
        """Nobody: names were asked about before anything was recorded."""
        return {}


class FromLedger(InLedger):
    """The same before a write, of the ledger with what the write adds, and of the names there are."""

    def __init__(self, writing: Writing) -> None:
        super().__init__(writing.session)
        self.writing = writing

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.writing.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers; of a ledger just made, none."""
        return super().streams(identifiers) if self.writing.readings.size else {}

    def histories(self, streams: Collection[StreamId]) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        added = self.writing.entries.keys() & set(streams)
        return {**super().histories(streams), **{each: self.writing.history(each) for each in added}}

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """Everybody who bears each of these names whole; in a ledger just made, nobody."""
        if not self.writing.readings.size:
            return {}
        many = len(names) > MANY
        return self.writing.readings.named(watched(names, _("Recognising")), many=many)


def bring_in(session: Session, file_format: str, reading: ImportFile) -> Written:
    """Record what a reading adds, as one batch, and say what came of its rows.

    The rows of a short reading are planned together and recorded by one transaction. Of a long one
    this holds for the rows that have to do with each other, and for questions; the others follow a
    slice at a time.
    """
    _refuse_anothers(session, reading)
    bringing = Bringing(session, reading)
    source = f"import:{file_format}"
    with collecting_later():
        written = write(session, bringing.build, source=source)
        rest = bringing.rest(written, source)
    found = bringing.totals.plan(reading, bringing.survey)
    _say(bringing.writing, found, reading)
    say_open(bringing.writing, found.candidates, shown=bool(bringing.asked))
    return written._replace(
        recorded=written.recorded or rest, words=bringing.writing.words, summary=_summary(found, reading)
    )


class Bringing:
    """A reading while it is brought in."""

    def __init__(self, session: Session, reading: ImportFile) -> None:
        self.session = session
        self.reading = reading
        self.answers: dict[Candidate, Answer] = {}
        self.asked: set[Candidate] = set()

    def build(self, writing: Writing) -> None:
        """What the first transaction records: all of a short reading."""
        session, known = self.session, FromLedger(writing)
        self.writing, self.totals = writing, Totals()
        self.survey = survey(self.reading, known, session.today, nobody=not writing.readings.size)
        first = together(self.reading, self.survey)
        found = plan(first, known, writing.me, session.today, answers=self.answers)
        new = [each for each in found.candidates if each not in self.asked]
        if new and _on_a_terminal(session):
            self.asked.update(new)
            self.answers.update(answered(new, writing.readings))
            found = plan(first, known, writing.me, session.today, answers=self.answers)
        for stream, version, events in found.entries:
            writing.add(stream, events, version)
        self.totals.add(found)
        added = any(isinstance(e, PersonAdded) for _s, _v, es in found.entries for e in es)
        writing.adds_people = writing.adds_people or added or bool(self.survey.rest)
        _keep_aside(writing, self.reading)

    def rest(self, written: Written, source: str) -> Sequence[Recorded]:
        """Record the rows that have nothing to do with others; gives an event of theirs, if there is one."""
        if not self.survey.rest:
            return ()
        from ledger.cli.import_slices import Batches

        size = written.recorded[-1].i + 1 if written.recorded else self.writing.readings.size
        batches = Batches(self.session, self.writing.me, source, size, self.totals)
        known = FromLedger(self.writing) if self.session.dry_run else InLedger(self.session)
        return batches.record(self.reading, self.survey, known)


def _keep_aside(writing: Writing, reading: ImportFile) -> None:
    """Notes about nobody are the owner's own; each once."""
    wanted = [identifier for noted in reading.aside for identifier in noted.identifiers]
    known = writing.session.ledger.known(wanted)
    for noted in reading.aside:
        if not known.keys() & set(noted.identifiers):
            writing.do("person", TakeNote(**vars(noted), today=writing.session.today), writing.me)


def _on_a_terminal(session: Session) -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and not (session.as_json or session.dry_run)


def _summary(found: Plan, reading: ImportFile) -> dict[str, object]:
    """What scripts rely on; `read`, `added` and `unchanged` count rows."""
    return {
        "read": found.read,
        "added": found.added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "suppressed": found.suppressed,
        "skipped": [{"file": p.file, "line": p.line, "reason": reason(p)} for p in found.skipped],
        "candidates": [
            {"name": c.name, "existing": c.existing, "person": c.person, "file": c.file, "line": c.line}
            for c in found.candidates
        ],
        "remarks": [{"file": p.file, "line": p.line, "reason": reason(p)} for p in reading.remarks],
        "encodings": dict(reading.encodings),
    }


def reason(problem: Diagnostic) -> str:
    """Why a row was left out, in the current language."""
    return filled(problem.reason, problem.details)


def row_said(problem: Diagnostic) -> str:
    """A row that was left out, on one line: file, line and reason."""
    return _("  {file}, line {line}: {reason}").format(
        file=visible(problem.file), line=problem.line, reason=reason(problem)
    )


def _say(writing: Writing, found: Plan, reading: ImportFile) -> None:
    sentence = _n(
        "{read} row read: {added} with something new, {unchanged} known already, {skipped} left out.",
        "{read} rows read: {added} with something new, {unchanged} known already, {skipped} left out.",
        found.read,
    )
    writing.say(
        sentence.format(
            read=show_number(found.read),
            added=show_number(found.added),
            unchanged=show_number(found.unchanged + found.suppressed),
            skipped=show_number(len(found.skipped)),
        )
    )
    _list(writing, found.skipped)
    if reading.remarks:
        writing.say(_("Taken, but not all that the files say:"))
        _list(writing, reading.remarks)


def _list(writing: Writing, problems: Sequence[Diagnostic]) -> None:
    """Say the first of these, and how many more there are."""
    for problem in problems[:LISTED]:
        writing.say(row_said(problem))
    if (more := len(problems) - LISTED) > 0:
        writing.say(
            _n("  and {more} more; --json lists all", "  and {more} more; --json lists all", more).format(
                more=show_number(more)
            )
        )


def _refuse_anothers(session: Session, reading: ImportFile) -> None:
    """Ask whether an export under another name than the owner's is meant; refuse it if nobody can be asked."""
    account = reading.owner
    names = owner_names(session) if account else ()
    if account is None or not account.name or not names:
        return
    is_known = not set(account.identifiers).isdisjoint(owner_identifiers(session))
    if is_known or any(one_person((name, account.name)) for name in names):
        return
    if _on_a_terminal(session):
        question = _("This is the export of {name}, and the ledger of {owner}. Import it all the same?")
        if confirm(question.format(name=visible(account.name), owner=visible(names[0]))):
            return
    raise Refused(
        "This is the export of {name}, and the ledger of {owner}. If you are both, "
        "add the name first: 'handshake person alias {owner} {name}'.",
        name=account.name,
        owner=names[0],
    )


def owner_names(session: Session) -> tuple[str, ...]:
    """The names under which the ledger knows its owner, but `me`: the present one first, other names last."""
    writing = Writing(session)
    events = writing.history(writing.me)
    names = [getattr(event, "name", None) for event in events][::-1]
    aliases = [getattr(event, "alias", None) for event in events]
    return tuple(dict.fromkeys(name for name in (*names, *aliases) if name and name != "me"))


def owner_identifiers(session: Session) -> tuple[str, ...]:
    """The owner's own addresses, as far as the ledger knows them."""
    writing = Writing(session)
    events = writing.history(writing.me)
    emails = [e for event in events for e in getattr(event, "emails", None) or ()]
    urls = [u for event in events for u in getattr(event, "urls", None) or ()]
    return identifiers.of_person(emails, urls)
