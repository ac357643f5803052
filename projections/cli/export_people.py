"""`export vcard`, `people` and `meetings`: what is known now, for telephones and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import click

from ledger.cli.options import OUTPUT
from ledger.cli.progress import counted, progress_bar, watched
from ledger.cli.session import Session
from ledger.errors import Busy
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.importers.formats.csv.claims import kind_of
from ledger.language import N_, _, _n
from ledger.language.console import Command, option
from ledger.language.phrases import show_number
from ledger.language.text import cell, fold, visible
from projections.audit.atomic_file import written
from projections.audit.vcard import VERSIONS, Version, name_parts, vcard
from projections.cli.event_line import event_lines, stands
from projections.cli.output import say_written
from projections.cli.read_session import ReadSession
from projections.directory import query as directory
from projections.directory.tables import as_list
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.trust import query as ties
from projections.trust.model import Tie

# ---------------------------------------------------------------- vCards


@click.command(
    "vcard", cls=Command, help=N_("People as vCards, for telephones and address books.")
)
@OUTPUT
@option(
    "--folder",
    metavar="FOLDER",
    help=N_(
        "Write one file per person into this folder, as vdirsyncer expects; removes old ones."
    ),
)
@option(
    "--version",
    type=click.Choice(VERSIONS),
    default=VERSIONS[0],
    help=N_("The version of the format: 4.0, or 3.0 for older programs."),
)
@click.pass_obj
def vcards(
    session: Session, *, output: str, folder: str | None, version: Version
) -> None:
    """Write vCards."""
    with ReadSession.open(session) as reading:
        people = _people(reading)
        if folder is not None:
            _write_folder(reading, people, Path(folder), version)
            output = folder
        else:
            with written(output) as write:
                for person in watched(people, _("Exporting")):
                    write(vcard(person, version).encode())
    _say_people(len(people), output)


def _people(reading: ReadSession) -> list[directory.Person]:
    """The people that lists show, by name, the owner apart."""
    people = [card for card in reading.queries.people() if card.id != reading.owner]
    return sorted(people, key=lambda card: (fold(reading.name(card.id)), card.id))


def _write_folder(
    reading: ReadSession,
    people: Sequence[directory.Person],
    folder: Path,
    version: Version,
) -> None:
    """Write a file for each person, named by the id; files that are as they should be stay untouched."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for person in watched(people, _("Exporting")):
            file = folder / f"{person.id}.vcf"
            data = vcard(person, version).encode()
            if file.exists() and file.read_bytes() == data:
                continue
            with written(str(file)) as write:
                write(data)
        outdated_files = _outdated(reading, {person.id for person in people}, folder)
        for file in outdated_files:
            file.unlink()
    except OSError as error:
        raise Busy(
            "Cannot write to {folder} ({reason}).", folder=folder, reason=error
        ) from error


def _outdated(
    reading: ReadSession, exported: set[PersonId], folder: Path
) -> Iterator[Path]:
    """The files of people of this ledger who are no longer exported: merged, restricted, erased."""
    for file in sorted(folder.glob("*.vcf")):
        is_ours = directory.person(reading.tables, file.stem) is not None
        if is_ours and file.stem not in exported:
            yield file


def _say_people(count: int, output: str) -> None:
    sentence = _n(
        "{count} person written to {file}.", "{count} people written to {file}.", count
    )
    say_written(output, sentence.format(count=show_number(count), file=visible(output)))


# ---------------------------------------------------------------- the table of people


@click.command(
    "people",
    cls=Command,
    help=N_("People as a table, one per row, for spreadsheets."),
)
@OUTPUT
@click.pass_obj
def people_table(session: Session, *, output: str) -> None:
    """Write the table of people."""
    with ReadSession.open(session) as reading:
        people = _people(reading)
        trust = ties.ties(
            reading.tables, reading.identity, reading.owner, session.today
        )
        shown = watched(people, _("Exporting"))
        rows = (_person_row(card, trust.get(card.id)) for card in shown)
        count = _write_table(output, _person_header(), rows)
    _say_people(count, output)


def _person_header() -> list[str]:
    return [
        _("Full name"),
        _("First name"),
        _("Last name"),
        _("Nickname"),
        _("Organisation"),
        _("Position"),
        _("City"),
        _("E-mail"),
        _("Phone"),
        _("Profile"),
        _("Tags"),
        _("Days met"),
        _("Last met"),
        _("Trust"),
        _("Handshake id"),
    ]


def _person_row(card: directory.Person, tie: Tie | None) -> list[str]:
    lists = (card.emails, card.phones, card.urls, card.tags)
    emails, phones, urls, tags = ["; ".join(as_list(texts)) for texts in lists]
    given, family = name_parts(card)
    days_met = "0"
    if tie:
        days_met = str(tie.days_met)
    last_met = ""
    if tie and tie.last_met:
        last_met = tie.last_met.isoformat()
    trust_shown = "0.000"
    if tie:
        trust_shown = f"{tie.trust:.3f}"
    return [
        card.name or card.id,
        given,
        family,
        "; ".join(as_list(card.aliases)),
        card.organisation or "",
        card.position or "",
        card.place or "",
        emails,
        phones,
        urls,
        tags,
        days_met,
        last_met,
        trust_shown,
        card.id,
    ]


# ---------------------------------------------------------------- the table of meetings


@click.command(
    "meetings",
    cls=Command,
    help=N_("Meetings and calls as a table, one per row. Corrections are applied."),
)
@OUTPUT
@click.pass_obj
def meetings_table(session: Session, *, output: str) -> None:
    """Write the table of meetings."""
    with (
        ReadSession.open(session) as reading,
        progress_bar(_("Exporting")) as progress,
    ):
        happened = timeline.happenings(reading.tables, reading.identity)
        rows_read = counted(happened, progress, reading.views.size)
        rows_met = (row for row in rows_read if row.sort == "met")
        meetings = (row for row in rows_met if stands(reading, row))
        rows = (
            _meeting_row(reading, event.row, event.stored.texts)
            for event in event_lines(reading, meetings)
        )
        count = _write_table(output, _meeting_header(), rows)
    sentence = _n(
        "{count} meeting written to {file}.",
        "{count} meetings written to {file}.",
        count,
    )
    say_written(output, sentence.format(count=show_number(count), file=visible(output)))


def _meeting_header() -> list[str]:
    return [
        _("Date"),
        _("Kind"),
        _("With"),
        _("Place"),
        _("Minutes"),
        _("Note"),
        _("Tags"),
        _("Handshake id"),
        _("Handshake ids of people"),
    ]


def _meeting_row(
    reading: ReadSession, row: TimelineEntry, texts: dict[int, bytes]
) -> list[str]:
    leaf = -1
    if row.text is not None:
        leaf = row.text
    stored = texts.get(leaf)
    text: dict[str, Any] = {}
    if stored:
        text = json.loads(stored)
    roots = dict.fromkeys(map(reading.identity.root, row.participants))
    roots.pop(reading.identity.root(reading.owner), None)
    people = sorted(roots, key=lambda person: (fold(reading.name(person)), person))
    people_named = (reading.name(person).replace(";", ",") for person in people)
    return [
        _day(row),
        _form(row),
        "; ".join(people_named),
        text.get("place") or "",
        str(row.minutes or ""),
        text.get("note") or "",
        "; ".join(text.get("tags") or ()),
        row.stream,
        " ".join(people),
    ]


def _day(row: TimelineEntry) -> str:
    """The day as precisely as it is known: `2026-11-20`, `2026-11`, `2026`."""
    length = {"year": 4, "month": 7}.get(row.precision, 10)
    return date.fromisoformat(row.day).isoformat()[:length]


def _form(row: TimelineEntry) -> str:
    """The form as it is called; by its name in the program where the title alone could mean another."""
    for form, kind in forms().items():
        if kind.__name__ == row.kind:
            title = _(kind.title)
            if kind_of(title) == form:
                return title
            return form
    return row.kind


def _write_table(
    output: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write CSV (RFC 4180, UTF-8), no cell of it a formula; return the number of rows, each written as it is read."""
    count = -1
    with written(output) as write:
        for count, values in enumerate(chain([header], rows)):  # noqa: B007 - counted
            line = io.StringIO()
            csv.writer(line, lineterminator="\r\n").writerow(map(cell, values))
            write(line.getvalue().encode())
    return count
