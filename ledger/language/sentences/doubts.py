"""What makes a whole line doubtful, however well its words are understood.

Questions, meetings of others, and meetings that did not take place after all, or not in the flesh.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile, pairwise
from typing import Final, Literal, TypeAlias

from ledger.facts.meeting.events import Form
from ledger.language.dates.words import any_of
from ledger.language.folding import words
from ledger.language.given_names import is_given_name
from ledger.language.meeting_words import Outcome, distance, distance_in_note, outcome, outcome_in_note, plain
from ledger.language.sentences.clock import is_later_today, is_to_come
from ledger.language.sentences.covering import Covering, coverings
from ledger.language.sentences.days import NAMES_TOO
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.leftovers import runs_left
from ledger.language.sentences.pieces import Kind, Named, Piece, Sentence, Spot
from ledger.language.sentences.small import PEOPLE, word_set
from ledger.language.sentences.tokens import parts

Doubt: TypeAlias = Literal["off", "ahead", "question", "distance", "others", "somebody", "day"]
"""Why a line is not certain: it fell through, is still to come, asks, was at a distance, was a meeting of
others, was also with somebody else, was on some other day."""

_FIRST_PERSON: Final = word_set("i we me us myself j je nous moi m")
_OTHERS: Final = word_set("he she they il elle ils elles who qui")
_VERBS: Final = word_set(
    "had has have was were took got grabbed shared enjoyed attended did went lunched dined ate",
    "a ont se s est sont etait etaient avait avaient eu pris bu fait",
)
"""After a name they tell what that person did; so does every verb that says who was met."""

_CAME: Final = word_set("venu venue venus venues passe passee passes came stopped dropped popped joined")
"""Somebody who came, came to the teller."""

_ASK: Final = word_set("did have has had was were am is are do does")
_QUESTIONS: Final = re.compile(
    r"^(?:est ce qu|ai je|avons nous|a t on|as tu|avez vous|qui |quand |ou |when |who |why |where |how |what |shall |can |could )"
)
_SUBJECTS: Final = _FIRST_PERSON | word_set("you he she they it there")
_TO_DO: Final = [[verb] for verb in ("call", "phone", "ring", "meet", "see")]
_THEN: Final = frozenset({"puis", "then", "ensuite", "and then", "et puis"})
_BY_THE_WAY: Final = word_set("then and et puis ensuite apres after that also aussi later plus tard")
_MOST_PARTS: Final = 4
_TOLD: Final = frozenset({Kind.NAME, Kind.PLACE, Kind.NOTE, Kind.FIRM, Kind.DATE, Kind.LENGTH, Kind.CLOCK})

_PRESENCE: Final = re.compile(
    r"(?<!\w)(?:rejointe?s?|rejoignait|(?:etait|etaient|est|sont) (?:aussi |egalement |venue?s? )?(?:la|presente?s?|des notres|aussi|avec nous)"
    r"|joined(?: us| me)?|tagged along|came (?:along|too|as well|with)|(?:was|were) (?:there|present|also|with us)|present(?:e|s|es)? (?:aussi|egalement)"
    r"|s est joint[es]*|se sont joints|accompagnee?s?|(?:popped|dropped|stopped|swung|came) (?:in|by|over)|showed up|turned up|in tow|sat with us|debarquee?s?|assise? avec nous|brought (?:him|her|his|along|a|the)|invitee?s? aussi|incrustee?s?|(?:est|sont) (?:venue?s?|passee?s?|arrivee?s?)"
    rf"|(?:avec|with|et|and|plus|brought|amene) (?:sa|son|ses|his|her|their|leur|leurs|un|une|a|the|mon|ma|mes|my|our|some|two|deux|trois) (?:[a-z]+ )?(?:{any_of(PEOPLE)})(?!\w)"
    r"|au complet|a plusieurs|all of us)"
)
_CORRECTED: Final = re.compile(
    r"^(?:(?:en fait|en realite|actually|pardon|sorry|oops|oups|correction|erreur|non|no|wait|attends|ah)(?: non| no)?|plutot|or rather|rather|i mean|je veux dire)"
    r"(?!\w)(?! (?:very|tres|plutot (?:bien|sympa)))|(?<!\w)(?:c etait|it was) (?:plutot |rather |actually |en fait )?(?:avant hier|hier|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|le [0-9]|yesterday|on |monday|tuesday|wednesday|thursday|friday|saturday|sunday|last|with|avec)(?!\w)"
)
_JOINS: Final = re.compile(
    r"^\W*(?:\+|&|et|and|plus|ainsi que?|aussi|also|with|avec|as well as|de meme que?|en presence d|in the presence of)(?!\w)",
    re.IGNORECASE,
)
_FLESH: Final = re.compile(
    r"(?<!\w)(?:en personne|presentiel|in person|face to face|in the flesh|en chair et en os)(?!\w)"
)


def doubt_about(sentence: Sentence, covering: Covering, text: str, note: str) -> Doubt | None:
    """Why a line may say something else than a meeting of the teller that took place, in the flesh if it seems so.

    `text` is all of the line, `note` what follows the sentence in it.
    """
    pieces = covering.pieces
    stated = stated_words(sentence, pieces)
    if _asks(sentence, pieces, text):
        return "question"
    if fallen := _outcome(sentence, pieces, stated, note):
        return "ahead" if fallen == "open" else "off"
    if is_to_come(stated) or _is_told_to_do(sentence, pieces) or _may_be_ahead(sentence, pieces):
        return "ahead"
    if _at_distance(sentence, pieces, stated, note):
        return "distance"
    if _of_others(sentence, pieces) or _in_turn(pieces):
        return "others"
    if _named_so(sentence, pieces) or _CORRECTED.search(plain(note)):
        return "day"
    if any(_at_somebody(sentence, piece.value) for piece in pieces if isinstance(piece.value, Spot)):
        return "somebody"
    return "somebody" if any(_somebody(sentence, part) for part in _parts(note)) else None


def _may_be_ahead(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether the day is one that may lie ahead as well: "tout à l'heure", where no verb says that it is past."""
    days = [sentence.plain(piece.start, piece.end) for piece in pieces if piece.kind is Kind.DATE]
    return "tout a l heure" in days and not _tells_of_the_past(sentence, pieces)


def _is_told_to_do(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether the line only says what is to be done: "Call Ada"."""
    kinds = [piece.kind for piece in pieces]
    return (
        sentence.words[:1] in _TO_DO and kinds[1:2] == [Kind.NAME] and not {Kind.DATE, Kind.LENGTH} & {*kinds}
    )


def _at_somebody(sentence: Sentence, spot: Spot) -> bool:
    """Whether what is taken for a place is somebody: "grâce à Yanis"."""
    return spot.host is None and is_given_name(spot.text) and bool(sentence.known(spot.text))


def somebody_else(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether a name may well mean somebody else than the one person, or be a slip of a known name."""
    return any(_may_be_another(sentence, piece) for piece in pieces if piece.kind is Kind.NAME)


def _may_be_another(sentence: Sentence, piece: Piece) -> bool:
    people = sentence.people
    match piece.value:
        case Named(text=text, people=()):
            return sentence.new and people.nearly is not None and bool(people.nearly(text))
        case Named(people=(person,)):
            written = sentence.written(piece.start, piece.end)
            return people.doubtful is not None and people.doubtful(written, person)
        case _:
            return False


def later_today(sentence: Sentence, pieces: Sequence[Piece], form: Form | None, now: datetime) -> bool:
    """Whether a meeting of today begins only after `now`."""
    times = [
        _times(sentence, piece) for piece in pieces if piece.kind in {Kind.DATE, Kind.CLOCK, Kind.LENGTH}
    ]
    return is_later_today(now, times, form, told=_tells_of_the_past(sentence, pieces))


def _tells_of_the_past(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether a verb tells of something past."""
    verbs = any(isinstance(piece.value, Meaning) and piece.value.takes for piece in pieces)
    return verbs or any(token.plain in _HAPPENED and token.text != "à" for token in sentence.tokens)


_HAPPENED: Final = word_set(
    "ai avons a eu ont pris bu dejeune dine mange had was got grabbed took went met ate dined lunched enjoyed shared"
)


def _times(sentence: Sentence, piece: Piece) -> str:
    """The words of a piece that may tell an hour; a length tells one only from one hour to another."""
    start = piece.start - (piece.start > 0 and sentence.words[piece.start - 1] in {"a", "at", "@"})
    text = sentence.written(start, piece.end)
    if piece.kind is not Kind.LENGTH or len(re.findall("[0-9]+ ?[h:]", text)) > 1:
        return text
    return text if start < piece.start else ""


def stated_words(sentence: Sentence, pieces: Sequence[Piece]) -> str:
    """The plain words that are no name, place, day or note: what the line says of the meeting."""
    trailing = _trailing(pieces)
    told = [piece for piece in pieces if piece.kind not in _TOLD and piece not in trailing]
    return plain(" ".join(sentence.written(piece.start, piece.end) for piece in told))


def _trailing(pieces: Sequence[Piece]) -> list[Piece]:
    """The words at the end that are not understood: a note without its dash."""
    for run in runs_left(pieces):
        named = any(piece.kind is Kind.NAME for piece in pieces[: pieces.index(run[0])])
        if named and run[-1] is pieces[-1]:
            return run
    return []


def _outcome(sentence: Sentence, pieces: Sequence[Piece], stated: str, note: str) -> Outcome | None:
    """What the line says against the meeting's having taken place."""
    if fallen := outcome(stated):
        return fallen
    places = " ".join(
        sentence.written(piece.start, piece.end) for piece in pieces if piece.kind is Kind.PLACE
    )
    topics = ". ".join(
        sentence.written(piece.start, piece.end) for piece in pieces if piece.kind is Kind.NOTE
    )
    trailing = _trailing(pieces)
    end = sentence.written(trailing[0].start, trailing[-1].end) if trailing else ""
    return (
        _fell_through(places)
        or outcome(_beginning(sentence, trailing))
        or outcome_in_note(f"{end}. {topics}. {note}")
    )


def _beginning(sentence: Sentence, trailing: Sequence[Piece]) -> str:
    """The first words of a note without its dash, with the two before them."""
    start = trailing[0].start if trailing else 0
    return sentence.plain(max(0, start - 2), start + 2) if trailing else ""


def _fell_through(places: str) -> Outcome | None:
    """What is said of the meeting in words taken for a place: "at Paris postponed"."""
    fallen = outcome_in_note(places)
    return fallen if fallen in {"off", "moved"} else None


def _at_distance(sentence: Sentence, pieces: Sequence[Piece], stated: str, note: str) -> bool:
    """Whether a meeting that seems to have been in the flesh was at a distance; or the other way round."""
    meanings = [piece.value for piece in pieces if isinstance(piece.value, Meaning)]
    if any(meaning.rank is Rank.MEDIUM or {*meaning.forms} <= {"video", "call"} for meaning in meanings):
        return _FLESH.search(plain(note)) is not None
    spots = [piece.value.text for piece in pieces if isinstance(piece.value, Spot)]
    trailing = _trailing(pieces)
    end = sentence.written(trailing[0].start, trailing[-1].end) if trailing else ""
    if distance(stated) or distance_in_note(f"{end}. {note}"):
        return True
    return any(distance(spot) for spot in spots)


def _parts(note: str) -> list[str]:
    return [note[start:end].strip() for start, end in parts(note)[:_MOST_PARTS]]


def _somebody(sentence: Sentence, part: str) -> bool:
    """Whether a part of the note tells of one more meeting, or of somebody else who was there."""
    note = replace(sentence, text=part, seen={})
    if _another_meeting(note):
        return True
    joined = _JOINS.match(part)
    if joined and _begins_with_somebody(note, part[joined.end() :]):
        return True
    return bool(_PRESENCE.search(plain(part))) or _also(note)


def _begins_with_somebody(note: Sentence, rest: str) -> bool:
    first = rest.strip(" :'’e").split(" ", 1)[0].strip(".,;!")
    return first[:1].isupper() or bool(note.known(first)) or words(first)[:1] in [(word,) for word in PEOPLE]


def _also(note: Sentence) -> bool:
    """Whether somebody was there "too": "Yanis aussi", "Ada as well"."""
    ends = (
        note.words[-1:] == ["aussi"]
        or note.words[-1:] == ["too"]
        or note.plain(len(note.words) - 2, len(note.words)) == "as well"
    )
    first = note.tokens[0].text if note.tokens else ""
    return ends and (bool(note.known(first)) or is_given_name(first))


def _another_meeting(note: Sentence) -> bool:
    """Whether a note tells of one more meeting, or of who else was there: "Then lunch with Grace"."""
    if not note.words or note.words[0] in _OTHERS:
        return False
    pieces = [*dropwhile(lambda piece: _by_the_way(note, piece), coverings(note)[0].pieces)]
    if [piece.kind for piece in pieces[:2]] == [Kind.WITH, Kind.NAME]:
        return True
    kinds = {piece.kind for piece in pieces}
    ranks = [piece.value.rank for piece in pieces if isinstance(piece.value, Meaning)]
    told = bool(ranks) and max(ranks) >= Rank.SEEN and Kind.LEFT not in kinds
    return told and Kind.NAME in kinds


def _by_the_way(note: Sentence, piece: Piece) -> bool:
    return note.words[piece.start] in _BY_THE_WAY


def _asks(sentence: Sentence, pieces: Sequence[Piece], text: str) -> bool:
    """Whether it is a question: it has its mark, or begins with "did I", "have we", "is Ada", "ai-je"."""
    if "?" in text or "？" in text or _QUESTIONS.search(plain(sentence.text)):
        return True
    if not sentence.words[0:1] or sentence.words[0] not in _ASK:
        return False
    named = any(piece.kind is Kind.NAME and piece.start == 1 for piece in pieces)
    return named or sentence.plain(1, 2) in _SUBJECTS


def _of_others(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether others met, and nothing says that the teller was there: "Ada had lunch with Grace"."""
    if _FIRST_PERSON & {*sentence.words}:
        return False
    named = next((at for at, piece in enumerate(pieces) if piece.kind is Kind.NAME), len(pieces))
    if _OTHERS & {*_small_words(sentence, pieces[:named])}:
        return True
    kinds = [piece.kind for piece in pieces]
    first = next((at for at, kind in enumerate(kinds) if kind in {Kind.NAME, Kind.FORM, Kind.WITH}), None)
    if first is None or kinds[first] is not Kind.NAME:
        return False
    rest = [*dropwhile(lambda piece: piece.kind in {Kind.NAME, Kind.AND, Kind.DATE}, pieces[first:])]
    subjects = sum(kind is Kind.NAME for kind in kinds[: len(kinds) - len(rest)])
    if subjects == 1 and kinds.count(Kind.NAME) == 1 and _CAME & {*sentence.words}:
        return False
    return bool(rest) and _acts(sentence, rest, subjects)


def _in_turn(pieces: Sequence[Piece]) -> bool:
    """Whether somebody was met after somebody else: "with Ada, then Grace"."""
    kinds = [piece.kind for piece in pieces]
    then = next((at for at, piece in enumerate(pieces) if piece.value in _THEN), len(pieces))
    return Kind.NAME in kinds[:then] and Kind.NAME in kinds[then:]


def _named_so(sentence: Sentence, pieces: Sequence[Piece]) -> bool:
    """Whether what is taken for a month may end the name before it: "lunch with Grace May"."""
    alone = [
        (before.kind, sentence.tokens[piece.start])
        for before, piece in pairwise(pieces)
        if piece.kind is Kind.DATE and piece.end == piece.start + 1
    ]
    return any(kind is Kind.NAME and token.capital and token.plain in NAMES_TOO for kind, token in alone)


def _acts(sentence: Sentence, rest: Sequence[Piece], subjects: int) -> bool:
    """Whether these pieces, after so many names, begin with what those people did: to each other, or another."""
    verb, after = rest[0], rest[1:]
    if isinstance(verb.value, Meaning) and verb.value.takes:
        return subjects > 1 or any(piece.kind is Kind.NAME for piece in after)
    if verb.kind is Kind.FORM and any(piece.kind is Kind.WITH for piece in after):
        return True  # "Grace lunch with Ada", "Will lunch with Ada"
    return verb.kind in {Kind.SMALL, Kind.FORM} and sentence.words[verb.start].split()[0] in _VERBS


def _small_words(sentence: Sentence, pieces: Sequence[Piece]) -> list[str]:
    return [sentence.words[piece.start] for piece in pieces if piece.kind is Kind.SMALL]
