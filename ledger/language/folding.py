"""Names brought to one form, in which the same name written differently is equal.

- Accents, case, ligatures and full-width letters go: Müller, MÜLLER, muller; ﬁ, fi; Ø, o; ß, ss.
- Apostrophes, and the Catalan middle dot, are dropped: O'Brien, O’Brien, OBrien; d’Arc, dArc.
- Hyphens and all other punctuation, symbols and spaces part words: Jean-Pierre, Jean Pierre.
- Marks that make another letter, and no accent, stay: が is not か, nor are the vowels of Hindi lost.
- What has neither letter nor digit, such as "=" or an emoji, stays what it is, so that it can be found.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from ledger.language.safe_text import BLANK

_DROPPED: Final = dict.fromkeys(map(ord, "'‘’‛`\u1fef´\u1ffdʹʻʼʽˈ′·՚׳＇"), "")
# Letters of Latin alphabets that Unicode does not take apart, after casefolding.
_LETTERS: Final = _DROPPED | str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
    }
    | {"ŧ": "t", "ĸ": "k", "ǥ": "g", "ƶ": "z", "ɨ": "i", "ƀ": "b"}
)
# Combining classes of marks that belong to their letter: nukta, the voicing of kana, virama; 0, vowel signs.
_BELONGING: Final = frozenset({0, 7, 8, 9})


def fold(text: str) -> str:
    """The form of a name for comparing; folding it again changes nothing."""
    if text.isascii() and text.replace(" ", "").isalnum():  # most names
        return " ".join(text.lower().split())
    if (
        text
        and max(text) < _APART
        and (short := " ".join(text.translate(_LATIN).split()))
    ):
        return short
    plain = _plain(text)
    kept = "".join(map(_kept, plain.translate(_LETTERS)))
    return " ".join(unicodedata.normalize("NFC", kept).split()) or _signs(plain)


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, in their order."""
    return tuple(fold(text).split())


def _plain(text: str) -> str:
    return _decomposed(_decomposed(text.translate(_DROPPED)).casefold())


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _kept(char: str) -> str:
    match unicodedata.category(char)[0]:
        case "L" | "N":
            return "" if char in BLANK else char
        case "M":
            return char if _is_letter_part(char) else ""
        case _:
            return "" if unicodedata.category(char) == "Cf" else " "


def _is_letter_part(mark: str) -> bool:
    if (
        unicodedata.category(mark) == "Me"
        or "\ufe00" <= mark <= "\ufe0f"
        or mark in BLANK
    ):
        return False  # circles around, and the choice of a glyph
    return unicodedata.combining(mark) in _BELONGING


def _signs(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] in "PS")


class _Latin(dict[int, str]):
    """What `fold` makes of a letter, each looked at when it is first met; a test holds both equal."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(map(_kept, _plain(chr(code)).translate(_LETTERS)))
        return self[code]


_LATIN: Final = _Latin()
_APART: Final = "\u0250"
"""Before it stand the letters of Latin alphabets, of which none minds those beside it."""
