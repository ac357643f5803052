"""Where a line goes on with a clause of its own, without a comma: "coffee with Ada yesterday she was late".

All of such a clause is a note beside the meeting, as after a dash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from ledger.language.sentences.covering import coverings, may_tell
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.pieces import Kind, Piece, Sentence, kinds_of, values_of
from ledger.language.sentences.small import WITH, word_set

_OF_OTHERS: Final = word_set("he she they it il elle ils elles who qui that which")
_OF_TELLERS: Final = word_set("i we j je nous")
_LINKS: Final = word_set("because parce but mais")
_ABOUT_ME: Final = word_set("me m us nous")
_ON: Final = word_set("a s est etait avait n va y se doit")
"""After these verbs `on` is French for we."""

_AND: Final = word_set("and et")
_NO_SUBJECT_AFTER: Final = WITH | word_set(
    "que qu that if si quand when lorsque lorsqu comme as than for pour a to of de d chez par by entre between sans without"
    " like and et or ou at from see saw vu revu meet met rencontre le ce du"
)
"""After these a pronoun begins no clause of its own."""

_TOO: Final = word_set("aussi too also and et & meme")


def clause_at(sentence: Sentence) -> int | None:
    """The token at which a clause begins that only adds to a meeting; None without one.

    What is before it names the meeting, its people and its day, or the clause tells no day.
    """
    for at in _beginnings(sentence):
        head = _part(sentence, 0, at)
        pieces = coverings(head)[0].pieces
        kinds = kinds_of(pieces)
        is_incomplete = Kind.LEFT in kinds or not kinds >= {Kind.NAME, Kind.FORM}
        if is_incomplete:
            continue
        telling = set[Kind]()
        if Kind.DATE not in kinds:
            telling.add(Kind.DATE)
        if _tells_of_us(sentence, at):
            telling.add(Kind.FORM)
        tail = _part(sentence, at, len(sentence.tokens))
        if not _tells(tail, telling):
            return at
    return None


def _tells(tail: Sentence, kinds: Collection[Kind]) -> bool:
    """Whether a clause tells a day or that people met, where these are among the kinds looked for."""
    if not may_tell(tail, kinds):
        return False
    pieces = coverings(tail, complete=False)[0].pieces
    told = kinds_of(pieces) & {Kind.DATE}
    if _names_a_form(pieces):
        told |= {Kind.FORM}
    return not told.isdisjoint(kinds)


def _part(sentence: Sentence, start: int, end: int) -> Sentence:
    text = sentence.written(start, end)
    return Sentence(text, sentence.viewpoint, sentence.people, sentence.new)


def _beginnings(sentence: Sentence) -> Iterator[int]:
    """Where a clause may begin: at a pronoun with its verb, at `because`; at the `and` before it."""
    words = sentence.words
    for at in range(2, len(words) - 1):
        if not _may_begin(sentence, at):
            continue
        beginning = at
        if words[at - 1] in _AND:
            beginning = at - 1
        yield beginning


def _may_begin(sentence: Sentence, at: int) -> bool:
    word, verb = sentence.words[at], sentence.tokens[at + 1]
    before = sentence.words[at - 1]
    if word in _LINKS:
        goes_on = at + 2 < len(sentence.words)
        return goes_on and _may_begin(sentence, at + 1)
    if verb.plain == "y":
        return False  # "il y a trois jours"
    may_have_a_subject = before not in _NO_SUBJECT_AFTER
    if word == "on":
        is_a_verb = verb.plain in _ON and verb.text != "à"
        return is_a_verb and may_have_a_subject
    if word not in _OF_OTHERS | _OF_TELLERS:
        return False
    if not verb.text[:1].islower():
        return False
    if verb.plain in _TOO:
        return False
    if before in _AND:
        return at > 2
    return may_have_a_subject


def _tells_of_us(sentence: Sentence, at: int) -> bool:
    """Whether the clause tells what the teller did, or what was done with the teller."""
    words = sentence.words[at:]
    if not _ABOUT_ME.isdisjoint(words):
        return True
    return words[0] not in _OF_OTHERS


def _names_a_form(pieces: Sequence[Piece]) -> bool:
    """Whether a clause tells that people met, and how."""
    ranks = [meaning.rank for meaning in values_of(pieces, Meaning)]
    return max(ranks, default=Rank.TALKED) > Rank.TALKED
