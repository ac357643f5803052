"""When it was: the windows of words that name a day, from a token on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ledger.language.dates import words
from ledger.language.dates.days import Day, Several, known_day, month_of
from ledger.language.dates.feasts import FEASTS
from ledger.language.dates.reading import find
from ledger.language.dates.words import WORDS, normal
from ledger.language.sentences.hours import AT, is_clock, minutes_of
from ledger.language.sentences.pieces import Kind, Piece, Sentence, once
from ledger.language.sentences.small import (
    AND,
    ARTICLES,
    DETERMINERS,
    GRAMMAR,
    WITH,
    word_set,
)
from ledger.language.text import fold

_LONGEST: Final = 8
_LENGTH: Final = 3
_SPAN: Final = re.compile(r"\S+|[0-9]+ h [0-9]+|[1-4] (?:heures?|hours?)(?: [0-9]+)?")
_MOST: Final = 100
"""No day takes more words, or more characters."""

STARTERS: Final = (
    word_set(
        "le la l the on in back en dans ce cet cette this last past next il y ya voila ca about around early earlier late mid fin",
        "debut mi du of a at au vers courant dernier half noel christmas spring printemps summer ete autumn automne",
        "fall winter hiver annee year week morning afternoon evening matin soir soiree weekend semaine sem month mois premier first day avant aujourdhui",
        "yesterdays todays jour end start beginning middle for aux les j during durant pendant",
    )
    | {*words.MONTHS, *words.WEEKDAYS, *words.COUNTS}
    | {phrase.split()[0] for phrase in WORDS}
    | {
        fold(phrase).split()[0]
        for phrase in (*FEASTS, "reveillon", "avant veille", "surlendemain", "pour")
    }
)
"""The folded words that a day may begin with, besides numbers."""

NAMES_TOO: Final = word_set(
    "mars mai may march avril april august aout juin june janvier noel sun jan mar sam"
)
"""What is a day or a month may be a name as well: Grace May."""
_WORDS_TOO: Final = word_set("mon jeu mer sun sat wed sam dim mar ven lun jan sept a")
_DOUBT: Final = 0.4
_LITTLE: Final = 1.5
_BEFORE_SUMMER: Final = word_set("l en cet d de mi fin debut courant")
_AFTER_SUMMER: Final = word_set("dernier passe prochain indien 98 99")
_ABOUT: Final = word_set("about around vers circa environ roughly approximately")
_AHEAD: Final = re.compile("(?:in|dans|d'ici) (?!the |la )")
_NO_DAY: Final = 20.0

STREETS: Final = word_set(
    "rue place boulevard bd bld avenue av ave quai square impasse passage"
)
"""Streets are named after days: the rue du 4 Septembre is none."""


_APART: Final = frozenset("()&+@")
"""No day goes on after these."""

_OF: Final = frozenset({"du", "de", "des"})
_INTRODUCING: Final = ARTICLES | DETERMINERS - word_set("without no not of from")
_NO_NOUNS: Final = GRAMMAR | AND | WITH
_FULL_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_AFTER_MONDAY: Final = word_set(
    "morning afternoon evening night am pm at with avec in last"
)
_WEEK: Final = re.compile("week|wk|semaine|sem (?=[0-9])|sem derniere")
_FULL_YEARS: Final = range(1900, 2100)
_HOUR_TOO: Final = re.compile("(?:19|20)(?:[03]0|[14]5)")
"""2015 is a quarter past eight, too."""


class RefusedDay(NamedTuple):
    """Words for a day that cannot be, or for a stretch of time: refused if that is what was meant."""

    text: str
    why: Several | Exception


class Week(NamedTuple):
    """Words for a past week, which is within one month."""

    text: str
    month: Day


@once
def dates_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The days that windows of words name."""
    is_no_date = not _may_begin(sentence, i) or _in_a_street(sentence, i)
    if is_no_date:
        return
    for end in sentence.ends(i, _LONGEST):
        last_word = sentence.words[end - 1]
        if last_word in _APART:
            return
        is_cut_short = last_word == "," or _ends_in_length(sentence, i, end)
        if is_cut_short:
            continue
        day = date_in(sentence, i, end)
        if day is not None:
            yield Piece(Kind.DATE, i, end, _doubt(sentence, i, end, day), day)


def end_of_attribute(sentence: Sentence, start: int, i: int) -> int:
    """The end of a day here that only tells which thing is meant, in words from `start` on; 0 without one.

    "the Friday report", "le bilan de mars", "le budget 2027".
    """
    ends = [day.end for day in dates_at(sentence, i)]
    if ends and _is_attribute(sentence, start, i, max(ends)):
        return max(ends)
    return 0


def _is_attribute(sentence: Sentence, start: int, i: int, end: int) -> bool:
    """Whether the words of a day, from `i` to before `end`, only tell which thing is meant."""
    before = sentence.words[start:i]
    opening = {sentence.words[i], *before[-1:]}
    is_introduced = not _INTRODUCING.isdisjoint(opening)
    if is_introduced and _names_a_thing(sentence, end):
        return True
    if not _OF.isdisjoint(opening):
        return sentence.words[i] in _OF or len(before) > 1
    is_year = _FULL_YEAR.fullmatch(sentence.plain(i, end)) is not None
    return is_year and bool(before) and before[-1].isalpha()


def _names_a_thing(sentence: Sentence, i: int) -> bool:
    """Whether a word in lower case stands here that may be a noun: none of the grammar, and no day."""
    for token in sentence.tokens[i : i + 1]:
        is_a_noun = token.text.isalpha() and token.text.islower()
        return (
            is_a_noun and token.plain not in _NO_NOUNS and token.plain not in STARTERS
        )
    return False


def _may_begin(sentence: Sentence, i: int) -> bool:
    token = sentence.tokens[i]
    is_been = token.plain == "ete" and not _is_summer(sentence, i)
    if is_been:
        return False
    is_mine = token.text == "mon" and is_possessive(sentence, i)
    if is_mine:
        return False
    begins_no_day = token.digits or token.text[0] in "-'"
    if begins_no_day:
        return True
    return token.plain.split()[0] in STARTERS


def _is_summer(sentence: Sentence, i: int) -> bool:
    """Whether `été` is the season rather than what someone has been: "j'ai été reçue", "été voir Zoé"."""
    before = ""
    if i:
        before = sentence.plain(i - 1, i)
    after = sentence.plain(i + 1, i + 2)
    if before in _BEFORE_SUMMER:
        return True
    if after in _AFTER_SUMMER:
        return True
    return after[:2] in {"19", "20"}


def is_possessive(sentence: Sentence, i: int) -> bool:
    """Whether `mon` is French for my: "mon ami", and not "mon 23"."""
    following = sentence.tokens[i + 1 : i + 2]
    if not following:
        return False
    if not following[0].plain.isalpha():
        return False
    return following[0].plain not in _AFTER_MONDAY


def date_in(
    sentence: Sentence, start: int, end: int
) -> Day | Several | Week | RefusedDay | None:
    """The day, or several, that the tokens name; None if they are no date."""
    text = sentence.written(start, end)
    if len(text) > _MOST:
        return None
    plain = normal(text).removesuffix("'s")
    try:
        day = find(plain, sentence.viewpoint)
    except (ValueError, OverflowError) as error:
        return RefusedDay(text, error)
    is_no_year = re.fullmatch("[0-9]{4}", plain) and int(plain) not in _FULL_YEARS
    if is_no_year:
        return None  # 1430 is a time of day, or nothing
    is_still_today = day == known_day(sentence.viewpoint.today) and _AHEAD.match(plain)
    if is_still_today:
        return None  # "in an hour" is today, and still to come
    if not isinstance(day, Several) or not day.span:
        return day
    monday, sunday = day.days[0].day, day.days[-1].day
    past = sunday < sentence.viewpoint.today and _WEEK.search(plain) is not None
    is_within_a_month = past and monday.month == sunday.month
    if is_within_a_month:
        return Week(text, month_of(monday.year, monday.month))
    return RefusedDay(text, day)


def _ends_in_length(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the window ends in a length, which a date takes for a time of day: `hier, 1h`."""
    for begin in range(max(start + 1, end - _LENGTH), end):
        written = sentence.written(begin, end)
        is_no_span = sentence.tokens[
            begin - 1
        ].text.lower() in AT or not _SPAN.fullmatch(written)
        if is_no_span:
            continue
        is_a_length = minutes_of(written) is not None and not is_clock(written)
        if is_a_length:
            return True
    return False


def _in_a_street(sentence: Sentence, i: int) -> bool:
    """Whether the number here belongs to a street: `rue du 4 septembre`, `place du 8 mai 1945`."""
    number = i
    follows_of = sentence.words[i] in _OF and i + 1 < len(sentence.tokens)
    if follows_of:
        number = i + 1
    if not _is_number(sentence, number):
        return False
    before = i - 1
    while before > 0 and (
        _is_number(sentence, before) or sentence.words[before] in _OF
    ):
        before -= 1
    return before >= 0 and sentence.words[before] in STREETS


def _is_number(sentence: Sentence, i: int) -> bool:
    return sentence.tokens[i].digits or sentence.words[i] in words.MONTHS


def _doubt(sentence: Sentence, start: int, end: int, day: object) -> float:
    """How likely the words are something else, or an inexact day, such as about Monday."""
    is_of_a_topic = sentence.words[start] in _ABOUT and _is_attribute(
        sentence, start + 1, start + 1, end
    )
    if is_of_a_topic:
        return _NO_DAY  # "about the spring gala"
    about = not _ABOUT.isdisjoint(sentence.words[start:end])
    is_near_a_day = about and getattr(day, "precision", None) == "day"
    if is_near_a_day:
        return _LITTLE
    if end - start > 1:
        return 0.0
    return _doubt_alone(sentence, start)


def _doubt_alone(sentence: Sentence, at: int) -> float:
    """How unlikely a single word is a day: `mars` is a name too, but `sam` is mostly Saturday."""
    token = sentence.tokens[at]
    is_half_written = at and token.text in {"Wed", "Sat"}
    if is_half_written:
        return 0.0
    if token.plain in _WORDS_TOO:
        named = token.capital and sentence.known(token.text)
        if named:
            return _NO_DAY
        return _LITTLE
    if _HOUR_TOO.fullmatch(token.plain):
        return _LITTLE
    may_be_a_name = token.plain in NAMES_TOO or token.plain.isdecimal()
    if may_be_a_name:
        return _DOUBT
    return 0.0
