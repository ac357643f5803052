"""What the coverings of a sentence say: each form, day and person that may be meant is an interpretation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final, NamedTuple

from ledger.facts.meeting.events import Form
from ledger.language.dates import refusal
from ledger.language.dates.days import Day, Several, Viewpoint, known_day
from ledger.language.meeting_words import is_no_place
from ledger.language.sentences.covering import Covering
from ledger.language.sentences.days import Refused, Week
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.leftovers import harmless, notes_of_runs
from ledger.language.sentences.pieces import Kind, Named, Piece, Sentence, Spot
from ledger.language.sentences.places import HOST_IN_DOUBT

_MOST: Final = 24
"""Most combinations of people to list; beyond, the name stays open."""

_MEAL_TIMES: Final[Mapping[Form, frozenset[str]]] = {
    "breakfast": frozenset({"matin", "morning", "matinee"}),
    "lunch": frozenset({"midi", "noon", "lunchtime"}),
    "dinner": frozenset({"soir", "soiree", "evening", "night", "tonight"}),
}
"""The words for the time of day at which a meal is this one."""

_NOTED: Final = frozenset({Kind.NOTE, Kind.FIRM})


class Interpretation(NamedTuple):
    """A meeting as a sentence tells it. `form` is None if not told, `people` empty if nobody is named."""

    form: Form | None
    people: tuple[Named, ...]
    on: Day
    place: str | None = None
    minutes: int | None = None
    note: str | None = None


def interpretations(sentence: Sentence, covering: Covering) -> Iterator[Interpretation]:
    """What one covering may say. Raises what refuses a day that cannot be, or is a stretch of time."""
    pieces = covering.pieces
    places = [spot.text for spot in _spots(pieces) if not is_no_place(spot.text)]
    place = ", ".join(places) or None
    note = _note(sentence, pieces)
    minutes = _minutes(pieces)
    forms = _forms(sentence, pieces)
    days = _days(sentence.viewpoint, pieces)
    for form, day, party in product(forms, days, _parties(pieces)):
        yield Interpretation(form, party, day, place, minutes, note)


def _minutes(pieces: Sequence[Piece]) -> int | None:
    for piece in pieces:
        if piece.kind is Kind.LENGTH and isinstance(piece.value, int):
            return piece.value
    return None


def _note(sentence: Sentence, pieces: Sequence[Piece]) -> str | None:
    """What is kept as the note, in its order: topics, firms, a week, words that change nothing."""
    parts = {piece.start: str(piece.value) for piece in pieces if piece.kind in _NOTED}
    parts |= {piece.start: piece.value.text for piece in pieces if isinstance(piece.value, Week)}
    if harmless(sentence, pieces):
        parts |= notes_of_runs(sentence, pieces)
    return ". ".join(parts[start] for start in sorted(parts)) or None


def doubt(covering: Covering) -> float:
    """How doubtful a covering is.

    That a host was there is not doubtful if they are named anyway, or nobody else is.
    """
    named = {piece.value.people for piece in covering.pieces if isinstance(piece.value, Named)}
    doubtful = covering.doubt
    for spot in _spots(covering.pieces):
        if spot.host and (not named or spot.host.people in named):
            doubtful -= HOST_IN_DOUBT
    return doubtful


def _spots(pieces: Iterable[Piece]) -> list[Spot]:
    return [piece.value for piece in pieces if isinstance(piece.value, Spot)]


def _parties(pieces: Sequence[Piece]) -> list[tuple[Named, ...]]:
    """Every party that the names may mean.

    "Camille and Martin" are two people if that is possible, else one person named twice.
    """
    names = _names(pieces)
    choices = [_bearers(named) for named in names]
    if prod(map(len, choices)) > _MOST:
        return [tuple(names)]
    parties = [_without_doubles(choice) for choice in product(*choices)]
    largest = max(map(len, parties))
    return [_apart(party) for party in parties if len(party) == largest]


def _names(pieces: Sequence[Piece]) -> list[Named]:
    """The names, each once, and the hosts that were there."""
    names = [piece.value for piece in pieces if isinstance(piece.value, Named)]
    hosts = [spot.host for spot in _spots(pieces) if spot.host and spot.with_host]
    return list(dict.fromkeys([*names, *hosts]))


def _bearers(named: Named) -> list[Named]:
    """One name per person it may mean; a family stays one name."""
    if named.together or not named.people:
        return [named]
    return [Named(named.text, (person,)) for person in named.people]


def _without_doubles(names: Iterable[Named]) -> tuple[Named, ...]:
    """The names, each person once."""
    by_person = {named.people or named.text: named for named in names}
    return tuple(by_person.values())


def _apart(party: Sequence[Named]) -> tuple[Named, ...]:
    """The members of a party, families as single people."""
    members: list[Named] = []
    for named in party:
        if named.together:
            members.extend(Named(named.text, (person,)) for person in named.people)
        else:
            members.append(named)
    return tuple(members)


def _forms(sentence: Sentence, pieces: Sequence[Piece]) -> list[Form | None]:
    """The forms that the words of the highest rank tell, in order; the time of day tells meals apart."""
    meanings = [piece.value for piece in pieces if isinstance(piece.value, Meaning)]
    meanings += [spot.meaning for spot in _spots(pieces) if spot.meaning]
    if not meanings:
        return [None]
    rank = max(meaning.rank for meaning in meanings)
    if rank is Rank.TALKED and _spots(pieces):
        return ["appointment"]
    forms: dict[Form, None] = {}
    for meaning in meanings:
        if meaning.rank is rank:
            forms.update(dict.fromkeys(meaning.forms))
    return [*(_at_that_time(sentence, [*forms]) or forms)]


def _at_that_time(sentence: Sentence, forms: Sequence[Form]) -> list[Form]:
    """Those of several meals that fit the time of day; none where other forms are among them."""
    if not _MEAL_TIMES.keys() >= {*forms}:
        return []
    words = {word for token in sentence.tokens for word in token.plain.split()}
    return [form for form in forms if not words.isdisjoint(_MEAL_TIMES[form])]


def _days(viewpoint: Viewpoint, pieces: Iterable[Piece]) -> list[Day]:
    """The days that may be meant; today where none is told."""
    days: dict[Day, None] = {}
    for piece in pieces:
        if piece.kind is not Kind.DATE:
            continue
        match piece.value:
            case Day() as day:
                days[day] = None
            case Several(days=several):
                days.update(dict.fromkeys(several))
            case Week(month=month):
                days[month] = None
            case Refused(text, why):
                raise refusal(text, why)
            case _:
                raise TypeError(piece)
    return [*days] or [known_day(viewpoint.today)]
