r"""The markup of friends.md: **people**, _places_ and @tags; \*\*no one\*\* with a backslash."""

from __future__ import annotations

import re
from typing import Final

_PERSON: Final = re.compile(r"(?<!\\)\*\*([^*\s](?:[^*]*[^*\s\\])?)\*\*")
_PLACE: Final = re.compile(
    r"(?<![^\W_])(?<!\\)_([^_\s\\](?:[^_]*[^_\s\\])?)_(?![^\W_])"
)
_TAG: Final = re.compile(r"(?<![^\W_])(?<!\\)@([^\W_](?:[:-]?[^\W_])*)")
_MOVED: Final = re.compile(r"[mM]oved to _([^_\s\\](?:[^_]*[^_\s\\])?)_")
_STARS: Final = re.compile(r"\*{2,}")
_WORD: Final = re.compile(r"[^\W_](?:[:-]?[^\W_])*")


def people(text: str) -> tuple[str, ...]:
    """The people named, each once."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def places(text: str) -> tuple[str, ...]:
    """The places named, each once."""
    return tuple(dict.fromkeys(_PLACE.findall(_PERSON.sub("", text))))


def tags(text: str) -> tuple[str, ...]:
    """The tags, each once, without the sign."""
    return tuple(dict.fromkeys(_TAG.findall(text)))


def moved_to(text: str) -> str | None:
    """The place where what follows happened, unless it says otherwise."""
    match = _MOVED.search(text)
    if not match:
        return None
    return match[1]


def bare(text: str) -> str:
    """The text without its names: a person called Lunch is no lunch."""
    return _TAG.sub(" ", _PLACE.sub(" ", _PERSON.sub(" ", text)))


def escaped(text: str) -> str:
    """The text with backslashes where it would name people, places or tags."""
    text = _STARS.sub(lambda stars: "\\*" * len(stars[0]), text)
    text = _PLACE.sub(r"\\_\1\\_", text)
    return _TAG.sub(r"\\@\1", text)


def tag(text: str) -> str:
    """A tag as the file can have it: letters and digits, parted by hyphens or colons."""
    return "-".join(_WORD.findall(text))
