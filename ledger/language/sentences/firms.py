"""Where someone works, or as what: beside a name these words change nothing and become the note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.language.meeting_words import distance, outcome
from ledger.language.person_names import is_given_name
from ledger.language.sentences.day_words import dates_at
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
_WORDS: Final = _LINKS | _POSITIONS
_NEVER: Final = frozenset({",", "(", ")", "avec", "with"})
_NEVER_FIRST: Final = PLACE | AND
_BEFORE_FIRMS: Final = _ARTICLES | {"chez"}
_AFTER: Final = frozenset({Where.AFTER_NAME, Where.PAST_NAME})
_LONGEST: Final = 8


def firms_at(sentence: Sentence, i: int, where: Where) -> Iterator[Piece]:
    """`(Orange)`, `d'Orange`, `from Acme`, `, DAF chez Sanofi,` after a name."""
    word = sentence.words[i]
    if word == "(" and where in _AFTER:
        yield from _in_brackets(sentence, i)
    if where is not Where.AFTER_NAME:
        return
    if word == ",":
        yield from _as_something(sentence, i)
    elif word in _OF and not _goes_on_with_the_name(sentence, i):
        yield from _of_somewhere(sentence, i)


def _goes_on_with_the_name(sentence: Sentence, i: int) -> bool:
    """Whether the word is a particle of the name itself, of which only the first name is known: Jean de la Tour."""
    stands_alone = sentence.words[i] not in _PARTICLES or not is_given_name(
        sentence.tokens[i - 1].text
    )
    if stands_alone:
        return False
    if i < 2:
        return True
    before = sentence.tokens[i - 2]
    return not before.capital or before.plain in AND


def _in_brackets(sentence: Sentence, i: int) -> Iterator[Piece]:
    """Words in brackets, one of them with its capital."""
    words = sentence.words
    if ")" not in words[i : i + _LONGEST]:
        return
    end = words.index(")", i)
    inside = sentence.tokens[i + 1 : end]
    is_no_firm = (
        not any(token.capital for token in inside) or inside[0].plain in _NEVER_FIRST
    )
    if is_no_firm:
        return
    if _is_harmless(sentence, i + 1, end):
        yield Piece(Kind.FIRM, i, end + 1, 0.0, sentence.written(i + 1, end))


def _of_somewhere(sentence: Sentence, i: int) -> Iterator[Piece]:
    """`de` and a capitalised name that no known person bears."""
    start = i + 1
    while sentence.plain(start, start + 1) in _BEFORE_FIRMS:
        start += 1
    end = start
    while (
        end < len(sentence.tokens)
        and sentence.tokens[end].capital
        and _is_harmless(sentence, end, end + 1)
    ):
        end += 1
    firm = sentence.written(start, end)
    if firm and not sentence.known(firm):
        yield Piece(Kind.FIRM, i, end, 0.0, firm)


def _as_something(sentence: Sentence, i: int) -> Iterator[Piece]:
    """A position after a comma, with where it is held."""
    if sentence.plain(i + 1, i + 2) not in _POSITIONS:
        return
    end = i + 2
    longest = min(i + _LONGEST, len(sentence.tokens) - 1)
    while end <= longest and _goes_on(sentence, end):
        end += 1
    while sentence.words[end - 1] in _LINKS:
        end -= 1
    if _is_harmless(sentence, i + 1, end):
        yield Piece(Kind.FIRM, i, end, 0.0, sentence.written(i + 1, end))


def _goes_on(sentence: Sentence, at: int) -> bool:
    """Whether a word belongs to the position before it."""
    token = sentence.tokens[at]
    has_ended = (
        token.plain in _NEVER or dates_at(sentence, at) or clocks_at(sentence, at)
    )
    if has_ended:
        return False
    if token.capital:
        return True
    return token.plain in _WORDS or sentence.words[at - 1] in _WORDS


def _is_harmless(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words hold nothing else of note: no day, length, form, person, distance or doubt."""
    is_telling = any(_tells_something(sentence, at) for at in range(start, end))
    if is_telling:
        return False
    text = sentence.written(start, end)
    return distance(text) is None and outcome(text) is None


def _tells_something(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    is_a_time = (
        dates_at(sentence, at) or lengths_at(sentence, at) or clocks_at(sentence, at)
    )
    if is_a_time:
        return True
    if meaning_of(token.plain):
        return True
    return token.capital and bool(sentence.known(token.text))
