"""The log command: a meeting said in one line, understood, shown, asked about and recorded."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

import click

from ledger.cli import who
from ledger.cli.log_refusals import (
    own_words,
    refuse_incomplete,
    refuse_trait,
    uncertain,
)
from ledger.cli.meet import record_meeting
from ledger.cli.meeting_in_words import all_in_words, in_words, kept_as_month
from ledger.cli.menu import pick
from ledger.cli.options import NEW, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Ambiguous, LedgerError, Usage
from ledger.facts.event import PersonId
from ledger.facts.meeting.commands import RecordMeeting
from ledger.language import N_, _
from ledger.language.console import argument, confirm, option, shared
from ledger.language.dates import NEAR, day_comes_first
from ledger.language.phrases import sentence
from ledger.language.sentences import (
    Alternatives,
    Interpretation,
    Known,
    Named,
    Understood,
    understand,
)
from ledger.language.text import visible


@writing_command("log", N_("Record a meeting in plain words, in English or French."))
@argument("words", metavar="TEXT...", nargs=-1)
@option("--yes", is_flag=True, help=N_("Don't ask before recording what is clear."))
@shared(NEW)
def log(session: Session, *, words: Sequence[str], yes: bool, new: bool) -> Written:
    """Record what the words say; asked about on a terminal, only what is certain elsewhere.

    Without words, or with -, record the lines of standard input that are certain.
    """
    if not words or tuple(words) == ("-",):
        return _log_lines(session, _lines(is_named=bool(words)), new=new)
    text = " ".join(words)
    settled: list[
        Interpretation
    ] = []  # asked about once, however often the write is overtaken

    def build(writing: Writing) -> None:
        if not settled:
            settled.extend(settled_meeting(writing, text, yes=yes, new=new))
        if settled:
            record(writing, settled[0], new=new)
        else:
            writing.entries.clear()
            writing.say(_("Nothing was recorded."))

    return write(session, build)


def _lines(*, is_named: bool) -> dict[int, str]:
    """The sentences of standard input by the numbers of their lines, without empty ones and comments.

    With `is_named` a terminal opens the editor. Raises Usage for no sentence, and for a terminal without an editor.
    """
    from ledger.cli.typed_text import EDITORS, typed_text

    has_editor = is_named and any(map(os.environ.get, EDITORS))
    is_read = has_editor or not sys.stdin.isatty()
    lines = typed_text("log").split("\n") if is_read else []
    sentences: dict[int, str] = {}
    for number, text in enumerate(lines, 1):
        line = text.strip()
        is_comment = line.startswith("#")
        if line and not is_comment:
            sentences[number] = line
    if not sentences:
        raise Usage(
            "No sentence given; write it after log, or one per line on standard input."
        )
    return sentences


def _log_lines(session: Session, sentences: Mapping[int, str], *, new: bool) -> Written:
    """Record the sentences that are certain, and say of each other one why it is not."""
    refused: dict[int, str] = {}

    def build(writing: Writing) -> None:
        refused.clear()
        for number, text in sentences.items():
            try:
                record_line(writing, text, new=new)
            except LedgerError as error:
                refused[number] = sentence(error)
                writing.say(
                    _("Line {number}: {reason}").format(
                        number=number, reason=refused[number]
                    )
                )

    written = write(session, build)
    if not refused:
        return written
    lines = [{"line": number, "reason": reason} for number, reason in refused.items()]
    numbers = tuple(map(str, refused))
    error = Ambiguous(
        "These lines were not recorded: {numbers}. The others were.", numbers=numbers
    )
    return written._replace(also={**written.also, "refused": lines}, error=error)


def record_line(writing: Writing, text: str, *, new: bool) -> None:
    """Record one sentence if it is certain; leave the write as it was if not."""
    entries, words = dict(writing.entries), len(writing.words)
    try:
        understood = read_sentence(writing, text, new=new)
        meeting = certain_meeting(writing, text, understood, new=new)
        say_note(writing, meeting)
        say_year(writing, text, meeting)
        record(writing, meeting, new=new)
    except LedgerError:
        writing.entries = entries
        del writing.words[words:]
        raise


def say_note(writing: Writing, meeting: Interpretation) -> None:
    """Say how a sentence was understood, if some of it became the note."""
    if meeting.note:
        reading = in_words(writing, meeting)
        writing.say(_("Understood: {reading}.").format(reading=reading))


def say_year(writing: Writing, text: str, meeting: Interpretation) -> None:
    """Say which year was taken for a day that lies far back, if the sentence leaves it out; refuse one that comes soon."""
    is_near = (writing.session.today - meeting.on.day).days <= NEAR
    if is_near:
        return
    if meeting.on.precision != "day":
        return
    from ledger.cli.far_days import is_year_left_out, refuse_soon, year_taken

    if is_year_left_out(text, meeting.on.day, writing.session.today):
        refuse_soon(text, meeting.on.day, writing.session.today)
        writing.say(year_taken(meeting.on.day))


def certain_meeting(
    writing: Writing, text: str, understood: Understood | Alternatives, *, new: bool
) -> Interpretation:
    """The one meeting that a sentence, as understood, tells for certain. Raises what refuses any other."""
    refuse_incomplete(writing, text, understood, new=new)
    if not isinstance(understood, Understood) or not understood.certain:
        raise uncertain(writing, text, understood)
    return understood.interpretation


def read_sentence(
    writing: Writing, text: str, *, new: bool, now: datetime | None = None
) -> Understood | Alternatives:
    """What a sentence says, as of a moment; now without."""
    return understand(
        text,
        now or writing.session.now,
        _known(writing),
        day_first=day_comes_first(os.environ),
        new=new,
    )


def _known(writing: Writing) -> Known:
    """The names of the directory, and those that were settled on the terminal."""
    queries, session = writing.queries, writing.session
    resolve_once, spelled_once = writing.name_lookups

    def resolve(text: str) -> Sequence[PersonId]:
        person = session.chosen.get(text)
        if person:
            return (person,)
        return resolve_once(text)

    def doubtful(text: str, person: PersonId) -> bool:
        return text not in session.chosen and queries.doubtful(text, person)

    def nearly(text: str) -> Sequence[PersonId]:
        if text in session.new_names:
            return ()
        return queries.nearly(text)

    return Known(resolve, spelled_once, doubtful, nearly)


def settled_meeting(
    writing: Writing, text: str, *, yes: bool, new: bool, now: datetime | None = None
) -> list[Interpretation]:
    """The meeting to record; none where someone on a terminal says that it is wrong.

    Raises NotFound for an unknown name, Ambiguous where a line is not certain and no one can be asked.
    """
    understood = read_sentence(writing, text, new=new, now=now)
    refuse_trait(writing, text, understood)
    if _settles_names(writing, understood, new=new):
        new = True
        understood = read_sentence(writing, text, new=new, now=now)
    refuse_incomplete(writing, text, understood, new=new)
    meetings = understood.interpretations
    certain = isinstance(understood, Understood) and understood.certain
    needs_no_question = not writing.session.can_ask or (yes and certain)
    if needs_no_question:
        if not certain:
            raise uncertain(writing, text, understood)
        writing.say(
            _("Understood: {reading}.").format(reading=in_words(writing, meetings[0]))
        )
        say_year(writing, text, meetings[0])
        return [meetings[0]]
    if understood.left:
        click.echo(
            _("Not understood: {words}.").format(
                words=visible(own_words(text, understood.left))
            ),
            err=True,
        )
    return _chosen(writing, meetings, certain=certain)


def _settles_names(
    writing: Writing, understood: Understood | Alternatives, *, new: bool
) -> bool:
    """Whether someone at the terminal says who the unknown people of a meeting are: a near name, or a new one."""
    session, queries = writing.session, writing.queries
    meeting = understood.interpretations[0]
    if meeting.form is None:
        return False
    if not session.can_ask:
        return False
    settled = False
    for named in meeting.people:
        text = named.text
        needs_no_question = (
            named.people
            or text in session.new_names
            or (new and not queries.nearly(text))
        )
        if needs_no_question:
            continue
        from ledger.cli.which_person import picked

        candidates = queries.nearly(text) if new else ()
        picked(session, queries, text, candidates, may_add=True)
        settled = True
    return settled


def _chosen(
    writing: Writing, meetings: Sequence[Interpretation], *, certain: bool
) -> list[Interpretation]:
    """The meeting that is chosen on the terminal, if any."""
    if len(meetings) == 1:
        click.echo(f"{in_words(writing, meetings[0])}.", err=True)
        if not confirm(_("Record it?"), default=certain):
            return []
        return [*meetings]
    place = pick(all_in_words(writing, meetings))
    if place is None:
        return []
    return [meetings[place]]


def record(
    writing: Writing,
    meeting: Interpretation,
    *,
    new: bool,
    identifiers: tuple[str, ...] = (),
) -> None:
    """Record a meeting as it was understood; `identifiers` tell its sentence again."""
    if meeting.week:
        writing.say(kept_as_month(meeting.week, meeting.on.day))
    accepted = writing.session.new_names
    people = [
        _person(writing, named, new=new or named.text in accepted)
        for named in meeting.people
    ]
    record_meeting(
        writing,
        RecordMeeting(
            form=meeting.form or "",
            participants=(writing.me, *people),
            on=meeting.on.day,
            precision=meeting.on.precision,
            today=writing.session.today,
            minutes=meeting.minutes,
            place=meeting.place,
            note=meeting.note,
            identifiers=identifiers,
        ),
    )


def _person(writing: Writing, named: Named, *, new: bool) -> PersonId:
    if len(named.people) == 1:
        return named.people[0]
    return who.person(writing, named.text, new=new)
