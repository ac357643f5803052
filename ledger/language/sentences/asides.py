"""What stands after a meeting that is told for certain: an aside is its note, if it changes nothing of the meeting.

`coffee with Ada Lovelace, good news on the grant`: the words before the comma are certain by themselves, and those after
it tell neither when, nor with whom, nor what it was, nor that it did not take place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ledger.language.meeting_words import (
    distance_in_note,
    outcome,
    outcome_in_note,
    plain,
)
from ledger.language.person_names import is_given_name
from ledger.language.sentences.clock import is_soon, is_to_come
from ledger.language.sentences.covering import coverings
from ledger.language.sentences.forms import Meaning, Rank
from ledger.language.sentences.notes import is_corrected, parts_of, tells_of_somebody
from ledger.language.sentences.pieces import (
    Kind,
    Piece,
    Sentence,
    kinds_of,
    of_kind,
    values_of,
)
from ledger.language.sentences.small import (
    DETERMINERS,
    GRAMMAR,
    OPINIONS,
    PEOPLE,
    WITH,
    word_set,
)
from ledger.language.sentences.tokens import Token

_MOST_COMMAS: Final = 4
_MOST_WORDS: Final = 30
"""A longer aside tells a story, of which more is judged than its words."""

_COMMA: Final = re.compile(r",\s+")
_ELSEWHERE: Final = word_set(
    "job jobs role position offer interview internship works working worked joins joining starts starting moves moving lives living studies thanks thank introduces knows",
    "poste emploi stage mission piste offre entretien travaille travaillait rejoint commence demarre demenage habite vit etudie embauche embauchee merci presente connait",
)
# Texts that `re` compiles when they are first used: that takes milliseconds, and few sentences have an aside.
_TO_FOLLOW: Final = (
    r"(?:(?:affaire|dossier|contact|piste|sujet|idee|tres|a) )*"
    r"a (?:suivre|creuser|approfondir|retenir|noter|mediter|developper|explorer|etudier|recontacter|retravailler)"
    r"|(?:a lot |lots |much |more |still )?to (?:be continued|follow(?: up)?|explore|digest|think about|remember)|worth (?:following up|a follow up)"
)
"""What is left to do after a meeting that took place."""

_UNREAL: Final = (
    r"^(?:if|unless|when|once|until|hopefully|i hope|we hope|(?:i )?wish|maybe|perhaps|possibly|probably|would|should|could|might|may|to|in order to|let s"
    r"|si|sauf|a moins|quand|lorsque|lorsqu|des que|des qu|une fois|j espere|esperons|j aimerais|je voudrais|on aimerait|ce serait|peut etre|sans doute"
    r"|probablement|normalement|en principe|il faudrait|faudrait|faut|aurait|aurais|aurions|devrait|good idea|bonne idee|dream[a-z]*|imagin[a-z]*)(?!\w)"
    r"|(?<!\w)(?:i wish|wish(?:ed)? (?:i|we)|(?:should|could|would|might) (?:not )?have|supposed to|reve[es]?|aurait du|aurais du|cense[es]*|unless|in theory|en theorie)(?!\w)"
)
"""What is wished for, supposed or a condition."""

_WISHED: Final = r"(?:that |it |this )?was the plan|c etait (?:prevu|le plan)|according to .*|d apres (?:mon |l |son |notre )agenda|(?:i |we )?(?:really )?hope(?: so)?|hopefully|(?:i )?wish .*|j esper[a-z]+|(?:j|on) aimerai[a-z]*(?: bien)?|unless .*|to plan|dream(?:t|ed)(?: .*)?|reve[es]?"
"""A part of a line that is only wished for, or a condition."""

_UNSETTLED: Final = (
    r"(?:(?:still|encore|toujours|date|day|time|place|jour|heure|lieu|it s|c est) )*(?:(?:to be|must be|must|to) (?:confirm|agree|decide|fix|arrange|schedule|set|book)e?d?"
    r"|tbc|tbd|tba|maybe|perhaps|possibly|probably|tentative(?:ly)?|provisional(?:ly)?|penn?cill?ed in|not (?:yet )?(?:confirmed|fixed|sure)"
    r"|depend(?:s|ing)? on .*|ca depend.*|selon (?:le|la|les|son|sa|mon|ma) .*|sous reserve.*|a (?:confirmer|fixer|caler|convenir|valider|planifier|organiser|reserver|definir|prevoir)"
    r"|peut etre|eventuellement|sans doute|en attente(?: .*)?|pas (?:encore )?(?:confirmee?|fixee?|calee?))"
    r"(?: (?:yet|by|before|with|avec|par|avant|d ici|next|later|soon|bientot|plus tard|together|ensemble)(?: .*)?)?"
    r"|(?:j attends?|on attend|awaiting|waiting for) (?:sa|son|leur|une|her|his|their|an?) (?:confirmation|reponse|feu vert|answer|reply|ok)"
)
"""A note that is nothing but this leaves open whether the meeting is held at all."""

_PROMISED: Final = (
    r"(?:she|he|they|i|we) (?:will|ll|must|has to|have to|need to|needs to|should) (?:(?:let me|get back|text|call|write) .*|confirm.*|check.*|see)"
    r"|(?:elle|il|elles|ils|on|je) (?:me |doit |doivent |dois |va |vont |vais )*(?:confirmer.*|redit.*|rappellera.*|tient au courant)"
)
"""Of a meeting without a day, this leaves open whether it is held."""

_JUDGED: Final = OPINIONS | word_set(
    "mostly plutot surtout tellement assez bien so quite rather pretty"
)
_STILL_TO_BE: Final = word_set(
    "idea idee attempt tentative try essai plan projet chance occasion option priority priorite luck time fois"
)
"""Good or bad, they say nothing of a meeting that took place: a good idea, a third attempt."""

_COMPANY: Final = PEOPLE | word_set(
    "boyfriend girlfriend fiance fiancee office board staff bureau whole entire full both half new old young toute tout tous deux trois quatre"
    " two three four nouveau nouvelle ancien ancienne moitie there present presente presents presentes jeune juste"
)
"""An aside of nothing but these tells of others who were there."""

_NOT_YET: Final = re.compile(
    r"^(?:(?:still|toujours|encore|and|et|mais|but) )?(?:not|pas|never|jamais|no|non|aucun|aucune|rien|nothing|neither|ni)(?: [a-z]+)?$"
)
_OTHER_DAY: Final = word_set(
    "veille lendemain surlendemain autrefois jadis longtemps ago back earlier before avant apres after later formerly once souvent often chaque",
    "every usually sometimes parfois naguere yesterday hier demain tomorrow today aujourd aujourdhui tonight twice thrice fois instead plutot",
    "pardon sorry correction erreur oops actually rather either neither nor or ou soit except excepted save sauf hormis excepte",
    "yest yday tmrw previous precedent precedente dernier derniere last day days jour jours",
)
"""An aside with one of these may tell another day, another meeting or others who were there."""

_SETTLED: Final = word_set(
    "accepted agreed confirmed approved booked reserved scheduled pending accepte acceptee accepter accepts agrees accord confirme confirmee",
    "valide validee reserve reservee programme programmee prevu prevue",
)
"""Of a meeting without a day they say that it is planned."""

_BEFORE_PLACES: Final = word_set(
    "to at in of about for from re on by the a an du de des chez a au aux en sur pour par le la les un une d l new nouveau nouvelle her his their my son sa ses mon ma mes"
)
_MENTIONING: Final = word_set(
    "introduce introduces recommend recommends mention mentions mentioned about knows présente présenter présentera connaît recommande"
)
"""A name after these is that of someone who is spoken of. `Introduced` and `présenté` may tell who came along."""

_SUBJECTS: Final = word_set("i he she we you they it who")
"""After these `will` is no name."""

_LEAST: Final = 2
_ABBREVIATION: Final = 4
_NOT_DAYS: Final = frozenset({Kind.LEFT})


def asides(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield a line divided at each of its first commas, and before an opinion: the part before it, and the aside."""
    text = sentence.text
    for count, comma in enumerate(_COMMA.finditer(text)):
        if count == _MOST_COMMAS:
            break
        yield text[: comma.start()], text[comma.end() :].strip()
    for before, token in pairwise(sentence.tokens):
        if token.plain in OPINIONS and before.plain not in GRAMMAR | OPINIONS:
            yield text[: before.end], text[token.start :].strip()


def after_commas(text: str) -> list[str]:
    """The parts of a line after its first comma."""
    return _COMMA.split(text)[1:]


def tells_of_elsewhere(text: str) -> bool:
    """Whether a part after a comma tells where someone works or lives: "new job at Example Ltd"."""
    elsewhere = (
        not _ELSEWHERE.isdisjoint(plain(part).split()) for part in after_commas(text)
    )
    return any(elsewhere)


def is_wished(text: str) -> bool:
    """Whether a part after a comma only wishes for what is before it, or makes it depend on something."""
    wishes = (re.fullmatch(_WISHED, plain(part)) for part in after_commas(text))
    return any(wishes)


def leaves_open(note_part: str, *, is_dated: bool) -> bool:
    """Whether a part of a note says that the meeting is not settled; of one with a day fewer words do."""
    words = plain(note_part)
    if re.fullmatch(_TO_FOLLOW, words):
        return False
    if re.fullmatch(_UNSETTLED, words):
        return True
    if re.fullmatch(_WISHED, words):
        return True
    if is_dated:
        return False
    return bool(re.fullmatch(_PROMISED, words) or re.search(_UNREAL, words))


def changes_nothing(head: Sequence[Piece], sentence: Sentence, aside: str) -> bool:
    """Whether an aside, after a part of a sentence that is certain, leaves all of it as it is."""
    note = replace(sentence, text=aside, seen={})
    words = plain(aside)
    is_dated = Kind.DATE in kinds_of(head)
    if re.fullmatch(_TO_FOLLOW, words):
        return True
    if "?" in aside:
        return False
    if not _LEAST <= len(note.words) <= _MOST_WORDS:
        return False
    if _may_be_unreal(words, is_dated=is_dated):
        return False
    if distance_in_note(aside):
        return False
    if is_corrected(aside):
        return False
    tells_of_others = any(tells_of_somebody(sentence, part) for part in parts_of(aside))
    if tells_of_others:
        return False
    is_of_others = not _OTHER_DAY.isdisjoint(note.words) or _names_somebody(note)
    if is_of_others:
        return False
    return _tells_no_meeting(note, is_dated=is_dated)


def _may_be_unreal(words: str, *, is_dated: bool) -> bool:
    """Whether the words may say that the meeting did not take place; of a meeting with a day fewer do."""
    is_unreal = re.fullmatch(_WISHED, words) or re.search(_UNREAL, words)
    if is_unreal:
        return True
    if _NOT_YET.search(words):
        return True
    if outcome_in_note(words):
        return True
    if is_dated:
        return is_soon(words)
    content = words.split()
    is_settled = not _SETTLED.isdisjoint(content)
    is_still_to_be = not _STILL_TO_BE.isdisjoint(content)
    if is_settled:
        return True
    if is_still_to_be:
        return True
    if content[0] not in _JUDGED:
        return True
    return is_to_come(words) or outcome(words) is not None


def is_company(words: Sequence[str]) -> bool:
    """Whether folded words tell of nothing but people without a name, or of nothing at all."""
    words_left = (word for word in words if word not in GRAMMAR | DETERMINERS)
    return _COMPANY.issuperset(words_left)


def _names_somebody(note: Sentence) -> bool:
    """Whether a word may be the name of someone, or company is all that the aside tells."""
    if is_company(note.words):
        return True
    if not WITH.isdisjoint(note.words):
        return True
    possible_names = (
        _may_be_name(note, at, token) for at, token in enumerate(note.tokens)
    )
    return any(possible_names)


def _may_be_name(note: Sentence, at: int, token: Token) -> bool:
    before = note.before(at)
    if token.text.isupper() and len(token.text) <= _ABBREVIATION:
        return False
    may_be_a_place = before in _BEFORE_PLACES
    if token.capital and not may_be_a_place:
        within_a_name = at > 1 and note.tokens[at - 1].capital
        if not within_a_name:
            return True
    if token.plain in GRAMMAR | OPINIONS:
        return False
    if before in _SUBJECTS:
        return False
    is_known = bool(note.known(token.text))
    is_usual = is_given_name(token.text)
    if not token.capital:
        return is_known and is_usual and not may_be_a_place
    if _only_mentioned(note, at):
        return False
    return is_known or is_usual


def _only_mentioned(note: Sentence, at: int) -> bool:
    """Whether a name is only mentioned: "she will introduce me to Paul"."""
    mentions = (token.text.lower() in _MENTIONING for token in note.tokens[:at])
    return any(mentions)


def _tells_no_meeting(note: Sentence, *, is_dated: bool) -> bool:
    """Whether an aside names no form of meeting, no length and no hour, and a day only amid its own words."""
    pieces = coverings(note, complete=False)[0].pieces
    ranks = [meaning.rank for meaning in values_of(pieces, Meaning)]
    if max(ranks, default=Rank.TALKED) > Rank.TALKED:
        return False
    kinds = kinds_of(pieces)
    if Kind.LEFT not in kinds:
        return False
    if not kinds.isdisjoint({Kind.LENGTH, Kind.CLOCK}):
        return False
    if not of_kind(pieces, Kind.DATE):
        return True
    return is_dated and pieces[0].kind is Kind.LEFT
