"""Whether an entry of a calendar names a place, and whether it was a call: which property says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ledger.importers.formats.ics.lines import Component
from ledger.language.meeting_words import Distance, distance, is_no_place

_CONFERENCE: Final = re.compile(r"CONFERENCE|HANGOUT|ONLINEMEETING|SKYPETEAMS|CONFTYPE|X-ZOOM|X-WEBEX")
_LINK: Final = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|skype:|callto:|facetime:)[^\s<>\"]+", re.IGNORECASE
)
_CHUNKS: Final = re.compile(r"[;|\n]")
_PARTS: Final = re.compile(r"[;,|\n]")
_ROOM: Final = re.compile(r"(?:salle|room|bureau|office)\s+\w+$", re.IGNORECASE)
_NOWHERE: Final = re.compile(r"[0.;,\s]*")
"""The coordinates that programs write for no place."""

_SIZE: Final = 200_000
_SHORT: Final = 8
"""Words of a line of a description that may be about the call itself: "Join the Zoom meeting"."""


class Place(NamedTuple):
    """A property that names a place, and the place."""

    property: str
    name: str


class Call(NamedTuple):
    """A property that shows that people were not in one place, and how they spoke."""

    property: str
    form: Distance


def place(component: Component) -> Place | None:
    """Return the place that an entry names; None if it names none.

    A platform, the address of a page or a bare telephone number is none.
    """
    names = _names(component.text("LOCATION")[:_SIZE])
    if names:
        return Place("LOCATION", ", ".join(names))
    for name in ("X-APPLE-STRUCTURED-LOCATION", "GEO"):
        located = component.one(name)
        if located and not _NOWHERE.fullmatch(located.value):
            title = located.parameters.get("X-TITLE", "").strip() if name != "GEO" else ""
            return Place(name, title)
    return None


def _names(location: str) -> list[str]:
    """Return the parts of a location that name a place; what only explains a link names none."""
    names: list[str] = []
    for chunk in _CHUNKS.split(location):
        parts = [" ".join(_LINK.sub("", part).split()) for part in chunk.split(",")]
        if is_no_place(chunk):
            names += [part for part in parts if _ROOM.match(part)]
        else:
            names += [part for part in parts if not is_no_place(part)]
    return names


def call(component: Component) -> Call | None:
    """Return the property that shows that people could call in; None if none does."""
    for candidate in component.properties:
        if _CONFERENCE.search(candidate.name) and candidate.value.strip().upper() not in {
            "",
            "FALSE",
            "NONE",
        }:
            return Call(candidate.name, "video")
    for name in ("LOCATION", "URL", "DESCRIPTION", "X-ALT-DESC", "SUMMARY"):
        text = component.text(name)[:_SIZE]
        form = (_in_description if name in {"DESCRIPTION", "X-ALT-DESC"} else _in_words)(text)
        if form:
            return Call(name, form)
    return None


def _in_words(text: str) -> Distance | None:
    """Return the distance that a title or a place speaks of, as a whole or in one of its parts."""
    if not text:
        return None
    parts = (distance(part.strip()) for part in _PARTS.split(text))
    return distance(text) or next(filter(None, parts), None)


def _in_description(text: str) -> Distance | None:
    """Return the distance that a description speaks of: by a link to a meeting, or on a short line.

    Longer lines tell of anything, such as whom to call when late.
    """
    for candidate in _texts_of_call(text):
        if distance(candidate) == "video":
            return "video"
    return None


def _texts_of_call(text: str) -> Iterator[str]:
    for link in _LINK.finditer(text):
        yield link[0]
    for line in text.split("\n"):
        bare = line.strip()
        if bare and len(bare.split()) <= _SHORT and not _LINK.search(bare):
            yield bare
