"""What makes a whole line doubtful, however well its words are understood.

Questions, meetings of others, and meetings that did not take place after all, or not in person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import dropwhile, pairwise
from typing import Final, Literal, TypeAlias

from ledger.facts.meeting.events import Form
from ledger.language.meeting_words import (
    Outcome,
    distance,
    distance_in_note,
    is_unanswered,
    outcome,
    outcome_in_note,
    plain,
)
from ledger.language.person_names import is_given_name
from ledger.language.sentences.asides import (
    after_commas,
    is_company,
    is_wished,
    leaves_open,
)
from ledger.language.sentences.clock import is_later_today, is_soon, is_to_come
from ledger.language.sentences.day_words import NAMES_TOO
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.leftovers import runs_left
from ledger.language.sentences.notes import (
    is_corrected,
    parts_of,
    tells_of_presence,
    tells_of_somebody,
)
from ledger.language.sentences.pieces import (
    Kind,
    Named,
    Piece,
    Sentence,
    Spot,
    kinds_of,
    of_kind,
    values_of,
)
from ledger.language.sentences.small import OTHERS, PEOPLE, word_set
from ledger.language.text import fold

Doubt: TypeAlias = Literal[
    "off",
    "unanswered",
    "ahead",
    "question",
    "distance",
    "others",
    "somebody",
    "day",
    "length",
]
"""Why a line is not certain: it fell through, was a call without an answer, is still to
come, asks, was at a distance, was a meeting of others, was also with someone else, was on some other day, has more words than are looked through."""

_FIRST_PERSON: Final = word_set("i we me us myself j je nous moi m")
_VERBS: Final = word_set(
    "had has have was were took got grabbed shared enjoyed attended did went lunched dined ate",
    "a ont se s est sont etait etaient avait avaient eu pris bu fait",
)
"""After a name they tell what that person did; so does every verb that takes a person."""

_CAME: Final = word_set(
    "venu venue venus venues passe passee passes came stopped dropped popped joined"
)
"""After a single name these mean a visit to the teller."""

_HAPPENED: Final = word_set(
    "ai avons a eu ont pris bu dejeune dine mange had was got grabbed took went met ate dined lunched enjoyed shared"
)
"""Verbs of something past."""

_ASK: Final = word_set("did have has had was were am is are do does")
_QUESTIONS: Final = re.compile(
    r"^(?:est ce qu|ai je|avons nous|a t on|as tu|avez vous|shall |can |could "
    r"|qui |quand |ou |when |who |why |where |how |what )"
)
_QUESTION_MARKS: Final = frozenset("?？")
_SUBJECTS: Final = _FIRST_PERSON | word_set("you he she they it there")
_TO_DO: Final = word_set("call phone ring meet see")
_ANSWER: Final = (
    r"(?<!\w)(?:(?:she|he|they) (?:will let me know|ll let me know|says? (?:yes|no|ok)|said (?:yes|no|ok)|agree[sd]|accepts)"
    r"|(?:elle|il|ils|elles) (?:me dira|me diront|dit (?:oui|non|ok)|a dit (?:oui|non|ok)|accepte|est d accord)|j attends (?:sa|la|une) reponse"
    r"|waiting for (?:an|her|his|the|their) (?:answer|reply))(?!\w)"
)
_THEN: Final = frozenset({"puis", "then", "ensuite", "and then", "et puis"})
_WHEN: Final = frozenset({Kind.DATE, Kind.CLOCK, Kind.LENGTH})
_TELLING: Final = frozenset({Kind.NAME, Kind.PLACE, Kind.NOTE, Kind.FIRM, *_WHEN})
_BEGINNINGS: Final = frozenset({Kind.NAME, Kind.FORM, Kind.WITH})
_SUBJECT: Final = frozenset({Kind.NAME, Kind.AND, Kind.DATE})
_FLESH: Final = re.compile(
    r"(?<!\w)(?:en personne|presentiel|in person|face to face|in the flesh|en chair et en os)(?!\w)"
)


@dataclass(frozen=True)
class Utterance:
    """A sentence as its pieces tell it, in the whole `text` of a line, with the note after it."""

    sentence: Sentence
    pieces: Sequence[Piece]
    text: str
    note: str

    @cached_property
    def words(self) -> str:
        """The plain words that are no name, place, day or note: what the line says of the meeting."""
        loose_end = self.loose_end
        words = []
        for piece in self.pieces:
            tells = piece.kind in _TELLING
            is_silent = not tells and piece not in loose_end
            if is_silent:
                words.append(self.written(piece))
        return plain(" ".join(words))

    @cached_property
    def loose_end(self) -> Sequence[Piece]:
        """The words at the end that are not understood, after a name: a note without its dash."""
        for run in runs_left(self.pieces):
            before = self.pieces[: self.pieces.index(run[0])]
            at_end = run[-1] is self.pieces[-1]
            ends_the_line = at_end and Kind.NAME in kinds_of(before)
            if ends_the_line:
                return run
        return ()

    @cached_property
    def loose_words(self) -> str:
        """The loose end as it was written."""
        if not self.loose_end:
            return ""
        return self.sentence.written(self.loose_end[0].start, self.loose_end[-1].end)

    @cached_property
    def meanings(self) -> Sequence[Meaning]:
        """What the words say of the form."""
        return values_of(self.pieces, Meaning)

    @cached_property
    def spots(self) -> Sequence[Spot]:
        """The places."""
        return values_of(self.pieces, Spot)

    def of(self, kind: Kind) -> Sequence[Piece]:
        """The pieces of a kind."""
        return of_kind(self.pieces, kind)

    def written(self, piece: Piece) -> str:
        """A piece as it was written."""
        return self.sentence.written(piece.start, piece.end)


def doubt_about(
    line: Utterance, form: Form | None, *, today: bool, now: datetime
) -> Doubt | None:
    """Why a line may say something else than that the teller met these people, in person if it seems so.

    `today`: the meeting seems to have been on the day of `now`.
    """
    if _asks(line):
        return "question"
    is_a_call = any(map(_is_remote, line.meanings))
    if is_a_call and is_unanswered(line.text):
        return "unanswered"
    fallen = _outcome(line)
    if fallen == "open":
        return "ahead"
    if fallen:
        return "off"
    if today and _is_later_today(line, form, now):
        return "ahead"
    for doubt, is_in_doubt in _DOUBTS:
        if is_in_doubt(line):
            return doubt
    return None


def _asks(line: Utterance) -> bool:
    """Whether it is a question: it has its mark, or begins with "did I", "have we", "is Ada", "ai-je"."""
    sentence = line.sentence
    if not _QUESTION_MARKS.isdisjoint(line.text):
        return True
    if _QUESTIONS.search(plain(sentence.text)):
        return True
    if sentence.plain(0, 1) not in _ASK:
        return False
    if sentence.plain(1, 2) in _SUBJECTS:
        return True
    starts_of_names = [name.start for name in line.of(Kind.NAME)]
    return 1 in starts_of_names


def _outcome(line: Utterance) -> Outcome | None:
    """What the line says against the meeting's having taken place."""
    fallen = outcome(line.words)
    if fallen:
        return fallen
    fallen = outcome(_words_around_loose_end(line))
    if fallen:
        return fallen
    places = " ".join(map(line.written, line.of(Kind.PLACE)))  # "at Paris postponed"
    topics = ". ".join(map(line.written, line.of(Kind.NOTE)))
    behind_commas = ". ".join(after_commas(line.sentence.text))
    return outcome_in_note(places) or outcome_in_note(
        f"{line.loose_words}. {topics}. {behind_commas}. {line.note}"
    )


def _words_around_loose_end(line: Utterance) -> str:
    """The first words of a note without its dash, with the two before them."""
    if not line.loose_end:
        return ""
    start = line.loose_end[0].start
    return line.sentence.plain(max(0, start - 2), start + 2)


def _is_ahead(line: Utterance) -> bool:
    """Whether the line tells of what is to come, whatever the day."""
    if is_to_come(line.words):
        return True
    if is_wished(line.text):
        return True
    if is_soon(plain(line.loose_words)):
        return True
    if any(test(line) for test in _LEAVE_OPEN):
        return True
    days = [line.sentence.plain(day.start, day.end) for day in line.of(Kind.DATE)]
    return "tout a l heure" in days and not _tells_of_the_past(line)


def _is_left_open(line: Utterance) -> bool:
    """Whether the note says that the meeting is still to be settled: "coffee with Ada - to be confirmed"."""
    is_dated = bool(line.of(Kind.DATE))
    open_parts = (leaves_open(part, is_dated=is_dated) for part in parts_of(line.note))
    return any(open_parts)


def _awaits_an_answer(line: Utterance) -> bool:
    """Whether a line without a day tells of what is answered to a proposal: "coffee with Ada, she says yes"."""
    if line.of(Kind.DATE):
        return False
    return re.search(_ANSWER, plain(line.text)) is not None


def _is_to_be_done(line: Utterance) -> bool:
    """Whether the line only says what is to be done: "Call Ada"."""
    kinds = [piece.kind for piece in line.pieces]
    if kinds[1:2] != [Kind.NAME]:
        return False
    has_a_time = Kind.DATE in kinds or Kind.LENGTH in kinds
    if has_a_time:
        return False
    return line.sentence.words[0] in _TO_DO


_LEAVE_OPEN: Final = (_awaits_an_answer, _is_to_be_done, _is_left_open)
"""Tests of lines that tell what may come, without a word of the future."""


def _is_later_today(line: Utterance, form: Form | None, now: datetime) -> bool:
    """Whether a meeting of today begins only after `now`."""
    times = [_hour_words(line, piece) for piece in line.pieces if piece.kind in _WHEN]
    return is_later_today(now, times, form, past=_tells_of_the_past(line))


def _hour_words(line: Utterance, piece: Piece) -> str:
    """The words of a piece that may tell an hour; a length tells one only from one hour to another."""
    start = piece.start
    after_at = start > 0 and line.sentence.words[start - 1] in {"a", "at", "@"}
    text = line.sentence.written(start - after_at, piece.end)
    hours = re.findall("[0-9]+ ?[h:]", text)
    is_an_hour = piece.kind is Kind.LENGTH and len(hours) < 2 and not after_at
    if is_an_hour:
        return ""
    return text


def _tells_of_the_past(line: Utterance) -> bool:
    """Whether a verb tells of something past."""
    takes_somebody = any(meaning.takes for meaning in line.meanings)
    if takes_somebody:
        return True
    happened = (
        token.plain in _HAPPENED and token.text != "à" for token in line.sentence.tokens
    )
    return any(happened)


def _was_at_distance(line: Utterance) -> bool:
    """Whether a meeting that seems to have been in person was at a distance; or the other way round."""
    if any(map(_is_remote, line.meanings)):
        return _FLESH.search(plain(line.note)) is not None
    if distance(line.words):
        return True
    if distance_in_note(f"{line.loose_words}. {line.note}"):
        return True
    is_at_such_a_place = any(distance(spot.text) for spot in line.spots)
    if is_at_such_a_place:
        return True
    distances = (distance(line.written(place)) for place in line.of(Kind.PLACE))
    return any(distances)  # "behind our screens"


def _is_remote(meaning: Meaning) -> bool:
    return meaning.rank is Rank.MEDIUM or {"video", "call"}.issuperset(meaning.forms)


def _of_others(line: Utterance) -> bool:
    """Whether others met, and nothing says that the teller was there: "Ada had lunch with Grace"."""
    words, pieces = line.sentence.words, line.pieces
    if not _FIRST_PERSON.isdisjoint(words):
        return False
    before_names = [*_until_name(pieces)]
    small = {words[piece.start] for piece in of_kind(before_names, Kind.SMALL)}
    if not OTHERS.isdisjoint(small):
        return True
    telling = [*dropwhile(lambda piece: piece.kind not in _BEGINNINGS, pieces)]
    if not telling:
        return False
    if telling[0].kind is not Kind.NAME:
        return False
    actions = [*dropwhile(lambda piece: piece.kind in _SUBJECT, telling)]
    subjects = of_kind(telling[: len(telling) - len(actions)], Kind.NAME)
    comes_alone = len(line.of(Kind.NAME)) == 1 and not _CAME.isdisjoint(words)
    if comes_alone:
        return False
    return bool(actions) and _acts(line.sentence, actions, len(subjects))


def _until_name(pieces: Sequence[Piece]) -> Sequence[Piece]:
    for at, piece in enumerate(pieces):
        if piece.kind is Kind.NAME:
            return pieces[:at]
    return pieces


def _acts(sentence: Sentence, actions: Sequence[Piece], subjects: int) -> bool:
    """Whether these pieces, after `subjects` names, begin with an action on each other or on someone else."""
    verb, *objects = actions
    kinds = kinds_of(objects)
    if isinstance(verb.value, Meaning) and verb.value.takes:
        return subjects > 1 or Kind.NAME in kinds
    is_done_with_somebody = verb.kind is Kind.FORM and Kind.WITH in kinds
    if is_done_with_somebody:
        return True  # "Grace lunch with Ada", "Will lunch with Ada"
    if verb.kind not in {Kind.SMALL, Kind.FORM}:
        return False
    return sentence.words[verb.start].split()[0] in _VERBS


def _in_turn(line: Utterance) -> bool:
    """Whether someone was met after someone else: "with Ada, then Grace"."""
    kinds = [piece.kind for piece in line.pieces]
    for at, piece in enumerate(line.pieces):
        if piece.value in _THEN:
            return Kind.NAME in kinds[:at] and Kind.NAME in kinds[at:]
    return False


def _named_so(line: Utterance) -> bool:
    """Whether what is taken for a month may end the name before it: "lunch with Grace May"."""
    for name, day in pairwise(line.pieces):
        if (name.kind, day.kind) != (Kind.NAME, Kind.DATE):
            continue
        if day.end > day.start + 1:
            continue
        token = line.sentence.tokens[day.start]
        may_be_a_name = token.capital and token.plain in NAMES_TOO
        if may_be_a_name:
            return True
    return False


def _with_somebody_else(line: Utterance) -> bool:
    """Whether someone else was there, or may have been meant by a name or by a place."""
    sentence = line.sentence
    if any(tells_of_somebody(sentence, part) for part in parts_of(line.note)):
        return True
    if any(_is_somebody(sentence, spot) for spot in line.spots):
        return True
    if _goes_on_to_someone(line.pieces):
        return True
    names = line.of(Kind.NAME)
    if any(_may_be_another(line, name) for name in names):
        return True
    written_names = [line.written(name) for name in names]
    for part in after_commas(sentence.text):
        if any(name in part for name in written_names):
            continue
        if tells_of_presence(part):
            return True
        if _is_company(part):
            return True
    return False


def _is_company(part: str) -> bool:
    """Whether a part is of nothing but people without a name: "her new boyfriend"."""
    words = fold(part).split()
    return not PEOPLE.isdisjoint(words) and is_company(words)


def _goes_on_to_someone(pieces: Sequence[Piece]) -> bool:
    """Whether a verb after the meeting and its people tells of one more: "coffee with Ada, saw Tom too"."""
    for at, piece in enumerate(pieces):
        if not isinstance(piece.value, Meaning) or not piece.value.takes:
            continue
        before, after = kinds_of(pieces[:at]), kinds_of(pieces[at:])
        is_between = {Kind.FORM, Kind.NAME} <= before and Kind.NAME in after
        if is_between:
            return True
    return False


def _is_somebody(sentence: Sentence, spot: Spot) -> bool:
    """Whether what is taken for a place is someone: "grâce à Yanis"."""
    if spot.host is not None:
        return False
    return is_given_name(spot.text) and bool(sentence.known(spot.text))


def _goes_on_as_family_name(sentence: Sentence, name: Piece) -> bool:
    """Whether a given name alone is followed by a family name that begins by an elision: "Paul L'Hermite"."""
    following = sentence.tokens[name.end : name.end + 2]
    is_one_word = name.end == name.start + 1
    if not is_one_word:
        return False
    if len(following) < 2:
        return False
    elided, family = following
    is_elided = elided.text[1:] in {"'", "’"}
    return is_elided and elided.capital and family.capital


def _may_be_another(line: Utterance, piece: Piece) -> bool:
    """Whether a name may well mean someone else than the one person, or be a slip of a known name."""
    people = line.sentence.people
    match piece.value:
        case Named(text=text, people=()):
            if people.nearly is None or not line.sentence.new:
                return False
            return bool(people.nearly(text))
        case Named(people=(person,)):
            if _goes_on_as_family_name(line.sentence, piece):
                return True
            if people.doubtful is None:
                return False
            return people.doubtful(line.written(piece), person)
        case _:
            return False


def _is_corrected(line: Utterance) -> bool:
    return is_corrected(line.note)


_DOUBTS: Final[Sequence[tuple[Doubt, Callable[[Utterance], bool]]]] = (
    ("ahead", _is_ahead),
    ("distance", _was_at_distance),
    ("others", _of_others),
    ("others", _in_turn),
    ("day", _named_so),
    ("day", _is_corrected),
    ("somebody", _with_somebody_else),
)
"""The doubts that a line may raise; of several the first is reported."""
