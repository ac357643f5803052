"""Import a file into the ledger as one batch, and say what came of its rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Final

from ledger.cli.fulfilment import in_words
from ledger.cli.gc_pause import collecting_later
from ledger.cli.import_index import RecordedIndex, WritingIndex
from ledger.cli.queries import ImportedPlan
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused
from ledger.facts import identifiers
from ledger.facts.deciders import STREAMS
from ledger.facts.event import StreamId
from ledger.facts.meeting.commands import AnswerMeeting
from ledger.facts.person.commands import ChangeDetails, Details, TakeNote
from ledger.facts.person.events import PersonAdded
from ledger.importers.api import Attended, Diagnostic, ImportFile, Planned
from ledger.importers.match.import_plan import Answer, ImportPlan, Question
from ledger.importers.match.partition import partition
from ledger.importers.match.run import plan
from ledger.importers.match.slices import Additions, Totals, together
from ledger.language import _, _n
from ledger.language.console import confirm
from ledger.language.phrases import filled, show_list, show_number
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple
from ledger.store.ledger import Recorded


def run_import(session: Session, file_format: str, file: ImportFile) -> Written:
    """Record what a file adds, as one batch, and say what came of its rows.

    The rows of a short file are planned together and recorded by one transaction. Of a long one
    this holds for the rows that have to do with each other, and for questions; the others follow a
    slice at a time.
    """
    _refuse_anothers(session, file)
    run = ImportRun(session, file)
    source = f"import:{file_format}"
    with collecting_later():
        written = write(session, run.build, source=source)
        recorded = run.record_slices(written, source)
    plan_of_all = run.totals.plan(file, run.parts)
    _say(run, plan_of_all, file)
    if plan_of_all.candidates:
        from ledger.cli.import_namesakes import say_open

        say_open(run.writing, plan_of_all.candidates, shown=bool(run.shown))
    return written._replace(
        recorded=written.recorded or recorded,
        words=run.writing.words,
        summary=_summary(plan_of_all, file),
    )


class ImportRun:
    """A file while it is imported; `answers` are those given, `shown` the questions that were asked."""

    def __init__(self, session: Session, file: ImportFile) -> None:
        self.session = session
        self.file = file
        self.answers: dict[Question, Answer] = {}
        self.shown: set[Question] = set()

    def build(self, writing: Writing) -> None:
        """Decide what the first transaction records: all of a short file."""
        index, today = WritingIndex(writing), self.session.today
        self.writing, self.totals, self.before = writing, Totals(), index
        self.parts = partition(
            self.file,
            index,
            today,
            nobody=not writing.queries.size,
            asks=_on_a_terminal(self.session),
        )
        file = together(self.file, self.parts)
        planned = plan(file, index, writing.me, today, answers=self.answers)
        if self._ask(planned):
            planned = plan(file, index, writing.me, today, answers=self.answers)
        for stream, version, events in planned.entries:
            self.totals.additions.add(stream, events)
            writing.add(stream, events, version)
            adds_people = any(isinstance(event, PersonAdded) for event in events)
            if adds_people:
                writing.adds_people = True
        if self.parts.rest:
            writing.adds_people = True
        self.totals.add(planned)
        _keep_aside(writing, self.file)
        _keep_own_address(writing, self.file)
        if writing.source.startswith("import:ics"):
            settle_vanished(writing, self.file)

    def _ask(self, planned: ImportPlan) -> bool:
        """Ask the new questions of a plan, if someone can be asked."""
        questions = [
            question for question in planned.candidates if question not in self.shown
        ]
        if not questions or not _on_a_terminal(self.session):
            return False
        from ledger.cli.import_namesakes import answered

        self.shown.update(questions)
        self.answers.update(answered(questions, self.writing.queries))
        return True

    def record_slices(self, written: Written, source: str) -> Sequence[Recorded]:
        """Record the rows that have nothing to do with others; gives an event of theirs, if there is one."""
        if not self.parts.rest:
            return ()
        from ledger.cli.import_slices import SlicedImport

        size = self.writing.queries.size
        if written.recorded:
            size = written.recorded[-1].i + 1
        sliced = SlicedImport(self.before, source, size, self.totals)
        index = self.before if self.session.dry_run else RecordedIndex(self.session)
        return sliced.record(self.file, self.parts, index)


def _keep_aside(writing: Writing, file: ImportFile) -> None:
    """Note once what the file says of people without the owner."""
    keys = list(chain.from_iterable(note.identifiers for note in file.aside))
    known_keys = writing.session.ledger.known(keys).keys()
    for note in file.aside:
        if known_keys.isdisjoint(note.identifiers):
            writing.do(
                "person",
                TakeNote(**vars(note), today=writing.session.today),
                writing.me,
            )


def _keep_own_address(writing: Writing, file: ImportFile) -> None:
    """Keep the address that the owner has just said to be theirs: that of an owner without a name."""
    owner = file.owner
    if owner is None or owner.name or not owner.details.emails:
        return
    known: tuple[str, ...] = (
        STREAMS["person"].state(writing.history(writing.me)).details.get("emails", ())
    )
    emails = tuple(dict.fromkeys((*known, *owner.details.emails)))
    if emails != known:
        details = Details(emails=emails)
        change = ChangeDetails(details=details, identifiers=owner.identifiers)
        writing.do("person", change, writing.me)


def _on_a_terminal(session: Session) -> bool:
    if not sys.stdin.isatty():
        return False
    if not sys.stderr.isatty():
        return False
    return not (session.as_json or session.dry_run)


def _summary(planned: ImportPlan, file: ImportFile) -> dict[str, object]:
    """What scripts rely on; `read`, `added` and `unchanged` count rows."""
    candidates_told = [
        {
            "name": question.name,
            "existing": question.existing,
            "person": question.person,
            "file": question.file,
            "line": question.line,
        }
        for question in planned.candidates
    ]
    return {
        "read": planned.read,
        "added": planned.added,
        "changed": planned.changed,
        "unchanged": planned.unchanged,
        "suppressed": planned.suppressed,
        "skipped": _as_json(planned.skipped),
        "candidates": candidates_told,
        "remarks": _as_json(file.remarks),
        "encodings": dict(file.encodings),
    }


def _as_json(problems: Sequence[Diagnostic]) -> list[dict[str, object]]:
    return [
        {"file": problem.file, "line": problem.line, "reason": reason(problem)}
        for problem in problems
    ]


def _say(run: ImportRun, planned: ImportPlan, file: ImportFile) -> None:
    for line in outcome(run.totals.additions, planned, file.remarks):
        run.writing.say(line)


def _refuse_anothers(session: Session, file: ImportFile) -> None:
    """Ask whether an export under another name than the owner's is meant; refuse it if no one can be asked."""
    account = file.owner
    names = owner_names(session) if account else ()
    if account is None or not account.name or not names:
        return
    from ledger.importers.formats.address_book import one_person

    is_known = not set(account.identifiers).isdisjoint(owner_identifiers(session))
    is_the_owners = is_known or any(one_person((name, account.name)) for name in names)
    if is_the_owners:
        return
    if _on_a_terminal(session):
        question = _(
            "This export belongs to {name}, and the ledger to {owner}. Import it anyway?"
        )
        is_sure = confirm(
            question.format(name=visible(account.name), owner=visible(names[0]))
        )
        if is_sure:
            return
    raise Refused(
        "This export belongs to {name}, and the ledger to {owner}. If both are you, add the name first: 'handshake person alias {owner} {name}'.",
        name=account.name,
        owner=names[0],
    )


def owner_names(session: Session) -> tuple[str, ...]:
    """The names under which the ledger knows its owner, but `me`: the present one first, other names last."""
    writing = Writing(session)
    events = writing.history(writing.me)
    names = [getattr(event, "name", None) for event in reversed(events)]
    names += [getattr(event, "alias", None) for event in events]
    names_once = dict.fromkeys(filter(None, names))
    names_once.pop("me", None)
    return tuple(names_once)


def owner_identifiers(session: Session) -> tuple[str, ...]:
    """The owner's own addresses, as far as the ledger knows them."""
    writing = Writing(session)
    emails: list[str] = []
    urls: list[str] = []
    for event in writing.history(writing.me):
        emails += getattr(event, "emails", None) or ()
        urls += getattr(event, "urls", None) or ()
    return identifiers.of_person(emails, urls)


# ---------------------------------------------------------------- plans that a later export no longer has

_CALENDARS: Final = "ics"


def settle_vanished(writing: Writing, file: ImportFile) -> None:
    """Call off the plans that someone at the terminal says are off; elsewhere say which are gone, and how to call them off."""
    for open_plan in vanished(writing, file):
        words = in_words(writing, open_plan)
        question = _("The calendar no longer has {plan}. Call it off?")
        if writing.session.can_ask:
            text = question.format(plan=words)
            if writing.session.answer_once(text, partial(confirm, text)):
                _call_off(writing, open_plan.stream)
            continue
        writing.say(
            _(
                "The calendar no longer has {plan}. If it is off: handshake cancel {id}"
            ).format(plan=words, id=open_plan.stream[:8])
        )


def _call_off(writing: Writing, stream: StreamId) -> None:
    today = writing.session.today
    cancel = AnswerMeeting(answer="cancel", by=writing.me, on=today, today=today)
    writing.do("meeting", cancel, stream)


def vanished(writing: Writing, file: ImportFile) -> list[ImportedPlan]:
    """The open plans to come of an earlier export of the same calendar that this file no longer has.

    It is the same calendar if it has at least half of what was imported with the plan. The file must
    reach beyond the day of the plan, or have all the rest: a part of a calendar says nothing of the other part.
    """
    if not writing.queries.size:
        return []
    known = _FileMeetings.of(writing, file)
    gone: list[ImportedPlan] = []
    for open_plan in writing.queries.imported_plans(_CALENDARS, writing.session.today):
        is_known = (
            open_plan.stream in known.streams or open_plan.stream in writing.entries
        )
        if is_known:
            continue
        others = set(open_plan.imported_with) - {open_plan.stream}
        standing = others & known.streams
        is_covered = known.last is not None and open_plan.planned_for <= known.last
        enough = len(others) / 2 if is_covered else len(others)
        if standing and len(standing) >= enough:
            gone.append(open_plan)
    return gone


class _FileMeetings(NamedTuple):
    """The meetings of the ledger that a file has, and the last day it covers."""

    streams: set[StreamId]
    last: date | None

    @classmethod
    def of(cls, writing: Writing, file: ImportFile) -> _FileMeetings:
        """What is known of a file."""
        claims = [*_claims(file)]
        keys = set(chain.from_iterable(claim.identifiers for claim in claims))
        keys.update(*(fallen.identifiers for fallen in file.called_off))
        streams = {*WritingIndex(writing).streams(keys).values()}
        last = max((claim.on for claim in claims), default=None)
        return cls(streams, last)


def _claims(file: ImportFile) -> Iterator[Attended | Planned]:
    for row in file.rows:
        if isinstance(row.what, Attended | Planned):
            yield row.what


# ---------------------------------------------------------------- what came of it, in sentences


LISTED: Final = 20
"""Reasons and rows are listed up to this many; --json lists all rows."""

ONE_BY_ONE: Final = 3
"""Rows left out for one reason are listed one by one up to this many, and else counted."""


def outcome(
    additions: Additions, planned: ImportPlan, remarks: Sequence[Diagnostic]
) -> Iterator[str]:
    """The sentences about an import, the most important first."""
    if added := _added(additions):
        yield _("Added {things}.").format(things=show_list(added))
    if additions.called_off:
        yield _n(
            "Called off {count} plan.",
            "Called off {count} plans.",
            additions.called_off,
        ).format(count=show_number(additions.called_off))
    sentence = _n(
        "{read} row read: {added} with something new, {unchanged} already known, {skipped} left out.",
        "{read} rows read: {added} with something new, {unchanged} already known, {skipped} left out.",
        planned.read,
    )
    yield sentence.format(
        read=show_number(planned.read),
        added=show_number(planned.added),
        unchanged=show_number(planned.unchanged + planned.suppressed),
        skipped=show_number(len(planned.skipped)),
    )
    yield from _by_reason(planned.skipped)
    if remarks:
        yield _("Imported, with gaps:")
        yield from _by_reason(remarks)


def _added(additions: Additions) -> list[str]:
    """`191 people`, `196 connections`: what the ledger holds now and did not hold before."""
    counted = (
        (additions.people, _n("{count} person", "{count} people", additions.people)),
        (
            additions.connections,
            _n("{count} connection", "{count} connections", additions.connections),
        ),
        (
            additions.requests,
            _n("{count} request", "{count} requests", additions.requests),
        ),
        (
            additions.meetings,
            _n("{count} meeting", "{count} meetings", additions.meetings),
        ),
        (additions.calls, _n("{count} call", "{count} calls", additions.calls)),
        (additions.notes, _n("{count} note", "{count} notes", additions.notes)),
        (additions.plans, _n("{count} plan", "{count} plans", additions.plans)),
    )
    return [words.format(count=show_number(count)) for count, words in counted if count]


def _by_reason(problems: Sequence[Diagnostic]) -> Iterator[str]:
    groups: dict[str, list[Diagnostic]] = {}
    for problem in problems:
        groups.setdefault(problem.reason, []).append(problem)
    lines = list(chain.from_iterable(map(_group, groups.values())))
    yield from lines[:LISTED]
    if (more := len(lines) - LISTED) > 0:
        yield _n(
            "  and {more} more; --json lists all",
            "  and {more} more; --json lists all",
            more,
        ).format(more=show_number(more))


def _group(rows: Sequence[Diagnostic]) -> list[str]:
    """Rows left out for one reason: each of a few, else their number with the first."""
    if len(rows) <= ONE_BY_ONE:
        return list(map(row_line, rows))
    first_row = rows[0]
    fields = {
        "count": show_number(len(rows)),
        "reason": reason(first_row).rstrip("."),
        "file": visible(first_row.file),
        "line": first_row.line,
    }
    if len(set(map(reason, rows))) == 1:
        pattern = _("  {reason} ({count} rows, the first on line {line} of {file})")
    else:
        pattern = _("  {count} rows like {file}, line {line}: {reason}")
    return [pattern.format(**fields)]


def reason(problem: Diagnostic) -> str:
    """Why a row was left out, in the current language."""
    return filled(problem.reason, problem.details)


def row_line(problem: Diagnostic) -> str:
    """A row that was left out, on one line: file, line and reason."""
    return _("  {file}, line {line}: {reason}").format(
        file=visible(problem.file), line=problem.line, reason=reason(problem)
    )
