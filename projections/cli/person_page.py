"""The page to read before a meeting: trust, the last meetings, notes, common acquaintances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple

import click

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import _, _n
from ledger.language.dates import show_date
from ledger.language.phrases import show_list, show_number
from ledger.language.safe_text import visible
from projections.cli.describe import Naming
from projections.cli.event_line import as_json, text, texts_of, what, when
from projections.cli.last_met import met_on
from projections.cli.read_session import ReadSession, reference
from projections.cli.sparks import sparks
from projections.network import acquaintances
from projections.network.acquaintances import Together
from projections.queue import query as queue
from projections.queue.query import Open
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.trust import courses, levels
from projections.trust.model import Tie

LATEST: Final = 3
"""So many meetings and notes are shown, the last ones."""

CURVE: Final = tuple(range(360, -1, -15))
"""How many days ago trust is shown."""

DIGITS: Final = 3


class Page(NamedTuple):
    """What there is to know before one meets somebody."""

    since: TimelineEntry | None
    meetings: Sequence[TimelineEntry]
    notes: Sequence[TimelineEntry]
    plans: Sequence[Open]
    common: Sequence[Together]
    tie: Tie
    with_coffee: float
    curve: Sequence[tuple[date, float]]


def page(reading: ReadSession, person: PersonId, today: date) -> Page:
    """The page about a person on a day."""
    tables, identity = reading.tables, reading.identity
    course = courses.course(tables, identity, person)
    coffee = courses.with_coffee(tables, identity, person, course, today)
    pairs = acquaintances.together(tables, identity, person)
    days = [today - timedelta(days=ago) for ago in CURVE]
    return Page(
        since=next(_live(reading, person, ("met", "plan", "exchange", "click")), None),
        meetings=list(
            islice(_live(reading, person, ("met",), last_first=True), LATEST)
        ),
        notes=list(islice(_live(reading, person, ("note",), last_first=True), LATEST)),
        plans=[
            item
            for item in queue.plans(tables, identity, lambda _person: True)
            if person in item.people
        ],
        common=[
            item
            for item in pairs
            if all(map(reading.listed, set(item.people) - {person}))
        ],
        tie=course.on(today),
        with_coffee=coffee.on(today).trust,
        curve=[(day, course.on(day).trust) for day in days],
    )


def _live(
    reading: ReadSession,
    person: PersonId,
    sorts: tuple[str, ...],
    *,
    last_first: bool = False,
) -> Iterator[TimelineEntry]:
    """What stands and has a day, of these sorts."""
    rows = timeline.happenings(
        reading.tables, reading.identity, person, reverse=last_first
    )
    return (row for row in rows if row.live and row.day and row.sort in sorts)


# ---------------------------------------------------------------- in words


def show(reading: ReadSession, person: PersonId, today: date) -> None:
    """Print the page, below what is known of the person."""
    contents = page(reading, person, today)
    naming = Naming(reading.name, reading.owner)
    _show_trust(reading, person, contents)
    if contents.since:
        _section(
            _("Since"),
            [f"{when(contents.since)} · {what(reading, contents.since, naming)}"],
        )
    _section(_("Planned"), [_plan(plan) for plan in contents.plans])
    _section(_("Last times"), _lines(reading, contents.meetings, naming))
    _section(_("Notes"), _lines(reading, contents.notes, None))
    _section(_("Both know"), _common(reading, person, contents.common))


def _show_trust(reading: ReadSession, person: PersonId, contents: Page) -> None:
    tie = contents.tie
    summary = _("trust {trust} ({level})").format(
        trust=show_number(tie.trust, DIGITS), level=levels.words(tie)
    )
    met_last = (
        _("last met: {day}").format(day=met_on(reading.queries, person, tie.last_met))
        if tie.last_met
        else ""
    )
    click.echo("  " + ", ".join(filter(None, (summary, met_last))))
    if any(trust for _day, trust in contents.curve):
        curve = sparks([trust for _day, trust in contents.curve])
        click.echo("  " + _("the last 12 months: {curve}").format(curve=curve))
    click.echo(
        "  "
        + _("one coffee today: {trust}").format(
            trust=show_number(contents.with_coffee, DIGITS)
        )
    )


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(click.style(title, bold=True))
        for line in lines:
            click.echo(f"  {line}")


def _lines(
    reading: ReadSession, rows: Sequence[TimelineEntry], naming: Naming | None
) -> list[str]:
    """A line an event: its day, what it was (not where that is told by the title), what was written."""
    texts = texts_of(reading, rows)
    parts = [
        [when(row), what(reading, row, naming) if naming else "", text(row, texts)]
        for row in rows
    ]
    return [" · ".join(filter(None, part)) for part in parts]


def _plan(plan: Open) -> str:
    form = forms().get(plan.form)
    name = _(form.title) if form else visible(plan.form)
    day = show_date(plan.planned_for) if plan.planned_for else _("no day yet")
    return f"{name}, {day} ({_(plan.status)})"


def _common(
    reading: ReadSession, person: PersonId, common: Sequence[Together]
) -> list[str]:
    """The people both know, those most often at one table first."""
    names = [
        _n("{name} ({times} table)", "{name} ({times} tables)", pair.times).format(
            name=visible(reading.name(_other(pair, person))), times=pair.times
        )
        for pair in common[: 2 * LATEST]
    ]
    return [show_list(names)] if names else []


def _other(pair: Together, person: PersonId) -> PersonId:
    former, latter = pair.people
    return latter if former == person else former


# ---------------------------------------------------------------- for programs


def page_json(reading: ReadSession, person: PersonId, today: date) -> dict[str, Any]:
    """The page as JSON."""
    contents = page(reading, person, today)
    rows = [
        *contents.meetings,
        *contents.notes,
        *([contents.since] if contents.since else []),
    ]
    texts = texts_of(reading, rows)
    return {
        "trust": contents.tie.trust,
        "level": levels.level(contents.tie),
        "days_met": contents.tie.days_met,
        "last_met": contents.tie.last_met and contents.tie.last_met.isoformat(),
        "with_coffee": contents.with_coffee,
        "curve": [
            {"day": day.isoformat(), "trust": trust} for day, trust in contents.curve
        ],
        "since": as_json(reading, contents.since, texts) if contents.since else None,
        "last_meetings": [as_json(reading, row, texts) for row in contents.meetings],
        "notes": [as_json(reading, row, texts) for row in contents.notes],
        "plans": [
            {
                "meeting": item.stream,
                "form": item.form,
                "status": item.status,
                "planned_for": item.planned_for and item.planned_for.isoformat(),
                "people": [reference(reading, person) for person in item.people],
            }
            for item in contents.plans
        ],
        "common": [
            {
                "person": reference(reading, _other(item, person)),
                "times": item.times,
                "last": item.last.isoformat(),
            }
            for item in contents.common
        ],
    }
