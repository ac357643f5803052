"""Rows of which nothing certain says whether people met: recorded only once someone says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ledger.facts import ledger_stream
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import Form
from ledger.importers.api import (
    Attended,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Sifted,
    Unclear,
)
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.match import book_of
from ledger.importers.match.meeting_rows import ever_there


def settle(sifted: Sifted, answer: Callable[[Unclear], Form | None]) -> ImportFile:
    """The reading with every unclear row in it: a meeting of the form that `answer` gives.

    If it gives None the row is a problem with its reason, besides what it comes to otherwise.
    `taken` takes them all, `left` none.
    """
    settled: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    for row in sifted.unclear:
        if (form := answer(row)) is not None:
            settled.append(_answered(row, form))
            continue
        problems.append(_problem(row))
        if row.otherwise:
            settled.append(row.otherwise)
    reading = sifted.reading
    place = _places(sifted)
    return replace(
        reading,
        rows=tuple(sorted((*reading.rows, *settled), key=place)),
        problems=tuple(sorted((*reading.problems, *problems), key=place)),
        read=reading.read + sum(row.rows for row in settled) + len(problems),
    )


def with_answered(sifted: Sifted, index: LedgerIndex) -> Sifted:
    """Return the file with the unclear rows that were answered in an earlier import among the clear ones.

    The ledger has a meeting by the row's identifiers; if only the presence of some people was unclear, it
    has had them.
    """
    keys: set[str] = set()
    for row in sifted.unclear:
        keys.update(_keys(row))
    streams = index.streams(keys)
    if not streams:
        return sifted
    histories = index.histories(set(streams.values()))
    merged = book_of(index).into
    answered: list[Unclear] = []
    unclear: list[Unclear] = []
    for row in sifted.unclear:
        known_streams = [streams[key] for key in _keys(row) if key in streams]
        history = histories[known_streams[0]] if known_streams else ()
        present = {ledger_stream.root(merged, person) for person in ever_there(history)}
        is_answered = bool(present)
        if present and row.otherwise:
            is_answered = _people(row, index, merged) <= present
        (answered if is_answered else unclear).append(row)
    reading = sifted.reading
    meetings = [row.meeting for row in answered]
    rows = sorted((*reading.rows, *meetings), key=_places(sifted))
    reading = replace(reading, rows=tuple(rows), read=reading.read + len(answered))
    return replace(sifted, reading=reading, unclear=tuple(unclear))


def _keys(row: Unclear) -> tuple[str, ...]:
    if isinstance(row.meeting.what, Attended):
        return row.meeting.what.identifiers
    return ()


def _people(
    row: Unclear, index: LedgerIndex, merged: Mapping[PersonId, PersonId]
) -> set[PersonId]:
    """Return the people of a row as the ledger knows them, "" for anybody new."""
    people: set[PersonId] = set()
    for contact in row.meeting.who:
        keys = (*contact.identifiers, *contact.rows)
        streams = index.streams(keys)
        known_streams = [streams[key] for key in keys if key in streams]
        people.add(
            ledger_stream.root(merged, known_streams[0]) if known_streams else ""
        )
    return people


def taken(row: Unclear) -> Form | None:
    """The answer that takes the row for a meeting unasked, unless its words say that it fell through."""
    if row.outcome in {"off", "moved"}:
        return None
    if isinstance(row.meeting.what, Attended):
        return row.meeting.what.form
    return None


def left(row: Unclear) -> Form | None:  # noqa: ARG001  an answer like the others
    """The answer that leaves the row as unclear as it is."""
    return None


def _places(sifted: Sifted) -> Callable[[ImportedRow | Diagnostic], tuple[int, int]]:
    """Where a row stands: its file among those read, and the line."""
    files: dict[str, int] = {}
    rows: list[ImportedRow | Diagnostic] = list(sifted.reading.rows)
    rows += [row.meeting for row in sifted.unclear]
    rows += sifted.reading.problems
    for row in rows:
        files.setdefault(row.file, len(files))
    return lambda row: (files[row.file], row.line)


def _problem(row: Unclear) -> Diagnostic:
    return Diagnostic(
        file=row.meeting.file,
        line=row.meeting.line,
        reason=row.reason,
        details=row.details,
    )


def _answered(row: Unclear, form: Form) -> ImportedRow:
    """Return the row as a meeting of a form, with those confirmed that it would not have had otherwise."""
    meeting = row.meeting
    if not isinstance(meeting.what, Attended):
        raise TypeError("only a meeting can be unclear")
    certain = meeting.who
    if row.otherwise:
        certain = row.otherwise.who
    confirmed = tuple(contact for contact in meeting.who if contact not in certain)
    return meeting._replace(what=replace(meeting.what, form=form), confirmed=confirmed)
