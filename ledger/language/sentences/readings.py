"""What the coverings of a sentence say: each form, day and person that may be meant is a reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from math import prod
from typing import Final, NamedTuple

from ledger.facts.meeting.events import Form
from ledger.language.dates import refusal
from ledger.language.dates.days import Day, Several, Viewpoint, known_day
from ledger.language.meeting_words import is_no_place
from ledger.language.sentences.covering import Covering
from ledger.language.sentences.days import Refused
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.leftovers import harmless, notes_of_runs
from ledger.language.sentences.pieces import Kind, Named, Piece, Sentence, Spot
from ledger.language.sentences.places import HOST_IN_DOUBT

_MOST: Final = 24
"""More people than can be told apart by a list: the name stays open."""

_NOON: Final = frozenset({"midi", "noon", "lunchtime"})
_EVENING: Final = frozenset({"soir", "soiree", "evening", "night", "tonight"})
_MORNING: Final = frozenset({"matin", "morning", "matinee"})


class Reading(NamedTuple):
    """A meeting as a sentence tells it. `form` None: not told; `who` empty: nobody is named."""

    form: Form | None
    who: tuple[Named, ...]
    on: Day
    place: str | None = None
    minutes: int | None = None
    note: str | None = None


def readings_of(sentence: Sentence, covering: Covering) -> Iterator[Reading]:
    """Every reading of one covering. Raises what refuses a day that cannot be, or is a stretch of time."""
    pieces = covering.pieces
    place = ", ".join(spot.text for spot in _spots(pieces) if not is_no_place(spot.text)) or None
    note = _note(sentence, pieces)
    length = next((each.value for each in pieces if each.kind is Kind.LENGTH), None)
    minutes = length if isinstance(length, int) else None
    forms, days = _forms(sentence, pieces), _days(sentence.asked, pieces)
    for form, day, who in product(forms, days, _parties(pieces)):
        yield Reading(form, who, day, place, minutes, note)


def _note(sentence: Sentence, pieces: Sequence[Piece]) -> str | None:
    """What is kept as the note, in its order: topics, firms, words that change nothing."""
    parts = {piece.start: str(piece.value) for piece in pieces if piece.kind in {Kind.NOTE, Kind.FIRM}}
    if harmless(sentence, pieces):
        parts |= notes_of_runs(sentence, pieces)
    return ". ".join(parts[start] for start in sorted(parts)) or None


def doubt(covering: Covering) -> float:
    """How doubtful a covering is: that a host was there is not doubtful if they are named anyway, or nobody else."""
    named = {each.value.people for each in covering.pieces if isinstance(each.value, Named)}
    hosts = [spot.host.people for spot in _spots(covering.pieces) if spot.host]
    return covering.doubt - HOST_IN_DOUBT * sum(people in named or not named for people in hosts)


def _spots(pieces: Iterable[Piece]) -> list[Spot]:
    return [each.value for each in pieces if isinstance(each.value, Spot)]


def _parties(pieces: Sequence[Piece]) -> list[tuple[Named, ...]]:
    """Everybody who may have been there, as all that the names may mean.

    Of "Camille and Martin" nobody is both, where that can be; else they are one person named twice.
    """
    hosts = (spot.host for spot in _spots(pieces) if spot.host and spot.there)
    every = dict.fromkeys([*(each.value for each in pieces if isinstance(each.value, Named)), *hosts])
    if prod(1 if each.together else len(each.people) or 1 for each in every) > _MOST:
        return [tuple(every)]
    ways = product(*map(_bearers, every))
    parties = [tuple({each.people or each.text: each for each in way}.values()) for way in ways]
    most = max(map(len, parties))
    return [_apart(party) for party in parties if len(party) == most]


def _bearers(named: Named) -> list[Named]:
    """Each one whom a name may mean; all of them at once where they were there together."""
    if named.together or not named.people:
        return [named]
    return [Named(named.text, (person,)) for person in named.people]


def _apart(party: Sequence[Named]) -> tuple[Named, ...]:
    """The members of a party, with those who came together one by one."""
    members = (
        [Named(named.text, (person,)) for person in named.people] if named.together else [named]
        for named in party
    )
    return tuple(chain.from_iterable(members))


def _forms(sentence: Sentence, pieces: Sequence[Piece]) -> list[Form | None]:
    """The forms that the words of the highest rank tell, in order; the time of day tells meals apart."""
    told = [each.value for each in pieces if isinstance(each.value, Meaning)]
    told += [spot.meaning for spot in _spots(pieces) if spot.meaning]
    if not told:
        return [None]
    rank = max(meaning.rank for meaning in told)
    if rank is Rank.TALKED and any(each.kind is Kind.PLACE for each in pieces):
        return ["appointment"]
    forms = dict.fromkeys(form for meaning in told if meaning.rank is rank for form in meaning.forms)
    return [*(_at_that_time(sentence, [*forms]) or forms)]


def _at_that_time(sentence: Sentence, forms: Sequence[Form]) -> list[Form]:
    words = {word for token in sentence.tokens for word in token.plain.split()}
    meals = {"lunch": _NOON, "dinner": _EVENING, "breakfast": _MORNING}
    return [form for form in forms if words & meals.get(form, frozenset())] if {*forms} <= {*meals} else []


def _days(asked: Viewpoint, pieces: Iterable[Piece]) -> list[Day]:
    """The days that may be meant; today where none is told."""
    days: dict[Day, None] = {}
    for each in pieces:
        if each.kind is not Kind.DATE:
            continue
        match each.value:
            case Day() as day:
                days[day] = None
            case Several(days=several):
                days.update(dict.fromkeys(several))
            case Refused(text, why):
                raise refusal(text, why)
            case _:
                raise TypeError(each)
    return [*days] or [known_day(asked.today)]
