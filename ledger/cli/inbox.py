"""The inbox command: sentences written on a telephone, in a text file or a folder that is synced."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, pairwise
from pathlib import Path
from typing import Final, NamedTuple

import click

from ledger.cli import inbox_lines
from ledger.cli.inbox_lines import DONE, REASON, sentence_in, text_of, write_text
from ledger.cli.log import (
    certain_meeting,
    read_sentence,
    record,
    say_note,
    say_year,
    settled_meeting,
)
from ledger.cli.meeting_in_words import in_words
from ledger.cli.options import NEW, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Ambiguous, BadInput, LedgerError
from ledger.facts import identifiers
from ledger.facts.event import PersonId
from ledger.language import N_, _, _n
from ledger.language.console import argument, shared
from ledger.language.phrases import sentence, show_number
from ledger.language.sentences import Interpretation
from ledger.language.text import visible

_TEXTS: Final = frozenset({"", ".md", ".markdown", ".text", ".txt"})
_NO_SENTENCE: Final = ("#", DONE.strip(), "!", ">", "<", "|", "---", "http", "```")

_WHOLE_NAME: Final = re.compile(
    r"(?<=\S )[A-ZÀ-ÖØ-Ý][a-zß-ÿ-]+(?: (?:d'|d’|de|du|le|la|van|von|di|da))* ?[A-ZÀ-ÖØ-Ý][a-zß-ÿ]+"
)
"""A given name and a family name beside each other, after a word."""


class InboxLine(NamedTuple):
    """A line of a file that may be a sentence: the line as it stands, and the sentence in it.

    `seen` is the day on which it was first looked at in vain.
    """

    file: Path
    number: int
    text: str
    sentence: str
    seen: date | None


@dataclass
class Sorted:
    """What came of the lines: those recorded now or earlier, and why others are not, by their text."""

    recorded: set[InboxLine] = field(default_factory=set)
    done: set[InboxLine] = field(default_factory=set)
    reasons: dict[InboxLine, str] = field(default_factory=dict)
    others: list[InboxLine] = field(default_factory=list)
    meetings: set[tuple[object, ...]] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


@writing_command(
    "inbox", N_("Record the sentences in a text file, or in a folder of them.")
)
@argument("path", metavar="FILE")
@shared(NEW)
def inbox(session: Session, *, path: str, new: bool) -> Written:
    """Record the lines that are certain; say in the file why others are not."""
    files = _files(Path(path).expanduser())
    lines = list(chain.from_iterable(map(_lines, files)))
    answers: dict[InboxLine, list[Interpretation]] = {}
    outcome = Sorted()

    def build(writing: Writing) -> None:
        nonlocal outcome
        outcome = Sorted()
        for line in lines:
            _sort(writing, line, outcome, answers, new=new)
        if not outcome.recorded:
            writing.entries.clear()
            writing.words.clear()
        _say(writing, outcome)

    written = write(session, build)
    if not session.dry_run:
        for file in files:
            _mark(file, outcome, session.today)
        unclear = {line.file for line in outcome.reasons}
        inbox_lines.keep(session.path, files, unclear)
    left = [
        {"file": str(line.file), "line": line.number, "reason": reason}
        for line, reason in outcome.reasons.items()
    ]
    return written._replace(also={**written.also, "left": left})


def _say(writing: Writing, outcome: Sorted) -> None:
    """Say which lines stay, and how many are recorded."""
    for line, reason in outcome.reasons.items():
        writing.say(
            _("{file}, line {line}: {reason}").format(
                file=visible(str(line.file)), line=line.number, reason=reason
            )
        )
    others = len(outcome.others)
    if others:
        pattern = _n(
            "{count} line names no one; it was left alone.",
            "{count} lines name no one; they were left alone.",
            others,
        )
        writing.say(pattern.format(count=show_number(others)))
    count = len(outcome.recorded)
    if not count:
        writing.say(_("Nothing was recorded."))
        return
    counted = _n("Recorded {count} line.", "Recorded {count} lines.", count)
    writing.say(counted.format(count=show_number(count)))


# ---------------------------------------------------------------- files


def _files(path: Path) -> list[Path]:
    """The text files to read: the one that is named, or those of a folder. Raises BadInput without any."""
    if not path.exists():
        raise BadInput("{file} does not exist.", file=str(path))
    if not path.is_dir():
        if text_of(path) is None:
            raise BadInput("{file} is not a text file.", file=str(path))
        return [path.resolve()]
    return [file for file in sorted(path.iterdir()) if _is_text(file)]


def _is_text(file: Path) -> bool:
    is_hidden = file.name.startswith(".")
    if is_hidden:
        return False
    if file.suffix.lower() not in _TEXTS:
        return False
    return file.is_file() and text_of(file) is not None


def _lines(file: Path) -> Iterator[InboxLine]:
    """The lines that may be sentences: no headings, links, pictures, quotes, nor what is recorded already."""
    texts = [*(text_of(file) or "").splitlines(), ""]
    for number, (text, following) in enumerate(pairwise(texts), 1):
        sentence = sentence_in(text)
        if not sentence:
            continue
        if sentence.startswith(_NO_SENTENCE):
            continue
        yield InboxLine(file, number, text, sentence, _day_seen(following))


def _day_seen(comment: str) -> date | None:
    """The day that our comment below a line tells."""
    match = REASON.fullmatch(comment.strip())
    try:
        if not match:
            return None
        return date.fromisoformat(match["day"])
    except ValueError:
        return None


def _mark(file: Path, outcome: Sorted, today: date) -> None:
    """Mark the lines of a file that were handled; lines added to it meanwhile stay as they are."""
    before = text_of(file)
    if before is None:
        return
    done = {line.text for line in outcome.recorded | outcome.done if line.file == file}
    colon = _(": ")
    reasons = {
        line.text: f"# handshake {line.seen or today}{colon}{reason}"
        for line, reason in outcome.reasons.items()
        if line.file == file
    }
    after = "".join(_marked(before, done, reasons))
    if after != before:
        write_text(file, after)


def _marked(before: str, done: set[str], reasons: Mapping[str, str]) -> Iterator[str]:
    for line in before.splitlines(keepends=True):
        text = line.rstrip("\r\n")
        ending = line[len(text) :]
        if REASON.fullmatch(text.strip()):
            continue
        if text in done:
            yield f"{DONE}{line}"
            continue
        if text not in reasons:
            yield line
            continue
        # The comment ends its line, lest what is added below be taken for a part of it.
        yield f"{text}{ending or os.linesep}{reasons[text]}{ending or os.linesep}"


# ---------------------------------------------------------------- sentences


def _sort(
    writing: Writing,
    line: InboxLine,
    outcome: Sorted,
    answers: dict[InboxLine, list[Interpretation]],
    *,
    new: bool,
) -> None:
    """Record a line if it is certain, or chosen at the terminal; else note why it is not, if it is a sentence."""
    entries, words = dict(writing.entries), len(writing.words)
    try:
        meeting = _meeting(writing, line, answers, new=new)
        if meeting is None:
            outcome.others.append(line)
        else:
            _record(writing, line, meeting, outcome, new=new)
    except LedgerError as error:
        writing.entries = entries
        del writing.words[words:]
        outcome.reasons[line] = sentence(error)


def _meeting(
    writing: Writing,
    line: InboxLine,
    answers: dict[InboxLine, list[Interpretation]],
    *,
    new: bool,
) -> Interpretation | None:
    """The meeting that a line tells; None where it is none. Raises why it is not certain."""
    now = _written_at(writing.session, line)
    understood = read_sentence(writing, line.sentence, new=new, now=now)
    if not _is_about_people(line, understood.interpretations[0]):
        return None
    try:
        return certain_meeting(writing, line.sentence, understood, new=new)
    except LedgerError as error:
        is_left = not writing.session.can_ask or _is_known(writing, line)
        if is_left:
            raise
        if line not in answers:
            click.echo(f"{visible(line.sentence)}\n{sentence(error)}", err=True)
            answers[line] = settled_meeting(
                writing, line.sentence, yes=False, new=new, now=now
            )
        if not answers[line]:
            raise
        return answers[line][0]


def _is_about_people(line: InboxLine, meeting: Interpretation) -> bool:
    """Whether a line is about somebody; a list of things to buy is not."""
    if meeting.form is None:
        return any(named.people for named in meeting.people)
    if meeting.people:
        return True
    return _WHOLE_NAME.search(line.sentence) is not None


def _written_at(session: Session, line: InboxLine) -> datetime:
    """The latest moment at which a line can have been written: days such as yesterday are seen from there."""
    latest = session.now
    if "HANDSHAKE_TODAY" not in os.environ:
        changed = datetime.fromtimestamp(line.file.stat().st_mtime).astimezone()
        latest = min(changed, latest)
    if line.seen and line.seen < latest.date():
        return datetime.combine(line.seen, time(23, 59)).astimezone()
    return latest


def _key(line: InboxLine) -> str:
    return identifiers.row("inbox", [line.sentence], 0)


def _is_known(writing: Writing, line: InboxLine) -> bool:
    return bool(writing.session.ledger.known([_key(line)]))


def _record(
    writing: Writing,
    line: InboxLine,
    meeting: Interpretation,
    outcome: Sorted,
    *,
    new: bool,
) -> None:
    """Record the meeting of a line, unless it is recorded. Raises Ambiguous where it may be another one."""
    people = [_bearer(named.people, named.text) for named in meeting.people]
    this = (meeting.form, meeting.on, *sorted(people))
    key = _key(line)
    is_repeated = key in outcome.keys or _is_known(writing, line)
    is_there = this in outcome.meetings or _is_there(writing, meeting)
    if is_there and is_repeated:
        outcome.done.add(line)
        return
    if is_there or is_repeated:
        raise Ambiguous(
            "Already recorded, it seems: {meeting}. For another meeting, give its date, or use 'handshake log'.",
            meeting=in_words(writing, meeting),
        )
    say_note(writing, meeting)
    say_year(writing, line.sentence, meeting)
    record(writing, meeting, new=new, identifiers=(key,))
    outcome.meetings.add(this)
    outcome.keys.add(key)
    outcome.recorded.add(line)


def _bearer(people: tuple[PersonId, ...], text: str) -> str:
    if len(people) != 1:
        return text
    return people[0]


def _is_there(writing: Writing, meeting: Interpretation) -> bool:
    """Whether such a meeting with just these people is recorded on that day."""
    people = list(chain.from_iterable(named.people for named in meeting.people))
    if len(people) != len(meeting.people):
        return False
    if meeting.form is None:
        return False
    together = sorted({writing.me, *people})
    return bool(writing.queries.same_meetings(meeting.form, together, meeting.on.day))
