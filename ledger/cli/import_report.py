"""What came of an import, in sentences: what it added, and the rows left out, by reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from ledger.language import _, _n
from ledger.language.phrases import filled, show_list, show_number
from ledger.language.text import visible

if TYPE_CHECKING:
    from ledger.importers.api import Diagnostic
    from ledger.importers.match.import_plan import ImportPlan
    from ledger.importers.match.slices import Additions

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
