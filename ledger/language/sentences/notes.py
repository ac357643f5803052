"""What a note beside a meeting tells of it: one more meeting, someone else, another day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import dropwhile
from typing import Final

from ledger.language.dates.words import any_of
from ledger.language.meeting_words import plain
from ledger.language.person_names import is_given_name
from ledger.language.sentences.covering import coverings
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.pieces import Kind, Piece, Sentence, values_of
from ledger.language.sentences.small import OTHERS, PEOPLE, word_set
from ledger.language.sentences.tokens import parts
from ledger.language.text import fold

_PARTS: Final = 4
"""Later parts of a note tell of something else."""

_LONGEST_NAME: Final = 3
_BY_THE_WAY: Final = word_set(
    "then and et puis ensuite apres after that also aussi later plus tard"
)
_OWNERS: Final = "sa|son|ses|his|her|their|leur|leurs|un|une|a|the|mon|ma|mes|my|our|some|two|deux|trois"
# fmt: off
# Texts that `re` compiles when they are first used: that takes milliseconds, and few sentences have a note.
_PRESENCE: Final = (
    r"(?<!\w)(?:rejointe?s?|rejoignait|joined(?: us| me)?|tagged along|showed up|turned up|in tow|sat with us|all of us"
    r"|(?:etait|etaient|est|sont) (?:aussi |egalement |venue?s? )?(?:la|presente?s?|des notres|aussi|avec nous)"
    r"|came (?:along|too|as well|with)|(?:was|were) (?:there|present|also|with us)|presente?s? (?:aussi|egalement)"
    r"|s est joint[es]*|se sont joints|accompagnee?s?|invitee?s? aussi|incrustee?s?|debarquee?s?|assise? avec nous"
    r"|(?:on|nous) (?:etait|etions) (?:a )?(?:trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|[0-9]+|plusieurs|nombreux|nombreuses|une? (?:dizaine|vingtaine|douzaine))"
    r"|(?:we were|there were) (?:three|four|five|six|seven|eight|nine|ten|twelve|twenty|[0-9]+|several|many)"
    r"|(?:popped|dropped|stopped|swung|came) (?:in|by|over)|brought (?:him|her|his|along|a|the)|au complet|a plusieurs"
    r"|(?:est|sont) (?:venue?s?|passee?s?|arrivee?s?)|(?:amene|emmene) (?:une?|des|son|sa|ses)(?!\w)"
    r"|the (?:two|three|four|five|six) of us|juste a (?:deux|trois|quatre|cinq|six)"
    r"|^(?:both of them|both|les deux|tou(?:s|tes) les deux|half .* there|(?:son|sa|ses) [a-z]+ presente?s?)$"
    rf"|(?:avec|with|et|and|plus|brought|amene) (?:{_OWNERS}) (?:[a-z]+ )?(?:{any_of(PEOPLE)})(?!\w))"
)
"""Words that say that someone else was there."""

_NEW_DAY: Final = (
    "avant hier|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le [0-9]|yesterday|on |monday|tuesday"
    "|wednesday|thursday|friday|saturday|sunday|last|with|avec"
)
_CORRECTED: Final = (
    r"^(?:(?:en fait|en realite|actually|pardon|sorry|oops|oups|correction|erreur|non|no|wait|attends|ah)(?: non| no)?"
    r"|plutot|or rather|rather|i mean|je veux dire)(?!\w)(?! (?:very|tres|plutot (?:bien|sympa)))"
    rf"|(?<!\w)(?:c etait|(?:it|that) was) (?:plutot |rather |actually |en fait )?(?:{_NEW_DAY}|il y a|(?:[a-z]+ )?(?:years|months|weeks|ages|while|time) (?:ago|back))(?!\w)"
)
_UNSURE: Final = (
    r"(?:i (?:think|guess|believe|suppose)(?: so)?|if i (?:remember|recall)(?: (?:well|correctly|rightly|right))?"
    r"|je (?:crois|pense|suppose)(?: bien)?|il me semble|sauf erreur(?: de ma part)?|si je me souviens bien|si je ne me trompe pas"
    r"|(?:i m |i am )?not (?:quite |really )?sure(?: (?:of|about) the (?:day|date))?|(?:je ne suis |je suis |j suis )?(?:plus|pas) (?:tout a fait |tres )?sure?"
    r"(?: (?:du jour|de la date))?|a verifier|to (?:be )?check(?:ed)?|date (?:a verifier|incertaine|uncertain|unsure))"
)
"""What says, alone in a part of the note, that the teller is not sure."""

_JOINS: Final = re.compile(
    r"^\W*(?:\+|&|et|and|plus|ainsi que?|aussi|also|with|avec|as well as|de meme que?|en presence d|in the presence of)(?!\w)",
    re.IGNORECASE,
)
# fmt: on
_BROUGHT: Final = re.compile(
    r"\b(?:brought|[ea]mm?en(?:é|ée|ait)|ven(?:u|ue) avec|came with|accompanied by|accompagnée? (?:de|d['’]|par)|joined by|rejoints? par)\s*(?=[A-ZÀ-Ý])"
)
"""Someone with a name came along."""

_TOO: Final = ("aussi", "too", "as well")


def parts_of(note: str) -> list[str]:
    """The first parts of a note."""
    return [note[start:end].strip() for start, end in parts(note)[:_PARTS]]


def is_corrected(note: str) -> bool:
    """Whether the note takes back what the line says, or doubts it: "sorry, with Ada", "je crois"."""
    if re.search(_CORRECTED, plain(note)):
        return True
    corrections = (re.fullmatch(_UNSURE, plain(part)) for part in parts_of(note))
    return any(corrections)


def tells_of_somebody(sentence: Sentence, part: str) -> bool:
    """Whether a part of the note mentions another meeting, or another person present."""
    note = replace(sentence, text=part, seen={})
    is_of_others = _is_another_meeting(note) or _was_there_too(note)
    if is_of_others:
        return True
    joint = _JOINS.match(part)
    goes_on_with_somebody = joint and _begins_with_somebody(note, part[joint.end() :])
    if goes_on_with_somebody:
        return True
    if _BROUGHT.search(part):
        return True
    return tells_of_presence(part) or _is_a_name(note)


def tells_of_presence(part: str) -> bool:
    """Whether the words say that someone else was there."""
    return re.search(_PRESENCE, plain(part)) is not None


def _is_a_name(note: Sentence) -> bool:
    """Whether a part is nothing but a name: "great surprise: Grace"."""
    name = note.written(0, len(note.tokens))
    return len(note.tokens) <= _LONGEST_NAME and bool(note.known(name))


def _begins_with_somebody(note: Sentence, text: str) -> bool:
    begins_with_others = text.split()[:1] and fold(text.split(maxsplit=1)[0]) in OTHERS
    if begins_with_others:
        return False  # "and he was tired"
    word = text.strip(" :'’e").split(" ", 1)[0].strip(".,;!")
    if word[:1].isupper():
        return True
    return fold(word) in PEOPLE or bool(note.known(word))


def _was_there_too(note: Sentence) -> bool:
    """Whether someone was there "too": "Yanis aussi", "Ada as well"."""
    has_no_ending = not note.tokens or not " ".join(note.words).endswith(_TOO)
    if has_no_ending:
        return False
    name = note.tokens[0].text
    return is_given_name(name) or bool(note.known(name))


def _is_another_meeting(note: Sentence) -> bool:
    """Whether a note describes another meeting, or begins with company: "Then lunch with Grace"."""
    is_of_others = not note.words or note.words[0] in OTHERS
    if is_of_others:
        return False
    cheapest = coverings(note)[0]
    pieces = [*_past_small_talk(note, cheapest.pieces)]
    kinds = [piece.kind for piece in pieces]
    if kinds[:2] == [Kind.WITH, Kind.NAME]:
        return True
    is_no_meeting = Kind.NAME not in kinds or Kind.LEFT in kinds
    if is_no_meeting:
        return False
    ranks = [meaning.rank for meaning in values_of(pieces, Meaning)]
    return max(ranks, default=Rank.TALKED) >= Rank.SEEN


def _past_small_talk(note: Sentence, pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    return dropwhile(lambda piece: note.words[piece.start] in _BY_THE_WAY, pieces)
