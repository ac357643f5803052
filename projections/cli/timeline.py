"""The timeline command: what happened, by day, of one person or of all."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

from ledger.cli.session import Session
from ledger.facts.meetings import forms
from ledger.language import N_, _
from ledger.language.console import argument, option
from ledger.language.dates import day_comes_first, read_date, show_date
from ledger.language.safe import visible
from ledger.store import rows
from projections import timeline as timelines
from projections.cli.describe import Naming, describe
from projections.cli.output import print_json, print_table, say
from projections.cli.people import one_person, reference
from projections.cli.reading import Reading, reading_command
from projections.happenings import Happening


@reading_command("timeline", N_("What happened, by day."))
@argument("person", required=False, metavar="PERSON")
@option("--since", metavar="DATE", help=N_("From this day on."))
@option("--until", metavar="DATE", help=N_("Up to this day."))
@option(
    "--history", is_flag=True, help=N_("Show retracted events too, and what retracted or corrected them.")
)
def timeline(
    session: Session, *, person: str | None, since: str | None, until: str | None, history: bool
) -> None:
    """Show what happened, the oldest first."""
    with Reading.open(session) as reading:
        who = one_person(reading, person) if person else None
        found = timelines.happenings(
            reading.tables,
            reading.identity,
            who,
            since=_day(session, since),
            until=_day(session, until),
        )
        shown = [
            row for row in found if history or (row.live and row.sort not in {"change", "book", "person"})
        ]
        _print(reading, shown)


def _day(session: Session, text: str | None) -> date | None:
    return read_date(text, session.today, day_first=day_comes_first(os.environ)).day if text else None


def _print(reading: Reading, shown: list[Happening]) -> None:
    texts = rows.texts(reading.ledger.connection, [row.text for row in shown if row.text is not None])
    naming = Naming(reading.name, reading.owner)
    if reading.as_json:
        print_json({"events": [_as_json(reading, row, texts) for row in shown]})
    elif not shown:
        say(_("Nothing is recorded there."))
    else:
        lines = [[_when(row), _what(reading, row, naming), _text(row, texts), row.id[:8]] for row in shown]
        print_table([_("Day"), _("What"), _("Note"), _("Id")], lines)


def _when(row: Happening) -> str:
    if not row.day:
        return _("day unknown")
    return show_date(date.fromisoformat(row.day), row.precision)  # type: ignore[arg-type]  # the stored precision


def _what(reading: Reading, row: Happening, naming: Naming) -> str:
    """The event as a sentence, as it stands now; marked where it was retracted."""
    stored = rows.row(reading.ledger.connection, row.i)
    state: dict[str, Any] = json.loads(stored.state) if stored else {}
    if row.kind in {kind.__name__ for kind in forms().values()}:
        state["participants"] = list(row.participants)
    sentence = describe(row.kind, row.stream, state, naming)
    return sentence if row.live else _("{sentence} (retracted)").format(sentence=sentence)


def _text(row: Happening, texts: dict[int, bytes]) -> str:
    """The place and the note on one line."""
    if row.text is None or row.sort == "person":
        return ""
    if (stored := texts.get(row.text)) is None:
        return _("(text erased)")
    said = json.loads(stored)
    parts = [said.get(name) for name in ("place", "note", "message", "text", "why")]
    return visible(" · ".join(" ".join(part.split()) for part in parts if part))


def _as_json(reading: Reading, row: Happening, texts: dict[int, bytes]) -> dict[str, Any]:
    text = texts.get(row.text) if row.text is not None and row.sort != "person" else None
    return {
        "i": row.i,
        "id": row.id,
        "kind": row.kind,
        "occurred_on": row.day or None,
        "precision": row.precision,
        "people": [reference(reading, each) for each in row.participants],
        "minutes": row.minutes,
        "about": row.about,
        "retracted": not row.live,
        "batch": timelines.name_of_batch(reading.tables, row.batch),
        "recorded_at": row.recorded_at,
        "text": {k: v for k, v in json.loads(text).items() if v} if text else None,
    }
