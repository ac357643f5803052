"""What happened, the words around it, and what was talked about: from a token on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ledger.language.sentences import small
from ledger.language.sentences.days import dates_at
from ledger.language.sentences.forms import LONGEST, MEALS, Meaning, Rank, meaning_of, noun_of
from ledger.language.sentences.pieces import Kind, Piece, Sentence
from ledger.language.sentences.places import PLACE

_JOINED: Final = 4
"""Small words of more than so many words there are not."""

_NAMED: Final = 0.1
_SMALL_NAMED: Final = 0.5
"""A capital inside the sentence: more likely a name."""

_TOPIC: Final = 0.3
_HOSTED: Final = frozenset({"gathering", "drinks"})
_OF: Final = small.each("de d du des of")
_BY: Final = small.each("par by")
_RECEIVED: Final = small.each(
    "recu recue recus recues accueilli accueillie accueillis accueillies interviewed welcomed received"
)


def forms_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The form, with the small words before it: `pour un café`, `at lunch`, `bumped into`."""
    for start in _introduced(sentence.words, i):
        for end in range(start + 1, min(start + LONGEST, len(sentence.tokens)) + 1):
            meaning = _meaning(sentence, start, end)
            if meaning and (start == i or _introduces(sentence.words[i], meaning)):
                last = end + (_of_a_host(sentence, end, meaning) or _of_a_form(sentence, end))
                token = sentence.tokens[start]
                named = i > 0 and token.capital and not token.text.isupper()
                yield Piece(Kind.FORM, i, last, _NAMED if named else 0.0, meaning)


def _of_a_host(sentence: Sentence, end: int, meaning: Meaning) -> int:
    """One more word where a host follows who was there: `pot de départ de Paul`, `mariage d'Ada`."""
    if not {*meaning.forms} <= _HOSTED or sentence.plain(end, end + 1) not in _OF:
        return 0
    following = sentence.tokens[end + 1 : end + 2]
    return int(bool(following) and bool(sentence.known(following[0].text)))


def _of_a_form(sentence: Sentence, end: int) -> int:
    """One more word where a second form follows: `soirée de gala`."""
    if sentence.plain(end, end + 1) not in _OF:
        return 0
    following = meaning_of(sentence.plain(end + 1, end + 2))
    return int(following is not None and not following.takes)


def _introduced(words: Sequence[str], i: int) -> Iterator[int]:
    """Where the word for the form may begin: here, or after `for a quick`, `autour d'un`."""
    yield i
    if words[i] in small.BEFORE_FORM | small.BEFORE_MEAL:
        for j in range(i + 1, len(words)):
            yield j
            if words[j] not in small.ARTICLES | small.ADJECTIVES:
                return


def _introduces(word: str, meaning: Meaning) -> bool:
    if meaning.rank is Rank.MEDIUM or meaning.takes:
        return False
    if word == "en":
        return meaning.rank is Rank.MEETING
    if word in small.BEFORE_FORM:
        return True
    return meaning.rank is Rank.PLAIN and len(meaning.forms) == 1 and meaning.forms[0] in MEALS


def _meaning(sentence: Sentence, start: int, end: int) -> Meaning | None:
    if end == start + 1 and sentence.tokens[start].text.lower() == "thé":
        return meaning_of("tea")  # folded, it is the English article
    meaning = meaning_of(sentence.plain(start, end))
    if meaning and meaning.takes and _colours(sentence, end):
        return noun_of(sentence.plain(start, end)) or meaning
    return meaning


def _colours(sentence: Sentence, at: int) -> bool:
    """Whether a word here is no name but colours what is before it: "rencontre réseau"."""
    if at >= len(sentence.tokens) or sentence.tokens[at].capital or sentence.tokens[at].digits:
        return False
    word = sentence.words[at]
    return word.isalpha() and not (word in small.WITH | small.SMALL | small.AND or sentence.known(word))


def joins_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """Words that join, and those that say nothing."""
    for end in range(i + 1, min(i + _JOINED, len(sentence.tokens)) + 1):
        words = sentence.plain(i, end)
        if words in small.WITH or (words in _BY and _RECEIVED & {*sentence.words[:i]}):
            yield Piece(Kind.WITH, i, end, 0.0)
        elif words in small.AND:
            yield Piece(Kind.AND, i, end, 0.0, words)
        elif words in small.PHRASES or (end == i + 1 and _says_nothing(sentence, i)):
            named = i > 0 and sentence.tokens[i].text.istitle()
            yield Piece(Kind.SMALL, i, end, _SMALL_NAMED if named else 0.0)


def _says_nothing(sentence: Sentence, i: int) -> bool:
    word = sentence.words[i]
    if word in small.OPINIONS or re.fullmatch("[0-9]{1,2}(?:er|ere|e|eme|nde?|th|st|rd)", word):
        starts = range(max(0, i - 3), min(i + 4, len(sentence.tokens)))
        return any(meaning_of(sentence.plain(at, at + more)) for at in starts for more in range(1, LONGEST))
    return word in small.SMALL and sentence.tokens[i].text != "à"


def topics_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """What was talked about, from the words that say so to any later one; a day in it is suspicious."""
    for end in range(i + 2, min(i + LONGEST, len(sentence.tokens)) + 1):
        if sentence.plain(i, end) in small.IDIOMS:
            yield Piece(Kind.NOTE, i, end, 0.0, sentence.written(i, end))
    for start in range(i + 1, min(i + _JOINED, len(sentence.tokens)) + 1):
        if sentence.plain(i, start) in small.TOPICS:
            if start == len(sentence.tokens):
                yield Piece(Kind.SMALL, i, start, 0.0)  # "call with Ada re: budget": the note has its colon
            yield from _notes(sentence, i, start)


def _notes(sentence: Sentence, i: int, start: int) -> Iterator[Piece]:
    doubt = _TOPIC
    if sentence.plain(start, start + 1) in {"to", ","}:
        return  # "about to leave"; "Re: coffee with Ada"
    for end in range(start + 1, len(sentence.tokens) + 1):
        strange = sentence.words[end - 1] in small.WITH or dates_at(sentence, end - 1)
        doubt += 1.0 if strange else 0.01
        if sentence.words[end - 1] in PLACE | small.ARTICLES:
            continue  # no note ends in "at the"
        yield Piece(Kind.NOTE, i, end, doubt, sentence.written(i, end).rstrip(" ,"))
