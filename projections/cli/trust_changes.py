"""What rose and what fell: trust on two days, side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.phrases import show_change, show_date, show_number
from ledger.language.text import visible
from projections.cli import list_output
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.read_options import ListChoice, first_day, last_day
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
    days = since.toordinal(), day.toordinal()
    moved: list[TrustChange] = []
    for person, course in courses_:
        (before, _left_before), (after, _left) = course.on_each(days)
        change = TrustChange(person, before, after)
        if abs(change.by) > LEAST:
            moved.append(change)
    return sorted(moved, key=lambda item: (-item.by, item.person))


def show(
    reading: ReadSession,
    session: Session,
    choice: ListChoice,
    person: PersonId | None,
    day: date,
    culture: tuple[str, int],
) -> None:
    """Show what changed between two days, in one person or in all listed people."""
    name, permille = culture
    since = first_day(session, choice.since) or day
    day = last_day(session, choice.until) or day
    days = (since, day)
    listing = Listing(reading, session, choice._replace(since=None, until=None))
    if since > day:
        raise Usage("The --since day must be before the day you are looking at.")
    moved = changes(_courses(reading, listing, person, permille), since, day)
    rose = [change for change in moved if change.by > 0]
    fell = [change for change in moved[::-1] if change.by < 0]
    shown = (
        listing.people(rose, lambda change: change.person, _VALUES),
        listing.people(fell, lambda change: change.person, _VALUES),
    )
    list_output.show(
        listing,
        _sections(reading, days, *shown),
        lambda: _as_json(reading, days, name, [*shown[0], *shown[1][::-1]]),
        lambda: _("No trust changed between {since} and {day}.").format(
            since=show_date(since), day=show_date(day)
        ),
    )


_VALUES: Final = {"trust": lambda change: change.after}


def _courses(
    reading: ReadSession, listing: Listing, person: PersonId | None, permille: int
) -> Iterator[tuple[PersonId, Course]]:
    """How trust in one person went, or in everyone shown in the list."""
    tables, identity = reading.tables, reading.identity
    if person is not None:
        yield (
            person,
            courses.course(tables, identity, person, trust_permille=permille),
        )
        return
    among: Collection[PersonId] | None = listing.fitting
    if among is None:
        among = listing.entries.keys()
    yield from courses.courses(tables, identity, trust_permille=permille, among=among)


def _sections(
    reading: ReadSession,
    days: tuple[date, date],
    rose: Sequence[TrustChange],
    fell: Sequence[TrustChange],
) -> list[Section]:
    section = Section(
        name="rose",
        rows=rose,
        header=[_("Person"), *map(show_date, days), _("Change")],
        line=lambda change: _line(reading, change),
        record=lambda change: _record(reading, change),
        identify=lambda change: change.person,
        columns=("name", "id", "before", "after", "change"),
        right=(1, 2, 3),
        title=_("Rising:"),
    )
    return [
        section,
        section._replace(name="fell", rows=fell, title=_("Fading:")),
    ]


def _line(reading: ReadSession, change: TrustChange) -> list[str]:
    return [
        visible(reading.name(change.person)),
        show_number(change.before, DIGITS),
        show_number(change.after, DIGITS),
        show_change(change.by, DIGITS),
    ]


def _record(reading: ReadSession, change: TrustChange) -> dict[str, Any]:
    return {
        "person": reference(reading, change.person),
        "before": change.before,
        "after": change.after,
        "change": change.by,
    }


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
        "people": [_record(reading, change) for change in moved],
    }
