"""The stats command: the meetings of each month or week, as bars."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

import click

from ledger.cli.session import Session
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n, cldr, current
from ledger.language.console import WordChoice, option
from ledger.language.phrases import show_date, show_number
from ledger.language.text import pad, width
from ledger.named_tuple import NamedTuple
from projections import series
from projections.cli import list_output
from projections.cli.inks import columns, ink
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.output import print_indented, say
from projections.cli.read_options import ListChoice
from projections.cli.read_session import ReadSession, reading_command
from projections.filters import Occasion
from projections.network.acquaintances import in_the_flesh
from projections.series import PastMeeting, Unit
from projections.timeline.entries import form_met

_SHOWN: Final[dict[Unit, timedelta]] = {
    "month": timedelta(days=730),
    "week": timedelta(days=182),
}
"""How far back the bars reach if no day is given."""

_WIDEST: Final = 60
"""A bar is never longer than this many characters."""


class BarTotal(NamedTuple):
    """The number of meetings of a month or week: in person, and calls."""

    start: date
    in_person: int
    calls: int
    forms: Counter[str]

    @property
    def meetings(self) -> int:
        """All of them."""
        return self.in_person + self.calls


@reading_command("stats", N_("Your meetings over time, as bars by month or week."))
@option(
    "--by",
    "unit",
    type=WordChoice({"month": "months mois", "week": "weeks semaine semaines"}),
    default="month",
    metavar="UNIT",
    help=N_("A bar for each month or week."),
)
@option(
    "--form",
    "list_forms",
    multiple=True,
    metavar="FORM",
    help=N_("Met for coffee, lunch, ...; repeatable, to match any of them."),
)
@option(
    "--with",
    "list_companions",
    multiple=True,
    metavar="PERSON",
    help=N_("Met together with this person; repeatable, to match all of them."),
)
@option(
    "--tag",
    "list_tags",
    multiple=True,
    metavar="TAG",
    help=N_("With this tag; repeatable, to match all of them."),
)
@option(
    "--place",
    "list_places",
    multiple=True,
    metavar="PLACE",
    help=N_("In this place; repeatable, to match any of them."),
)
@option(
    "--since",
    metavar="PERIOD",
    help=N_("From this day on: 2026-11-20, march, 2026-Q3, last week."),
)
@option("--until", metavar="PERIOD", help=N_("Up to this day, included."))
@option("--csv", "as_csv", is_flag=True, help=N_("Print the list as CSV."))
def stats(session: Session, *, unit: Unit, **choice: Any) -> None:
    """Show a bar for each month or week."""
    with ReadSession.open(session) as reading:
        listing = Listing(reading, session, ListChoice(**choice))
        tally = _tally(meetings_that_fit(listing), unit)
        since, until = _bounds(listing, tally, unit)
        totals = _totals(tally, unit, since, until)
        if not listing.as_text:
            _print_for_programs(listing, unit, totals)
        elif not tally.meetings:
            why_nothing = _("No meetings yet.")
            if listing.narrows:
                why_nothing = _("No matches.")
            say(why_nothing)
        else:
            _show(totals, unit, tally.before(since), tally.unplaced)


def meetings_that_fit(listing: Listing) -> Iterable[PastMeeting]:
    """The meetings up to the last day that pass the filters, by day."""
    reading = listing.reading
    until = listing.filter.until or listing.session.today
    since = listing.filter.since
    meetings = series.past_meetings(
        reading.tables, reading.identity, reading.listed, since=since, until=until
    )
    return listing.events(meetings, _occasion)


def _occasion(meeting: PastMeeting) -> Occasion:
    return Occasion(
        people=meeting.people, day=meeting.day, form=meeting.form, leaf=meeting.i
    )


class Tally(NamedTuple):
    """How many meetings there are, and of each kind on each day known well enough to place it."""

    meetings: int
    earliest: date | None
    placed: Counter[tuple[date, str]]

    @property
    def unplaced(self) -> int:
        """The number of meetings whose week or month is not known."""
        return self.meetings - self.placed.total()

    def before(self, since: date) -> int:
        """The number of meetings before a day."""
        counts = (n for (day, _kind), n in self.placed.items() if day < since)
        return sum(counts)


def _tally(meetings: Iterable[PastMeeting], unit: Unit) -> Tally:
    """Count meetings as they are read."""
    count = 0
    earliest: date | None = None
    placed: Counter[tuple[date, str]] = Counter()
    for meeting in meetings:
        count += 1
        earliest = min(earliest or meeting.day, meeting.day)
        if series.is_placed(meeting.precision, unit):
            placed[meeting.day, meeting.kind] += 1
    return Tally(count, earliest, placed)


def _bounds(listing: Listing, tally: Tally, unit: Unit) -> tuple[date, date]:
    """The days of the bars: those asked for, else from the earliest meeting on, not too far back."""
    until = listing.filter.until or listing.session.today
    since = listing.filter.since
    if since is not None:
        return min(since, until), until
    earliest = tally.earliest or until
    if not listing.as_text:
        return earliest, until
    return max(earliest, until - _SHOWN[unit]), until


def _totals(tally: Tally, unit: Unit, since: date, until: date) -> list[BarTotal]:
    """The bar of every week or month between two days; none without any meeting."""
    if not tally.meetings:
        return []
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for (day, kind), count in tally.placed.items():
        if since <= day <= until:
            counts[series.period_start(day, unit)][kind] += count
    starts = series.period_starts(unit, since, until)
    return [_total(start, counts[start]) for start in starts]


def _total(start: date, kinds: Counter[str]) -> BarTotal:
    in_person = sum(n for kind, n in kinds.items() if in_the_flesh(kind))
    by_form: Counter[str] = Counter()
    for kind, count in kinds.items():
        by_form[form_met(kind) or ""] += count
    return BarTotal(
        start=start,
        in_person=in_person,
        calls=kinds.total() - in_person,
        forms=by_form,
    )


# ---------------------------------------------------------------- bars


def _show(totals: Sequence[BarTotal], unit: Unit, earlier: int, unplaced: int) -> None:
    labels = [_label(total.start, unit) for total in totals]
    counts = [show_number(total.meetings) for total in totals]
    label_width = max(map(width, labels))
    count_width = max(map(width, counts))
    room = min(columns() - label_width - count_width - 4, _WIDEST)
    highest = max(total.meetings for total in totals)
    scale = 1.0
    if highest:
        scale = min(1.0, room / highest)
    for total, label, count in zip(totals, labels, counts, strict=True):
        bar = _bar(total, scale)
        line = f"{pad(label, label_width)}  {count:>{count_width}}  {bar}"
        click.echo(line.rstrip())
    sentences = _below(totals, scale, earlier, unplaced)
    if sentences:
        click.echo()
    for sentence in sentences:
        print_indented(sentence, 0)


def _label(start: date, unit: Unit) -> str:
    """The month, or the Monday of the week."""
    if unit == "month":
        return show_date(start, "month")
    short_month = cldr.SHORT_MONTHS[current()][start.month - 1]
    day = "1er" if current() == "fr" and start.day == 1 else start.day
    return f"{day:>2} {short_month} {start.year}"


def _bar(total: BarTotal, scale: float) -> str:
    """The bar of a period; a meeting is always seen."""
    in_person = round(total.in_person * scale)
    if total.in_person:
        in_person = max(in_person, 1)
    length = max(round(total.meetings * scale), in_person)
    if total.calls:
        length = max(length, 1)
    calls = ink("light") * (length - in_person)
    if not in_person:
        return calls
    return click.style(ink("full") * in_person, fg="green") + calls


def _below(
    totals: Sequence[BarTotal], scale: float, earlier: int, unplaced: int
) -> list[str]:
    """What the bars mean, and what they leave out."""
    sentences: list[str] = []
    if any(total.calls for total in totals):
        sentences.append(
            _("{full} in person   {light} calls").format(
                full=ink("full"), light=ink("light")
            )
        )
    if scale < 1:
        sentences.append(
            _("One character of a bar stands for {count} meetings.").format(
                count=show_number(1 / scale, 1)
            )
        )
    if earlier:
        sentences.append(
            _n(
                "{count} earlier meeting; --since shows it.",
                "{count} earlier meetings; --since shows them.",
                earlier,
            ).format(count=show_number(earlier))
        )
    if unplaced:
        sentences.append(
            _n(
                "{count} more meeting, the day unknown.",
                "{count} more meetings, the day unknown.",
                unplaced,
            ).format(count=show_number(unplaced))
        )
    return sentences


# ---------------------------------------------------------------- for programs


def _print_for_programs(
    listing: Listing, unit: Unit, totals: Sequence[BarTotal]
) -> None:
    section = Section(
        name="periods",
        rows=totals,
        header=(),
        line=lambda _total: (),
        record=_record,
        identify=lambda total: total.start.isoformat(),
        columns=("start", "meetings", "in_person", "calls", *forms()),
    )
    list_output.show(
        listing,
        [section],
        lambda: {"by": unit, "periods": list(map(_as_json, totals))},
        lambda: _("No meetings yet."),
    )


def _as_json(total: BarTotal) -> dict[str, Any]:
    return {
        "start": total.start.isoformat(),
        "meetings": total.meetings,
        "in_person": total.in_person,
        "calls": total.calls,
        "forms": dict(total.forms),
    }


def _record(total: BarTotal) -> dict[str, Any]:
    counts = {form: total.forms[form] for form in forms()}
    return _as_json(total) | counts
