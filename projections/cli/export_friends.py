"""`export friends`: the ledger as a friends.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import N_, _
from ledger.language.console import Command, option
from ledger.store.sqlite import rows
from projections.audit.friends_md import Friend, Meeting, Note, friends_file
from projections.cli.event_line import stands
from projections.cli.output import say
from projections.cli.read_session import Reading
from projections.timeline import query as timeline
from projections.timeline.entries import Happening


@click.command("friends", cls=Command, help=N_("Meetings, notes and people as a friends.md file."))
@option(
    "-o", "--output", default="-", metavar="FILE", help=N_("The file to write; standard output if not given.")
)
@click.pass_obj
def friends(session: Session, *, output: str) -> None:
    """Write friends.md."""
    from projections.audit.atomic_file import written

    with Reading.open(session) as reading:
        text = _text(reading)
    with written(output) as write:
        write(text.encode())
    if output != "-":
        say(_("{file} is written.").format(file=output))


def _text(reading: Reading) -> str:
    found = timeline.happenings(reading.tables, reading.identity)
    shown = [row for row in found if row.sort in {"met", "note"} and stands(reading, row)]
    texts = rows.texts(reading.ledger.connection, [row.text for row in shown if row.text is not None])
    said = [(row, json.loads(texts.get(row.text or -1, b"{}"))) for row in shown]
    meetings = [_meeting(reading, row, text) for row, text in said if row.sort == "met"]
    notes = [_note(reading, row, text) for row, text in said if row.sort == "note" and text.get("text")]
    return friends_file(meetings, notes, _friends(reading))


def _meeting(reading: Reading, row: Happening, text: Mapping[str, Any]) -> Meeting:
    titles = {kind.__name__: kind.title for kind in forms().values()}
    return Meeting(
        on=date.fromisoformat(row.day),
        order=row.i,
        title=_(titles[row.kind]),
        people=_roots(reading, row.participants),
        place=text.get("place") or None,
        note=text.get("note"),
        tags=tuple(text.get("tags") or ()),
    )


def _note(reading: Reading, row: Happening, text: Mapping[str, Any]) -> Note:
    (person,) = _roots(reading, row.participants) or (None,)
    return Note(date.fromisoformat(row.day), row.i, person, str(text["text"]))


def _roots(reading: Reading, people: Sequence[PersonId]) -> tuple[PersonId, ...]:
    """Who they are read as, each once, the owner apart."""
    roots = dict.fromkeys(map(reading.identity.root, people))
    return tuple(root for root in roots if root != reading.owner)


def _friends(reading: Reading) -> dict[PersonId, Friend]:
    return {
        each.id: Friend(
            name=reading.name(each.id),
            aliases=tuple(json.loads(each.aliases)),
            place=each.place,
            tags=tuple(json.loads(each.tags)),
        )
        for each in reading.readings.people()
        if each.id != reading.owner
    }
