"""The form of a meeting by the words of a title, a column or an activity.

The words stand on the classes of the facts (`Met.words`); here are those that name a form only beside others.
Only a word that names the form decides, the first one of a text: "lunch at the coffee shop" is a lunch. A
meeting is one only if no other form is named: a lunch meeting is a lunch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from ledger.facts.meeting.events import Form, forms
from ledger.language import _
from ledger.language.meeting_words import plain
from ledger.language.text import fold

_BESIDES: Final[dict[Form, str]] = {
    "breakfast": "brunch(?:es)?",
    "coffee": "\u0111the",
    "drinks": "pots? d(?:e depart| adieu| arrivee)",
    "encounter": "croise(?:e|s|es)?|(?:ran|run|bumped) into|shook hands|serre la main",
    "gathering": "meet ups?",
}
"""Patterns of plain text that name a form in a title, where in a sentence they depend on the rest."""

_UNLESS: Final = {
    "diner": r"(?<!the )(?<!\ba )(?<!\bs )diner",
    "diners": r"(?<!the )(?<!\ba )(?<!\bs )diners",
    "conference": "conference(?! call)",
    "conferences": "conferences(?! call)",
}
"""Words that are something else beside others: at the diner, a conference call."""

_WEAK: Final = frozenset({"appointment", "meeting"})
"""Forms whose words may stand beside the name of another."""

_PRESENCE: Final = (
    "met|visit(?:e|s|es|ed)?|rencontre(?:e|s|es|r)?"
    "|in person|in the flesh|face to face|face a face|en personne|de visu|presentiel|physique(?:ment)?"
    "|hik(?:e|ed|ing)|walk(?:s|ed)?|promenades?|ba(?:l|ll)ades?|randonnees?"
)


def form_named(word: str) -> Form | None:
    """The form of this name, title or word, in English or French; None if it names none."""
    folded = " ".join(fold(word).replace("-", " ").split())
    for form, kind in forms().items():
        names = (form, kind.title, _(kind.title), *kind.phrases())
        is_its_name = folded in (fold(name).replace("-", " ") for name in names)
        if is_its_name:
            return form
    return None


@lru_cache(maxsize=1_000)
def form_of(text: str) -> Form | None:
    """The form of a meeting in person that the first telling word names; None if none does."""
    words = plain(text)
    named = _forms(tuple(forms())).search(words)
    if named:
        return (named.lastgroup or "").replace("_", "-")
    if _words(_phrases("meeting")).search(words):
        return "meeting"
    return None


def tells_presence(text: str) -> bool:
    """Whether the words say that people were in one place, without telling the form."""
    return _words([_PRESENCE, *_phrases("appointment")]).search(plain(text)) is not None


@cache
def _forms(known: tuple[Form, ...]) -> re.Pattern[str]:
    """The words of every form that is known, each in a group of its name."""
    groups = []
    for form in known:
        patterns = [*_phrases(form), *filter(None, [_BESIDES.get(form)])]
        is_in_person = (
            patterns and form not in _WEAK and forms()[form].family == "in the flesh"
        )
        if is_in_person:
            groups.append(f"(?P<{form.replace('-', '_')}>{'|'.join(patterns)})")
    return _words(groups)


def _phrases(form: Form) -> list[str]:
    """Patterns for the words of a form, the longest first."""
    words = sorted(map(plain, forms()[form].phrases()), key=len, reverse=True)
    return [_UNLESS.get(word) or re.escape(word) for word in words]


def _words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
