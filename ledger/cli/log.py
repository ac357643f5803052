"""The log command: a meeting said in one line, understood, shown, asked about and recorded."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

import click

from ledger.cli import who
from ledger.cli.meet import record_meeting
from ledger.cli.menu import pick
from ledger.cli.options import NEW, shared, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.who import names, nobody
from ledger.cli.write import Writing, write
from ledger.errors import Ambiguous, LedgerError, Usage
from ledger.facts.event import PersonId
from ledger.facts.meeting.commands import RecordMeeting
from ledger.facts.meeting.events import forms
from ledger.facts.rules import past
from ledger.language import N_, _, _n
from ledger.language.console import argument, confirm, option
from ledger.language.dates import day_comes_first
from ledger.language.meeting_words import outcome, plain
from ledger.language.phrases import sentence, show_choice, show_date, show_list
from ledger.language.sentences import (
    Alternatives,
    Doubt,
    Interpretation,
    Known,
    Named,
    Understood,
    understand,
)
from ledger.language.text import visible

_WHY: Final[dict[Doubt, str]] = {
    "off": N_(
        "\"{text}\" may describe something that did not take place. If it did: {readings}; say so plainly. If someone did not turn up: 'handshake missed'."
    ),
    "ahead": N_(
        "\"{text}\" may still lie ahead. If it took place: {readings}; say so plainly. For a plan, use 'handshake propose'."
    ),
    "question": N_(
        '"{text}" is a question. If it took place: {readings}; write it as a statement.'
    ),
    "distance": N_(
        "\"{text}\" may have been a remote meeting. Understood: {readings}. If so, begin with 'call' or 'video'."
    ),
    "others": N_(
        "\"{text}\" may describe other people's meeting. If you were there: {readings}; write 'with' and the names."
    ),
    "somebody": N_(
        "\"{text}\" leaves open who you met. Understood: {readings}. Write each name in full, after 'with'."
    ),
    "day": N_(
        '"{text}" leaves the day open. Understood: {readings}. Give a single day.'
    ),
}
"""Why a line is not recorded, by its doubt."""


_ELSEWHERE: Final = (
    (
        "introduce",
        re.compile(
            r"\b(?:presentee?s? (?:a|moi)|presente [a-z]+ a|mis en (?:relation|contact)|presented|introduced|introduction)\b"
        ),
    ),
    (
        "connect",
        re.compile(
            r"\b(?:connectee?s?|connected|linkedin|xing|invitation acceptee|ajoutee?s? sur|added (?:me )?on)\b"
        ),
    ),
    (
        "favour",
        re.compile(
            r"\b(?:aidee?s?|helped|rendu (?:un )?service|recommandee?s?|recommended|conseillee?s?|favou?r)\b"
        ),
    ),
    (
        "note",
        re.compile(
            r"\b(?:travaille|works|habite|lives|ne le|born|anniversaire|birthday|note|cherche|looking for)\b"
        ),
    ),
)
"""Commands for what is no meeting, by the plain words that tell of it."""

_NAME_WORDS: Final = 4
_NO_TRAIT: Final = frozenset(
    [
        "and",
        "et",
        "avec",
        "with",
        "yesterday",
        "hier",
        "today",
        "says",
        "said",
        "thinks",
        "told",
        "dit",
        "m",
        "nous",
        "ne",
        "n",
        "hasn",
        "didn",
        "didnt",
        "doesn",
        "won",
        "will",
        "would",
    ]
)
"""After a name these begin no trait of that person."""

_MOVES_HOUSE: Final = re.compile(
    r"\b(?:moved|moving|moves) to (?!(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next|the|[0-9])|demenag"
)


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
    numbered = enumerate(typed_text("log").split("\n") if is_read else (), 1)
    sentences = {number: line.strip() for number, line in numbered}
    sentences = {
        number: line
        for number, line in sentences.items()
        if line and not line.startswith("#")
    }
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
        meeting = certain_meeting(writing, text, new=new)
        say_note(writing, meeting)
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


def certain_meeting(
    writing: Writing, text: str, *, new: bool, now: datetime | None = None
) -> Interpretation:
    """The one meeting that a sentence tells for certain. Raises what refuses any other."""
    understood = read_sentence(writing, text, new=new, now=now)
    _refuse_incomplete(writing, text, understood, new=new)
    if not isinstance(understood, Understood) or not understood.certain:
        raise _uncertain(writing, text, understood)
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

    def resolve(text: str) -> Sequence[PersonId]:
        person = session.chosen.get(text)
        return (person,) if person else queries.resolve(text)

    def doubtful(text: str, person: PersonId) -> bool:
        return text not in session.chosen and queries.doubtful(text, person)

    def nearly(text: str) -> Sequence[PersonId]:
        return () if text in session.new_names else queries.nearly(text)

    return Known(resolve, queries.spelled, doubtful, nearly)


def settled_meeting(
    writing: Writing, text: str, *, yes: bool, new: bool, now: datetime | None = None
) -> list[Interpretation]:
    """The meeting to record; none where someone on a terminal says that it is wrong.

    Raises NotFound for an unknown name, Ambiguous where a line is not certain and no one can be asked.
    """
    understood = read_sentence(writing, text, new=new, now=now)
    _refuse_trait(writing, text, understood)
    if _settles_names(writing, understood, new=new):
        new = True
        understood = read_sentence(writing, text, new=new, now=now)
    _refuse_incomplete(writing, text, understood, new=new)
    meetings = understood.interpretations
    certain = isinstance(understood, Understood) and understood.certain
    if not writing.session.can_ask or (yes and certain):
        if not certain:
            raise _uncertain(writing, text, understood)
        writing.say(
            _("Understood: {reading}.").format(reading=in_words(writing, meetings[0]))
        )
        return [meetings[0]]
    if understood.left:
        click.echo(
            _("Not understood: {words}.").format(
                words=visible(" ".join(understood.left))
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
    if meeting.form is None or not session.can_ask:
        return False
    settled = False
    for named in meeting.people:
        text = named.text
        if (
            named.people
            or text in session.new_names
            or (new and not queries.nearly(text))
        ):
            continue
        from ledger.cli.which_person import picked

        candidates = queries.nearly(text) if new else ()
        picked(session, queries, text, candidates, may_add=True)
        settled = True
    return settled


def _refuse_incomplete(
    writing: Writing, text: str, understood: Understood | Alternatives, *, new: bool
) -> None:
    """Refuse a line without a form or a name, or of a day to come."""
    meeting = understood.interpretations[0]
    _refuse_trait(writing, text, understood)
    if _doubt_of(understood) == "off" and not (meeting.form and meeting.people):
        raise Ambiguous(
            "\"{text}\" may describe something that did not take place. If someone did not turn up: 'handshake missed'.",
            text=text,
        )
    unknown = [named.text for named in meeting.people if not named.people]
    _refuse_fallen(text, unknown)
    if unknown and not new:
        raise nobody(writing.queries, unknown[0])
    elsewhere = _elsewhere(text)
    if meeting.form is None and _doubt_of(understood) == "ahead":
        raise _lies_ahead(text)
    if meeting.form is None and elsewhere:
        raise Ambiguous(
            '"{text}" doesn\'t say that you met. To record it differently: {command}.',
            text=text,
            command=f"handshake {elsewhere}",
        )
    if meeting.form is None:
        raise Ambiguous(
            '"{text}" doesn\'t say what it was; add a word such as coffee, lunch or met.',
            text=text,
        )
    if not meeting.people:
        raise Ambiguous(
            "\"{text}\" doesn't say who you met; add 'with' and a name.", text=text
        )
    past(meeting.on.day, writing.session.today)


def _lies_ahead(text: str) -> Ambiguous:
    return Ambiguous(
        "\"{text}\" may still lie ahead. For a plan, use 'handshake propose'.",
        text=text,
    )


def _refuse_trait(
    writing: Writing, text: str, understood: Understood | Alternatives
) -> None:
    """Refuse a line that tells what someone is, has or likes, and point to `note`: "Ada likes tea"."""
    is_doubtful = _doubt_of(understood) not in {None, "others"}
    if is_doubtful and not _MOVES_HOUSE.search(plain(text)):
        return
    words = text.split()
    for count in range(min(_NAME_WORDS, len(words) - 1), 0, -1):
        name, verb = " ".join(words[:count]), words[count]
        if not verb.islower() or plain(verb) in _NO_TRAIT:
            continue
        people = writing.queries.spelled(name)
        if len(people) != 1:
            continue
        if _is_trait(understood, verb) and _elsewhere(text) in {None, "note"}:
            said = " ".join(words[count:])
            raise Ambiguous(
                '"{text}" doesn\'t say that you met. As a note: {command}.',
                text=text,
                command=f'handshake note "{writing.queries.name(people[0])}" "{said}"',
            )


def _is_trait(understood: Understood | Alternatives, verb: str) -> bool:
    """Whether a verb after a name tells of no meeting: it is not understood, or what follows it is no name."""
    meeting = understood.interpretations[0]
    if meeting.form is None or verb in understood.left:
        return True
    unknown = [named.text for named in meeting.people if not named.people]
    return bool(unknown) and all(map(str.islower, unknown))


def _refuse_fallen(text: str, unknown: Sequence[str]) -> None:
    """Refuse a line in which a word beside a name says that it fell through, or is open: "Tom TBC", "Ada ANNULÉ"."""
    words = [word for name in unknown for word in name.split()]
    outcomes = {
        outcome(plain(word)) for word in words if word.islower() or word.isupper()
    }
    if "open" in outcomes:
        raise _lies_ahead(text)
    if outcomes - {None}:
        raise Ambiguous(
            "\"{text}\" may describe something that did not take place. If someone did not turn up: 'handshake missed'.",
            text=text,
        )


def _elsewhere(text: str) -> str | None:
    """The command for what the text tells, if it may be no meeting."""
    words = plain(text)
    for command, pattern in _ELSEWHERE:
        if pattern.search(words):
            return command
    return None


def _doubt_of(understood: Understood | Alternatives) -> Doubt | None:
    return understood.doubt if isinstance(understood, Understood) else None


def _uncertain(
    writing: Writing, text: str, understood: Understood | Alternatives
) -> Ambiguous:
    """What may have been meant, and how to say it clearly."""
    meetings = show_choice(_allin_words(writing, understood.interpretations, ids=True))
    doubt = _doubt_of(understood)
    near = _near_namesakes(writing, understood)
    if doubt == "somebody" and near:
        return near
    if doubt:
        return Ambiguous(_WHY[doubt], text=text, readings=meetings)
    if understood.left:
        return Ambiguous(
            'Not understood: "{left}" in "{text}". Understood: {readings}. Rephrase it, or write it as a note after a dash.',
            left=" ".join(understood.left),
            text=text,
            readings=meetings,
        )
    if isinstance(understood, Alternatives):
        return Ambiguous(
            '"{text}" could be: {readings}. Write it more clearly.',
            text=text,
            readings=meetings,
        )
    return Ambiguous(
        '"{text}" may mean: {readings}. To be sure, rephrase it.',
        text=text,
        readings=meetings,
    )


def _near_namesakes(
    writing: Writing, understood: Understood | Alternatives
) -> Ambiguous | None:
    """The refusal of a new name that is nearly a known one."""
    for named in understood.interpretations[0].people:
        near = () if named.people else writing.queries.nearly(named.text)
        if near:
            return Ambiguous(
                "\"{text}\" looks like {known}; write that name, or add a new person with 'handshake person add'.",
                text=named.text,
                known=names(writing.queries, near),
            )
    return None


def _chosen(
    writing: Writing, meetings: Sequence[Interpretation], *, certain: bool
) -> list[Interpretation]:
    """The meeting that is chosen on the terminal, if any."""
    if len(meetings) == 1:
        click.echo(f"{in_words(writing, meetings[0])}.", err=True)
        return [*meetings] if confirm(_("Record it?"), default=certain) else []
    place = pick(_allin_words(writing, meetings))
    return [] if place is None else [meetings[place]]


def _allin_words(
    writing: Writing, meetings: Sequence[Interpretation], *, ids: bool = False
) -> list[str]:
    """The meetings in words; where it is the people who differ, with what tells namesakes apart."""
    parties = {meeting.people for meeting in meetings}
    if len(parties) < 2:
        return [in_words(writing, meeting) for meeting in meetings]
    details = _details(writing, meetings, ids=ids)
    return [in_words(writing, meeting, details) for meeting in meetings]


def _details(
    writing: Writing, meetings: Sequence[Interpretation], *, ids: bool
) -> dict[PersonId, str]:
    """What tells the people of these meetings apart; with the beginnings of ids, or only where nothing else does."""
    people: dict[PersonId, None] = {}
    for meeting in meetings:
        for named in meeting.people:
            people.update(dict.fromkeys(named.people))
    queries = writing.queries
    differences = queries.told_apart([*people])
    shown = [(queries.name(person), differences[person]) for person in people]
    details: dict[PersonId, str] = {}
    for person, name_and_difference in zip(people, shown, strict=True):
        needs_id = ids or shown.count(name_and_difference) > 1
        parts = (visible(differences[person]), person[:8] if needs_id else "")
        details[person] = ", ".join(filter(None, parts))
    return details


def in_words(
    writing: Writing,
    meeting: Interpretation,
    details: Mapping[PersonId, str] = MappingProxyType({}),
) -> str:
    """`Lunch with Ada on 20 November 2026, place: Procope, 120 minutes, note: the engine`."""
    title = _(forms()[meeting.form].title) if meeting.form else "?"
    people = show_list([_name(writing, named, details) for named in meeting.people])
    met = _("{form} with {people}").format(form=title, people=people)
    dated = (
        _("{sentence} on {day}")
        if meeting.on.precision == "day"
        else _("{sentence} in {day}")
    )
    parts = [dated.format(sentence=met, day=show_date(*meeting.on))]
    if meeting.place:
        parts.append(_("place: {place}").format(place=visible(meeting.place)))
    if meeting.minutes:
        parts.append(
            _n("{n} minute", "{n} minutes", meeting.minutes).format(n=meeting.minutes)
        )
    if meeting.note:
        parts.append(_("note: {note}").format(note=visible(meeting.note)))
    return ", ".join(parts)


def _name(writing: Writing, named: Named, details: Mapping[PersonId, str]) -> str:
    match named.people:
        case (person,):
            name = visible(writing.queries.name(person))
            detail = details.get(person)
            return f"{name} ({detail})" if detail else name
        case ():
            return _("{name} (new)").format(name=visible(named.text))
        case _:
            return visible(named.text)


def record(
    writing: Writing,
    meeting: Interpretation,
    *,
    new: bool,
    identifiers: tuple[str, ...] = (),
) -> None:
    """Record a meeting as it was understood; `identifiers` tell its sentence again."""
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
