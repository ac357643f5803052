"""Cells that hold several things, and lengths as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ledger.facts.rules import LONGEST_MINUTES
from ledger.importers.formats.address_book import (
    by_commas,
    whole_name,
    without_invisible,
)
from ledger.language.text import fold

_BETWEEN_PAGES: Final = re.compile(r":::|\n|\s*[;|,]\s+|[;,|\s]+(?=https?://|www\.)")
_BETWEEN_TAGS: Final = re.compile(r":::|[;,|\n]|(?:^|(?<=\s))#")
_JOINED: Final = re.compile(r"[;&|\n]|\s\+\s|(?<!von)\s(?:et|and|und)\s", re.IGNORECASE)
_ONESELF: Final = frozenset({"moi", "moi meme", "me", "myself", "i", "ich"})

_MINUTES: Final = re.compile(
    r"(\d{1,4})\s*(?:min|mins|mn|minute|minutes|minuten|m|')?\.?", re.IGNORECASE
)
_HOURS: Final = re.compile(
    r"(\d{1,2})(?:[.,](\d))?\s*(?:h|hr|hrs|heure|heures|hour|hours|std|stunde|stunden)\.?(?:\s*(\d{1,2})\s*(?:min|mn|m)?)?",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")


def addresses(text: str) -> list[str]:
    """The addresses online in a cell; a comma may be part of one."""
    return _BETWEEN_PAGES.split(without_invisible(text))


def tags(text: str) -> list[str]:
    """The tags in a cell: `client, Lyon`, `#client #Lyon`."""
    return _BETWEEN_TAGS.split(text)


def company(text: str) -> list[str]:
    """The people in a cell that names one or, joined by `et`, `and`, `&`, `;`, several."""
    return _names(_JOINED.split(text))


def is_doubtful(text: str) -> bool:
    """Whether commas part more than a family's name and a given one: `Lefèvre, Zoé` is one person."""
    for part in _JOINED.split(text):
        names = by_commas(part)
        if len(names) > 2:
            return True
        are_whole_names = all(len(name.split()) > 1 for name in names)
        if len(names) == 2 and are_whole_names:
            return True
    return False


def everybody(text: str) -> list[str]:
    """The people in a cell that is there to name several: commas part them too."""
    names: list[str] = []
    for part in _JOINED.split(text):
        names += _names(by_commas(part))
    return names


def _names(texts: Iterable[str]) -> list[str]:
    names: list[str] = []
    for text in texts:
        name = whole_name(text)
        if name and fold(name) not in _ONESELF:
            names.append(name)
    return names


def minutes_of(text: str) -> int | None:
    """The minutes in `90`, `1h30`, `1:30`, `1,5 h`; None where it is no length that a meeting has."""
    words = text.strip()
    minutes = 0
    if match := _MINUTES.fullmatch(words):
        minutes = int(match[1])
    elif match := _HOURS.fullmatch(words):
        minutes = int(match[1]) * 60 + int(match[2] or 0) * 6 + int(match[3] or 0)
    elif match := _CLOCK.fullmatch(words):
        minutes = int(match[1]) * 60 + int(match[2])
    if 1 <= minutes <= LONGEST_MINUTES:
        return minutes
    return None
