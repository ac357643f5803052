"""The log command: a meeting said in one line, understood, shown, asked about and recorded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

import click

from ledger.cli import who
from ledger.cli.meet import record_meeting
from ledger.cli.options import NEW, shared, text_of, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Ambiguous
from ledger.facts.meeting.commands import RecordMeeting
from ledger.facts.meeting.events import forms
from ledger.facts.rules import past
from ledger.language import N_, _, _n
from ledger.language.console import argument, ask, confirm, option
from ledger.language.dates import day_comes_first, show_date
from ledger.language.phrases import show_choice, show_list
from ledger.language.safe import visible
from ledger.language.sentences import Doubt, Known, Named, Reading, Readings, Understood, understand

_WHY: Final[dict[Doubt, str]] = {
    "off": N_(
        "{text} may be about something that did not take place. If it did: {readings}; say so plainly. "
        "If somebody did not come: 'handshake missed'."
    ),
    "ahead": N_(
        "{text} may still be to come. If it took place: {readings}; say so plainly. "
        "A meeting to come is a plan: 'handshake propose'."
    ),
    "question": N_("{text} is a question. If it took place: {readings}; say so plainly."),
    "distance": N_(
        "{text} may have been at a distance. What is understood: {readings}. Begin with 'call' or 'video' if it was."
    ),
    "others": N_("{text} may be about a meeting of others. If you were there: {readings}; say 'with' whom."),
    "somebody": N_(
        "{text} leaves open with whom. What is understood: {readings}. Write each name in full, after 'with'."
    ),
    "day": N_("{text} leaves open on which day. What is understood: {readings}. Name one day."),
}
"""Why a line is not recorded, by its doubt."""


@writing_command("log", N_("Record a meeting as one would say it, in English or French."))
@argument("words", metavar="TEXT...", nargs=-1, required=True)
@option("--yes", is_flag=True, help=N_("Record what is certain without asking."))
@shared(NEW)
def log(session: Session, *, words: Sequence[str], yes: bool, new: bool) -> Written:
    """Record what the words say; asked about on a terminal, only what is certain elsewhere."""
    text = text_of(" ".join(words)) or ""
    settled: list[Reading] = []  # asked about once, however often the write is overtaken

    def build(writing: Writing) -> None:
        if not settled:
            settled.extend(_settled(writing, text, _understood(writing, text, new=new), yes=yes, new=new))
        for reading in settled:
            _record(writing, reading, new=new)
            return
        writing.entries.clear()
        writing.say(_("Nothing was recorded."))

    return write(session, build)


def _understood(writing: Writing, text: str, *, new: bool) -> Understood | Readings:
    session, readings = writing.session, writing.queries
    return understand(
        text,
        session.now,
        Known(readings.resolve, readings.spelled, readings.doubtful, readings.nearly),
        day_first=day_comes_first(os.environ),
        new=new,
    )


def _settled(
    writing: Writing, text: str, understood: Understood | Readings, *, yes: bool, new: bool
) -> list[Reading]:
    """The reading to record; none where somebody on a terminal says that it is wrong.

    Raises NotFound for an unknown name, Ambiguous where a reading is not certain and nobody can be asked.
    """
    readings = understood.readings if isinstance(understood, Readings) else (understood.reading,)
    doubt = None if isinstance(understood, Readings) else understood.doubt
    _refuse_incomplete(writing, text, readings[0], doubt, new=new)
    certain = isinstance(understood, Understood) and understood.certain
    if not _on_a_terminal(writing.session) or (yes and certain):
        if not certain:
            raise _uncertain(writing, text, readings, understood.left, doubt)
        writing.say(_("Understood: {reading}.").format(reading=_said(writing, readings[0])))
        return [readings[0]]
    if understood.left:
        click.echo(_("Not understood: {words}.").format(words=visible(" ".join(understood.left))), err=True)
    return _one(writing, readings, certain=certain)


def _on_a_terminal(session: Session) -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and not (session.as_json or session.dry_run)


def _refuse_incomplete(
    writing: Writing, text: str, reading: Reading, doubt: Doubt | None, *, new: bool
) -> None:
    """Refuse a line that does not tell what happened, with whom, or tells what is still to come."""
    if doubt == "off" and not (reading.form and reading.who):
        raise Ambiguous(
            "{text} may be about something that did not take place. If somebody did not come: 'handshake missed'.",
            text=text,
        )
    unknown = [named.text for named in reading.who if not named.people]
    if unknown and not new:
        raise who.nobody(writing.queries, unknown[0])
    if reading.form is None:
        raise Ambiguous(
            "{text} does not say what it was: add a word such as coffee, lunch or met.", text=text
        )
    if not reading.who:
        raise Ambiguous("{text} does not say with whom: add 'with' and a name.", text=text)
    past(reading.on.day, writing.session.today)


def _uncertain(
    writing: Writing, text: str, readings: Sequence[Reading], left: Sequence[str], doubt: Doubt | None
) -> Ambiguous:
    """What may have been meant, and how to say it clearly."""
    shown = show_choice(_all_said(writing, readings))
    if doubt:
        return Ambiguous(_WHY[doubt], text=text, readings=shown)
    if left:
        return Ambiguous(
            "{left} is not understood in {text}. What is: {readings}. Say it otherwise, or as a note after a dash.",
            left=" ".join(left),
            text=text,
            readings=shown,
        )
    if len(readings) > 1:
        return Ambiguous("{text} may be: {readings}. Say it more clearly.", text=text, readings=shown)
    return Ambiguous(
        "{text} may be: {readings}. That is not certain: say it more clearly.", text=text, readings=shown
    )


def _one(writing: Writing, readings: Sequence[Reading], *, certain: bool) -> list[Reading]:
    """The reading that is chosen on the terminal, if any."""
    if len(readings) == 1:
        click.echo(f"{_said(writing, readings[0])}.", err=True)
        return [*readings] if confirm(_("Record it?"), default=certain) else []
    for number, said in enumerate(_all_said(writing, readings), 1):
        click.echo(f"{number}. {said}", err=True)
    while True:
        answer = ask(_("Which one? Its number, or 0 for none"), default="0").strip()
        if answer.isdecimal() and int(answer) <= len(readings):
            return [readings[int(answer) - 1]] if int(answer) else []


def _all_said(writing: Writing, readings: Sequence[Reading]) -> list[str]:
    """The readings in words; with the beginnings of ids where it is the people who differ."""
    ids = len({each.who for each in readings}) > 1
    return [_said(writing, each, ids=ids) for each in readings]


def _said(writing: Writing, reading: Reading, *, ids: bool = False) -> str:
    """`Lunch with Ada on 20 November 2026, place: Procope, 120 minutes, note: the engine`."""
    title = _(forms()[reading.form].title) if reading.form else "?"
    people = show_list([_name(writing, each, ids=ids) for each in reading.who])
    met = _("{form} with {people}").format(form=title, people=people)
    shown = show_date(*reading.on)
    dated = _("{sentence} on {day}") if reading.on.precision == "day" else _("{sentence} in {day}")
    parts = [dated.format(sentence=met, day=shown)]
    if reading.place:
        parts.append(_("place: {place}").format(place=visible(reading.place)))
    if reading.minutes:
        parts.append(_n("{n} minute", "{n} minutes", reading.minutes).format(n=reading.minutes))
    if reading.note:
        parts.append(_("note: {note}").format(note=visible(reading.note)))
    return ", ".join(parts)


def _name(writing: Writing, named: Named, *, ids: bool) -> str:
    match named.people:
        case (one,):
            return visible(writing.queries.name(one)) + (f" ({one[:8]})" if ids else "")
        case ():
            return _("{name} (new)").format(name=visible(named.text))
        case _:
            return visible(named.text)


def _record(writing: Writing, reading: Reading, *, new: bool) -> None:
    people = [
        each.people[0] if len(each.people) == 1 else who.person(writing, each.text, new=new)
        for each in reading.who
    ]
    record_meeting(
        writing,
        RecordMeeting(
            form=reading.form or "",
            participants=(writing.me, *people),
            on=reading.on.day,
            precision=reading.on.precision,
            today=writing.session.today,
            minutes=reading.minutes,
            place=reading.place,
            note=reading.note,
        ),
    )
