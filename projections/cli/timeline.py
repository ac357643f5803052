"""The timeline command: what happened, by day, of one person or of all."""

from __future__ import annotations

from ledger.cli.options import first_day, last_day
from ledger.cli.session import Session
from ledger.language import N_, _
from ledger.language.console import argument, option
from projections.cli.describe import Naming
from projections.cli.event_line import (
    as_json,
    short_id,
    stands,
    text,
    texts_of,
    what,
    when,
)
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, one_person, reading_command
from projections.timeline import query as timelines
from projections.timeline.entries import TimelineEntry


@reading_command("timeline", N_("Show what happened, day by day."))
@argument("person", required=False, metavar="PERSON")
@option("--since", metavar="DATE", help=N_("From this day on."))
@option("--until", metavar="DATE", help=N_("Up to this day."))
@option(
    "--history",
    is_flag=True,
    help=N_("Show retracted events too, and what retracted or corrected them."),
)
def timeline(
    session: Session,
    *,
    person: str | None,
    since: str | None,
    until: str | None,
    history: bool,
) -> None:
    """Show what happened, the oldest first."""
    with ReadSession.open(session) as reading:
        somebody = one_person(reading, person) if person else None
        rows = timelines.happenings(
            reading.tables,
            reading.identity,
            somebody,
            since=first_day(session, since),
            until=last_day(session, until),
        )
        shown = [
            row
            for row in rows
            if history
            or (row.sort not in {"change", "book", "person"} and stands(reading, row))
        ]
        _print(reading, shown, batches=history)


def _print(reading: ReadSession, shown: list[TimelineEntry], *, batches: bool) -> None:
    texts = texts_of(reading, shown)
    naming = Naming(reading.name, reading.owner)
    if reading.as_json:
        print_json({"events": [as_json(reading, row, texts) for row in shown]})
    elif not shown:
        say(_("No events in that period."))
    else:
        header = [_("Day"), _("What"), _("Note"), _("Id")]
        lines = [
            [when(row), what(reading, row, naming), text(row, texts), short_id(row)]
            for row in shown
        ]
        if batches:
            header.append(_("Command"))
            lines = [
                [*line, row.batch[:8]] for line, row in zip(lines, shown, strict=True)
            ]
        print_table(header, lines)
