"""What `review` goes through: past plans, possible duplicates, requests and first coffees, each in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import N_, _
from ledger.language.phrases import show_list, show_past_date
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

CaseKind: TypeAlias = Literal["plan", "duplicate", "coffee"]

KINDS: Final[Mapping[CaseKind, str]] = {
    "plan": N_("Past plan"),
    "duplicate": N_("Possible duplicate"),
    "coffee": N_("First coffee"),
}

SNOOZE: Final = timedelta(days=30)
_FOR_GOOD: Final = 100
"""Years after which a person who should not be suggested again would be."""


class TriageCase(NamedTuple):
    """A person, pair or plan to decide about: its ids and the lines that show it.

    `form` and `day` are those of a plan.
    """

    kind: CaseKind
    people: tuple[PersonId, ...]
    lines: tuple[str, ...]
    stream: str = ""
    form: str = "coffee"
    day: date | None = None


def cases(reading: ReadSession, today: date) -> list[TriageCase]:
    """Everything that waits for a decision."""
    return [
        *_past_plans(reading, today),
        *_duplicates(reading),
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
    form = _(forms()[plan.form].title) if plan.form in forms() else visible(plan.form)
    return _("{form} with {people}, planned for {day}").format(
        form=form, people=show_list(names), day=show_past_date(day)
    )


def _duplicates(reading: ReadSession) -> Iterator[TriageCase]:
    queries = reading.queries
    for pair in pairs(reading.tables, reading.identity, queries.bearers()):
        lines = [described(queries, person) for person in pair.people]
        if not pair.plain:
            lines.append(_("They may differ."))
        yield TriageCase("duplicate", pair.people, tuple(lines))


def _first_coffees(reading: ReadSession, today: date) -> Iterator[TriageCase]:
    """The requests received and the connections never met, the newest at the top."""
    tables, identity = reading.tables, reading.identity
    away = suggestions.snoozed(tables, identity, today)
    planned = {
        person
        for plan in queues.plans(tables, identity, reading.listed)
        for person in plan.people
    }
    met = {*ties.ties(tables, identity, reading.owner, today)}

    def shown(person: PersonId) -> bool:
        return person not in away and person not in planned and reading.listed(person)

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
    planned = [f"--for={day}"] if day else []
    return ["propose", *planned, "--", case.form, *case.people]


def snooze_words(case: TriageCase, until: date) -> list[str]:
    """The command that suggests a person again on a day."""
    return ["person", "snooze", f"--until={until.isoformat()}", "--", *case.people]


def for_good(today: date) -> date:
    """A day until which a person is not suggested if they should not be again."""
    return today.replace(year=today.year + _FOR_GOOD, day=1)
