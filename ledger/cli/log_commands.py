"""The command to type instead of a sentence that tells of no meeting, with what the sentence tells filled in."""

from __future__ import annotations

import re
from itertools import chain
from typing import Final

from ledger.cli.options import PlannedTime
from ledger.cli.write import Writing
from ledger.facts.event import PersonId
from ledger.language import _, current
from ledger.language.command_words import command_line
from ledger.language.dates.moments import TimedText, timed
from ledger.language.meeting_words import outcome, plain
from ledger.language.sentences import Interpretation
from ledger.language.text import shell_word

_NAME_WORDS: Final = 4
_SEPARATORS: Final = " ,.;:()"
_CALLED_OFF: Final = re.compile(
    r"\b(?:annul[a-z]*|decommand[a-z]*|cancel[a-z]*|called (?:it )?off|call off)\b"
)
_TO_ME: Final = re.compile(
    r"\b(?:m a|m ont|me (?:rend|recommande)|nous a|(?:helped|recommended|introduced|presented) (?:me|us)|for me|moi|mon|ma|mes|nos|notre|my|our)\b"
)
_BY_ME: Final = re.compile(r"^(?:j ai|nous avons|i|we)\b")


def instead_of_fallen(writing: Writing, text: str, meeting: Interpretation) -> str:
    """The command for a meeting that fell through: to call it off, to move it, or a no-show."""
    words = plain(text)
    person = _single(writing, people_named(writing, text, meeting))
    missed = command_line(f"missed{person}")
    if _CALLED_OFF.search(words):
        command = command_line(f"cancel{person}")
    elif outcome(text) == "moved":
        command = command_line(f"move{person} --for DATE")
    else:
        return missed
    return _("{command} (after a no-show: {missed})").format(
        command=command, missed=missed
    )


def plan_of(writing: Writing, text: str, meeting: Interpretation) -> str:
    """The command that proposes the meeting of a sentence."""
    people = people_named(writing, text, meeting)
    names = "".join(f" {shell_word(writing.queries.name(person))}" for person in people)
    return command_line(
        f"propose {meeting.form or 'coffee'}{names} --for {_moment(writing, text, meeting)}"
    )


def introduction(writing: Writing, text: str, meeting: Interpretation) -> str:
    """The command that records an introduction."""
    people = people_named(writing, text, meeting)
    if len(people) != 2:
        return command_line("introduce")
    former, latter = (shell_word(writing.queries.name(person)) for person in people)
    if not _TO_ME.search(plain(text)):
        return command_line(f"introduce {former} {latter}")
    me = "moi" if current() == "fr" else "me"
    return command_line(f"introduce {me} {latter} --by {former}")


def favour(writing: Writing, text: str, meeting: Interpretation) -> str:
    """The command that records a favour, given or received as the sentence has it."""
    words = plain(text)
    person = _single(writing, people_named(writing, text, meeting))
    if _BY_ME.search(words):
        return command_line(f"favour given{person}")
    if _TO_ME.search(words):
        return command_line(f"favour received{person}")
    return command_line("favour")


def note(writing: Writing, text: str, meeting: Interpretation) -> str:
    """The command that keeps the sentence as a note about its person."""
    person = _single(writing, people_named(writing, text, meeting))
    if not person:
        return command_line("note")
    return command_line(f"note{person} {shell_word(text)}")


def people_named(
    writing: Writing, text: str, meeting: Interpretation
) -> list[PersonId]:
    """The people of a sentence whose names are theirs alone, in its order, without its teller."""
    words = text.split()
    people: list[PersonId] = []
    start = 0
    while start < len(words):
        end = _end_of_name(writing, words, start, people)
        start = end or start + 1
    if not people:
        alone = (named.people for named in meeting.people if len(named.people) == 1)
        people = [*chain.from_iterable(alone)]
    distinct = dict.fromkeys(people)
    distinct.pop(writing.me, None)
    return [*distinct]


def _end_of_name(
    writing: Writing, words: list[str], start: int, people: list[PersonId]
) -> int | None:
    """Where the longest name from a word on ends; its person is added."""
    if not words[start][:1].isupper():
        return None
    for end in range(min(start + _NAME_WORDS, len(words)), start, -1):
        name = " ".join(words[start:end]).strip(_SEPARATORS)
        bearers = writing.queries.spelled(name)
        if len(bearers) == 1:
            people.append(bearers[0])
            return end
    return None


def _single(writing: Writing, people: list[PersonId]) -> str:
    """The only person as an argument after a command, or nothing."""
    if len(people) != 1:
        return ""
    return f" {shell_word(writing.queries.name(people[0]))}"


def _moment(writing: Writing, text: str, meeting: Interpretation) -> str:
    """The day and the time of day of a meeting to come, if the sentence tells them."""
    day = meeting.on
    if day.precision != "day":
        return "DATE"
    if day.day <= writing.session.today:
        return "DATE"
    try:
        named = timed(text)
    except ValueError:
        named = TimedText("")
    if named.at is None:
        return f"{day.day}"
    plan = PlannedTime(
        day.day, f"{named.at:%H:%M}", is_either_half=named.is_either_half
    )
    return f'"{day.day} {plan.at_for(meeting.form or "")}"'
