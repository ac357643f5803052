"""A reading brought into the ledger as one batch: who is who, what is new, what is asked."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence

from ledger.cli.bar import watched
from ledger.cli.namesakes import answered, say_open
from ledger.cli.session import Session, Written
from ledger.cli.writing import Writing, write
from ledger.facts import identifiers
from ledger.facts.base import Event, PersonId, StreamId
from ledger.facts.people import PersonAdded
from ledger.facts.person_commands import TakeNote
from ledger.importers.matching import plan
from ledger.importers.plans import Answer, Candidate, Plan
from ledger.importers.records import Problem, Reading
from ledger.language import _, _n
from ledger.language.phrases import filled, show_number
from ledger.language.safe import visible

MANY = 1000
"""For more names than these it is faster to read the whole directory than to look each up."""

LISTED = 20
"""So many rows that cannot be used are listed one by one; --json lists all."""


class FromLedger:
    """What matching asks of the ledger; implements `ledger.importers.known.Known`."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        return self.writing.origin

    def streams(self, identifiers: Collection[str]) -> Mapping[str, StreamId]:
        """The stream that brought each of these identifiers."""
        return self.writing.session.ledger.known(identifiers)

    def histories(self, streams: Collection[StreamId]) -> Mapping[StreamId, Sequence[Event]]:
        """The events of each of these streams."""
        return {stream: self.writing.history(stream) for stream in streams}

    def named(self, names: Collection[str]) -> Mapping[str, Collection[PersonId]]:
        """Everybody who bears each of these names whole."""
        many = len(names) > MANY
        return self.writing.readings.named(watched(names, _("Recognising")), many=many)


def bring_in(session: Session, file_format: str, reading: Reading) -> Written:
    """Record what a reading adds, as one batch, and say what came of its rows."""
    answers: dict[Candidate, Answer] = {}
    asked: set[Candidate] = set()

    def build(writing: Writing) -> None:
        known = FromLedger(writing)
        found = plan(reading, known, writing.me, session.today, answers=answers)
        if _on_a_terminal(session) and (new := [each for each in found.candidates if each not in asked]):
            asked.update(new)
            answers.update(answered(new, writing.readings))
            found = plan(reading, known, writing.me, session.today, answers=answers)
        for stream, version, events in found.entries:
            writing.add(stream, events, version)
        writing.adds_people = any(isinstance(e, PersonAdded) for _s, _v, es in found.entries for e in es)
        _keep_aside(writing, reading)
        writing.summary = _summary(found, reading)
        _say(writing, found)
        say_open(writing, found.candidates, shown=bool(asked))

    return write(session, build, source=f"import:{file_format}")


def _keep_aside(writing: Writing, reading: Reading) -> None:
    """Notes about nobody are the owner's own; each once."""
    wanted = [identifier for noted in reading.aside for identifier in noted.identifiers]
    known = writing.session.ledger.known(wanted)
    for noted in reading.aside:
        if not known.keys() & set(noted.identifiers):
            writing.do("person", TakeNote(**vars(noted), today=writing.session.today), writing.me)


def _on_a_terminal(session: Session) -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and not (session.as_json or session.dry_run)


def _summary(found: Plan, reading: Reading) -> dict[str, object]:
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
        "encodings": dict(reading.encodings),
    }


def reason(problem: Problem) -> str:
    """Why a row was left out, in the current language."""
    return filled(problem.reason, problem.details)


def row_said(problem: Problem) -> str:
    """A row that was left out, on one line: file, line and reason."""
    return _("  {file}, line {line}: {reason}").format(
        file=visible(problem.file), line=problem.line, reason=reason(problem)
    )


def _say(writing: Writing, found: Plan) -> None:
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
    for each in found.skipped[:LISTED]:
        writing.say(row_said(each))
    if (more := len(found.skipped) - LISTED) > 0:
        writing.say(
            _n("  and {more} more; --json lists all", "  and {more} more; --json lists all", more).format(
                more=show_number(more)
            )
        )


def owner_names(session: Session) -> tuple[str, ...]:
    """The names under which the ledger has known its owner, but `me`."""
    writing = Writing(session)
    names = (getattr(event, "name", None) for event in writing.history(writing.me))
    return tuple(dict.fromkeys(name for name in names if name and name != "me"))


def owner_identifiers(session: Session) -> tuple[str, ...]:
    """The owner's own addresses, as far as the ledger knows them."""
    writing = Writing(session)
    events = writing.history(writing.me)
    emails = [e for event in events for e in getattr(event, "emails", None) or ()]
    urls = [u for event in events for u in getattr(event, "urls", None) or ()]
    return identifiers.of_person(emails, urls)
