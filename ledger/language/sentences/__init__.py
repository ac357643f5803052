"""One line, as one would say it in French or English, understood as a meeting.

Nothing is guessed: a name no one bears is never made into one, and words that are not understood make the
whole uncertain. `docs/reference/saying.md` shows what is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from ledger.errors import LedgerError
from ledger.language.dates.days import Viewpoint
from ledger.language.sentences.asides import asides, changes_nothing, tells_of_elsewhere
from ledger.language.sentences.clauses import clause_at
from ledger.language.sentences.covering import (
    MOST_WORDS,
    Covering,
    coverings,
    is_too_long,
    may_tell_only,
)
from ledger.language.sentences.doubts import Doubt, Utterance, doubt_about
from ledger.language.sentences.forms import Meaning
from ledger.language.sentences.interpret import Interpretation, interpretations
from ledger.language.sentences.interpret import doubt as doubtfulness
from ledger.language.sentences.leftovers import harmless
from ledger.language.sentences.meetings_apart import meetings_apart
from ledger.language.sentences.notes import parts_of
from ledger.language.sentences.pieces import (
    Kind,
    Known,
    Named,
    Piece,
    Sentence,
    kinds_of,
    of_kind,
    values_of,
)
from ledger.language.sentences.tokens import parts
from ledger.language.sentences.typos import respelled
from ledger.language.text import fold

__all__ = [
    "MOST_WORDS",
    "Alternatives",
    "Doubt",
    "Interpretation",
    "Known",
    "Named",
    "Understood",
    "understand",
]

_SURE: Final = 1.0
"""How doubtful an interpretation may be and still be certain."""

_PARTS: Final = 4
"""Parts in which a line must name a person and a form; a longer line tells a story."""

_MOST_FACETS: Final = 12
"""Parts that may tell when or where; all after them are a note."""

_IDLE: Final = frozenset({Kind.SMALL, Kind.AND})
_WHEN: Final = frozenset({Kind.DATE, Kind.LENGTH})
_FACETS: Final = frozenset({*_WHEN, *_IDLE, Kind.PLACE, Kind.CLOCK, Kind.FORM})
_REMOTE: Final = frozenset({"video", "call"})
_TITLE: Final = r"(M\.?|Mr\.?|Monsieur|Dr\.?|Mme|Mrs\.?|Madame)"
_COUPLE: Final = re.compile(
    rf"\b{_TITLE}( et | and | & ){_TITLE} (?=([^\W\d_][\w'’-]+))"
)
_SPARE: Final = re.compile(r"[^\S\n]{2,}")
_FRENCH: Final = frozenset({"avec", "et"})


class Understood(NamedTuple):
    """The one thing the line says; `certain` if there is no doubt about it. `left`: words not understood.

    `doubt` says why it is not certain, where that is known.
    """

    interpretation: Interpretation
    certain: bool
    left: tuple[str, ...] = ()
    doubt: Doubt | None = None

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The only one."""
        return (self.interpretation,)


class Alternatives(NamedTuple):
    """Several things the line may say, the likeliest first. `left`: words not understood.

    `apart`: it says all of them, as it tells of two meetings.
    """

    interpretations: tuple[Interpretation, ...]
    left: tuple[str, ...] = ()
    apart: bool = False


class _SentenceLine(NamedTuple):
    """A line: the sentence that tells what happened, the ways to cover it, and the note after it."""

    text: str
    sentence: Sentence
    coverings: Sequence[Covering]
    note: str

    @property
    def pieces(self) -> Sequence[Piece]:
        """The pieces of the likeliest covering."""
        return self.coverings[0].pieces

    @property
    def left(self) -> tuple[str, ...]:
        """The words that are not understood."""
        tokens = self.sentence.tokens
        left = of_kind(self.pieces, Kind.LEFT)
        words_left = (tokens[piece.start].text for piece in left)
        return tuple(words_left)


def understand(
    text: str, now: datetime, known: Known, *, day_first: bool = True, new: bool = False
) -> Understood | Alternatives:
    """What a line says, seen from `now`; with `new`, unknown names are new people.

    Raises Usage for a day that cannot be, Ambiguous for a stretch of time.
    """
    tidied = _SPARE.sub(" ", text)
    text = _COUPLE.sub(r"\1 \4\2\3 ", tidied)
    viewpoint = Viewpoint(now.date(), day_first or _is_french(text))
    known = known._replace(
        resolve=cache(known.resolve), spelled=known.spelled and cache(known.spelled)
    )

    def sentence_of(part: str) -> Sentence:
        return Sentence(part, viewpoint, known, new)

    line = _divided(text, sentence_of)
    try:
        understood = _told_apart(text, _understood(line, now), sentence_of)
    except LedgerError:
        # The day that cannot be read is the note's: a name that no one bears is told of before it.
        with_aside = _before_an_aside(text, now, sentence_of, certain_only=False)
        if with_aside is None:
            raise
        return with_aside
    if is_too_long(line.sentence):
        meeting = understood.interpretations[0]
        return Understood(meeting, certain=False, left=line.left, doubt="length")
    if _may_have_an_aside(line, understood):
        with_aside = _before_an_aside(text, now, sentence_of)
        if with_aside is not None:
            return with_aside

    def again(other: str, *, new: bool) -> Understood | Alternatives:
        return understand(other, now, known, day_first=day_first, new=new)

    fewer_names = _with_shorter_names(text, understood, again) if not new else None
    if fewer_names is not None:
        return fewer_names
    other = respelled(text, [*understood.left, *_strange_words(line)])
    if other == text:
        return understood
    return _better(again(other, new=new), understood)


def _told_apart(
    text: str,
    understood: Understood | Alternatives,
    sentence_of: Callable[[str], Sentence],
) -> Understood | Alternatives:
    """The two meetings that a line tells one after the other, if it is not certain what it says."""
    is_one = isinstance(understood, Understood) and understood.doubt != "somebody"
    if is_one:
        return understood
    apart = meetings_apart(text, sentence_of)
    if not apart:
        return understood
    return Alternatives(apart, apart=True)


def _with_shorter_names(
    text: str,
    understood: Understood | Alternatives,
    again: Callable[..., Understood | Alternatives],
) -> Understood | Alternatives | None:
    """The line read with new people, where that leaves less in the names that no one bears; else None."""
    unknown = _unknown(understood)
    if isinstance(understood, Alternatives):
        return None
    if not unknown:
        return None
    with_new_people = again(text, new=True)
    if not _names_less(_unknown(with_new_people), unknown):
        return None
    return _never_certain(with_new_people)


def _better(
    corrected: Understood | Alternatives, understood: Understood | Alternatives
) -> Understood | Alternatives:
    """What a corrected line says, never for certain; the line as it stands where correcting tells no more."""
    is_no_better = corrected.left or not _unknown(corrected) <= _unknown(understood)
    if is_no_better:
        return understood
    return _never_certain(corrected)


def _is_french(text: str) -> bool:
    """Whether the line is in French for certain, where the day comes before the month."""
    return not _FRENCH.isdisjoint(fold(text).split())


def _understood(line: _SentenceLine, now: datetime) -> Understood | Alternatives:
    distinct: dict[Interpretation, Interpretation] = {}
    for covering in line.coverings:
        for interpretation in interpretations(line.sentence, covering):
            distinct.setdefault(_folded(interpretation), interpretation)
    meetings_noted = (
        meeting._replace(note=_note(line, meeting.note))
        for meeting in distinct.values()
    )
    noted = tuple(meetings_noted)
    if len(noted) > 1:
        return Alternatives(noted, line.left)
    (meeting,) = noted
    doubt = _doubt(line, meeting, now)
    if doubt is None and _is_clear(line, meeting):
        return Understood(meeting, certain=True)
    return Understood(meeting, certain=False, left=line.left, doubt=doubt)


def _folded(meeting: Interpretation) -> Interpretation:
    """The same for two that only write the place or a known name otherwise: "w/ Tom" and "Tom"."""
    people = tuple(
        named._replace(text="") if named.people else named for named in meeting.people
    )
    return meeting._replace(people=people, place=fold(meeting.place or ""))


def _may_have_an_aside(
    line: _SentenceLine, understood: Understood | Alternatives
) -> bool:
    """Whether a line may tell more of someone than of the meeting at its end: it is not certain, or names another place."""
    if isinstance(understood, Alternatives):
        return True
    if understood.certain:
        has_place = understood.interpretation.place is not None
        return has_place and tells_of_elsewhere(line.sentence.text)
    return understood.doubt in {None, "ahead", "off"}


def _before_an_aside(
    text: str,
    now: datetime,
    sentence_of: Callable[[str], Sentence],
    *,
    certain_only: bool = True,
) -> Understood | None:
    """What the part before a comma tells for certain, if what follows is but its note; None if it is not.

    Without `certain_only` also what it tells with a doubt.
    """
    for head, aside in asides(sentence_of(text)):
        line = _divided(head, sentence_of)
        if not _is_complete(line.coverings[0]):
            continue
        if line.note:
            continue
        if not changes_nothing(line.pieces, line.sentence, aside):
            continue
        try:
            understood = _understood(line, now)
        except LedgerError:
            continue
        if isinstance(understood, Alternatives):
            continue
        if understood.certain or not certain_only:
            meeting = understood.interpretation
            note = ". ".join(filter(None, [meeting.note, aside]))
            return understood._replace(interpretation=meeting._replace(note=note))
    return None


def _is_clear(line: _SentenceLine, meeting: Interpretation) -> bool:
    """Whether every word is understood, or changes nothing, and every name is that of one person."""
    is_unsure = meeting.form is None or any(
        len(named.people) > 1 for named in meeting.people
    )
    if is_unsure:
        return False
    if not (doubtfulness(line.coverings[0]) <= _SURE):
        return False
    return harmless(line.sentence, line.pieces)


def _doubt(line: _SentenceLine, meeting: Interpretation, now: datetime) -> Doubt | None:
    """Why the line as a whole may say something else."""
    utterance = Utterance(line.sentence, line.pieces, line.text, line.note)
    today = meeting.on.day == now.date()
    doubt = doubt_about(utterance, meeting.form, today=today, now=now)
    if doubt is not None:
        return doubt
    for part in parts_of(line.note):
        if _tells_only(replace(line.sentence, text=part, seen={}), _WHEN):
            return "day"
    return None


def _divided(text: str, sentence_of: Callable[[str], Sentence]) -> _SentenceLine:
    """A line divided after the shortest beginning with a name and a form; undivided if none has both.

    Parts after it that only tell when, where, how long or at what distance belong to it too.
    """
    spans = parts(text)
    if not spans:
        return _SentenceLine(text, sentence_of(text), [Covering(0.0, ())], "")
    size, sentence, covered = _shortest(text, spans, sentence_of)
    clause = None
    if _is_complete(covered[0]):
        clause = clause_at(sentence)
    if clause is not None:
        note = _from_clause(text, sentence, clause)
        sentence = sentence_of(sentence.written(0, clause))
        return _SentenceLine(text, sentence, coverings(sentence), note)
    facets = _count_of_facets(text, spans[size:], sentence_of)
    if facets:
        size += facets
        sentence = sentence_of(_joined(text, spans[:size]))
        covered = coverings(sentence)
    note = ""
    if size < len(spans):
        note = text[spans[size][0] :]
    return _SentenceLine(text, sentence, covered, _spoken(note))


def _from_clause(text: str, sentence: Sentence, clause: int) -> str:
    """All that is written from a clause on."""
    behind = sentence.text[sentence.tokens[clause].start :]
    if behind not in text:
        return behind
    return text[text.rindex(behind) :]


def _shortest(
    text: str, spans: Sequence[tuple[int, int]], sentence_of: Callable[[str], Sentence]
) -> tuple[int, Sentence, Sequence[Covering]]:
    """The count of first parts with a name and a form, or of all that are looked at, and their sentence."""
    most = min(len(spans), _PARTS)
    size = 1
    while True:
        sentence = sentence_of(_joined(text, spans[:size]))
        covered = coverings(sentence)
        is_enough = size == most or _is_complete(covered[0])
        if is_enough:
            return size, sentence, covered
        size += 1


def _count_of_facets(
    text: str, spans: Sequence[tuple[int, int]], sentence_of: Callable[[str], Sentence]
) -> int:
    """How many parts tell nothing but when, where, how long or at what distance."""
    nearest = spans[:_MOST_FACETS]
    for count, (start, end) in enumerate(nearest):
        if not _tells_only(sentence_of(text[start:end]), _FACETS - _IDLE):
            return count
    return len(nearest)


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts_joined = (text[start:end].strip() for start, end in spans)
    return ", ".join(parts_joined)


def _is_complete(covering: Covering) -> bool:
    return {Kind.NAME, Kind.FORM} <= kinds_of(covering.pieces)


def _tells_only(sentence: Sentence, among: frozenset[Kind]) -> bool:
    """Whether a part tells nothing but when, where, how long or at what distance, and one of these of it."""
    if not may_tell_only(sentence, _FACETS):
        return False
    pieces = coverings(sentence, complete=False)[0].pieces
    kinds = kinds_of(pieces)
    meanings = values_of(pieces, Meaning)
    tells_more = any(
        meaning.takes or not _REMOTE.issuperset(meaning.forms) for meaning in meanings
    )
    if tells_more:
        return False
    return kinds <= _FACETS and not kinds.isdisjoint(among)


def _spoken(note: str) -> str:
    """A note; nothing if it is signs alone, such as three dots."""
    if not any(map(str.isalnum, note)):
        return ""
    return note.strip()


def _note(line: _SentenceLine, topic: str | None) -> str | None:
    """The note: what was talked about, words at the end that are not understood, what follows the sentence."""
    unclear = ""
    if not harmless(line.sentence, line.pieces):
        unclear = _unclear_end(line)
    noted = filter(_spoken, [topic or "", unclear, line.note])
    return ". ".join(noted) or None


def _unclear_end(line: _SentenceLine) -> str:
    """All that is not understood, if it stands together at the end: a note without its dash."""
    left = of_kind(line.pieces, Kind.LEFT)
    if not left:
        return ""
    start = left[0].start
    kinds = {piece.kind for piece in line.pieces if piece.start > start}
    if not kinds <= {Kind.LEFT, *_IDLE}:
        return ""
    return line.sentence.written(start, len(line.sentence.tokens)).strip("() ,")


def _strange_words(line: _SentenceLine) -> list[str]:
    """The words in lower case of names that no one bears: they may be misspelt words of the sentence."""
    words: list[str] = []
    for named in values_of(line.pieces, Named):
        if named.people:
            continue
        words.extend(filter(str.islower, named.text.split()))
    return words


def _unknown(understood: Understood | Alternatives) -> set[str]:
    """The names that no one bears."""
    names: set[str] = set()
    for meeting in understood.interpretations:
        for named in meeting.people:
            if not named.people:
                names.add(named.text)
    return names


def _names_less(names: set[str], longer: set[str]) -> bool:
    """Whether these names are the others without the words after them: "Denis Aubrac", not "Denis Aubrac yesterday"."""
    if not names:
        return False
    if names == longer:
        return False
    beginnings = (
        any(f"{other} ".startswith(f"{name} ") for other in longer) for name in names
    )
    return all(beginnings)


def _never_certain(understood: Understood | Alternatives) -> Understood | Alternatives:
    """What was understood of a corrected line."""
    if isinstance(understood, Alternatives):
        return understood
    return understood._replace(certain=False)
