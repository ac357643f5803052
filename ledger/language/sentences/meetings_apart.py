"""Where a line tells of two meetings, one after the other: "coffee with Ada yesterday and lunch with Tom today".

They are never recorded as one, nor as two without a word: what each is told to be is only shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from ledger.language.sentences.covering import Covering, coverings
from ledger.language.sentences.interpret import Interpretation, interpretations
from ledger.language.sentences.pieces import Kind, Piece, Sentence, kinds_of
from ledger.language.sentences.small import word_set

_JOINT: Final = re.compile(
    r"(?:\s*[;,.]|\s+[-–—])\s+(?:(?:and|then|et|puis|ensuite)\s+)*"
    r"|\s+(?:and then|et puis|and|then|et|puis|ensuite|&|\+)\s+",
    re.IGNORECASE,
)
_MOST_JOINTS: Final = 8
_MET: Final = frozenset({Kind.NAME, Kind.FORM})
_TOO: Final = word_set("aussi too also egalement well")
_SMALL: Final = frozenset({Kind.SMALL, Kind.AND})

SentenceOf: TypeAlias = Callable[[str], Sentence]


def meetings_apart(text: str, sentence_of: SentenceOf) -> tuple[Interpretation, ...]:
    """The two meetings that a line tells, each for itself; none if it does not clearly tell two.

    The second begins with a form of its own, or both have a day of their own. Raises what refuses a day.
    """
    for joint in [*_JOINT.finditer(text)][:_MOST_JOINTS]:
        first, second = (
            sentence_of(text[: joint.start()]),
            sentence_of(text[joint.end() :]),
        )
        pair = _pair(first, second)
        if pair:
            return pair
    return ()


def _pair(first: Sentence, second: Sentence) -> tuple[Interpretation, ...]:
    """The meetings of two parts of a line, if each tells one."""
    if not first.tokens or not second.tokens:
        return ()
    before, after = coverings(first)[0], coverings(second, complete=False)[0]
    kinds, kinds_after = kinds_of(before.pieces), kinds_of(after.pieces)
    if Kind.LEFT in kinds | kinds_after:
        return ()
    is_told = kinds >= _MET and Kind.NAME in kinds_after
    if not is_told:
        return ()
    if not _TOO.isdisjoint(second.words):
        return ()  # "coffee with Ada, saw Tom too": perhaps he was there
    days = [Kind.DATE in kinds, Kind.DATE in kinds_after]
    is_apart = all(days) or _begins_with_form(after.pieces)
    if not is_apart:
        return ()
    meeting, following = _only(first, before), _only(second, after)
    if meeting is None or following is None:
        return ()
    if not days[0]:
        meeting = meeting._replace(on=following.on)
    elif not days[1]:
        following = following._replace(on=meeting.on)
    if following.form is None:
        following = following._replace(form=meeting.form)
    return meeting, following


def _begins_with_form(pieces: Sequence[Piece]) -> bool:
    """Whether the first word that tells something tells what the meeting was."""
    telling = (piece.kind for piece in pieces if piece.kind not in _SMALL)
    return next(telling, None) is Kind.FORM


def _only(sentence: Sentence, covering: Covering) -> Interpretation | None:
    """What a part says, if it can be read in one way."""
    readings = list(interpretations(sentence, covering))
    if len(readings) > 1:
        return None
    return readings[0]
