"""The words that are one day by themselves, and the form in which all words are read.

The first thing tried and all that most commands load: what reads the rest is ten times as much.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from ledger.language.dates.days import Asked, Day, known_day

_OFFSETS: Final[Mapping[int, str]] = {
    -2: "avant hier, avanthier, day before yesterday, the day before yesterday",
    -1: "yesterday, last night, last evening, hier, hier au soir, la nuit derniere, la nuit passee",
    0: "today, now, just now, earlier today, this morning, this noon, this lunchtime, this afternoon, "
    "this evening, tonight, aujourd'hui, aujourdhui, aujourd hui, auj, maintenant, a l'instant, "
    "tout a l'heure, ce matin, ce midi, cet apres midi, cette apres midi, cet aprem, ce soir, ce jour",
    1: "tomorrow, demain",
    2: "day after tomorrow, the day after tomorrow, apres demain",
}

WORDS: Final[Mapping[str, int]] = {
    word: days for days, words in _OFFSETS.items() for word in words.split(", ")
}
"""How many days from today; a plan (`propose --for`) may lie ahead."""

_MARKS: Final = frozenset({"Mn", "Me"})
_SIGNS: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", ",": " ", "–": "-", "−": "-"}
)


def normal(text: str) -> str:
    """The text as readers read it: lower case, no accents, one space, plain apostrophes.

    Dots after words and hyphens beside letters go: `14-Juil.-2025` is `14 juil 2025`.
    """
    parts = unicodedata.normalize("NFD", text.translate(_SIGNS).casefold())
    plain = "".join(char for char in parts if unicodedata.category(char) not in _MARKS)
    plain = re.sub(r"(?<=[a-z])\.", " ", plain)
    plain = re.sub(r"(?<=[a-z])-|(?<=[a-z0-9])-(?=[a-z])", " ", plain)
    return " ".join(plain.split())


def read_word(text: str, asked: Asked) -> Day | None:
    """`yesterday`, `avant-hier`, `ce matin`, and the other words that are one day."""
    days = WORDS.get(text)
    return None if days is None else known_day(asked.today + timedelta(days=days))
