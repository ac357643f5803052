"""Where somebody works, or as what: beside a name these words change nothing and become the note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.language.given_names import is_given_name
from ledger.language.meeting_words import distance, outcome
from ledger.language.sentences.days import dates_at
from ledger.language.sentences.forms import meaning_of
from ledger.language.sentences.hours import clocks_at, lengths_at
from ledger.language.sentences.names import Where
from ledger.language.sentences.pieces import Kind, Piece, Sentence
from ledger.language.sentences.places import PLACE
from ledger.language.sentences.small import AND, word_set

_OF: Final = word_set("de d du des from of")
_PARTICLES: Final = word_set("de du des d of")
_ARTICLES: Final = word_set("la le l les the")
_LINKS: Final = _OF | _ARTICLES | word_set("chez at et and & pour for en in")
_POSITIONS: Final = word_set(
    "daf drh rh pdg dg dga dsi dircom directeur directrice responsable chef cheffe chargee charge associe associee consultant",
    "consultante avocat avocate recruteur recruteuse chasseur chasseuse manager head partner founder cofounder fondateur",
    "fondatrice cofondateur cofondatrice vp ceo cfo cto coo cmo cio director engineer ingenieur ingenieure developer developpeur",
    "banker banquier banquiere journaliste journalist president presidente gerant gerante coach professeur lawyer recruiter",
    "headhunter analyst analyste architect architecte designer chief owner principal auditeur auditrice comptable expert",
)
_LONGEST: Final = 8


def firms_at(sentence: Sentence, i: int, where: Where) -> Iterator[Piece]:
    """`(Orange)`, `d'Orange`, `from Acme`, `, DAF chez Sanofi,` after a name."""
    if where not in {Where.AFTER_NAME, Where.PAST_NAME}:
        return
    word = sentence.words[i]
    if word == "(":
        yield from _in_brackets(sentence, i)
    elif (
        where is Where.AFTER_NAME
        and word in _OF
        and not (word in _PARTICLES and _after_first_name(sentence, i))
    ):
        yield from _of_somewhere(sentence, i)
    elif where is Where.AFTER_NAME and word == ",":
        yield from _as_something(sentence, i)


def _after_first_name(sentence: Sentence, i: int) -> bool:
    """Whether a first name stands alone before this, of which the particle may go on: Jean de la Tour."""
    alone = i < 2 or not sentence.tokens[i - 2].capital or sentence.words[i - 2] in AND
    return alone and is_given_name(sentence.tokens[i - 1].text)


def _in_brackets(sentence: Sentence, i: int) -> Iterator[Piece]:
    end = i + 1
    while end < len(sentence.tokens) and sentence.words[end] != ")":
        end += 1
    if not 1 < end - i <= _LONGEST or end == len(sentence.tokens) or not _harmless(sentence, i + 1, end):
        return
    if sentence.words[i + 1] in PLACE | AND or not any(
        token.capital for token in sentence.tokens[i + 1 : end]
    ):
        return
    yield Piece(Kind.FIRM, i, end + 1, 0.0, sentence.written(i + 1, end))


def _of_somewhere(sentence: Sentence, i: int) -> Iterator[Piece]:
    """`de` and a name with its capital, which nobody known bears."""
    start = i + 1
    while sentence.plain(start, start + 1) in _ARTICLES | {"chez"}:
        start += 1
    end = start
    while end < len(sentence.tokens) and sentence.tokens[end].capital and _harmless(sentence, end, end + 1):
        end += 1
    if end > start and not sentence.known(sentence.written(start, end)):
        yield Piece(Kind.FIRM, i, end, 0.0, sentence.written(start, end))


def _as_something(sentence: Sentence, i: int) -> Iterator[Piece]:
    """A position after a comma, with where it is held."""
    if sentence.plain(i + 1, i + 2) not in _POSITIONS:
        return
    end = i + 2
    while end < len(sentence.tokens) and end - i <= _LONGEST and _goes_on(sentence, end):
        end += 1
    while sentence.words[end - 1] in _LINKS:
        end -= 1
    if _harmless(sentence, i + 1, end):
        yield Piece(Kind.FIRM, i, end, 0.0, sentence.written(i + 1, end))


def _goes_on(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    if token.plain in {",", "(", ")", "avec", "with"} or dates_at(sentence, at) or clocks_at(sentence, at):
        return False
    return (
        token.plain in _LINKS | _POSITIONS or token.capital or sentence.words[at - 1] in _LINKS | _POSITIONS
    )


def _harmless(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words tell nothing else: no day, no length, no form, nobody, no distance, no doubt."""
    for at in range(start, end):
        told = dates_at(sentence, at) or lengths_at(sentence, at) or clocks_at(sentence, at)
        token = sentence.tokens[at]
        if told or meaning_of(token.plain) or (token.capital and sentence.known(token.text)):
            return False
    text = sentence.written(start, end)
    return distance(text) is None and outcome(text) is None
