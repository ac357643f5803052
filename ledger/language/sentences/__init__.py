"""One line, as one would say it in French or English, understood as a meeting.

Nothing is guessed: a name nobody bears is never made into one, and words that are not understood make the
whole uncertain. `docs/reference/saying.md` shows what is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import Final, NamedTuple

from ledger.language.dates.days import Viewpoint
from ledger.language.folding import fold
from ledger.language.sentences.covering import Covering, coverings
from ledger.language.sentences.doubts import Doubt, doubt_about, later_today, somebody_else
from ledger.language.sentences.forms import Meaning
from ledger.language.sentences.leftovers import harmless
from ledger.language.sentences.pieces import Kind, Known, Named, Sentence
from ledger.language.sentences.readings import Reading, doubt, readings_of
from ledger.language.sentences.tokens import parts
from ledger.language.sentences.typos import respelled

__all__ = ["Doubt", "Known", "Named", "Reading", "Readings", "Understood", "understand"]

_SURE: Final = 1.0
"""How doubtful a reading may be and still be certain."""

_PARTS: Final = 4
"""Whoever has not told who and what by then tells a story."""

_FACETS: Final = frozenset({Kind.DATE, Kind.LENGTH, Kind.PLACE, Kind.CLOCK, Kind.SMALL, Kind.AND, Kind.FORM})
_WHEN: Final = frozenset({Kind.DATE, Kind.LENGTH})
_IDLE: Final = frozenset({Kind.SMALL, Kind.AND})
_REMOTE: Final = frozenset({"video", "call"})


class Understood(NamedTuple):
    """The one thing the line says; `certain` if there is no doubt about it. `left`: words not understood.

    `doubt` says why it is not certain, where that is known.
    """

    reading: Reading
    certain: bool
    left: tuple[str, ...] = ()
    doubt: Doubt | None = None


class Readings(NamedTuple):
    """Several things the line may say, the likeliest first. `left`: words not understood."""

    readings: tuple[Reading, ...]
    left: tuple[str, ...] = ()


class _Told(NamedTuple):
    """The part of the line that tells what happened, the ways to cover it, and the note after it."""

    text: str
    sentence: Sentence
    found: list[Covering]
    note: str
    now: datetime


def understand(
    text: str, now: datetime, known: Known, *, day_first: bool = True, new: bool = False
) -> Understood | Readings:
    """What a line says, seen from `now`; with `new`, unknown names are new people.

    Raises Usage for a day that cannot be, Ambiguous for a stretch of time.
    """
    text = _without_spare_spaces(text)
    asked = Viewpoint(now.date(), day_first or _in_french(text))
    known = known._replace(resolve=cache(known.resolve), spelled=known.spelled and cache(known.spelled))
    told = _told(text, lambda part: Sentence(part, asked, known, new), now)
    found = _understood(told)
    if (other := respelled(text, [*found.left, *_strange(told)])) != text:
        corrected = understand(other, now, known, day_first=day_first, new=new)
        if not corrected.left and _unknown(corrected) <= _unknown(found):
            return _doubtful(corrected)
    return found


_COUPLE: Final = re.compile(
    r"\b(M\.?|Mr\.?|Monsieur|Dr\.?|Mme|Mrs\.?|Madame)( et | and | & )(M\.?|Mr\.?|Monsieur|Dr\.?|Mme|Mrs\.?|Madame) (?=([^\W\d_][\w'’-]+))"
)


def _without_spare_spaces(text: str) -> str:
    """The text with one space where there are several, no space before `!` and `?`, and a couple's name twice."""
    text = re.sub(r"[^\S\n]+(?=[!?…])", "", re.sub(r"[^\S\n]{2,}", " ", text))
    return _COUPLE.sub(r"\1 \4\2\3 ", text)


def _in_french(text: str) -> bool:
    """Whether the line is in French for certain, where the day comes before the month."""
    return bool({"avec", "et"} & {*fold(text).split()})


def _understood(told: _Told) -> Understood | Readings:
    readings: dict[Reading, Reading] = {}  # two that only write the place otherwise are one
    for covering in told.found:
        for reading in readings_of(told.sentence, covering):
            readings.setdefault(reading._replace(place=fold(reading.place or "")), reading)
    noted = tuple(reading._replace(note=_note(told, reading.note)) for reading in readings.values())
    if len(noted) > 1:
        return Readings(noted, _left(told))
    (only,) = noted
    why = _doubt(told, only)
    certain = why is None and _is_clear(told, only)
    return Understood(only, certain, () if certain else _left(told), why)


def _is_clear(told: _Told, reading: Reading) -> bool:
    """Whether every word is understood, or changes nothing, and every name is that of one person."""
    best = told.found[0]
    if reading.form is None or any(len(named.people) > 1 for named in reading.who):
        return False
    return doubt(best) <= _SURE and harmless(told.sentence, best.pieces)


def _doubt(told: _Told, reading: Reading) -> Doubt | None:
    """Why the line as a whole may say something else."""
    sentence, best = told.sentence, told.found[0]
    if why := doubt_about(sentence, best, told.text, told.note):
        return why
    if reading.on.day == told.now.date() and later_today(sentence, best.pieces, reading.form, told.now):
        return "ahead"
    if any(_only_facets(replace(sentence, text=part, seen={}), _WHEN) for part in _parts_of(told.note)):
        return "day"
    return "somebody" if somebody_else(sentence, best.pieces) else None


def _parts_of(note: str) -> list[str]:
    return [note[start:end].strip() for start, end in parts(note)[:_PARTS]]


def _told(text: str, sentence_of: Callable[[str], Sentence], now: datetime) -> _Told:
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
        return _Told(text, sentence_of(text), [Covering(0.0, ())], "", now)
    more = len([*takewhile(lambda span: _only_facets(sentence_of(text[slice(*span)])), spans[size:])])
    if more:
        head = sentence_of(_joined(text, spans[: size + more]))
        found = coverings(head)
    rest = spans[size + more :]
    return _Told(text, head, found, _spoken(text[rest[0][0] :]) if rest else "", now)


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return ", ".join(text[start:end].strip() for start, end in spans)


def _complete(covering: Covering) -> bool:
    return {Kind.NAME, Kind.FORM} <= {each.kind for each in covering.pieces}


def _only_facets(sentence: Sentence, among: frozenset[Kind] = _FACETS - _IDLE) -> bool:
    """Whether a part tells nothing but when, where, how long or at what distance, and one of these of it."""
    pieces = coverings(sentence, whole=False)[0].pieces
    kinds = {piece.kind for piece in pieces}
    meanings = [piece.value for piece in pieces if isinstance(piece.value, Meaning)]
    if any(not {*meaning.forms} <= _REMOTE or meaning.takes for meaning in meanings):
        return False
    return kinds <= _FACETS and bool(kinds & among)


def _spoken(note: str) -> str:
    """A note; nothing if it is signs alone, such as three dots."""
    return note.strip() if any(char.isalnum() for char in note) else ""


def _left(told: _Told) -> tuple[str, ...]:
    pieces = told.found[0].pieces
    return tuple(told.sentence.tokens[each.start].text for each in pieces if each.kind is Kind.LEFT)


def _note(told: _Told, topic: str | None) -> str | None:
    """The note: what was talked about, words at the end that are not understood, what follows the head."""
    unclear = "" if harmless(told.sentence, told.found[0].pieces) else _unclear_end(told)
    return ". ".join(filter(_spoken, (topic or "", unclear, told.note))) or None


def _unclear_end(told: _Told) -> str:
    """All that is not understood, if it stands together at the end: a note without its dash."""
    pieces = told.found[0].pieces
    left = [piece for piece in pieces if piece.kind is Kind.LEFT]
    idle = {Kind.LEFT, *_IDLE}
    if not left or any(piece.kind not in idle for piece in pieces if piece.start > left[0].start):
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
