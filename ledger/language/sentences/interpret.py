"""What the coverings of a sentence say: each form, day and person that may be meant is an interpretation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, filterfalse, product
from math import prod
from typing import Final, NamedTuple

from ledger.facts.meeting.events import Form
from ledger.language.dates import refusal
from ledger.language.dates.days import Day, Several, Viewpoint, known_day
from ledger.language.meeting_words import is_no_place
from ledger.language.sentences.covering import Covering
from ledger.language.sentences.day_words import RefusedDay, Week
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.leftovers import harmless, notes_of_runs
from ledger.language.sentences.pieces import (
    Kind,
    Named,
    Piece,
    Sentence,
    Spot,
    of_kind,
    values_of,
)
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
    """A meeting as a sentence describes it. `form` is None if it names none, `people` empty if it names no one."""

    form: Form | None
    people: tuple[Named, ...]
    on: Day
    place: str | None = None
    minutes: int | None = None
    note: str | None = None
    week: str | None = None
    """The words for a week, which is known by its month; they stand in the note too."""


def interpretations(sentence: Sentence, covering: Covering) -> Iterator[Interpretation]:
    """What one covering may say. Raises what refuses a day that cannot be, or is a stretch of time."""
    pieces = covering.pieces
    places = [spot.text for spot in values_of(pieces, Spot)]
    place = ", ".join(filterfalse(is_no_place, places)) or None
    note = _note(sentence, pieces)
    minutes = _minutes(pieces)
    weeks = values_of(of_kind(pieces, Kind.DATE), Week)
    week = weeks[0].text if weeks else None
    forms = _forms(sentence, pieces)
    days = _days(sentence.viewpoint, pieces)
    for form, day, party in product(forms, days, _parties(pieces)):
        yield Interpretation(form, party, day, place, minutes, note, week)


def _minutes(pieces: Sequence[Piece]) -> int | None:
    lengths = values_of(of_kind(pieces, Kind.LENGTH), int)
    if not lengths:
        return None
    return lengths[0]


def _note(sentence: Sentence, pieces: Sequence[Piece]) -> str | None:
    """What is kept as the note, in its order: topics, firms, a week, words that change nothing."""
    parts: dict[int, str] = {}
    for piece in pieces:
        if piece.kind in _NOTED:
            parts[piece.start] = str(piece.value)
        elif piece.kind is Kind.DATE and isinstance(piece.value, Week):
            parts[piece.start] = piece.value.text
    if harmless(sentence, pieces):
        parts |= notes_of_runs(sentence, pieces)
    in_order = [parts[start] for start in sorted(parts)]
    return _joined(sentence, in_order) or None


def _joined(sentence: Sentence, parts: Sequence[str]) -> str:
    """The parts of a note, a full stop between them; those that stand side by side stay as they were written."""
    written = sentence.written(0, len(sentence.tokens))
    note = last = ""
    for part in parts:
        if part in last:
            continue  # "told me about Grace" has its topic
        side_by_side = f"{last} {part}"
        is_one = bool(last) and side_by_side in written
        separator = " " if is_one else ". "
        note = f"{note}{separator}{part}" if note else part
        last = side_by_side if is_one else part
    return note


def doubt(covering: Covering) -> float:
    """How doubtful a covering is.

    That a host was there is not doubtful if they are named anyway, or no one else is.
    """
    named = {name.people for name in values_of(covering.pieces, Named)}
    doubtful = covering.doubt
    for spot in values_of(covering.pieces, Spot):
        if spot.host is None:
            continue
        alone = not named
        is_certain = alone or spot.host.people in named
        if is_certain:
            doubtful -= HOST_IN_DOUBT
    return doubtful


def _parties(pieces: Sequence[Piece]) -> list[tuple[Named, ...]]:
    """Every party that the names may mean.

    "Camille and Martin" are two people if that is possible, else one person named twice.
    """
    names = _names(pieces)
    choices = [*map(_bearers, names)]
    if prod(map(len, choices)) > _MOST:
        return [tuple(names)]
    parties = [*map(_without_doubles, product(*choices))]
    largest = max(map(len, parties))
    possible = [party for party in parties if len(party) == largest]
    return [*map(_apart, possible)]


def _names(pieces: Sequence[Piece]) -> list[Named]:
    """The names, without duplicates, and the hosts that were there."""
    names = values_of(pieces, Named)
    for spot in values_of(pieces, Spot):
        if spot.host is not None and spot.with_host:
            names.append(spot.host)
    return list(dict.fromkeys(names))


def _bearers(named: Named) -> list[Named]:
    """One name per person it may mean; a family stays one name."""
    if named.together:
        return [named]
    if not named.people:
        return [named]
    return [Named(named.text, (person,)) for person in named.people]


def _without_doubles(names: Iterable[Named]) -> tuple[Named, ...]:
    """The names, each person once."""
    by_person: dict[object, Named] = {}
    for named in names:
        bearer = named.people or named.text
        by_person[bearer] = named
    return tuple(by_person.values())


def _apart(party: Sequence[Named]) -> tuple[Named, ...]:
    """The members of a party, families as single people."""
    members: list[Named] = []
    for named in party:
        if not named.together:
            members.append(named)
            continue
        each_alone = (Named(named.text, (person,)) for person in named.people)
        members.extend(each_alone)
    return tuple(members)


def _forms(sentence: Sentence, pieces: Sequence[Piece]) -> list[Form | None]:
    """The forms that the words of the highest rank tell, in order; the time of day tells meals apart."""
    spots = values_of(pieces, Spot)
    of_places = (spot.meaning for spot in spots)
    meanings = [*values_of(pieces, Meaning), *filter(None, of_places)]
    if not meanings:
        return [None]
    rank = max(meaning.rank for meaning in meanings)
    if rank is Rank.TALKED and spots:
        return ["appointment"]
    of_rank = [meaning.forms for meaning in meanings if meaning.rank is rank]
    forms = dict.fromkeys(chain.from_iterable(of_rank))
    in_common = set(forms).intersection(*of_rank)
    if in_common:
        forms = dict.fromkeys(filter(in_common.__contains__, forms))  # "lunch, sushi"
    fitting = _at_that_time(sentence, [*forms])
    if fitting:
        return [*fitting]
    return [*forms]


def _at_that_time(sentence: Sentence, forms: Sequence[Form]) -> list[Form]:
    """Those of several meals that fit the time of day; none where other forms are among them."""
    if not _MEAL_TIMES.keys() >= {*forms}:
        return []
    words = set(" ".join(sentence.words).split())
    return [form for form in forms if not words.isdisjoint(_MEAL_TIMES[form])]


def _days(viewpoint: Viewpoint, pieces: Iterable[Piece]) -> list[Day]:
    """The days that may be meant; today if none is given."""
    days: dict[Day, None] = {}
    for piece in of_kind(pieces, Kind.DATE):
        match piece.value:
            case Day() as day:
                days[day] = None
            case Several(days=several):
                days.update(dict.fromkeys(several))
            case Week(month=month):
                days[month] = None
            case RefusedDay(text, why):
                raise refusal(text, why)
            case _:
                raise TypeError(piece)
    return [*days] or [known_day(viewpoint.today)]
