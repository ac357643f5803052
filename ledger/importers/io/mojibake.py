"""Text that some program saved after reading it in the wrong encoding: `TÈlÈphone`, `PrÃ©nom`.

What was done is seen in the words of the header, which are known; nothing is repaired without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_HEAD: Final = 20_000
_MISTAKES: Final = (
    ("cp1252", "mac_roman"),
    ("mac_roman", "cp1252"),
    ("utf-8", "cp1252"),
    ("utf-8", "mac_roman"),
    ("cp1252", "cp850"),
    ("cp850", "cp1252"),
    ("utf-8", "cp850"),
)
"""The encoding that the text was in, and the one it was read in."""


class Repaired(NamedTuple):
    """The text as it was meant; `mistake` says what was repaired, "" where nothing had to be."""

    text: str
    mistake: str


def repaired(text: str, words: Iterable[str]) -> Repaired:
    """The text as it was before the mistake that the `words` of its header show.

    A line that does not come out right after all stays as it is.
    """
    head = text[:_HEAD].casefold()
    accented = tuple(word for word in words if not word.isascii())
    is_sound = any(word.casefold() in head for word in accented)
    if is_sound:
        return Repaired(text, "")
    encoding = misread_as = ""
    best_score = 0
    for mistake in _MISTAKES:
        spoilt_words = _spoilt(accented, *mistake)
        score = sum(spoilt in head for spoilt in spoilt_words)
        if score > best_score:
            best_score = score
            encoding, misread_as = mistake
    if not best_score:
        return Repaired(text, "")
    lines = [
        _line(line, encoding, misread_as) for line in text.splitlines(keepends=True)
    ]
    return Repaired("".join(lines), f"{encoding} > {misread_as}")


@lru_cache(maxsize=64)
def _spoilt(words: tuple[str, ...], encoding: str, misread_as: str) -> tuple[str, ...]:
    """How the words look after the mistake; a word that no longer is itself is seen nowhere else."""
    spoilt: list[str] = []
    for word in words:
        try:
            encoded = word.encode(encoding)
        except UnicodeError:
            continue
        spoilt.append("".join(_char(byte, misread_as) for byte in encoded).casefold())
    return tuple(spoilt)


def _line(line: str, encoding: str, misread_as: str) -> str:
    if line.isascii():
        return line
    try:
        return b"".join(_bytes(char, misread_as) for char in line).decode(encoding)
    except UnicodeError:
        return line


# Programs take a byte that an encoding does not define for the control character of that number.


def _char(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def _bytes(char: str, encoding: str) -> bytes:
    try:
        return char.encode(encoding)
    except UnicodeEncodeError:
        return char.encode("latin-1")
