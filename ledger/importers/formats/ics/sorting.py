"""Entries put where they belong: meetings and calls, what is unclear, what is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias

from ledger.importers.api import Diagnostic, ImportedRow, Unclear
from ledger.importers.formats.ics.entries import Entry
from ledger.importers.formats.ics.judging import OUTDATED, Verdict
from ledger.importers.formats.ics.occasions import UNTITLED, Setting, day_of, identifier, is_over, row
from ledger.importers.formats.ics.series import Occurrence, occurrences
from ledger.language import N_

AHEAD: Final = N_("{on} ({text}): it is not over yet, and a meeting to come is a plan.")

Row: TypeAlias = ImportedRow | Unclear | Diagnostic

_SLACK: Final = timedelta(days=1)
"""Somewhere on earth it is tomorrow already."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What an entry was found to be, what decided, how often it took place and when first."""

    file: str
    line: int
    text: str
    verdict: Verdict
    on: date
    times: int


def sort(
    group: Sequence[Entry], judge: Callable[[Entry], Verdict], setting: Setting, known: set[str]
) -> tuple[list[Row], list[Judged]]:
    """The rows that the entries of one UID come to, and what was found of each.

    `known` are the occurrences that are among the rows of others; those of this one are added.
    """
    rows: list[Row] = []
    verdicts = {entry: judge(entry) for entry in group}
    times: Counter[Entry] = Counter()
    first: dict[Entry, date] = {}
    last = setting.now + _SLACK
    for each in occurrences(group, last, lambda entry: verdicts[entry].kind != "skip", setting.steps):
        if isinstance(each, Diagnostic):
            rows.append(each)
            continue
        entry = each.entry
        verdict = verdicts.get(entry) or verdicts.setdefault(entry, judge(entry))
        first.setdefault(entry, day_of(each, setting).date())
        times[entry] += 0
        if verdict.kind != "skip" and is_over(each, setting):
            times[entry] += 1
            rows += _new(each, verdict, setting, known)
    for entry, on in first.items():
        rows += _left_out(entry, verdicts[entry], on, times[entry])
    return rows, [_judged(entry, verdicts[entry], on, times[entry]) for entry, on in first.items()]


def _new(each: Occurrence, verdict: Verdict, setting: Setting, known: set[str]) -> list[Row]:
    """The row of an occurrence, unless another file has it, or the rest of a series that was changed."""
    if (key := identifier(each)) in known:
        return []
    known.add(key)
    if each.outdated:
        verdict = replace(verdict, kind="unclear", reason=OUTDATED, property="SEQUENCE", other="")
    return [row(each, verdict, setting)]


def _left_out(entry: Entry, verdict: Verdict, on: date, times: int) -> list[Diagnostic]:
    """Why an entry comes to nothing, if it does."""
    if verdict.kind != "skip" and times:
        return []
    text = " ".join(entry.component.text("SUMMARY").split()) or UNTITLED
    told = {"on": on, "text": text, "property": verdict.property, "most": verdict.most}
    reason = verdict.reason if verdict.kind == "skip" else AHEAD
    return [Diagnostic(file=entry.calendar.file, line=entry.component.line, reason=reason, details=told)]


def _judged(entry: Entry, verdict: Verdict, on: date, times: int) -> Judged:
    text = entry.component.text("SUMMARY")
    return Judged(
        file=entry.calendar.file, line=entry.component.line, text=text, verdict=verdict, on=on, times=times
    )
