"""`export friends`: the ledger as a friends.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import click

from ledger.cli.progress import Progress, counted, progress_bar
from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import N_, _
from ledger.language.console import Command, option
from projections.audit.friends_md import Activity, Friend, Note, friends_file
from projections.cli.event_line import stands
from projections.cli.output import AT_ONCE, say_written
from projections.cli.read_session import ReadSession
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry


@click.command(
    "friends", cls=Command, help=N_("Meetings, notes and people as a friends.md file.")
)
@option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help=N_("The file to write; standard output if not given."),
)
@click.pass_obj
def friends(session: Session, *, output: str) -> None:
    """Write friends.md."""
    from projections.audit.atomic_file import written

    with (
        ReadSession.open(session) as reading,
        progress_bar(_("Exporting")) as progress,
    ):
        text = _text(reading, progress)
    with written(output) as write:
        write(text.encode())
    say_written(output)


def _text(reading: ReadSession, progress: Progress) -> str:
    happened = timeline.happenings(reading.tables, reading.identity)
    rows = counted(happened, progress, reading.views.size)
    told = (row for row in rows if row.sort in {"met", "note"})
    shown = (row for row in told if stands(reading, row))
    meetings: list[Activity] = []
    notes: list[Note] = []
    while lot := list(islice(shown, AT_ONCE)):
        texts = _texts(reading, lot)
        for row in lot:
            text: dict[str, Any] = {}
            if row.text is not None:
                text = texts.get(row.text, {})
            from_file = _is_from_file(row, text, texts.get(row.i, {}))
            if row.sort == "met":
                meeting = _meeting(reading, row, text)
                meetings.append(meeting._replace(from_file=from_file))
            elif text.get("text"):
                note = _note(reading, row, text)
                notes.append(note._replace(from_file=from_file))
    return friends_file(meetings, notes, _friends(reading))


def _texts(
    reading: ReadSession, rows: Sequence[TimelineEntry]
) -> dict[int, dict[str, Any]]:
    """What is written in events, at first and as it stands, by leaf."""
    leaves = {row.i for row in rows}
    leaves.update(row.text for row in rows if row.text is not None)
    sealed = reading.ledger.store.texts(sorted(leaves))
    return {leaf: json.loads(text) for leaf, text in sealed.items()}


def _is_from_file(
    row: TimelineEntry, text: Mapping[str, Any], first_text: Mapping[str, Any]
) -> bool:
    """Whether what is noted of the event is a line of a friends.md, and not someone's words about it since."""
    is_imported = row.source.startswith("import:friends:")
    if not is_imported:
        return False
    same_fields = (text.get(key) == first_text.get(key) for key in ("note", "text"))
    return all(same_fields)


def _meeting(
    reading: ReadSession, row: TimelineEntry, text: Mapping[str, Any]
) -> Activity:
    titles = {kind.__name__: kind.title for kind in forms().values()}
    return Activity(
        on=date.fromisoformat(row.day),
        order=row.i,
        title=_(titles[row.kind]),
        people=_roots(reading, row.participants),
        place=text.get("place") or None,
        note=text.get("note"),
        tags=tuple(text.get("tags") or ()),
    )


def _note(reading: ReadSession, row: TimelineEntry, text: Mapping[str, Any]) -> Note:
    (person,) = _roots(reading, row.participants) or (None,)
    return Note(date.fromisoformat(row.day), row.i, person, str(text["text"]))


def _roots(reading: ReadSession, people: Sequence[PersonId]) -> tuple[PersonId, ...]:
    """Who they are read as, each once, the owner apart."""
    roots = dict.fromkeys(map(reading.identity.root, people))
    return tuple(root for root in roots if root != reading.owner)


def _friends(reading: ReadSession) -> dict[PersonId, Friend]:
    friends: dict[PersonId, Friend] = {}
    for person in reading.queries.people():
        if person.id == reading.owner:
            continue
        aliases, tags = json.loads(person.aliases), json.loads(person.tags)
        name = reading.name(person.id)
        friends[person.id] = Friend(
            name, aliases=tuple(aliases), place=person.place, tags=tuple(tags)
        )
    return friends
