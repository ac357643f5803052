"""The timeline command: what happened, by day, of one person or of all."""

from __future__ import annotations

from ledger.cli.session import Session
from ledger.language import N_, _
from ledger.language.console import argument, option
from projections.cli import list_output
from projections.cli.event_line import completes_proposal, events_section, stands
from projections.cli.listing import Listing
from projections.cli.read_options import ListChoice, lists
from projections.cli.read_session import ReadSession, one_person, reading_command
from projections.filters import occasion_of
from projections.timeline import query as timelines
from projections.timeline.entries import TimelineEntry


@reading_command("timeline", N_("Show what happened, day by day."))
@argument("person", required=False, metavar="PERSON")
@option(
    "--history",
    is_flag=True,
    help=N_("Show retracted events too, and what retracted or corrected them."),
)
@lists
def timeline(
    session: Session, *, person: str | None, history: bool, choice: ListChoice
) -> None:
    """Show what happened, the oldest first."""
    with ReadSession.open(session) as reading:
        somebody = None
        if person:
            somebody = one_person(reading, person)
        listing = Listing(reading, session, choice)
        if somebody is None and listing.filter.companions:
            somebody, *_others = listing.filter.companions
        happened = timelines.happenings(
            reading.tables,
            reading.identity,
            somebody,
            since=listing.filter.since,
            until=listing.filter.until,
            reverse=listing.backwards,
            without=listing.left_out(somebody),
        )
        shown = (row for row in happened if history or _holds(reading, row))
        if listing.as_text and not history:
            shown = (row for row in shown if not completes_proposal(reading, row))
        rows = listing.events(
            shown,
            occasion_of,
            backwards=listing.backwards,
        )
        list_output.show_long(
            listing,
            events_section(reading, rows, batches=history),
            lambda: _("No events in that period."),
        )


def _holds(reading: ReadSession, row: TimelineEntry) -> bool:
    """Whether a row is something that happened, and still stands."""
    return row.sort not in {"change", "book", "person"} and stands(reading, row)
