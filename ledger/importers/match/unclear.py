"""Rows of which nothing certain says whether people met: recorded only once somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ledger.facts.meeting.events import Form
from ledger.importers.api import Attended, Diagnostic, ImportedRow, ImportFile, Sifted, Unclear


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


def taken(row: Unclear) -> Form | None:
    """The answer that takes the row for a meeting unasked."""
    return row.meeting.what.form if isinstance(row.meeting.what, Attended) else None


def left(row: Unclear) -> Form | None:  # noqa: ARG001  an answer like the others
    """The answer that leaves the row as unclear as it is."""
    return None


def _places(sifted: Sifted) -> Callable[[ImportedRow | Diagnostic], tuple[int, int]]:
    """Where a row stands: its file among those read, and the line."""
    rows: tuple[ImportedRow | Diagnostic, ...] = (
        *sifted.reading.rows,
        *(row.meeting for row in sifted.unclear),
        *sifted.reading.problems,
    )
    files = {file: at for at, file in enumerate(dict.fromkeys(row.file for row in rows))}
    return lambda row: (files[row.file], row.line)


def _problem(row: Unclear) -> Diagnostic:
    return Diagnostic(file=row.meeting.file, line=row.meeting.line, reason=row.reason, details=row.details)


def _answered(row: Unclear, form: Form) -> ImportedRow:
    """Return the row as a meeting of a form, with those confirmed that it would not have had otherwise."""
    meeting = row.meeting
    if not isinstance(meeting.what, Attended):
        raise TypeError("only a meeting can be unclear")
    certain = row.otherwise.who if row.otherwise else meeting.who
    confirmed = tuple(contact for contact in meeting.who if contact not in certain)
    return replace(meeting, what=replace(meeting.what, form=form), confirmed=confirmed)
