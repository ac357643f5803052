"""The cheapest ways to cover a sentence with what its words may tell.

Every word is assigned a purpose; each purpose has a cost, and words left over cost most.
The cheapest covering is what was meant. Others that cost about as much are alternatives: a best-first
search finds them in order, guided by what the rest of the sentence costs at least (A*).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from ledger.language.sentences.day_words import dates_at
from ledger.language.sentences.firms import firms_at
from ledger.language.sentences.forms import Meaning
from ledger.language.sentences.hours import clocks_at, lengths_at
from ledger.language.sentences.names import Where, names_at
from ledger.language.sentences.pieces import (
    Kind,
    Piece,
    Sentence,
    Spot,
    kinds_of,
    of_kind,
    values_of,
)
from ledger.language.sentences.places import places_at
from ledger.language.sentences.wording import forms_at, joins_at, topics_at

MARGIN: Final = 0.25
"""A reading that costs so much more than the best one may still have been meant."""

_PIECE: Final = 0.3
"""What every piece costs besides its doubt, so that longer pieces win."""

_LEFT: Final = 10.0
_NOBODY: Final = 20.0
_NO_FORM: Final = 8.0
_AGAIN: Final = 5.0
_DANGLING: Final = 3.0
_ANOTHER_PLACE: Final = 0.4
_STEPS: Final = 5000
MOST_WORDS: Final = 80
"""No one says what happened in more words; what is longer is a note without its dash."""

_MOST_TOKENS: Final = 4 * MOST_WORDS
"""Words and signs together; nobody writes more signs than words."""

_SIGNS: Final = frozenset("@&+,;()/")
"""Tokens that are no words."""

_ONCE: Final = frozenset({Kind.DATE, Kind.LENGTH, Kind.NOTE, Kind.PLACE})
_AFTER_AND: Final = frozenset({Kind.NAME, Kind.SMALL, Kind.WITH, Kind.AND})
_FINDERS: Final = (
    forms_at,
    dates_at,
    lengths_at,
    clocks_at,
    places_at,
    joins_at,
    topics_at,
)
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
        left = of_kind(self.pieces, Kind.LEFT)
        return self.cost - _PIECE * len(self.pieces) - _LEFT * len(left)


@dataclass(eq=False)
class _Path:
    """A beginning, by what it costs with the least that the rest can cost."""

    guess: float
    left: int
    cost: float
    where: Where
    pieces: tuple[Piece, ...]
    meaning: int = 0
    """The number of the pieces' claims: two wordings of the same claims share one."""

    told: Mapping[Kind, object] = field(default_factory=dict)
    """The value of each kind that a sentence has once; `_SEVERAL` where it has two."""

    done: bool = False

    def __lt__(self, other: _Path) -> bool:
        """Whether it is looked at before the other: it may cost less, or as much and has less left to cover."""
        if self.guess == other.guess:
            return self.left < other.left
        return self.guess < other.guess


def coverings(sentence: Sentence, *, complete: bool = True) -> list[Covering]:
    """The cheapest covering, and those that cost hardly more and tell something else; the cheapest first.

    With `complete`, a covering without a form or a name costs more.
    """
    if is_too_long(sentence):
        return [_nothing(sentence)]
    size = len(sentence.tokens)
    options = [_options(sentence, i) for i in range(size)]
    bounds = _bounds(options)
    queue = [_Path(bounds[0], size, 0.0, Where.OPEN, ())]
    meanings: _Meanings = {}
    seen: set[object] = set()
    cheapest: list[Covering] = []
    for _step in range(_STEPS):
        is_settled = not queue or (
            cheapest and queue[0].guess > cheapest[0].cost + MARGIN
        )
        if is_settled:
            break
        path = heapq.heappop(queue)
        key = (path.left, path.where, path.done, path.meaning)
        if key in seen:
            continue
        seen.add(key)
        if path.done:
            cheapest.append(Covering(path.cost, path.pieces))
        elif path.left == 0:
            heapq.heappush(queue, _finished(path, complete=complete))
        else:
            for piece in options[size - path.left][path.where]:
                heapq.heappush(queue, _further(path, piece, size, bounds, meanings))
    return cheapest or [_nothing(sentence)]


def may_tell(sentence: Sentence, kinds: Collection[Kind]) -> bool:
    """Whether a piece of these kinds, none of them a name or a firm, begins anywhere in a sentence."""
    if not kinds:
        return False
    starts = range(len(sentence.tokens))
    pieces = chain.from_iterable(_anywhere(sentence, start) for start in starts)
    return any(piece.kind in kinds for piece in pieces)


def may_tell_only(sentence: Sentence, kinds: Collection[Kind]) -> bool:
    """Whether pieces of these kinds, none of them a name or a firm, can cover a sentence: to search for more is in vain."""
    size = len(sentence.tokens)
    reached = {0}
    for start in range(size):
        if start in reached:
            here = _anywhere(sentence, start)
            reached.update(piece.end for piece in here if piece.kind in kinds)
    return size in reached


def is_too_long(sentence: Sentence) -> bool:
    """Whether a sentence has more words than anyone uses to say what happened."""
    words = [token for token in sentence.tokens if token.text not in _SIGNS]
    return len(words) > MOST_WORDS or len(sentence.tokens) > _MOST_TOKENS


def _nothing(sentence: Sentence) -> Covering:
    """All words left over: the covering of a sentence that is too long to be looked through."""
    tokens_left = (
        Piece(Kind.LEFT, i, i + 1, _LEFT, i) for i in range(len(sentence.tokens))
    )
    pieces = tuple(tokens_left)
    return Covering(_LEFT * len(pieces), pieces)


def _options(sentence: Sentence, i: int) -> dict[Where, tuple[Piece, ...]]:
    """The pieces that may begin here, in each surrounding."""
    anywhere = [
        *_anywhere(sentence, i),
        Piece(Kind.LEFT, i, i + 1, _LEFT, i),
    ]
    options = {}
    for where in Where:
        options[where] = (
            *anywhere,
            *names_at(sentence, i, where),
            *firms_at(sentence, i, where),
        )
    return options


def _anywhere(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The pieces that may begin here in any surrounding."""
    for find in _FINDERS:
        yield from find(sentence, i)


def _bounds(options: Options) -> list[float]:
    """What the tokens from each position on cost at least."""
    bounds = [0.0] * (len(options) + 1)
    for i in reversed(range(len(options))):
        costs = [
            _PIECE + piece.cost + bounds[piece.end]
            for piece in {*chain(*options[i].values())}
        ]
        bounds[i] = min(costs)
    return bounds


def _finished(path: _Path, *, complete: bool) -> _Path:
    """A path with all tokens covered, and what it costs to tell too little."""
    cost = path.cost
    if complete:
        cost += _missing(path.pieces)
    return _Path(
        cost, 0, cost, path.where, path.pieces, path.meaning, path.told, done=True
    )


def _further(
    path: _Path,
    piece: Piece,
    size: int,
    bounds: Sequence[float],
    meanings: _Meanings,
) -> _Path:
    cost = path.cost + _PIECE + piece.cost
    told = path.told
    if piece.kind in _ONCE:
        before = told.get(piece.kind, piece.value)
        if before != piece.value:
            cost += _ANOTHER_PLACE if piece.kind is Kind.PLACE else _AGAIN
        value = piece.value if before == piece.value else _SEVERAL
        told = {**told, piece.kind: value}
    cost += _dangling(piece, path.pieces)
    meaning = path.meaning
    if piece.kind not in _SILENT:
        more = (meaning, piece.kind, piece.value)
        meaning = meanings.setdefault(more, len(meanings) + 1)
    return _Path(
        guess=cost + bounds[piece.end],
        left=size - piece.end,
        cost=cost,
        where=_next(piece, path.where),
        pieces=(*path.pieces, piece),
        meaning=meaning,
        told=told,
    )


_Meanings: TypeAlias = dict[tuple[int, Kind, object], int]
"""The number of a claim that follows another: each pair of an earlier number and a new value has its own."""

_SEVERAL: Final = object()


def _next(piece: Piece, where: Where) -> Where:
    """The surrounding that a piece leaves for a name after it."""
    match piece.kind, piece.value:
        case (Kind.WITH, _) | (Kind.FORM, Meaning(takes=True)):
            return Where.MARKED
        case Kind.FORM, Meaning():
            return Where.AFTER_FORM
        case Kind.NAME | Kind.FIRM, _:
            return Where.AFTER_NAME
        case Kind.AND, "," if where in _AMONG_NAMES:
            return Where.LISTED
        case Kind.AND, joint if joint != "," and where in {
            *_AMONG_NAMES,
            Where.PAST_NAME,
        }:
            return Where.NEXT
        case Kind.SMALL, _ if where in {Where.MARKED, Where.NEXT}:
            return Where.QUALIFIED
        case Kind.SMALL, _:
            return where
        case Kind.DATE | Kind.LENGTH | Kind.CLOCK, _ if where in {
            Where.MARKED,
            Where.QUALIFIED,
        }:
            return where
        case _ if where in {Where.AFTER_NAME, Where.PAST_NAME}:
            return Where.PAST_NAME
        case _:
            return Where.OPEN


def _dangling(piece: Piece, before: Sequence[Piece]) -> float:
    """What it costs to say `and` after a name and then no one: "with Ada and a friend"."""
    if piece.kind in _AFTER_AND:
        return 0.0
    is_joined = False
    for earlier in reversed(before):
        if earlier.kind is Kind.SMALL:
            continue
        if is_joined:
            return _DANGLING if earlier.kind is Kind.NAME else 0.0
        is_joined = earlier.kind is Kind.AND and earlier.value != ","
        if not is_joined:
            return 0.0
    return 0.0


def _missing(pieces: Sequence[Piece]) -> float:
    """What it costs to name nobody, or nothing that happened."""
    kinds = kinds_of(pieces)
    spots = values_of(pieces, Spot)
    cost = 0.0
    has_a_host = any(spot.with_host for spot in spots)
    if Kind.NAME not in kinds and not has_a_host:
        cost += _NOBODY
    has_a_form = any(spot.meaning for spot in spots)
    if Kind.FORM not in kinds and not has_a_form:
        cost += _NO_FORM
    return cost
