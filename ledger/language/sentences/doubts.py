"""What makes a whole line doubtful, however well its words are understood.

Questions, meetings of others, and meetings that did not take place after all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise
from typing import Final

from ledger.language.folding import words
from ledger.language.sentences.covering import Covering, coverings
from ledger.language.sentences.days import NAMES_TOO
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.pieces import Kind, Piece, Sentence
from ledger.language.sentences.small import each

_FIRST_PERSON: Final = each("i we me us myself j je nous moi m")
_OTHERS: Final = each("he she they il elle ils elles who qui")
_VERBS: Final = each(
    "had has have was were took got grabbed shared enjoyed attended did went lunched dined ate",
    "a ont se s est sont etait etaient avait avaient eu pris bu fait",
)
"""After a name they tell what that person did; so does every verb that says who was met."""

_ASK: Final = each("did have has had was were am is are do does")
_SUBJECTS: Final = _FIRST_PERSON | each("you he she they it there")

_FELL_THROUGH: Final = re.compile(
    r"\b(?:cancel\w*|postpon\w*|resched\w*|annul\w*|report(?:e|ee|es|ees)|repousse\w*|decommand\w*"
    r"|deplace(?:e|es|ees)?|decale(?:e|es|ees)?|rate|manque|missed|skipped|prevue?s?|planned|tbc|tbd|no ?shows?"
    r"|fell through|called off|stood (?:me|us) up|(?:pose|mis) un lapin|absente?s?|without|sans|not|never|jamais"
    r"|did ?nt (?:come|show|happen|turn|make)|could ?nt (?:come|make)|pas (?:venu|eu lieu|pu venir|la|presente)\w*"
    r"|nothing came|never (?:came|happened|showed))\b"
)
_BEGINNING: Final = 6
"""Whether it took place stands in the first words of a note, if anywhere."""

_THEN: Final = frozenset({"puis", "then", "ensuite", "and then", "et puis"})
_BY_THE_WAY: Final = each("then and et puis ensuite apres after that also aussi later plus tard")


def doubtful(sentence: Sentence, covering: Covering, note: str) -> bool:
    """Whether the line may ask, tell of a meeting of others, or say that there was none."""
    pieces = covering.pieces
    places = " ".join(sentence.plain(each.start, each.end) for each in pieces if each.kind is Kind.PLACE)
    return (
        _asks(sentence, pieces)
        or _of_others(sentence, pieces)
        or _in_turn(pieces)
        or _named_so(sentence, pieces)
        or fell_through(places)
        or fell_through(" ".join(words(note)[:_BEGINNING]))
    )


def fell_through(text: str) -> bool:
    """Whether folded words say that a meeting did not take place."""
    return _FELL_THROUGH.search(text) is not None


def another_meeting(note: Sentence) -> bool:
    """Whether a note tells of one more meeting, or of who else was there: "Then lunch with Grace"."""
    if not note.words or note.words[0] in _OTHERS:
        return False
    pieces = [*dropwhile(lambda piece: _by_the_way(note, piece), coverings(note)[0].pieces)]
    if [each.kind for each in pieces[:2]] == [Kind.WITH, Kind.NAME]:
        return True
    kinds = {each.kind for each in pieces}
    ranks = [each.value.rank for each in pieces if isinstance(each.value, Meaning)]
    told = bool(ranks) and max(ranks) >= Rank.SEEN and Kind.LEFT not in kinds
    return told and Kind.NAME in kinds


def _by_the_way(note: Sentence, piece: Piece) -> bool:
    return note.words[piece.start] in _BY_THE_WAY


def _asks(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether it is a question: it has its mark, or begins with "did I", "have we", "is Ada"."""
    if "?" in sentence.text:
        return True
    if not sentence.words[0:1] or sentence.words[0] not in _ASK:
        return False
    named = any(each.kind is Kind.NAME and each.start == 1 for each in pieces)
    return named or sentence.plain(1, 2) in _SUBJECTS


def _of_others(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether others met, and nothing says that the teller was there: "Ada had lunch with Grace"."""
    if _FIRST_PERSON & {*sentence.words}:
        return False
    if _OTHERS & {*_small_words(sentence, pieces)}:
        return True
    kinds = [each.kind for each in pieces]
    first = next((at for at, kind in enumerate(kinds) if kind in {Kind.NAME, Kind.FORM, Kind.WITH}), None)
    if first is None or kinds[first] is not Kind.NAME:
        return False
    rest = [*dropwhile(lambda piece: piece.kind in {Kind.NAME, Kind.AND, Kind.DATE}, pieces[first:])]
    subjects = sum(kind is Kind.NAME for kind in kinds[: len(kinds) - len(rest)])
    return bool(rest) and _acts(sentence, rest, subjects)


def _in_turn(pieces: Sequence[Piece]) -> bool:
    """Whether somebody was met after somebody else: "with Ada, then Grace"."""
    kinds = [each.kind for each in pieces]
    then = next((at for at, each in enumerate(pieces) if each.value in _THEN), len(pieces))
    return Kind.NAME in kinds[:then] and Kind.NAME in kinds[then:]


def _named_so(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether what is taken for a month may end the name before it: "lunch with Grace May"."""
    alone = [
        (before.kind, sentence.tokens[each.start])
        for before, each in pairwise(pieces)
        if each.kind is Kind.DATE and each.end == each.start + 1
    ]
    return any(kind is Kind.NAME and token.capital and token.plain in NAMES_TOO for kind, token in alone)


def _acts(sentence: Sentence, rest: Sequence[Piece], subjects: int) -> bool:
    """Whether these pieces, after so many names, begin with what those people did: to each other, or another."""
    verb, after = rest[0], rest[1:]
    if isinstance(verb.value, Meaning) and verb.value.takes:
        return subjects > 1 or any(each.kind is Kind.NAME for each in after)
    if verb.kind is Kind.FORM and any(each.kind is Kind.WITH for each in after):
        return True  # "Grace lunch with Ada", "Will lunch with Ada"
    return verb.kind in {Kind.SMALL, Kind.FORM} and sentence.words[verb.start].split()[0] in _VERBS


def _small_words(sentence: Sentence, pieces: Sequence[Piece]) -> list[str]:
    return [sentence.words[each.start] for each in pieces if each.kind is Kind.SMALL]
