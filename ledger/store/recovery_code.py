"""A recovery code: a key in letters to print, grouped so that it can be typed in again without a mistake."""

from __future__ import annotations

import os
from typing import Final
from zlib import crc32

from ledger.errors import Usage

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's letters for base 32: without I, L, O and U, https://www.crockford.com/base32.html."""

_MISREAD: Final = str.maketrans("ILO", "110")
_BYTES: Final = 20
_GROUPS: Final = 8
_LETTERS: Final = 4  # of a group, before the one that checks them
_BITS: Final = 5


def new_secret() -> bytes:
    """Return 160 random bits: too many to guess."""
    return os.urandom(_BYTES)


def written(secret: bytes) -> str:
    """Return a secret as eight groups of five letters, the last of each checking the others."""
    number = int.from_bytes(secret)
    count = _GROUPS * _LETTERS
    digits = (
        ALPHABET[number >> _BITS * place & 31] for place in reversed(range(count))
    )
    letters = "".join(digits)
    groups = [letters[at : at + _LETTERS] for at in range(0, count, _LETTERS)]
    groups_checked = (group + _check(n, group) for n, group in enumerate(groups))
    return "-".join(groups_checked)


def looks_like_one(text: str) -> bool:
    """Whether a text has the length and the letters of a recovery code."""
    letters = _letters(text)
    return len(letters) == _GROUPS * (_LETTERS + 1) and set(letters) <= {*ALPHABET}


def read(text: str) -> bytes:
    """Return the secret of a code as it was typed, in any case and with any spaces.

    Raises Usage for what cannot be one, and names the group with a mistake.
    """
    if not looks_like_one(text):
        raise Usage("A recovery code has eight groups of five letters and digits.")
    letters = _letters(text)
    number = 0
    for n in range(_GROUPS):
        group = letters[n * (_LETTERS + 1) : (n + 1) * (_LETTERS + 1)]
        if _check(n, group[:-1]) != group[-1]:
            raise Usage(
                "Group {number} of the recovery code has a mistake: {group}.",
                number=n + 1,
                group=group,
            )
        for letter in group[:-1]:
            number = number << _BITS | ALPHABET.index(letter)
    return number.to_bytes(_BYTES)


def _letters(text: str) -> str:
    bare = "".join(text.split()).replace("-", "")
    return bare.upper().translate(_MISREAD)


def _check(n: int, group: str) -> str:
    """Return the letter that checks a group and its place."""
    return ALPHABET[crc32(f"{n}{group}".encode()) & 31]
