"""What rose and what fell: trust on two days, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import click

from ledger.errors import Usage
from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.phrases import show_change, show_date, show_number
from ledger.language.safe_text import visible
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, reference
from projections.trust import courses
from projections.trust.courses import Course

DIGITS = 3
LEAST = 1e-12
"""A smaller difference is one of arithmetic."""


class TrustChange(NamedTuple):
    """Trust in a person on the earlier day and on the later one."""

    person: PersonId
    before: float
    after: float

    @property
    def by(self) -> float:
        """How much it rose; below 0, fell."""
        return self.after - self.before


def changes(
    courses_: Iterable[tuple[PersonId, Course]], since: date, day: date
) -> list[TrustChange]:
    """Where trust changed between two days, what rose most first, what fell most last."""
    every_change = [
        TrustChange(person, item.on(since).trust, item.on(day).trust)
        for person, item in courses_
    ]
    moved = [item for item in every_change if abs(item.by) > LEAST]
    return sorted(moved, key=lambda item: (-item.by, item.person))


def show(
    reading: ReadSession,
    person: PersonId | None,
    days: tuple[date, date],
    culture: tuple[str, int],
    top: int | None,
) -> None:
    """Show what changed between two days, in one person or in all listed people."""
    name, permille = culture
    since, day = days
    if since > day:
        raise Usage("The --since day must be before the day you are looking at.")
    tables, identity = reading.tables, reading.identity
    if person is None:
        everybody = courses.courses(tables, identity, trust_permille=permille)
        moved = changes(
            (change for change in everybody if reading.listed(change[0])), since, day
        )
    else:
        moved = changes(
            [
                (
                    person,
                    courses.course(tables, identity, person, trust_permille=permille),
                )
            ],
            since,
            day,
        )
    rose, fell = (
        [change for change in moved if change.by > 0][:top],
        [change for change in moved[::-1] if change.by < 0][:top],
    )
    if reading.as_json:
        print_json(_as_json(reading, days, name, [*rose, *fell[::-1]]))
    elif not rose and not fell:
        say(
            _("No trust changed between {since} and {day}.").format(
                since=show_date(since), day=show_date(day)
            )
        )
    else:
        _tables(reading, days, rose, fell)


def _tables(
    reading: ReadSession,
    days: tuple[date, date],
    rose: Sequence[TrustChange],
    fell: Sequence[TrustChange],
) -> None:
    if rose:
        click.echo(_("Rising:"))
        _table(reading, days, rose)
    if rose and fell:
        click.echo()
    if fell:
        click.echo(_("Fading:"))
        _table(reading, days, fell)


def _table(
    reading: ReadSession, days: tuple[date, date], moved: Sequence[TrustChange]
) -> None:
    lines = [
        [
            visible(reading.name(change.person)),
            show_number(change.before, DIGITS),
            show_number(change.after, DIGITS),
            show_change(change.by, DIGITS),
        ]
        for change in moved
    ]
    print_table(
        [_("Person"), *map(show_date, days), _("Change")], lines, right=[1, 2, 3]
    )


def _as_json(
    reading: ReadSession,
    days: tuple[date, date],
    culture: str,
    moved: Sequence[TrustChange],
) -> dict[str, Any]:
    return {
        "since": days[0].isoformat(),
        "as_of": days[1].isoformat(),
        "culture": culture,
        "people": [
            {
                "person": reference(reading, change.person),
                "before": change.before,
                "after": change.after,
                "change": change.by,
            }
            for change in moved
        ],
    }
