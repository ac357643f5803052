"""One line, as one would say it in French or English, understood as a meeting.

Nothing is guessed: a name nobody bears is never made into one, and words that are not understood make the
whole uncertain. `docs/reference/saying.md` shows what is understood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import takewhile
from typing import Final, NamedTuple

from ledger.language.dates.days import Viewpoint
from ledger.language.folding import fold
from ledger.language.sentences.covering import Covering, coverings
from ledger.language.sentences.doubts import another_meeting, doubtful
from ledger.language.sentences.pieces import Kind, Known, Named, Sentence
from ledger.language.sentences.readings import Reading, doubt, readings_of
from ledger.language.sentences.tokens import parts
from ledger.language.sentences.typos import respelled

__all__ = ["Known", "Named", "Reading", "Readings", "Understood", "understand"]

_SURE: Final = 1.0
"""How doubtful a reading may be and still be certain."""

_PARTS: Final = 4
"""Whoever has not told who and what by then tells a story."""

_FACETS: Final = frozenset({Kind.DATE, Kind.LENGTH, Kind.PLACE, Kind.CLOCK, Kind.SMALL, Kind.AND})
_WHEN: Final = frozenset({Kind.DATE, Kind.LENGTH})
_IDLE: Final = frozenset({Kind.LEFT, Kind.SMALL, Kind.AND})


class Understood(NamedTuple):
    """The one thing the line says; `certain` if there is no doubt about it. `left`: words not understood."""

    reading: Reading
    certain: bool
    left: tuple[str, ...] = ()


class Readings(NamedTuple):
    """Several things the line may say, the likeliest first. `left`: words not understood."""

    readings: tuple[Reading, ...]
    left: tuple[str, ...] = ()


class _Told(NamedTuple):
    """The part of the line that tells what happened, the ways to cover it, and the note after it."""

    sentence: Sentence
    found: list[Covering]
    note: str


def understand(
    text: str,
    today: date,
    known: Known,
    *,
    day_first: bool = True,
    new: bool = False,
) -> Understood | Readings:
    """What a line says; with `new`, unknown names are new people.

    Raises Usage for a day that cannot be, Ambiguous for a stretch of time.
    """
    asked = Viewpoint(today, day_first or _in_french(text))
    known = Known(cache(known.resolve), known.spelled and cache(known.spelled))
    told = _told(text, lambda part: Sentence(part, asked, known, new))
    found = _understood(told)
    if (other := respelled(text, [*found.left, *_strange(told)])) != text:
        corrected = understand(other, today, known, day_first=day_first, new=new)
        if not corrected.left and _unknown(corrected) <= _unknown(found):
            return _doubtful(corrected)
    return found


def _in_french(text: str) -> bool:
    """Whether the line is in French for certain, where the day comes before the month."""
    return bool({"avec", "et"} & {*fold(text).split()})


def _understood(told: _Told) -> Understood | Readings:
    left = _left(told)
    readings: dict[Reading, Reading] = {}  # two that only write the place otherwise are one
    for each in (reading for way in told.found for reading in readings_of(told.sentence, way)):
        readings.setdefault(each._replace(place=fold(each.place or "")), each)
    noted = tuple(each._replace(note=_note(told, each.note)) for each in readings.values())
    if len(noted) > 1:
        return Readings(noted, left)
    (only,) = noted
    open_names = [each for each in only.who if len(each.people) > 1]
    sure = doubt(told.found[0]) <= _SURE and only.form is not None and not _doubtful_whole(told)
    return Understood(only, sure and not left and not open_names, left)


def _doubtful_whole(told: _Told) -> bool:
    """Whether the line asks, tells of others, of nothing that took place, or of two meetings."""
    notes = [told.note[start:end].strip() for start, end in parts(told.note)[:_PARTS]]
    sentences = [replace(told.sentence, text=note, seen={}) for note in notes]
    return doubtful(told.sentence, told.found[0], told.note) or any(
        another_meeting(each) or _only_facets(each, _WHEN) for each in sentences
    )


def _told(text: str, sentence_of: Callable[[str], Sentence]) -> _Told:
    """The shortest beginning of the line that tells who and what; all of it if none does.

    Parts after it that only tell when, where or how long belong to it too.
    """
    spans = parts(text)
    most = min(len(spans), _PARTS)
    for size in range(1, most + 1):
        head = sentence_of(_joined(text, spans[:size]))
        found = coverings(head)
        if size == most or _complete(found[0]):
            break
    else:
        return _Told(sentence_of(text), [Covering(0.0, ())], "")
    more = len([*takewhile(lambda span: _only_facets(sentence_of(text[slice(*span)])), spans[size:])])
    if more:
        head = sentence_of(_joined(text, spans[: size + more]))
        found = coverings(head)
    rest = spans[size + more :]
    return _Told(head, found, text[rest[0][0] :].strip() if rest else "")


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return ", ".join(text[start:end].strip() for start, end in spans)


def _complete(covering: Covering) -> bool:
    return {Kind.NAME, Kind.FORM} <= {each.kind for each in covering.pieces}


def _only_facets(sentence: Sentence, among: frozenset[Kind] = _FACETS - _IDLE) -> bool:
    """Whether a part tells nothing but when, where or how long, and one of these of it."""
    kinds = {each.kind for each in coverings(sentence)[0].pieces}
    return kinds <= _FACETS and bool(kinds & among)


def _left(told: _Told) -> tuple[str, ...]:
    pieces = told.found[0].pieces
    return tuple(told.sentence.tokens[each.start].text for each in pieces if each.kind is Kind.LEFT)


def _note(told: _Told, topic: str | None) -> str | None:
    """The note: what was talked about, words at the end that are not understood, what follows the head."""
    return ". ".join(filter(None, (topic, _unclear_end(told), told.note))) or None


def _unclear_end(told: _Told) -> str:
    """All that is not understood, if it stands together at the end: a note without its dash."""
    pieces = told.found[0].pieces
    left = [each for each in pieces if each.kind is Kind.LEFT]
    if not left or any(each.kind not in _IDLE for each in pieces if each.start > left[0].start):
        return ""
    return told.sentence.written(left[0].start, len(told.sentence.tokens)).strip("() ,")


def _strange(told: _Told) -> list[str]:
    """The words in lower case of names that nobody bears: they may be misspelt words of the sentence."""
    named = (each.value for each in told.found[0].pieces if isinstance(each.value, Named))
    return [word for each in named if not each.people for word in each.text.split() if word.islower()]


def _unknown(found: Understood | Readings) -> set[str]:
    """The names that nobody bears."""
    readings = found.readings if isinstance(found, Readings) else (found.reading,)
    return {each.text for reading in readings for each in reading.who if not each.people}


def _doubtful(found: Understood | Readings) -> Understood | Readings:
    """What was understood of a corrected line: never certain."""
    return found._replace(certain=False) if isinstance(found, Understood) else found
