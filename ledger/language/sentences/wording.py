"""What happened, the words around it, and what was talked about: from a token on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ledger.language.sentences import small
from ledger.language.sentences.day_words import (
    dates_at,
    end_of_attribute,
    is_possessive,
)
from ledger.language.sentences.forms import (
    LONGEST,
    MEALS,
    Meaning,
    Rank,
    meaning_of,
    noun_of,
)
from ledger.language.sentences.hours import lengths_at
from ledger.language.sentences.pieces import Kind, Piece, Sentence
from ledger.language.sentences.places import PLACE, places_at

_JOINED: Final = 4
"""The longest joining phrase, in words."""

_NAMED: Final = 0.1
_SMALL_NAMED: Final = 0.5
"""A capital inside the sentence: more likely a name."""

_TOPIC: Final = 0.3
_HOSTED: Final = frozenset({"gathering", "drinks"})
_OF: Final = small.word_set("de d du des of")
_BEFORE: Final = small.BEFORE_FORM | small.BEFORE_MEAL
_BETWEEN: Final = small.ARTICLES | small.ADJECTIVES
_JOINING: Final = small.WITH | small.SMALL | small.AND
_NEVER_LAST: Final = PLACE | small.ARTICLES
"""No topic ends in these."""

_FOR: Final = small.word_set("for pendant durant during")
_ORDINAL: Final = re.compile("[0-9]{1,2}(?:er|ere|e|eme|nde?|th|st|rd)")
_NEAR: Final = 3
_BY: Final = small.word_set("par by")
_RECEIVED: Final = small.word_set(
    "recu recue recus recues accueilli accueillie accueillis accueillies interviewed welcomed received"
)


def forms_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The form, with the small words before it: `pour un café`, `at lunch`, `bumped into`."""
    for start in _introduced(sentence.words, i):
        for end in sentence.ends(start, LONGEST):
            meaning = _meaning(sentence, start, end)
            if meaning is None:
                continue
            introduced = start > i
            says_nothing = introduced and not _introduces(sentence.words[i], meaning)
            if says_nothing:
                continue
            last = _past_of(sentence, end, meaning)
            doubt = _likely_a_name(sentence, start)
            yield Piece(Kind.FORM, i, last, doubt, meaning)


def _likely_a_name(sentence: Sentence, at: int) -> float:
    """How likely a capitalised word within the sentence is a name."""
    token = sentence.tokens[at]
    if at == 0:
        return 0.0
    if token.text.isupper():
        return 0.0
    if token.capital:
        return _NAMED
    return 0.0


def _past_of(sentence: Sentence, end: int, meaning: Meaning) -> int:
    """Past `de` where a host follows, or a second form: `mariage d'Ada`, `soirée de gala`."""
    if end + 1 >= len(sentence.tokens):
        return end
    if sentence.words[end] not in _OF:
        return end
    past = end + 1
    following = sentence.tokens[past]
    second = meaning_of(following.plain)
    if second is not None and not second.takes:
        return past
    hosted = _HOSTED.issuperset(meaning.forms)
    is_host = hosted and sentence.known(following.text)
    if is_host:
        return past
    return end


def _introduced(words: Sequence[str], i: int) -> Iterator[int]:
    """Where the word for the form may begin: here, or after `for a quick`, `autour d'un`."""
    yield i
    if words[i] not in _BEFORE:
        return
    for start in range(i + 1, len(words)):
        yield start
        if words[start] not in _BETWEEN:
            return


def _introduces(word: str, meaning: Meaning) -> bool:
    """Whether the word may stand before the form: `en entretien`, `pour un café`, `at lunch`."""
    is_no_introduction = meaning.rank is Rank.MEDIUM or meaning.takes
    if is_no_introduction:
        return False
    if word == "en":
        return meaning.rank is Rank.MEETING
    if word in small.BEFORE_FORM:
        return True
    is_ambiguous = meaning.rank is not Rank.PLAIN or len(meaning.forms) != 1
    if is_ambiguous:
        return False
    (form,) = meaning.forms
    return form in MEALS


def _meaning(sentence: Sentence, start: int, end: int) -> Meaning | None:
    """The meaning of the words as a form: of a verb that is a noun too, the noun if nobody follows."""
    is_tea = end == start + 1 and sentence.tokens[start].text.lower() == "thé"
    if is_tea:
        return meaning_of("tea")  # folded, it is the English article
    words = sentence.plain(start, end)
    meaning = meaning_of(words)
    if meaning is None or not meaning.takes:
        return meaning
    if not _is_coloured(sentence, end):
        return meaning
    noun = noun_of(words)
    return noun or meaning


def _is_coloured(sentence: Sentence, at: int) -> bool:
    """Whether a word here is no name but colours what is before it: "rencontre réseau"."""
    if at >= len(sentence.tokens):
        return False
    token = sentence.tokens[at]
    ends_a_colour = token.capital or token.plain in _JOINING
    if ends_a_colour:
        return False
    if not token.plain.isalpha():
        return False
    return not sentence.known(token.plain)


def joins_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """Words that join, and those that say nothing."""
    for end in sentence.ends(i, _JOINED):
        words = sentence.plain(i, end)
        alone = end == i + 1
        is_company = words in small.WITH or _names_the_host(sentence, i, words)
        if is_company:
            yield Piece(Kind.WITH, i, end, 0.0)
        elif words in small.AND:
            yield Piece(Kind.AND, i, end, 0.0, words)
        elif words in small.PHRASES or (alone and _says_nothing(sentence, i)):
            named = i > 0 and sentence.tokens[i].text.istitle()
            cost = _SMALL_NAMED if named else 0.0
            yield Piece(Kind.SMALL, i, end, cost)


def _names_the_host(sentence: Sentence, i: int, words: str) -> bool:
    """Whether `par` or `by` introduces the person who received someone: "reçue par Zoé"."""
    if words not in _BY:
        return False
    before = sentence.words[:i]
    return not _RECEIVED.isdisjoint(before)


def _says_nothing(sentence: Sentence, i: int) -> bool:
    """Whether a word changes nothing: small ones anywhere, opinions and ordinals beside the form."""
    word = sentence.words[i]
    is_an_opinion = word in small.OPINIONS or _ORDINAL.fullmatch(word)
    if is_an_opinion:
        return _is_near_a_form(sentence, i)
    if word == "mon" and not is_possessive(sentence, i):
        return False
    return word in small.SMALL and sentence.tokens[i].text != "à"


def _is_near_a_form(sentence: Sentence, i: int) -> bool:
    for start in range(max(0, i - _NEAR), min(i + _NEAR + 1, len(sentence.tokens))):
        for end in range(start + 1, start + LONGEST):
            if meaning_of(sentence.plain(start, end)):
                return True
    return False


def topics_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """How it was, and what was talked about, from the words that say so to any later one."""
    for end in sentence.ends(i, LONGEST):
        if sentence.plain(i, end) in small.IDIOMS:
            yield Piece(Kind.NOTE, i, end, 0.0, sentence.written(i, end))
    for start in sentence.ends(i, _JOINED):
        if sentence.plain(i, start) not in small.TOPICS:
            continue
        if start == len(sentence.tokens):
            yield Piece(
                Kind.SMALL, i, start, 0.0
            )  # "call with Ada re: budget": the note has its colon
        yield from _topics(sentence, i, start)


def _topics(sentence: Sentence, i: int, start: int) -> Iterator[Piece]:
    """Topics that begin at `start`, of every length; a day or company in them is suspicious."""
    if sentence.plain(start, start + 1) in {"to", ","}:
        return  # "about to leave"; "Re: coffee with Ada"
    doubt = _TOPIC
    past_attribute = start
    for end in range(start + 1, len(sentence.tokens) + 1):
        word = sentence.words[end - 1]
        if _ends_before_a_length(sentence, end - 1):
            return
        past_attribute = max(past_attribute, end_of_attribute(sentence, start, end - 1))
        strange = end > past_attribute and dates_at(sentence, end - 1)
        doubt += 1.0 if strange or word in small.WITH else 0.01
        if word not in _NEVER_LAST:
            yield Piece(Kind.NOTE, i, end, doubt, sentence.written(i, end).rstrip(" ,"))


def _ends_before_a_length(sentence: Sentence, i: int) -> bool:
    """Whether a topic ends here, as how long it lasted follows: "about the gala, 45 min", "for an hour"."""
    start = i
    if sentence.words[i] == ",":
        start += 1
    elif sentence.words[i] not in _FOR and not _begins_a_count(sentence, i):
        return False
    for length in lengths_at(sentence, start):
        if length.cost:
            continue
        if length.end == len(sentence.tokens):
            return True
        if sentence.words[length.end] == ",":
            return True
        if any(places_at(sentence, length.end)):
            return True
    return False


def _begins_a_count(sentence: Sentence, i: int) -> bool:
    """Whether a number stands here that belongs to no word before it: not "of 2 hours", "the 45 min"."""
    return sentence.tokens[i].digits and sentence.words[i - 1] not in _NEVER_LAST | _OF
