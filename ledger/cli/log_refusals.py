"""Why a sentence is not recorded, and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ledger.cli import log_commands
from ledger.cli.meeting_in_words import all_in_words
from ledger.cli.who import names, nobody
from ledger.cli.write import Writing
from ledger.errors import Ambiguous, Refused
from ledger.facts.rules import not_ancient
from ledger.language import N_
from ledger.language.command_words import command_line
from ledger.language.meeting_words import outcome, plain
from ledger.language.phrases import show_choice, show_list
from ledger.language.sentences import (
    MOST_WORDS,
    Alternatives,
    Doubt,
    Interpretation,
    Understood,
)
from ledger.language.sentences.typos import is_slip
from ledger.language.text import fold, shell_word, words

_WHY: Final[dict[Doubt, str]] = {
    "off": N_(
        '"{text}" may describe something that did not take place. If it did: {readings}; say so plainly. Otherwise: {command}.'
    ),
    "unanswered": N_(
        '"{text}" tells of a call that no one answered, which does not count. If you did speak: {readings}; say so plainly. As a note: {command}.'
    ),
    "ahead": N_(
        '"{text}" may still lie ahead. If it took place: {readings}; say so plainly. For a plan: {command}.'
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
        "message",
        re.compile(
            r"\b(?:e ?mail(?:ed|s)?|mails?|courriel|sms|textos?|texted|wrote|ecrit|messaged?|messages?|whatsapp)\b"
        ),
    ),
    (
        "introduce",
        re.compile(
            r"\b(?:presentee?s? (?:a|moi)|presente [a-z]+ (?:[a-z]+ ){0,3}a|mis (?:[a-z]+ ){0,8}en (?:relation|contact)|presented|introduced|introduction)\b"
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
            r"\b(?:aidee?s?|helped|rendu (?:un )?(?:grand )?service|relue? (?:mon|ma|mes|notre|nos|son|sa|ses|leurs?)|(?:proofread|reviewed) (?:my|our|his|her|their)|recommand(?:ee?s?|ation)|recommended|conseillee?s?|favou?r)\b"
        ),
    ),
    (
        "note",
        re.compile(
            r"\b(?:travaille|works|habite|lives|ne le|born|anniversaire|birthday|note|promise?s?|promised|cherche|looking for)\b"
        ),
    ),
)
"""Commands for what is no meeting, by the plain words that tell of it."""

_QUOTED_WORDS: Final = 8
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


def refuse_incomplete(
    writing: Writing, text: str, understood: Understood | Alternatives, *, new: bool
) -> None:
    """Refuse a line without a form or a name, or of a day to come."""
    if _doubt_of(understood) == "length":
        raise Ambiguous(
            'A sentence of over {most} words: "{beginning} …". Shorten it, or write what you talked about after a dash.',
            most=MOST_WORDS,
            beginning=" ".join(text.split()[:_QUOTED_WORDS]),
        )
    if isinstance(understood, Alternatives) and understood.apart:
        raise Ambiguous(
            '"{text}" tells of two meetings: {readings}. Log one at a time.',
            text=text,
            readings=show_list(all_in_words(writing, understood.interpretations)),
        )
    meeting = understood.interpretations[0]
    refuse_trait(writing, text, understood)
    is_off_and_incomplete = _doubt_of(understood) == "off" and not (
        meeting.form and meeting.people
    )
    if is_off_and_incomplete:
        raise _fell_through(writing, text, meeting)
    unknown = [named.text for named in meeting.people if not named.people]
    _refuse_fallen(writing, text, meeting, unknown)
    if unknown and not new:
        raise nobody(writing.queries, unknown[0])
    elsewhere = _elsewhere(text)
    if meeting.form is None and elsewhere == "message":
        raise Ambiguous(
            '"{text}" tells of a message, and messages are no meetings. As a note: {command}.',
            text=text,
            command=log_commands.note(writing, text, meeting),
        )
    is_ahead_without_form = meeting.form is None and _doubt_of(understood) == "ahead"
    if is_ahead_without_form:
        raise _lies_ahead(writing, text, meeting)
    if meeting.form is None and elsewhere:
        raise Ambiguous(
            '"{text}" doesn\'t say that you met. To record it differently: {command}.',
            text=text,
            command=_command_elsewhere(writing, text, meeting, elsewhere),
        )
    if meeting.form is None:
        raise Ambiguous(
            '"{text}" doesn\'t say what it was; add a word such as coffee, lunch or met.',
            text=text,
        )
    if not meeting.people:
        _refuse_misspelt(writing, text)
        raise Ambiguous(
            "\"{text}\" doesn't say who you met; add 'with' and a name. A first name will do; --new adds someone new.",
            text=text,
        )
    _refuse_to_come(writing, text, meeting)


def _refuse_misspelt(writing: Writing, text: str) -> None:
    """Refuse a name that stands without "with" and has a slip in it: "coffee Priyaa yesterday"."""
    for word in _CAPITALISED.findall(text):
        near_words = words(" ".join(writing.queries.nearest(word)))
        slips = (is_slip(fold(word), near_word) for near_word in near_words)
        if any(slips):
            raise nobody(writing.queries, word)


_CAPITALISED: Final = re.compile(r"(?<!^)\b[A-ZÀ-ÖØ-Þ]\w{3,}")
"""A word that may be a name, the line's own first word apart."""


def _refuse_to_come(writing: Writing, text: str, meeting: Interpretation) -> None:
    """Refuse a day to come, with the command that plans, moves or calls off."""
    not_ancient(meeting.on.day)
    if meeting.on.day <= writing.session.today:
        return
    if outcome(text) in {"off", "moved"}:
        command = log_commands.instead_of_fallen(writing, text, meeting)
    else:
        command = log_commands.plan_of(writing, text, meeting)
    raise Refused(
        "{day} is in the future, so it cannot have happened yet. Instead: {command}.",
        day=meeting.on.day,
        command=command,
    )


def _command_elsewhere(
    writing: Writing, text: str, meeting: Interpretation, elsewhere: str
) -> str:
    """The command for what is no meeting, filled in as far as the sentence tells it."""
    filled = {
        "favour": log_commands.favour,
        "introduce": log_commands.introduction,
        "note": log_commands.note,
    }
    if elsewhere not in filled:
        return command_line(elsewhere)
    return filled[elsewhere](writing, text, meeting)


def _fell_through(writing: Writing, text: str, meeting: Interpretation) -> Ambiguous:
    return Ambiguous(
        '"{text}" may describe something that did not take place. If so: {command}.',
        text=text,
        command=log_commands.instead_of_fallen(writing, text, meeting),
    )


def _lies_ahead(writing: Writing, text: str, meeting: Interpretation) -> Ambiguous:
    return Ambiguous(
        '"{text}" may still lie ahead. For a plan: {command}.',
        text=text,
        command=log_commands.plan_of(writing, text, meeting),
    )


def refuse_trait(
    writing: Writing, text: str, understood: Understood | Alternatives
) -> None:
    """Refuse a line that tells what someone is, has or likes, and point to `note`: "Ada likes tea"."""
    is_doubtful = _doubt_of(understood) not in {None, "others"}
    is_no_move = is_doubtful and not _MOVES_HOUSE.search(plain(text))
    if is_no_move:
        return
    words = text.split()
    for count in range(min(_NAME_WORDS, len(words) - 1), 0, -1):
        name, verb = " ".join(words[:count]), words[count]
        if not verb.islower():
            continue
        if plain(verb) in _NO_TRAIT:
            continue
        people = writing.queries.spelled(name)
        if len(people) != 1:
            continue
        is_a_note = _is_trait(understood, verb) and _elsewhere(text) in {None, "note"}
        if is_a_note:
            person = shell_word(writing.queries.name(people[0]))
            trait = shell_word(" ".join(words[count:]))
            command = command_line(f"note {person} {trait}")
            raise Ambiguous(
                '"{text}" doesn\'t say that you met. As a note: {command}.',
                text=text,
                command=command,
            )


def _is_trait(understood: Understood | Alternatives, verb: str) -> bool:
    """Whether a verb after a name tells of no meeting: it is not understood, or what follows it is no name."""
    meeting = understood.interpretations[0]
    if meeting.form is None:
        return True
    if verb in understood.left:
        return True
    unknown = [named.text for named in meeting.people if not named.people]
    if not unknown:
        return False
    return all(map(str.islower, unknown))


def _refuse_fallen(
    writing: Writing, text: str, meeting: Interpretation, unknown: Sequence[str]
) -> None:
    """Refuse a line in which a word beside a name says that it fell through, or is open: "Tom TBC", "Ada ANNULÉ"."""
    outcomes: set[str | None] = set()
    for word in " ".join(unknown).split():
        is_written_apart = word.islower() or word.isupper()
        if is_written_apart:
            outcomes.add(outcome(plain(word)))
    if "open" in outcomes:
        raise _lies_ahead(writing, text, meeting)
    if outcomes - {None}:
        raise _fell_through(writing, text, meeting)


def _elsewhere(text: str) -> str | None:
    """The command for what the text tells, if it may be no meeting."""
    words = plain(text)
    for command, pattern in _ELSEWHERE:
        if pattern.search(words):
            return command
    return None


def _doubt_of(understood: Understood | Alternatives) -> Doubt | None:
    if isinstance(understood, Understood):
        return understood.doubt
    return None


def uncertain(
    writing: Writing, text: str, understood: Understood | Alternatives
) -> Ambiguous:
    """What may have been meant, and how to say it clearly."""
    meetings = show_choice(all_in_words(writing, understood.interpretations, ids=True))
    doubt = _doubt_of(understood)
    near = _near_namesakes(writing, understood)
    if doubt == "somebody" and near:
        return near
    if doubt:
        command = _instead(writing, text, understood.interpretations[0], doubt)
        return Ambiguous(_WHY[doubt], text=text, readings=meetings, command=command)
    if understood.left:
        return Ambiguous(
            'Not understood: "{left}" in "{text}". Understood: {readings}. Rephrase it, or write it as a note after a dash.',
            left=own_words(text, understood.left),
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


def _instead(writing: Writing, text: str, meeting: Interpretation, doubt: Doubt) -> str:
    """The command for a sentence that tells of no meeting, by its doubt."""
    if doubt == "off":
        return log_commands.instead_of_fallen(writing, text, meeting)
    if doubt == "ahead":
        return log_commands.plan_of(writing, text, meeting)
    if doubt == "unanswered":
        return log_commands.note(writing, text, meeting)
    return ""


def own_words(text: str, left: Sequence[str]) -> str:
    """The part of a line from the first word that is not understood to the last, as it was written."""
    start = end = text.find(left[0])
    for word in left:
        end = text.find(word, end)
        if end < 0:
            return " ".join(left)
        end += len(word)
    return text[start:end]


def _near_namesakes(
    writing: Writing, understood: Understood | Alternatives
) -> Ambiguous | None:
    """The refusal of a new name that is nearly a known one."""
    for named in understood.interpretations[0].people:
        near = writing.queries.nearly(named.text)
        if named.people:
            near = ()
        if near:
            return Ambiguous(
                "\"{text}\" looks like {known}; write that name, or add a new person with 'handshake person add'.",
                text=named.text,
                known=names(writing.queries, near),
            )
    return None
