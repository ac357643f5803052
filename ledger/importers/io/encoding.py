"""Bytes of unknown origin as text, and the name of the encoding they were in.

A byte order mark decides, then NUL bytes (UTF-16), then whether it is UTF-8. What is left was
written by an old program: of three encodings the one in which the words of the header, then the
accents within words, come out right. No statistics of languages: names are too short for them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Collection
from typing import Final, NamedTuple

from ledger.errors import BadInput, Usage
from ledger.language import N_

LARGEST: Final = 256 * 2**20
"""More bytes than any list of people has."""

EMPTY: Final = N_("{file} is empty.")

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD: Final = ("cp1252", "mac_roman", "cp850")
_HEAD: Final = 200
_SAMPLE: Final = 2_000_000
_BROKEN: Final = re.compile("[\ud800-\udfff]")
_ACCENTED: Final = re.compile(r"(?s)(.?)([^\x00-\x7f])(?=(.?))")
_BLANK: Final = re.compile(rb"\0*+(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*+\Z")


class Decoded(NamedTuple):
    """Text, with the Python name of its encoding.

    A byte that is not of that encoding stands as a lone surrogate: `is_broken` finds the lines.
    """

    text: str
    encoding: str


def decode(
    file: str, data: bytes, words: Collection[str] = (), *, encoding: str | None = None
) -> Decoded:
    """The text of a file's bytes, without a byte order mark.

    `words` are words of headers that the file may have, with their accents. `encoding` is what
    the user says it is. Raises BadInput for a file that is too large or no text in `encoding`.
    """
    if len(data) > LARGEST:
        raise BadInput(
            "{file} is larger than {most} MB; split it, or choose the right file.",
            file=file,
            most=LARGEST // 2**20,
        )
    if encoding is not None:
        return _as_told(file, data, encoding)
    return _marked(data) or _unmarked_utf16(data) or _utf8(data) or _old(data, words)


def is_blank(data: bytes) -> bool:
    """Whether a file holds nothing but white space and perhaps a byte order mark."""
    return _BLANK.match(data) is not None


def refuse_blank(file: str, data: bytes) -> None:
    """Refuse a file with nothing in it."""
    if is_blank(data):
        raise BadInput(EMPTY, file=file)


def is_broken(text: str) -> bool:
    """Whether the text holds what could not be decoded."""
    return not text.isascii() and _BROKEN.search(text) is not None


def is_unreadable(text: str) -> bool:
    """Whether a ledger cannot hold the text: it is broken, or has a NUL."""
    return "\0" in text or is_broken(text)


def _as_told(file: str, data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeError:
        raise BadInput(
            "{file} is not encoded in {encoding}.", file=file, encoding=encoding
        ) from None
    except (LookupError, ValueError):
        raise Usage("No such encoding: {encoding}.", encoding=encoding) from None


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if not data.startswith(mark):
            continue
        unmarked = data[len(mark) :]
        if encoding == "utf-8":
            return _utf8(unmarked)
        return _wide(unmarked, encoding)
    return None


def _wide(data: bytes, encoding: str) -> Decoded:
    """UTF-16 or UTF-32, a last character that is cut short left out."""
    is_32 = "32" in encoding
    unit = 4 if is_32 else 2
    errors = "replace" if is_32 else "surrogatepass"
    cut = len(data) % unit
    return Decoded(data[: len(data) - cut].decode(encoding, errors), encoding)


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """Text in Latin letters has a NUL at every other byte then; a stray NUL is no sign."""
    head = data[:_HEAD]
    even = head[::2].count(0)
    odd = head[1::2].count(0)
    fewer, more = sorted((even, odd))
    are_frequent = head and more * 4 >= len(head)
    are_regular = fewer * 10 <= more
    if not are_frequent:
        return None
    if not are_regular:
        return None
    byte_order = "utf-16-le" if odd > even else "utf-16-be"
    return _wide(data, byte_order)


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8, even with some invalid bytes if most are valid: a file that was joined or cut."""
    text = data.decode("utf-8", "surrogateescape")
    if is_broken(text):
        broken = len(_BROKEN.findall(text))
        ascii_only = len(text.encode("ascii", "ignore"))
        sound = len(text) - ascii_only - broken
        if sound <= broken:
            return None
    return Decoded(text, "utf-8")


def _old(data: bytes, words: Collection[str]) -> Decoded:
    """The encoding under which most header words, then most accents, come out; cp1252 on a tie."""
    header_words = {unicodedata.normalize("NFC", word).casefold() for word in words}
    sample = data[:_SAMPLE]

    def score(encoding: str) -> tuple[int, int]:
        text = sample.decode(encoding, "surrogateescape")
        words_found = (word in text.casefold() for word in header_words)
        return sum(words_found), right_accents(text)

    best = max(_OLD, key=score)
    return Decoded(data.decode(best, "surrogateescape"), best)


def right_accents(text: str) -> int:
    """How many more characters beyond ASCII stand where one would write them than elsewhere."""
    right = 0
    for match in _ACCENTED.finditer(text):
        right += 1 if _fits(*match.groups()) else -1
    return right


def _fits(before: str, char: str, after: str) -> bool:
    match unicodedata.category(char):
        case "Ll":
            return not after.isupper()
        case "Lu" if before.isalpha():
            return before.isupper() and not after.islower()
        case "Lu":
            return True
        case _ if before.isalpha():
            return char in "’»”\xa0"
        case _:
            return True
