"""The form of a meeting by the words that tell of it, in English and French; a call by its words too.

Only a word that names the form decides, the first one of a text: "lunch at the coffee shop" is a
lunch. Nothing is made of a meal without a name or of the hour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ledger.facts.meeting.events import Form, forms
from ledger.language.meeting_words import distance

# Patterns for text in small letters, without accents, each other sign a space.
# fmt: off
_FORMS: Final[Mapping[Form, str]] = {
    "breakfast": "breakfasts?|brunch(?:es)?|(?:petits?|p ?tits?) dej(?:euners?)?",
    "lunch": "lunch(?:es|ed)?|luncheon|dejeuners?|dejeune|dej",
    "coffee": "coffees?|cafes?|espressos?|cappuccinos?|kawa|teas?|\u0111the",
    "drinks": "drinks?|beers?|pints?|bieres?|aperos?|aperitifs?|verres?|cocktails?|after ?work|happy hour"
              "|pots? d(?:e depart| adieu| arrivee)",
    "dinner": "dinners?|dined|suppers?|soupers?|(?<!the )(?<!\\ba )(?<!\\bs )diners?",
    "encounter": "croise(?:e|s|es)?|(?:ran|run|bumped) into|handshakes?|shook hands|poignees? de mains?"
                 "|serre la main",
    "gathering": "part(?:y|ies)|weddings?|mariages?|meet ?ups?|conferences?(?! call)|colloques?|congres"
                 "|salons?|vernissages?|soirees?|fetes?",
}
_PRESENCE: Final = (
    "rendez vous|rdv|appointments?|met|visit(?:e|s|es|ed)?|rencontre(?:e|s|es|r)?"
    "|hik(?:e|ed|ing)|walk(?:s|ed)?|promenades?|ba(?:l|ll)ades?|randonnees?"
)
_DISTANCE: Final[Mapping[Form, str]] = {
    "video": "visios?|visio ?conferences?|video ?(?:calls?|conferences?|chat)|zoom(?:ed)?|skyp(?:e|ed)"
             "|facetim(?:e|ed)|(?:google|jitsi) meet|(?:on|sur|via|par|ms|microsoft) teams|webex|hangouts?"
             "|whatsapp|webcam|online|en ligne|remote(?:ly)?|a distance|distanciel|virtual(?:ly)?"
             "|virtuel(?:le)?s?",
    "call": "(?:phone |conf(?:erence)? )?calls?|called|phone[ds]?|telephones?|telephoner?"
            "|appel(?:s|e|ee|er)?|coups? de fil",
}
_DOUBT: Final = (
    "cancel(?:l?ed)?|called off|postponed|rescheduled|annul(?:e|ee|es|ees|er)|report(?:e|ee|es|ees)"
    "|decommande(?:e|s|es)?|missed|no show|didn t|did not|couldn t|n (?:a|ai|est|etait|avons|ont) pas"
    "|pas (?:pu|venue?s?)|planned|prevue?s?|invit(?:e|ee|es|ees|ed|ation)|wants? to|should|instead of"
    "|au lieu d|voudrait|aimerait|texted|e ?mailed|messaged|sms"
)
# fmt: on


@lru_cache(maxsize=1_000)
def form_of(text: str) -> Form | None:
    """The form of a meeting in the flesh that the first telling word names; None where there is none."""
    return _first(_FORMS_RE, text)


def distance_of(text: str) -> Form | None:
    """`video` or `call` where the words say that people were not in one place."""
    return _first(_DISTANCE_RE, text)


def tells_presence(text: str) -> bool:
    """Whether the words say that people were in one place, be it not in what form."""
    return _PRESENCE_RE.search(_plain(text)) is not None


def is_doubtful(text: str) -> bool:
    """Whether the words make it doubtful that what they name took place."""
    return _DOUBT_RE.search(_plain(text)) is not None


def is_at_a_distance(form: Form) -> bool:
    """Whether people are not in one place in a meeting of this form."""
    return forms()[form].family == "at a distance"


def distance_in_note(note: str) -> Form | None:
    """`video` or `call` where a clause of a note beside a meeting begins with how it was held: `On Zoom for an hour`."""
    for clause in _CLAUSES.split(note[:_LONGEST]):
        begins_so = _MANNER.match(_plain(clause).strip())
        if begins_so and (form := distance(" ".join(clause.split()[:_BEGINNING]))):
            return form
    return None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def _named(patterns: Mapping[Form, str]) -> re.Pattern[str]:
    return _words("|".join(f"(?P<{form}>{pattern})" for form, pattern in patterns.items()))


_FORMS_RE: Final = _named(_FORMS)
_DISTANCE_RE: Final = _named(_DISTANCE)
_PRESENCE_RE: Final = _words(_PRESENCE)
_DOUBT_RE: Final = _words(_DOUBT)


def _first(pattern: re.Pattern[str], text: str) -> Form | None:
    found = pattern.search(_plain(text))
    return found.lastgroup if found else None


_BEGINNING: Final = 5
_CLAUSES: Final = re.compile(r"[.!?…;:,()\n]+|\s[-–—]+\s")
_MANNER: Final = re.compile(
    r"(?:(?:finally|actually|in the end|held|finalement|plutot|tenue?|fait|faite) )?"
    r"(?:on|via|over|by|through|par|sur|en|au|a|in) |(?:visio|zoom|teams|skype|webex|facetime)(?: |$)"
)
_SIGNS: Final = re.compile(r"[^\w]+|_+")
_LONGEST: Final = 10_000


def _plain(text: str) -> str:
    """The text as the patterns want it; `thé` keeps apart from `the`."""
    small = text[:_LONGEST].lower().replace("thé", "\u0111the").replace("œ", "oe")
    letters = unicodedata.normalize("NFKD", small)
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return _SIGNS.sub(" ", bare)
