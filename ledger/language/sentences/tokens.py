"""A sentence as tokens, and the places where a note may begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ledger.language.person_names import TITLES
from ledger.language.sentences.small import word_set
from ledger.language.text import fold


class Token(NamedTuple):
    """A word or a sign: as written, folded, and from where to where in the sentence."""

    text: str
    plain: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it looks like a name: a capital, a letter of a script without capitals, an address."""
        return _looks_like_a_name(self.text)

    @property
    def digits(self) -> bool:
        """Whether it begins with a digit."""
        return self.text[:1].isdecimal()


@lru_cache(maxsize=4096)
def _looks_like_a_name(word: str) -> bool:
    first = word[:1]
    if first.isupper():
        return True
    if "@" in word[1:]:
        return True
    return first.isalpha() and not first.islower()


_TOKEN: Final = re.compile(
    r"[^\s,;()<>@]{1,64}@[^\s,;()<>@]{1,255}\.\w+"  # an address, no longer than mail allows
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
    "thur thurs jeu fri ven sat sam sun dim min mn hr hrs env tel vend merc sem",
)
"""After these it ends one only if a capital follows: 20 min. Super."""

_BREAK: Final = re.compile(
    r"\s+[-–—]+>?\s+|\s*—\s*|\s*[:;]\s+|(?<![.!?…])(?P<stop>[.!?…]+)\s+|\s*\n\s*"
    r"|,?\s+(?:and|et)\s+(?=(?:it|that|this) (?:was|is|went)\b|c['’](?:est|était|etait)\b)",
    re.IGNORECASE,
)


_LAST_WORD: Final = re.compile(r"\b[^\W\d]+$")
_LAST_HOUR: Final = re.compile("[0-9] ?(?:h|m|[ap]m)?$")
_NEAR: Final = 20
"""No word after which a stop parts nothing is longer."""


def tokens(text: str) -> list[Token]:
    """The tokens of a sentence, in order."""
    sequence = []
    for match in _TOKEN.finditer(text):
        word = match[0].rstrip(
            _ENDS
        )  # nothing, if it is a sign after a space: "lapin !"
        plain = fold(word)
        if plain:
            sequence.append(
                Token(word, plain, match.start(), match.start() + len(word))
            )
    return sequence


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    """Where a dash, a colon, a semicolon, a full stop or a new line parts the text: from and to."""
    for match in _BREAK.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + 1]
        within = (
            _stops_nothing(before, match["stop"], after)
            if match["stop"]
            else _is_range(before, after)
        )
        if not within:
            yield match.span()


def _stops_nothing(before: str, stop: str, after: str) -> bool:
    """Whether a full stop ends no sentence: that of `M.`, of `20 min.` with no capital after it."""
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    if stop != ".":
        return False
    plain = fold(word[0])
    if plain in _BEFORE_NAMES:
        return True
    return plain in _SHORTENED and not after.isupper()


def _is_range(before: str, after: str) -> bool:
    """Whether a dash stands between two hours: `12h - 14h`."""
    return after.isdecimal() and _LAST_HOUR.search(before) is not None


def parts(text: str) -> list[tuple[int, int]]:
    """Where the parts of the text are, from and to: with each but the first a note may begin."""
    spans = []
    start = 0
    for end, following in [*_breaks(text), (len(text), len(text))]:
        if text[start:end].strip():
            spans.append((start, end))
        start = following
    return spans


def slice_of(text: str, run: Sequence[Token]) -> str:
    """The tokens as they were written."""
    if not run:
        return ""
    return text[run[0].start : run[-1].end]
