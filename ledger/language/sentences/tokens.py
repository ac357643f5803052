"""A sentence as tokens, and the places where a note may begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.language.folding import fold
from ledger.language.sentences.small import word_set
from ledger.language.titles import TITLES


class Token(NamedTuple):
    """A word or a sign: as written, folded, and from where to where in the sentence."""

    text: str
    plain: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it looks like a name: a capital, a letter of a script without capitals, an address."""
        first = self.text[:1]
        return first.isupper() or (first.isalpha() and not first.islower()) or "@" in self.text[1:]

    @property
    def digits(self) -> bool:
        """Whether it begins with a digit."""
        return self.text[:1].isdecimal()


_TOKEN: Final = re.compile(
    r"[^\s,;()<>]+@[^\s,;()<>]+\.\w+"  # an address
    r"|https?://\S+"
    r"|[0-9]+,[0-9]+\w*"  # 1,5h
    r"|w/(?=\w)"
    r"|(?:l|d|j|m|t|s|c|n|qu|jusqu)['’](?=\w)"  # what elision cut short
    r"|[^\W\d_]+(?:[-'’][^\W\d_]+)*(?=/[^\W\d_]{2})|/(?=[^\W\d_])"  # Ada/Grace
    r"|[@&+,;()]"
    r"|[^\s@&+,;()«»\"“”]+",
    re.IGNORECASE,
)
_ENDS: Final = ".!?…:"

_BEFORE_NAMES: Final = TITLES | word_set(
    "st ste bd bld av ave vs no num p ex cf a b c d e f g h i j k l m n o p q r s t u v w x y z"
)
"""After these a full stop ends no sentence: M. Lefèvre, J. Martin, St. Pancras."""

_SHORTENED: Final = word_set(
    "jan janv feb fev fevr mar apr avr jun jul juil aug aou sep sept oct nov dec mon lun tue tues mer wed thu",
    "thur thurs jeu fri ven sat sam sun dim min mn hr hrs env tel",
)
"""After these it ends one only if a capital follows: 20 min. Super."""

_BREAK: Final = re.compile(r"\s+[-–—]+>?\s+|\s*—\s*|\s*[:;]\s+|(?P<stop>[.!?…]+)\s+|\s*\n\s*")


_NEAR: Final = 20
"""No word after which a stop parts nothing is longer."""


def tokens(text: str) -> list[Token]:
    """The tokens of a sentence, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0].rstrip(_ENDS) or match[0]
        if plain := fold(word):
            found.append(Token(word, plain, match.start(), match.start() + len(word)))
    return found


def breaks(text: str) -> list[tuple[int, int]]:
    """Where a dash, a colon, a semicolon, a full stop or a new line parts the text: from and to."""
    return [match.span() for match in _BREAK.finditer(text) if not _parts_nothing(text, match)]


def _parts_nothing(text: str, match: re.Match[str]) -> bool:
    """Whether the sign parts nothing: the stop of `M.`, the dash of `12h - 14h`."""
    before = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + 1]
    if match["stop"]:
        found = re.search(r"\b[^\W\d]+$", before)
        word = fold(found[0]) if found and match["stop"] == "." else ""
        return word in _BEFORE_NAMES or (word in _SHORTENED and not after[:1].isupper())
    return re.search("[0-9] ?(?:h|m|[ap]m)?$", before) is not None and re.match("[0-9]", after) is not None


def parts(text: str) -> list[tuple[int, int]]:
    """Where the parts of the text are, from and to: with each but the first a note may begin."""
    edges = [0, *(edge for span in breaks(text) for edge in span), len(text)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in spans if text[start:end].strip()]


def slice_of(text: str, found: Sequence[Token]) -> str:
    """The tokens as they were written."""
    return text[found[0].start : found[-1].end] if found else ""
