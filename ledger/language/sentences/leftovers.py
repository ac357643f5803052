"""Words that are not understood: those that change nothing become the note, all others are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from ledger.language.given_names import is_given_name
from ledger.language.meeting_words import distance, outcome, outcome_in_note
from ledger.language.sentences.forms import meaning_of
from ledger.language.sentences.pieces import Kind, Piece, Sentence
from ledger.language.sentences.places import NETWORKS, PLACE
from ledger.language.sentences.small import NO_PLACES, PEOPLE, WITH, each
from ledger.language.sentences.typos import near_a_short_word, respelled

_MOST: Final = 12
"""More words than these tell a story."""

_IDLE: Final = frozenset({Kind.LEFT, Kind.SMALL})
_JOINTS: Final = frozenset({Kind.AND, Kind.WITH})
_WHEN: Final = each(
    "veille lendemain surlendemain epoque autrefois jadis longtemps recemment dernierement jour jours naguere souvent parfois",
    "chaque every often usually sometimes once recently lately ago ages back formerly earlier later week weeks month months year",
    "years semaine semaines mois annee annees day days soir matin temps time times tard tot bientot soon avant after apres before",
    "peu y anniversaire birthday rentree reveillon vacances holidays pendant during depuis since until jusqu date anniversary",
)
"""Somebody who writes these tells when it was, in a way that is not understood."""

_MEDIA: Final = each(
    "tv tele television radio journal journaux newspaper news paper papers photo photos film"
)
_BEFORE_FORMS: Final = each(
    "networking alumni career business client customer sales board project team welcome annual weekly monthly quarterly regular",
    "usual introductory intro follow up followup impromptu spontaneous surprise kickoff prep recruiter job onboarding investor",
    "press wedding mentor university college school office garden rooftop italian french indian thai sushi pizza press media",
    "end of joint private public informal formal casual social monday friday sunday",
)
"""They colour a form that follows: networking coffee, board meeting."""

_INSTEAD: Final = each(
    "or ou either soit ni neither nor twice thrice fois instead plutot pardon sorry correction erreur non nope oops rather fait actually"
)
_KIN: Final = PEOPLE - each(
    "legal sales marketing finance direction juridique compta rh hr clients client it me moi us nous her"
)
_FAMILY: Final = each("famille family parents enfants kids children")
_JOINED: Final = WITH | each("et and sans sauf except les the")
_ENDS: Final = (
    PLACE
    | WITH
    | each(
        "de d du des of from around autour pour for apres after avant before sans par by et and les the through via thanks"
    )
)


def runs_left(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The runs of words that are not understood; small words between them belong to a run."""
    runs = ([*run] for idle, run in groupby(pieces, lambda piece: piece.kind in _IDLE) if idle)
    for run in runs:
        while run and run[-1].kind is not Kind.LEFT:
            run.pop()
        while run and run[0].kind is not Kind.LEFT:
            run.pop(0)
        if run:
            yield run


def harmless(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether nothing that is not understood may change what the line says."""
    return all(_is_harmless(sentence, pieces, run) for run in runs_left(pieces))


def _is_harmless(sentence: Sentence, pieces: Sequence[Piece], run: Sequence[Piece]) -> bool:
    start, end = run[0].start, run[-1].end
    words = sentence.words[start:end]
    text = sentence.written(start, end)
    if (
        len(words) > _MOST
        or {*words} & (_WHEN | _INSTEAD | NETWORKS | _MEDIA)
        or outcome(sentence.plain(max(0, start - 2), start + 2))
    ):
        return False
    if _begins_like_a_place(words) or outcome_in_note(text) or distance(text) or _misspelt(sentence, run):
        return False
    return (
        _stands_well(sentence, pieces, run)
        and not _names_somebody(sentence, pieces, run)
        and not any(_counts(word) for word in words)
    )


def _counts(word: str) -> bool:
    """Whether a word has a number that may matter: any but a postal one."""
    return any(char.isdecimal() for char in word) and re.fullmatch("[0-9]{5}", word) is None


def _begins_like_a_place(words: Sequence[str]) -> bool:
    """Whether a run begins like a place, and is none: "au planning", "in the diary", "à la télé"."""
    idiom = any(" ".join(words[:size]) in NO_PLACES for size in range(1, len(words) + 1))
    return not idiom and any(" ".join(words[:size]) in PLACE for size in range(1, len(words) + 1))


def _misspelt(sentence: Sentence, run: Sequence[Piece]) -> bool:
    """Whether a word may be one of ours with a slip."""
    texts = [sentence.tokens[piece.start].text for piece in run if piece.kind is Kind.LEFT]
    return any(respelled(text, [text]) != text or near_a_short_word(text) for text in texts)


def _stands_well(sentence: Sentence, pieces: Sequence[Piece], run: Sequence[Piece]) -> bool:
    """Whether the run stands where words only colour: after the form, before a name, at the end."""
    at, after = pieces.index(run[0]), pieces.index(run[-1]) + 1
    before = [piece for piece in pieces[:at] if piece.kind is not Kind.SMALL]
    following = [piece for piece in pieces[after:] if piece.kind is not Kind.SMALL]
    if not before and {*sentence.words[run[0].start : run[-1].end]} <= _BEFORE_FORMS:
        return bool(following) and following[0].kind is Kind.FORM
    if not any(piece.kind in {Kind.FORM, Kind.PLACE, Kind.NAME} for piece in before):
        return False  # a verb of its own, perhaps: "rêvé d'un café avec Zoé"
    last = sentence.tokens[run[-1].end - 1]
    named_next = bool(following) and following[0].kind is Kind.NAME
    if (last.plain in _ENDS and (named_next or last.plain in _JOINED)) or last.text.endswith(("'s", "’s")):
        return False
    if before[-1].kind is Kind.WITH:
        return named_next  # "avec la recruteuse Rose Marchand"
    if before[-1].kind is Kind.AND and any(piece.kind is Kind.NAME for piece in before):
        return before[-1].value == "," and not named_next and not _after_a_name(before)
    return not (following and following[0].kind is Kind.AND and named_next)


def _after_a_name(before: Sequence[Piece]) -> bool:
    return len(before) > 1 and before[-2].kind is Kind.NAME


def _names_somebody(sentence: Sentence, pieces: Sequence[Piece], run: Sequence[Piece]) -> bool:
    """Whether the run may name one more person, or speaks of somebody without a name who may have been there."""
    titled = _in_title_case(sentence)
    for piece in run:
        token = sentence.tokens[piece.start]
        if piece.kind is not Kind.LEFT:
            continue
        if token.plain in _FAMILY or (token.plain in _KIN and _after_somebody(pieces, run)):
            return True
        if token.capital and (sentence.known(token.text) or is_given_name(token.text)):
            return True
        meaning = meaning_of(token.plain)
        if token.plain in WITH or (meaning is not None and meaning.takes):
            return True
    first = sentence.tokens[run[0].start]
    return first.capital and not titled and _beside_a_short_name(pieces, run)


def _after_somebody(pieces: Sequence[Piece], run: Sequence[Piece]) -> bool:
    """Whether a name, or a word for company, stands before the run, and no name right after it."""
    at, after = pieces.index(run[0]), pieces.index(run[-1]) + 1
    if after < len(pieces) and pieces[after].kind is Kind.NAME:
        return False
    return any(piece.kind in {Kind.NAME, *_JOINTS} for piece in pieces[:at])


def _beside_a_short_name(pieces: Sequence[Piece], run: Sequence[Piece]) -> bool:
    """Whether a capital stands right after a first name alone: it may be the family name of somebody else."""
    at = pieces.index(run[0])
    if not at or pieces[at - 1].kind is not Kind.NAME:
        return False
    name = pieces[at - 1]
    return name.end - name.start == 1


def _in_title_case(sentence: Sentence) -> bool:
    return sentence.text.isupper()


def notes_of_runs(sentence: Sentence, pieces: Sequence[Piece]) -> dict[int, str]:
    """The runs as they were written, by where they begin; one at the end with the small words around it."""
    notes: dict[int, str] = {}
    for run in runs_left(pieces):
        start, end = run[0].start, run[-1].end
        if all(piece.kind is Kind.SMALL for piece in pieces if piece.start >= end):
            start, end = _before_small_words(pieces, start), len(sentence.tokens)
        text = sentence.written(start, end).strip("() ,")
        if any(char.isalnum() for char in text):
            notes[start] = text
    return notes


def _before_small_words(pieces: Sequence[Piece], start: int) -> int:
    before = [piece for piece in pieces if piece.end <= start and piece.kind is not Kind.SMALL]
    return before[-1].end if before else start
