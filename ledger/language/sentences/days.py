"""When it was: the windows of words that name a day, from a token on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ledger.language.dates import words
from ledger.language.dates.days import Day, Several, known_day
from ledger.language.dates.feasts import FEASTS
from ledger.language.dates.reading import find
from ledger.language.dates.words import WORDS, normal
from ledger.language.folding import fold
from ledger.language.sentences.hours import AT, is_clock, minutes_of
from ledger.language.sentences.pieces import Kind, Piece, Sentence, once
from ledger.language.sentences.small import each

_LONGEST: Final = 8
_LENGTH: Final = 3
_SPAN: Final = re.compile(r"\S+|[0-9]+ h [0-9]+")
_MOST: Final = 100
"""No day takes more words, or more characters."""

STARTERS: Final = (
    each(
        "le la l the on in back en dans ce cet cette this last past next il y ya voila ca about around early late mid fin",
        "debut mi du of a at au vers courant dernier half noel christmas spring printemps summer ete autumn automne",
        "fall winter hiver annee year week morning afternoon evening matin soir soiree weekend semaine month mois premier first day avant aujourdhui",
        "yesterdays todays jour end start beginning middle for aux les j",
    )
    | {*words.MONTHS, *words.WEEKDAYS, *words.COUNTS}
    | {phrase.split()[0] for phrase in WORDS}
    | {fold(phrase).split()[0] for phrase in (*FEASTS, "reveillon", "avant veille", "surlendemain", "pour")}
)
"""The folded words that a day may begin with, besides numbers."""

NAMES_TOO: Final = each("mars mai may march avril april august aout juin june janvier noel sun jan mar sam")
"""What is a day or a month may be a name as well: Grace May."""
_WORDS_TOO: Final = each("mon jeu mer sun sat wed sam dim mar ven lun jan sept a")
_DOUBT: Final = 0.4
_LITTLE: Final = 1.5
_BEFORE_SUMMER: Final = each("l en cet d de mi fin debut courant")
_AFTER_SUMMER: Final = each("dernier passe prochain indien 98 99")
_ABOUT: Final = each("about around vers circa environ roughly approximately")
_AHEAD: Final = re.compile("(?:in|dans|d'ici) (?!the |la )")
_NO_DAY: Final = 20.0

STREETS: Final = each("rue place boulevard bd bld avenue av ave quai square impasse passage")
"""Streets are named after days: the rue du 4 Septembre is none."""


class Refused(NamedTuple):
    """Words for a day that cannot be, or for a stretch of time: refused if that is what was meant."""

    text: str
    why: Several | Exception


@once
def dates_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The days that windows of words name."""
    if not _may_begin(sentence, i) or _in_a_street(sentence, i):
        return
    for end in range(i + 1, min(i + _LONGEST, len(sentence.tokens)) + 1):
        last = sentence.words[end - 1]
        if last in {"(", ")", "&", "+", "@"}:
            return
        if last == "," or _ends_in_length(sentence, i, end):
            continue
        if (found := date_in(sentence, i, end)) is not None:
            yield Piece(Kind.DATE, i, end, _doubt(sentence, i, end, found), found)


def _may_begin(sentence: Sentence, i: int) -> bool:
    token = sentence.tokens[i]
    if token.plain == "ete" and not _summer(sentence, i):
        return False
    return token.digits or token.plain.split()[0] in STARTERS or token.text[0] in "-'"


def _summer(sentence: Sentence, i: int) -> bool:
    """Whether `été` is the season rather than what somebody has been: "j'ai été reçue", "été voir Zoé"."""
    before, after = sentence.plain(i - 1, i) if i else "", sentence.plain(i + 1, i + 2)
    return before in _BEFORE_SUMMER or after in _AFTER_SUMMER or after[:2] in {"19", "20"}


def date_in(sentence: Sentence, start: int, end: int) -> Day | Several | Refused | None:
    """The day, or several, that the tokens name; None if they are no date."""
    text = sentence.written(start, end)
    if len(text) > _MOST:
        return None
    plain = normal(text).removesuffix("'s")
    try:
        found = find(plain, sentence.asked)
    except (ValueError, OverflowError) as error:
        return Refused(text, error)
    if re.fullmatch("[0-9]{4}", plain) and not 1900 <= int(plain) < 2100:
        return None  # 1430 is a time of day, or nothing
    if found == known_day(sentence.asked.today) and _AHEAD.match(plain):
        return None  # "in an hour" is today, and still to come
    return Refused(text, found) if isinstance(found, Several) and found.span else found


def _ends_in_length(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the window ends in a length, which a date takes for a time of day: `hier, 1h`."""
    for last in range(max(start + 1, end - _LENGTH), end):
        written = sentence.written(last, end)
        at = sentence.tokens[last - 1].text.lower() in AT
        if not at and _SPAN.fullmatch(written) and minutes_of(written) and not is_clock(written):
            return True
    return False


def _in_a_street(sentence: Sentence, i: int) -> bool:
    """Whether the number here belongs to a street: `rue du 4 septembre`, `place du 8 mai 1945`."""
    first = i + (sentence.words[i] in {"du", "de", "des"} and i + 1 < len(sentence.tokens))
    if not _numbers(sentence, first):
        return False
    before = i - 1
    while before > 0 and (_numbers(sentence, before) or sentence.words[before] in {"du", "de", "des"}):
        before -= 1
    return before >= 0 and sentence.words[before] in STREETS


def _numbers(sentence: Sentence, i: int) -> bool:
    return sentence.tokens[i].digits or sentence.words[i] in words.MONTHS


def _doubt(sentence: Sentence, start: int, end: int, found: object) -> float:
    """How likely the words are something else or some other day: about Monday; alone, `mars` is a name too and `sam` hardly a Saturday."""
    token = sentence.tokens[start]
    if _ABOUT & {*sentence.words[start:end]} and getattr(found, "precision", None) == "day":
        return _LITTLE
    if end - start > 1:
        return 0.0
    if start and token.text in {"Wed", "Sat"}:
        return 0.0
    if token.plain in _WORDS_TOO:
        return _NO_DAY if token.capital and sentence.known(token.text) else _LITTLE
    if re.fullmatch("(?:19|20)(?:[03]0|[14]5)", token.plain):
        return _LITTLE  # 2015 is a quarter past eight, too
    return _DOUBT if token.plain in NAMES_TOO or token.plain.isdecimal() else 0.0
