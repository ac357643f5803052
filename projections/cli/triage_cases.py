"""What `review` goes through: past plans, possible duplicates, unclear entries, requests and first coffees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ledger.cli.inbox_lines import LeftLine
from ledger.cli.unclear_entries import UnclearEntry
from ledger.facts.event import PersonId
from ledger.importers.api import Attended
from ledger.language import N_, _
from ledger.language.phrases import (
    filled,
    show_duration,
    show_form,
    show_list,
    show_number,
    show_past_date,
)
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple
from projections import suggestions
from projections.cli.describe import role
from projections.cli.person_duplicates import described
from projections.cli.read_session import ReadSession
from projections.cli.reasons import first_coffee
from projections.directory.duplicates import pairs
from projections.queue import query as queues
from projections.queue.query import Open
from projections.trust import query as ties

CaseKind: TypeAlias = Literal["plan", "duplicate", "unclear", "line", "coffee"]

KINDS: Final[Mapping[CaseKind, str]] = {
    "plan": N_("Past plan"),
    "duplicate": N_("Possible duplicate"),
    "unclear": N_("Unclear entry"),
    "line": N_("Unclear line"),
    "coffee": N_("First coffee"),
}

SNOOZE: Final = timedelta(days=30)
_FOR_GOOD: Final = 100
"""Years after which a person who should not be suggested again would be."""


class TriageCase(NamedTuple):
    """A person, pair, plan or entry to decide about: its ids and the lines that show it.

    `form` and `day` are those of a plan, `entries` those of a calendar: several of one series are one case;
    `left` is the line of a text file.
    """

    kind: CaseKind
    people: tuple[PersonId, ...]
    lines: tuple[str, ...]
    stream: str = ""
    form: str = "coffee"
    day: date | None = None
    entries: tuple[UnclearEntry, ...] = ()
    left: LeftLine | None = None


def cases(
    reading: ReadSession,
    entries: Sequence[UnclearEntry],
    lines: Sequence[LeftLine],
    today: date,
) -> list[TriageCase]:
    """Everything that waits for a decision; `entries` are the unclear ones of imported files, `lines` those of an inbox."""
    return [
        *_past_plans(reading, today),
        *_duplicates(reading),
        *_unclear(entries, today),
        *map(_of_line, lines),
        *_first_coffees(reading, today),
    ]


def _past_plans(reading: ReadSession, today: date) -> Iterator[TriageCase]:
    for plan in queues.plans(reading.tables, reading.identity, reading.listed):
        if plan.planned_for is not None and plan.planned_for < today:
            yield TriageCase(
                kind="plan",
                people=plan.people,
                lines=(_plan_line(reading, plan, plan.planned_for),),
                stream=plan.stream,
                form=plan.form,
                day=plan.planned_for,
            )


def _plan_line(reading: ReadSession, plan: Open, day: date) -> str:
    names = [visible(reading.name(person)) for person in plan.people]
    return _("{form} with {people}, planned for {day}").format(
        form=show_form(plan.form), people=show_list(names), day=show_past_date(day)
    )


def _duplicates(reading: ReadSession) -> Iterator[TriageCase]:
    queries = reading.queries
    pairs_found = pairs(reading.tables, reading.identity, queries.bearers())
    for pair in pairs_found:
        lines = [described(queries, person) for person in pair.people]
        if not pair.plain:
            lines.append(_("They may differ."))
        yield TriageCase("duplicate", pair.people, tuple(lines))


def _unclear(entries: Sequence[UnclearEntry], today: date) -> Iterator[TriageCase]:
    """The entries of files that may be meetings, the latest at the top; those of one series together."""
    by_series: dict[str, list[UnclearEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.day, reverse=True):
        if entry.until is None or entry.until <= today:
            by_series.setdefault(entry.row.series or entry.key, []).append(entry)
    for series in by_series.values():
        latest = series[0].row
        guest_names = [visible(guest.name) for guest in latest.meeting.who]
        guests = show_list(guest_names)
        title = " · ".join(filter(None, (visible(latest.text), guests)))
        lines = [title, filled(latest.reason, latest.details)]
        if len(series) > 1 or "{on}" not in latest.reason:
            lines.insert(1, _days(series))
        yield TriageCase(
            "unclear",
            (),
            tuple(lines),
            form=latest.suggested,
            entries=tuple(series),
        )


def _of_line(left: LeftLine) -> TriageCase:
    """A line of a text file that `inbox` could not record for certain."""
    where = _("{file}, line {line}").format(
        file=visible(left.file.name), line=left.number
    )
    shown = (visible(left.sentence), visible(left.reason), where)
    return TriageCase("line", (), shown, left=left)


def _days(series: Sequence[UnclearEntry]) -> str:
    """When an entry was, or between which days a series."""
    latest, earliest = series[0].day, series[-1].day
    if len(series) == 1:
        return show_past_date(latest)
    return _("{count} times, from {earliest} to {latest}").format(
        count=show_number(len(series)),
        earliest=show_past_date(earliest),
        latest=show_past_date(latest),
    )


def entry_lines(case: TriageCase) -> Iterator[str]:
    """Where an unclear entry stands, and all that it says of place, length and guests."""
    meeting = case.entries[0].row.meeting
    yield _("{file}, line {line}").format(
        file=visible(Path(meeting.file).name), line=meeting.line
    )
    if isinstance(meeting.what, Attended):
        details = (meeting.what.place, meeting.what.note)
        yield from map(visible, filter(None, details))
        if meeting.what.minutes:
            yield show_duration(meeting.what.minutes)
    for guest in meeting.who:
        addresses = guest.details.emails or ()
        yield visible(" · ".join((guest.name, *addresses)))


def _first_coffees(reading: ReadSession, today: date) -> Iterator[TriageCase]:
    """The requests received and the connections never met, the newest at the top."""
    tables, identity = reading.tables, reading.identity
    away = suggestions.snoozed(reading.queries.everyone(), identity, today)
    plans = queues.plans(tables, identity, reading.listed)
    planned = set(chain.from_iterable(plan.people for plan in plans))
    met = ties.people_met(tables, identity, reading.owner, today)

    def shown(person: PersonId) -> bool:
        if person in away:
            return False
        return person not in planned and reading.listed(person)

    for click in queues.newest_coffees(tables, identity, shown, met.__contains__):
        card = reading.queries.card(click.person)
        details = [visible(reading.name(click.person)), role(card)]
        lines = (" · ".join(filter(None, details)), first_coffee(click, today))
        yield TriageCase("coffee", (click.person,), lines)


# ---------------------------------------------------------------- commands


def meeting_words(case: TriageCase, form: str, day: str) -> list[str]:
    """The command that records the meeting of a case."""
    return [form, f"--on={day}", "--", *case.people]


def plan_words(case: TriageCase, day: str) -> list[str]:
    """The command that plans a first coffee, or moves a plan."""
    if case.stream:
        return ["move", f"--for={day}", "--", case.stream]
    planned = []
    if day:
        planned = [f"--for={day}"]
    return ["propose", *planned, "--", case.form, *case.people]


def snooze_words(case: TriageCase, until: date) -> list[str]:
    """The command that suggests a person again on a day."""
    return ["person", "snooze", f"--until={until.isoformat()}", "--", *case.people]


def for_good(today: date) -> date:
    """A day until which a person is not suggested if they should not be again."""
    return today.replace(year=today.year + _FOR_GOOD, day=1)
