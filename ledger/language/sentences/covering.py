"""The cheapest ways to cover a sentence with what its words may tell.

Every word must be told what it is for; each way of telling has a cost, and words left over cost most.
The cheapest way is what was meant. Others that cost about as much are other readings: a best-first
search finds them in order, guided by what the rest of the sentence costs at least (A*).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ledger.language.sentences.days import dates_at
from ledger.language.sentences.firms import firms_at
from ledger.language.sentences.forms import Meaning
from ledger.language.sentences.hours import clocks_at, lengths_at
from ledger.language.sentences.names import Where, names_at
from ledger.language.sentences.pieces import Kind, Piece, Sentence, Spot
from ledger.language.sentences.places import places_at
from ledger.language.sentences.wording import forms_at, joins_at, topics_at

MARGIN: Final = 0.25
"""A reading that costs so much more than the best one may still have been meant."""

_EACH: Final = 0.3
"""What every piece costs besides its doubt, so that longer pieces win."""

_LEFT: Final = 10.0
_NOBODY: Final = 20.0
_NO_FORM: Final = 8.0
_AGAIN: Final = 5.0
_DANGLING: Final = 3.0
_ANOTHER_PLACE: Final = 0.4
_STEPS: Final = 5000
_MOST: Final = 80
"""Nobody says what happened in more words; what is longer is a note without its dash."""

_SILENT: Final = frozenset({Kind.SMALL, Kind.AND, Kind.WITH, Kind.CLOCK})
_AMONG_NAMES: Final = frozenset({Where.AFTER_NAME, Where.LISTED, Where.NEXT})

Options: TypeAlias = Sequence[dict[Where, tuple[Piece, ...]]]
"""From each token on, the pieces that may follow in each surrounding."""


class Covering(NamedTuple):
    """The pieces of a sentence, in order, and what they cost together."""

    cost: float
    pieces: tuple[Piece, ...]

    @property
    def doubt(self) -> float:
        """What they cost beyond what pieces without any doubt do; words left over are judged elsewhere."""
        left = sum(piece.kind is Kind.LEFT for piece in self.pieces)
        return self.cost - _EACH * len(self.pieces) - _LEFT * left


@dataclass(order=True)
class _Way:
    """A beginning, by what it costs with the least that the rest can cost."""

    guess: float
    left: int
    cost: float = field(compare=False)
    where: Where = field(compare=False)
    pieces: tuple[Piece, ...] = field(compare=False)
    done: bool = field(compare=False, default=False)


def coverings(sentence: Sentence, *, whole: bool = True) -> list[Covering]:
    """The cheapest covering, and those that cost hardly more and tell something else; the cheapest first.

    `whole`: it should tell what happened and with whom.
    """
    if (size := len(sentence.tokens)) > _MOST:
        return [_nothing(sentence)]
    options = [_options(sentence, i) for i in range(size)]
    least = _least(options)
    queue, seen, found = [_Way(least[0], size, 0.0, Where.OPEN, ())], set[object](), list[Covering]()
    for _step in range(_STEPS):
        if not queue or (found and queue[0].guess > found[0].cost + MARGIN):
            break
        way = heapq.heappop(queue)
        if (key := (way.left, way.where, way.done, _told(way.pieces))) in seen:
            continue
        seen.add(key)
        if way.done:
            found.append(Covering(way.cost, way.pieces))
        elif way.left == 0:
            total = way.cost + (_missing(way.pieces) if whole else 0.0)
            heapq.heappush(queue, _Way(total, 0, total, way.where, way.pieces, done=True))
        else:
            for piece in options[size - way.left][way.where]:
                heapq.heappush(queue, _further(way, piece, size, least))
    return found or [_nothing(sentence)]


def _nothing(sentence: Sentence) -> Covering:
    """All words left over: what is said of a sentence that is too long to be looked through."""
    pieces = tuple(Piece(Kind.LEFT, i, i + 1, _LEFT, i) for i in range(len(sentence.tokens)))
    return Covering(_LEFT * len(pieces), pieces)


def _options(sentence: Sentence, i: int) -> dict[Where, tuple[Piece, ...]]:
    kinds = (forms_at, dates_at, lengths_at, clocks_at, places_at, joins_at, topics_at)
    anywhere = [piece for pieces in kinds for piece in pieces(sentence, i)]
    anywhere.append(Piece(Kind.LEFT, i, i + 1, _LEFT, i))
    return {
        where: (*anywhere, *names_at(sentence, i, where), *firms_at(sentence, i, where)) for where in Where
    }


def _least(options: Options) -> list[float]:
    """What the tokens from each on cost at least."""
    least = [0.0] * (len(options) + 1)
    for i in reversed(range(len(options))):
        least[i] = min(_EACH + each.cost + least[each.end] for found in options[i].values() for each in found)
    return least


def _further(way: _Way, piece: Piece, size: int, least: Sequence[float]) -> _Way:
    cost = way.cost + _EACH + piece.cost + _again(piece, way.pieces) + _dangling(piece, way.pieces)
    left = size - piece.end
    return _Way(cost + least[piece.end], left, cost, _next(piece, way.where), (*way.pieces, piece))


def _next(piece: Piece, where: Where) -> Where:
    """The surrounding that a piece leaves for a name after it."""
    match piece.kind, piece.value:
        case Kind.WITH, _:
            return Where.MARKED
        case Kind.FORM, Meaning(takes=takes):
            return Where.MARKED if takes else Where.AFTER_FORM
        case Kind.NAME | Kind.FIRM, _:
            return Where.AFTER_NAME
        case Kind.AND, "," if where in _AMONG_NAMES:
            return Where.LISTED
        case Kind.AND, joint if joint != "," and where in {*_AMONG_NAMES, Where.PAST_NAME}:
            return Where.NEXT
        case Kind.SMALL, _:
            return Where.QUALIFIED if where in {Where.MARKED, Where.NEXT} else where
        case Kind.DATE | Kind.LENGTH | Kind.CLOCK, _ if where in {Where.MARKED, Where.QUALIFIED}:
            return where
        case _ if where in {Where.AFTER_NAME, Where.PAST_NAME}:
            return Where.PAST_NAME
        case _:
            return Where.OPEN


def _again(piece: Piece, before: Sequence[Piece]) -> float:
    """What it costs to tell the same thing twice: nothing if it is the same day, little for a place."""
    same = [each for each in before if each.kind is piece.kind]
    if not same or all(each.value == piece.value for each in same):
        return 0.0
    match piece.kind:
        case Kind.DATE | Kind.LENGTH | Kind.NOTE:
            return _AGAIN
        case Kind.PLACE:
            return _ANOTHER_PLACE
        case _:
            return 0.0


def _dangling(piece: Piece, before: Sequence[Piece]) -> float:
    """What it costs to say `and` after a name and then nobody: "with Ada and a friend"."""
    said = [each for each in before if each.kind is not Kind.SMALL]
    if piece.kind in {Kind.NAME, Kind.SMALL, Kind.WITH, Kind.AND} or len(said) < 2:
        return 0.0
    name, joint = said[-2:]
    joined = name.kind is Kind.NAME and joint.kind is Kind.AND and joint.value != ","
    return _DANGLING if joined else 0.0


def _missing(pieces: Sequence[Piece]) -> float:
    """What it costs to name nobody, or to tell nothing of what happened."""
    kinds = {each.kind for each in pieces}
    spots = [each.value for each in pieces if isinstance(each.value, Spot)]
    somebody = Kind.NAME in kinds or any(spot.there for spot in spots)
    something = Kind.FORM in kinds or any(spot.meaning for spot in spots)
    return (0.0 if somebody else _NOBODY) + (0.0 if something else _NO_FORM)


def _told(pieces: Sequence[Piece]) -> tuple[object, ...]:
    """What the pieces tell, so that two ways of telling the same are one."""
    return tuple((each.kind, each.value) for each in pieces if each.kind not in _SILENT)
