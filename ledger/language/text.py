"""Text brought to one form for comparing, and text from outside shown so that it can do no harm.

The same name written differently is equal once it is folded:

- Accents, case, ligatures and full-width letters go: Müller, MÜLLER, muller; ﬁ, fi; Ø, o; ß, ss.
- Apostrophes, and the Catalan middle dot, are dropped: O'Brien, O’Brien, OBrien; d’Arc, dArc.
- Hyphens and all other punctuation, symbols and spaces part words: Jean-Pierre, Jean Pierre.
- Marks that make another letter, and no accent, stay: が is not か, nor are the vowels of Hindi lost.
- What has neither letter nor digit, such as "=" or an emoji, stays what it is, so that it can be found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks that leave no ink, which their category does not tell."""

# ---------------------------------------------------------------- for comparing

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
    if len(text) <= _SHORT:
        return _folded_once(text)
    return _folded(text)


_SHORT: Final = 32
"""Texts up to this length are words and names, which come again and again."""


def _folded(text: str) -> str:
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


_folded_once: Final = lru_cache(maxsize=4096)(_folded)


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, in their order."""
    return tuple(_folded(text).split())


def _plain(text: str) -> str:
    return _decomposed(_decomposed(text.translate(_DROPPED)).casefold())


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _kept(char: str) -> str:
    match unicodedata.category(char)[0]:
        case "L" | "N":
            if char in BLANK:
                return ""
            return char
        case "M":
            if _is_letter_part(char):
                return char
            return ""
        case _:
            if unicodedata.category(char) == "Cf":
                return ""
            return " "


def _is_letter_part(mark: str) -> bool:
    is_a_part = (
        unicodedata.category(mark) == "Me"
        or "\ufe00" <= mark <= "\ufe0f"
        or mark in BLANK
    )
    if is_a_part:
        return False  # circles around, and the choice of a glyph
    return unicodedata.combining(mark) in _BELONGING


def _signs(text: str) -> str:
    signs = (char for char in text if unicodedata.category(char)[0] in "PS")
    return "".join(signs)


class _Latin(dict[int, str]):
    """What `fold` makes of a letter, each looked at when it is first met; a test holds both equal."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(map(_kept, _plain(chr(code)).translate(_LETTERS)))
        return self[code]


_LATIN: Final = _Latin()
_APART: Final = "\u0250"
"""Before it stand the letters of Latin alphabets, of which none minds those beside it."""


# ---------------------------------------------------------------- on a terminal and in a table

# Patterns are compiled when they are first met: every command loads this module, and few need them.

# Control, format (bidirectional, zero-width), surrogate; line and paragraph separator.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_UNCERTAIN: Final = "[^\n -~\u00a1-\u00ac\u00ae-\u02ff]"
"""What may be one of these or a mere letter, Latin ones apart."""

_JOINERS: Final = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
_VIRAMA: Final = 9

# = + - @, also full-width as some spreadsheets read them, with the apostrophes that may stand before them.
_FORMULA: Final = "'*[=+\\-@＝＋－＠]"
# A spreadsheet set to French or German splits a row at each ; whatever the quotes, and may split it at a tab or line end.
_BEGINS: Final = f'(^|[;\t\r\n])([\\s"]*)(?={_FORMULA})'
_GUARDED: Final = f"(^|[;\t\r\n])([\\s\"]*)'(?={_FORMULA})"
_LEADING_BREAK: Final = "'*[\t\r\n]"
_BREAKS: Final = frozenset(";\t\r\n")


def visible(text: str, *, keep: str = "") -> str:
    r"""Write every character that cannot be seen by its number: `<U+001B>`, `<U+202E>`.

    `keep` names characters that stay as they are, such as "\n" or "\n\t" for a note shown in full.
    """
    if text.isprintable() and BLANK.isdisjoint(text):
        return text
    if "\n" in keep:
        text = text.replace("\r\n", "\n")
    shown: list[str] = []
    for place, char in enumerate(text):
        hidden = char not in keep and _hidden(text, place)
        sign = char
        if hidden:
            sign = f"<U+{ord(char):04X}>"
        shown.append(sign)
    return "".join(shown)


def shell_word(text: str) -> str:
    """A text as a shell takes it for one word, safe to show: in quotes."""
    shown = visible(text)
    if _SPECIAL_IN_SHELLS.isdisjoint(shown):
        return f'"{shown}"'
    from shlex import quote

    return quote(shown)


_SPECIAL_IN_SHELLS: Final = frozenset('"$`!\\')


def escaped(text: str) -> str:
    """Write every character of a JSON text that cannot be seen as its escape, harmless on a terminal.

    The values are the same; line breaks between them stay.
    """

    def replacement(match: re.Match[str]) -> str:
        if _hidden(text, match.start()):
            return _escape(match[0])
        return match[0]

    return re.sub(_UNCERTAIN, replacement, text)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    escapes = (f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    return "".join(escapes)


def _hidden(text: str, place: int) -> bool:
    char = text[place]
    if char in _JOINERS:
        return not _joins(text[place - 1 : place])
    return unicodedata.category(char) in _UNSEEN or char in BLANK


def _joins(before: str) -> bool:
    """Whether a joiner after this letter is spelling: in Persian and Indian names it shapes what is seen."""
    return bool(before) and (
        unicodedata.bidirectional(before) == "AL"
        or unicodedata.combining(before) == _VIRAMA
    )


def cell(text: str) -> str:
    """Quote with an apostrophe what a spreadsheet could take for a formula, at the beginning of a CSV cell or within.

    An original apostrophe there is quoted too: removing one from each such place gives the text back.
    """
    begins_plainly = not text or text[0].isalnum()
    if begins_plainly and _BREAKS.isdisjoint(text):
        return text
    guarded = re.sub(_BEGINS, r"\1\2'", text)
    if not re.match(_LEADING_BREAK, guarded):
        return guarded
    return f"'{guarded}"


def from_cell(text: str) -> str:
    """The text of a cell that `cell` made safe."""
    bare = text
    if re.match(_LEADING_BREAK, text):
        bare = text[1:]
    return re.sub(_GUARDED, r"\1\2", bare)


def width(text: str) -> int:
    """Count the columns of a text on a terminal: two for a Chinese character, none for an accent."""
    if text.isascii() or (max(text) < _ACCENTS and _SOFT_HYPHEN not in text):
        return len(text)
    return _counted(text)


@lru_cache(10_000)
def _counted(text: str) -> int:
    """The same of a text with other characters, once for the bars that stand in many lines."""
    return sum(map(_columns, unicodedata.normalize("NFC", text)))


_ACCENTS: Final = "\u0300"
"""Before it every character is one column wide, but for the soft hyphen, and none belongs to another."""

_SOFT_HYPHEN: Final = "\u00ad"


def _columns(char: str) -> int:
    takes_no_room = (
        unicodedata.category(char) in {"Mn", "Me", "Cf"} or "\u1160" <= char <= "\u11ff"
    )
    if takes_no_room:
        return 0  # the Hangul letters of that range stand on the one before them
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 1


def pad(text: str, columns: int) -> str:
    """Fill the text with spaces up to a width; a longer one stays as it is."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """Part the text between words into lines of a width, and a word that is wider within it."""
    if width(text) <= columns:
        return [text]
    indent = " " * (len(text) - len(text.lstrip(" ")))
    lines: list[str] = []
    for word in text.split(" "):
        has_room = word and lines and width(lines[-1]) + 1 + width(word) <= columns
        if has_room:
            lines[-1] += f" {word}"
        elif word:
            parts = _parts(word, max(columns - len(indent), NARROWEST))
            lines += [indent + part for part in parts]
    return lines


NARROWEST: Final = 2
"""A narrower line could not hold a Chinese character."""


def _parts(word: str, columns: int) -> list[str]:
    """Part a word into pieces of a width at most; an accent stays on its letter."""
    if width(word) <= columns:
        return [word]
    parts = [""]
    room = columns
    for char in unicodedata.normalize("NFC", word):
        room -= _columns(char)
        if room < 0:
            parts.append("")
            room = columns - _columns(char)
        parts[-1] += char
    return parts
