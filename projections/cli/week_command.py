"""The week command: the week in ten lines, to show to someone or to oneself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import click

from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.counted_forms import counted_form
from ledger.language.phrases import (
    show_duration,
    show_list,
    show_near_date,
    show_number,
    show_week,
)
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple
from projections.cli.agenda_command import goal_json
from projections.cli.output import print_indented, print_json
from projections.cli.read_options import day_shown
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.cli.sparks import sparks
from projections.engine.sqlite import memo
from projections.goals import GoalProgress, goal_words, progress
from projections.queue import query as queue
from projections.queue.query import Open
from projections.steadiness import Steadiness
from projections.week import WeekFigures

NAMED: Final = 6
"""People who are named; the others are counted."""


@reading_command("week", N_("The week in ten lines."))
@option(
    "--as-of",
    metavar="DATE",
    help=N_("A day of another week, or the week: 2026-11-20, last week."),
)
@option("--markdown", is_flag=True, help=N_("Print Markdown."))
def week(session: Session, *, as_of: str | None, markdown: bool) -> None:
    """Show the week of a day, up to that day; on a Monday the week that is past too, unless another day is named."""
    day = day_shown(session, as_of)
    with ReadSession.open(session) as reading:
        told = _week_of(reading, min(day, session.today))
        past = None
        is_this_week = as_of is None and told.figures.since == session.today
        if is_this_week:
            past = _week_of(reading, session.today - timedelta(days=1))
        if reading.as_json:
            document = _as_json(reading, told)
            if past:
                document["previous"] = _as_json(reading, past)
            print_json(document)
            return
        if past:
            _show(past, _past_lines(reading, past, session.today), markdown=markdown)
            click.echo()
            this_week = told._replace(planned=past.planned)
            lines = _new_lines(reading, this_week, session.today)
        else:
            lines = _lines(reading, told, session.today)
        _show(told, lines, markdown=markdown)


class _Week(NamedTuple):
    """What the page of a week is made from: its figures, the half year before it, the goals, the plans after it."""

    figures: WeekFigures
    steady: Steadiness
    goals: Sequence[GoalProgress]
    planned: Sequence[Open]


def _week_of(reading: ReadSession, day: date) -> _Week:
    """The week of a day, up to that day."""
    figures, steady = _kept(reading, day)
    goals = progress(reading.tables, reading.identity, reading.listed, figures.until)
    return _Week(figures, steady, goals, _planned(reading, figures.until))


def _lines(reading: ReadSession, told: _Week, today: date) -> list[str]:
    """All lines about a week."""
    return [
        *_meetings(reading, told.figures),
        *_others(reading, told.figures),
        *_ahead(reading, told.figures, told.planned),
        *_aims(told, today),
    ]


def _past_lines(reading: ReadSession, told: _Week, today: date) -> list[str]:
    """The lines about a week that is over: what came of it. What lies ahead stands with the current week."""
    return [
        *_meetings(reading, told.figures),
        *_others(reading, told.figures),
        *_goal_lines(told, today),
    ]


def _new_lines(reading: ReadSession, told: _Week, today: date) -> list[str]:
    """What lies ahead of a week on its first day, and what happened on it."""
    happened = _meetings(reading, told.figures) if told.figures.meetings else ()
    planned = [*_ahead(reading, told.figures, told.planned)] or [_("No plans yet")]
    return [
        *happened,
        *_others(reading, told.figures),
        *planned,
        *_aims(told, today),
    ]


def _show(told: _Week, lines: Sequence[str], *, markdown: bool) -> None:
    title_mark = "# " if markdown else ""
    click.echo(title_mark + _title(told.figures))
    if markdown:
        click.echo()
    for line in lines:
        if markdown:
            click.echo(f"- {line}")
        else:
            print_indented(line, 2)


def _kept(reading: ReadSession, day: date) -> tuple[WeekFigures, Steadiness]:
    """The figures, computed at the first reading of them."""
    text = memo.kept(reading.views, "weeks", day)
    if text is not None:
        import orjson

        fields, (since, meetings) = orjson.loads(text)
        days = {name: date.fromisoformat(fields[name]) for name in ("since", "until")}
        return (
            WeekFigures(**fields | days),
            Steadiness(date.fromisoformat(since), tuple(meetings)),
        )
    import json

    from projections.steadiness import steadiness
    from projections.week import week_figures

    arguments = (reading.tables, reading.identity, reading.listed, day)
    figures, steady = week_figures(*arguments), steadiness(*arguments)
    text = json.dumps((figures._asdict(), steady), default=str)
    memo.keep(reading.views, "weeks", day, text)
    return figures, steady


def _planned(reading: ReadSession, day: date) -> list[Open]:
    """The plans of the seven days after a day."""
    plans = queue.plans(reading.tables, reading.identity, reading.listed)
    until = day + timedelta(days=7)
    return [
        plan for plan in plans if plan.planned_for and day < plan.planned_for <= until
    ]


def _title(figures: WeekFigures) -> str:
    return _("Week from {days}").format(days=show_week(figures.since))


def _meetings(reading: ReadSession, figures: WeekFigures) -> Iterator[str]:
    """Lines about the meetings: how many, with which people, who was new."""
    if not figures.meetings:
        yield _("No meetings in person")
    else:
        order = [form for form in forms() if form in figures.forms]
        kinds = [
            f"{show_number(figures.forms[form])} {counted_form(form, figures.forms[form])}"
            for form in order
        ]
        yield _("In person: {meetings}, {duration}").format(
            meetings=show_list(kinds), duration=show_duration(figures.minutes)
        )
        yield _("Met: {people}").format(people=_names(reading, figures.people))
    if figures.first_met:
        yield _("For the first time: {people}").format(
            people=_names(reading, figures.first_met)
        )


def _others(reading: ReadSession, figures: WeekFigures) -> Iterator[str]:
    """Lines about calls and no-shows, favours, and clicks."""
    parts: list[str] = []
    if figures.calls:
        counted = _n("{count} call", "{count} calls", figures.calls)
        parts.append(counted.format(count=show_number(figures.calls)))
    if figures.missed:
        pattern = (
            _("did not turn up: {people}") if parts else _("Did not turn up: {people}")
        )
        parts.append(pattern.format(people=_names(reading, figures.missed)))
    if parts:
        yield " · ".join(parts)
    if figures.given or figures.received:
        yield _("Favours: {given} given, {received} received").format(
            given=show_number(figures.given), received=show_number(figures.received)
        )
    requests = figures.requests_received + figures.requests_sent
    if requests or figures.connected:
        yield _(
            "Requests: {received} received, {sent} sent; new connections: {connected}"
        ).format(
            received=show_number(figures.requests_received),
            sent=show_number(figures.requests_sent),
            connected=show_number(figures.connected),
        )


def _ahead(
    reading: ReadSession, figures: WeekFigures, planned: Sequence[Open]
) -> Iterator[str]:
    """A line about the plans of the next seven days."""
    if not planned:
        return
    plans = [
        f"{_names(reading, plan.people)} ({show_near_date(plan.planned_for, figures.until)})"
        for plan in planned[:NAMED]
        if plan.planned_for
    ]
    more = len(planned) - len(plans)
    if more:
        plans.append(_n("{count} other", "{count} others", more).format(count=more))
    yield _("Planned: {plans}").format(plans=show_list(plans))


def _goal_lines(told: _Week, today: date) -> Iterator[str]:
    """A line about the goals."""
    if told.goals:
        yield " · ".join(goal_words(goal, today) for goal in told.goals)


def _aims(told: _Week, today: date) -> Iterator[str]:
    """Lines about the goals, and about the last half year."""
    yield from _goal_lines(told, today)
    yield steady_words(told.steady)


def steady_words(steady: Steadiness) -> str:
    """`Met someone in 18 of the last 26 weeks`, and a bar for each week."""
    counted = _("Met someone in {met} of the last {weeks} weeks").format(
        met=steady.weeks_met, weeks=len(steady.meetings)
    )
    return f"{counted} {sparks(steady.meetings)}"


def steady_json(steady: Steadiness) -> dict[str, Any]:
    """The weeks of half a year, for scripts."""
    return {
        "since": steady.since.isoformat(),
        "weeks": len(steady.meetings),
        "weeks_met": steady.weeks_met,
        "meetings": list(steady.meetings),
    }


def _names(reading: ReadSession, people: Sequence[PersonId]) -> str:
    names = [visible(reading.name(person)) for person in people[:NAMED]]
    more = len(people) - len(names)
    if more:
        counted = _n("{count} other", "{count} others", more)
        names.append(counted.format(count=show_number(more)))
    return show_list(names)


def _as_json(reading: ReadSession, told: _Week) -> dict[str, Any]:
    figures, steady, goals, planned = told
    named = {
        field: [reference(reading, person) for person in getattr(figures, field)]
        for field in ("people", "first_met", "missed")
    }
    days = {"since": figures.since.isoformat(), "until": figures.until.isoformat()}
    plans = [
        {
            "meeting": plan.stream,
            "form": plan.form,
            "people": [reference(reading, person) for person in plan.people],
            "planned_for": plan.planned_for,
            "planned_at": plan.planned_at,
        }
        for plan in planned
    ]
    return {
        **figures._asdict(),
        **named,
        **days,
        "meetings": figures.meetings,
        "planned": plans,
        "goals": list(map(goal_json, goals)),
        "steadiness": steady_json(steady),
    }
