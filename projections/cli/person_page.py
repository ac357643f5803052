"""The page one reads before a meeting: since when, the last times, what was noted, whom both know, trust."""

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
from ledger.language.safe import visible
from projections.cli.describe import Naming
from projections.cli.event_line import as_json, text, texts_of, what, when
from projections.cli.last_met import met_on
from projections.cli.people_args import reference
from projections.cli.read_session import ReadSession
from projections.cli.sparks import sparks
from projections.network import acquaintances
from projections.network.acquaintances import Together
from projections.queue import query as queue
from projections.queue.query import Open
from projections.timeline import query as timeline
from projections.timeline.entries import Happening
from projections.trust import courses, levels
from projections.trust.model import Tie

LATEST: Final = 3
"""So many meetings and notes are shown, the last ones."""

CURVE: Final = tuple(range(360, -1, -15))
"""How many days ago trust is shown."""

DIGITS: Final = 3


class Page(NamedTuple):
    """What there is to know before one meets somebody."""

    since: Happening | None
    meetings: Sequence[Happening]
    notes: Sequence[Happening]
    plans: Sequence[Open]
    common: Sequence[Together]
    tie: Tie
    with_coffee: float
    curve: Sequence[tuple[date, float]]


def page(reading: ReadSession, who: PersonId, today: date) -> Page:
    """The page about a person on a day."""
    tables, identity = reading.tables, reading.identity
    known = courses.course(tables, identity, who)
    coffee = courses.with_coffee(tables, identity, who, known, today)
    pairs = acquaintances.together(tables, identity, who)
    days = [today - timedelta(days=ago) for ago in CURVE]
    return Page(
        since=next(_live(reading, who, ("met", "plan", "exchange", "click")), None),
        meetings=list(islice(_live(reading, who, ("met",), last_first=True), LATEST)),
        notes=list(islice(_live(reading, who, ("note",), last_first=True), LATEST)),
        plans=[each for each in queue.plans(tables, identity, lambda _person: True) if who in each.people],
        common=[each for each in pairs if all(map(reading.listed, set(each.people) - {who}))],
        tie=known.on(today),
        with_coffee=coffee.on(today).trust,
        curve=[(day, known.on(day).trust) for day in days],
    )


def _live(
    reading: ReadSession, who: PersonId, sorts: tuple[str, ...], *, last_first: bool = False
) -> Iterator[Happening]:
    """What stands and has a day, of these sorts."""
    rows = timeline.happenings(reading.tables, reading.identity, who, reverse=last_first)
    return (row for row in rows if row.live and row.day and row.sort in sorts)


# ---------------------------------------------------------------- in words


def show(reading: ReadSession, who: PersonId, today: date) -> None:
    """Print the page, below what is known of the person."""
    found = page(reading, who, today)
    naming = Naming(reading.name, reading.owner)
    _show_trust(reading, who, found)
    if found.since:
        _section(_("Since"), [f"{when(found.since)} · {what(reading, found.since, naming)}"])
    _section(_("Planned"), [_plan(each) for each in found.plans])
    _section(_("Last times"), _lines(reading, found.meetings, naming))
    _section(_("Notes"), _lines(reading, found.notes, None))
    _section(_("Both know"), _common(reading, who, found.common))


def _show_trust(reading: ReadSession, who: PersonId, found: Page) -> None:
    tie = found.tie
    said = _("trust {trust} ({level})").format(trust=show_number(tie.trust, DIGITS), level=levels.words(tie))
    last = _("last met: {day}").format(day=met_on(reading.queries, who, tie.last_met)) if tie.last_met else ""
    click.echo("  " + ", ".join(filter(None, (said, last))))
    if any(trust for _day, trust in found.curve):
        curve = sparks([trust for _day, trust in found.curve])
        click.echo("  " + _("the last 12 months: {curve}").format(curve=curve))
    click.echo("  " + _("one coffee today: {trust}").format(trust=show_number(found.with_coffee, DIGITS)))


def _section(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(click.style(title, bold=True))
        for line in lines:
            click.echo(f"  {line}")


def _lines(reading: ReadSession, rows: Sequence[Happening], naming: Naming | None) -> list[str]:
    """A line an event: its day, what it was (not where that is told by the title), what was written."""
    texts = texts_of(reading, rows)
    parts = [[when(row), what(reading, row, naming) if naming else "", text(row, texts)] for row in rows]
    return [" · ".join(filter(None, each)) for each in parts]


def _plan(each: Open) -> str:
    form = forms().get(each.form)
    name = _(form.title) if form else visible(each.form)
    day = show_date(each.planned_for) if each.planned_for else _("no day yet")
    return f"{name}, {day} ({_(each.status)})"


def _common(reading: ReadSession, who: PersonId, common: Sequence[Together]) -> list[str]:
    """The people both know, those most often at one table first."""
    names = [
        _n("{name} ({times} table)", "{name} ({times} tables)", each.times).format(
            name=visible(reading.name(_other(each, who))), times=each.times
        )
        for each in common[: 2 * LATEST]
    ]
    return [show_list(names)] if names else []


def _other(each: Together, who: PersonId) -> PersonId:
    one, other = each.people
    return other if one == who else one


# ---------------------------------------------------------------- for programs


def page_json(reading: ReadSession, who: PersonId, today: date) -> dict[str, Any]:
    """The page as JSON."""
    found = page(reading, who, today)
    rows = [*found.meetings, *found.notes, *([found.since] if found.since else [])]
    texts = texts_of(reading, rows)
    return {
        "trust": found.tie.trust,
        "level": levels.level(found.tie),
        "days_met": found.tie.days_met,
        "last_met": found.tie.last_met and found.tie.last_met.isoformat(),
        "with_coffee": found.with_coffee,
        "curve": [{"day": day.isoformat(), "trust": trust} for day, trust in found.curve],
        "since": as_json(reading, found.since, texts) if found.since else None,
        "last_meetings": [as_json(reading, row, texts) for row in found.meetings],
        "notes": [as_json(reading, row, texts) for row in found.notes],
        "plans": [
            {
                "meeting": each.stream,
                "form": each.form,
                "status": each.status,
                "planned_for": each.planned_for and each.planned_for.isoformat(),
                "people": [reference(reading, person) for person in each.people],
            }
            for each in found.plans
        ],
        "common": [
            {
                "person": reference(reading, _other(each, who)),
                "times": each.times,
                "last": each.last.isoformat(),
            }
            for each in found.common
        ],
    }
