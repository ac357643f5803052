"""The place that an entry of a calendar names, or the call that it was: which property says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from ledger.importers.formats.ics.lines import Component
from ledger.language.meeting_words import Distance, distance, is_no_place

_CONFERENCE: Final = re.compile(
    r"CONFERENCE|HANGOUT|ONLINEMEETING|SKYPETEAMS|CONFTYPE|X-ZOOM|X-WEBEX"
)
_NO_CONFERENCE: Final = frozenset({"", "FALSE", "NONE"})
_LINK: Final = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|skype:|callto:|facetime:)[^\s<>\"]+",
    re.IGNORECASE,
)
_CHUNKS: Final = re.compile(r"[;|\n]")
_PARTS: Final = re.compile(r"[;,|\n]")
_ROOM: Final = re.compile(r"(?:salle|room|bureau|office)\s+\w+$", re.IGNORECASE)
_NOWHERE: Final = re.compile(r"[0.;,\s]*")
"""The coordinates that programs write for no place."""

_SIZE: Final = 200_000
_SHORT: Final = 8
"""Words of a line of a description that may be about the call itself: "Join the Zoom meeting"."""


class PlaceSign(NamedTuple):
    """A property that names a place, and the place."""

    property: str
    name: str


class Call(NamedTuple):
    """A property that shows that people were not in one place, and how they spoke."""

    property: str
    form: Distance


def place(component: Component) -> PlaceSign | None:
    """Return the place that an entry names; None if it names none.

    A platform, the address of a page or a bare telephone number is none.
    """
    names = _names(component.text("LOCATION")[:_SIZE])
    if names:
        return PlaceSign("LOCATION", ", ".join(names))
    for name in ("X-APPLE-STRUCTURED-LOCATION", "GEO"):
        located = component.one(name)
        if located and not _NOWHERE.fullmatch(located.value):
            title = located.parameters.get("X-TITLE", "")
            return PlaceSign(name, title.strip())
    return None


def _names(location: str) -> list[str]:
    """Return the parts of a location that name a place; what only explains a link names none."""
    names: list[str] = []
    for chunk in _CHUNKS.split(location):
        explains_link = is_no_place(chunk)
        for part in chunk.split(","):
            name = " ".join(_LINK.sub("", part).split())
            is_place = _ROOM.match(name) if explains_link else not is_no_place(name)
            if is_place:
                names.append(name)
    return names


def call(component: Component) -> Call | None:
    """Return the property that shows that people could call in; None if none does."""
    for property_ in component.properties:
        if (
            _CONFERENCE.search(property_.name)
            and property_.value.strip().upper() not in _NO_CONFERENCE
        ):
            return Call(property_.name, "video")
    for name, form_in in _TEXTS:
        form = form_in(component.text(name)[:_SIZE])
        if form:
            return Call(name, form)
    return None


def _in_words(text: str) -> Distance | None:
    """Return the distance that a title or a place speaks of, as a whole or in one of its parts."""
    for part in (text, *_PARTS.split(text)):
        form = distance(part.strip())
        if form:
            return form
    return None


def _in_description(text: str) -> Distance | None:
    """Return the distance that a description speaks of: by a link to a meeting, or on a short line.

    Longer lines tell of anything, such as whom to call when late.
    """
    texts = [link[0] for link in _LINK.finditer(text)]
    for line in text.split("\n"):
        is_short = len(line.split()) <= _SHORT
        if is_short:
            texts.append(_LINK.sub("", line).strip())
    for candidate in texts:
        if distance(candidate) == "video":
            return "video"
    return None


_TEXTS: Final[tuple[tuple[str, Callable[[str], Distance | None]], ...]] = (
    ("LOCATION", _in_words),
    ("URL", _in_words),
    ("DESCRIPTION", _in_description),
    ("X-ALT-DESC", _in_description),
    ("SUMMARY", _in_words),
)
"""The texts of an entry that may speak of a call, in the order in which they decide, and how each does."""
