"""Whether an entry of a calendar names a place, and whether it was a call: which property says so."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.meeting_words import distance_of
from ledger.language.folding import fold

_CONFERENCE: Final = re.compile(r"CONFERENCE|HANGOUT|ONLINEMEETING|SKYPETEAMS|CONFTYPE|X-ZOOM|X-WEBEX")
_HOSTS: Final = re.compile(
    r"\b(?:meet\.google\.com|hangouts\.google\.com|zoom(?:gov)?\.(?:us|com)\b|teams\.(?:microsoft|live)\.com"
    r"|webex\.com|goto(?:meeting|meet|webinar)?\.(?:com|me)/|whereby\.com|appear\.in|bluejeans\.com|jit\.si"
    r"|jitsi|discord\.(?:gg|com)|skype\.com|lync\.com|8x8\.vc|livestorm\.co|bigbluebutton|chime\.aws"
    r"|facetime\.apple\.com|around\.co|gather\.town|starleaf\.com|webconf\.numerique|visio\.numerique"
    r"|calls?\.signal|kmeet\.infomaniak|tixeo\.com|glowbl\.com|meet\.starleaf)|\bskype:",
    re.IGNORECASE,
)
_KEYWORDS: Final = re.compile(
    r"\b(?:visio(?:s|conf\w*)?|en visio|microsoft teams|r[ée]union teams|teams meeting|zoom meeting"
    r"|r[ée]union zoom|google meet|webex|video ?conf\w*|video ?call|conference call|dial-?in)\b",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://\S+|\bwww\.\S+", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?:(?:t[ée]l|phone|mob)\w{0,10}[ .:]*)?\+?\(?[0-9][0-9 ().-]{6,25}[#*0-9 ]{0,20}", re.IGNORECASE
)
_PARTS: Final = re.compile(r"[;,|\n]")
_SIZE: Final = 200_000

_CALLS: Final = frozenset(
    {
        *("microsoft teams meeting", "microsoft teams", "teams meeting", "teams", "reunion microsoft teams"),
        *(
            "reunion teams",
            "zoom",
            "zoom meeting",
            "reunion zoom",
            "google meet",
            "meet",
            "webex",
            "facetime",
        ),
        *("webex meeting", "cisco webex", "cisco webex meetings", "skype", "skype meeting", "reunion skype"),
        *("skype for business", "whatsapp", "jitsi", "discord", "signal", "visio", "visioconference"),
        *("en visio", "visio conference", "video", "video call", "appel video", "videoconference"),
        *("telephone", "par telephone", "au telephone", "phone", "by phone", "phone call", "call", "tel"),
        *("appel", "appel telephonique", "entretien telephonique", "conf call", "conference call"),
        *("en ligne", "online", "online meeting", "reunion en ligne", "remote", "remotely", "a distance"),
        *("distanciel", "en distanciel", "virtual", "virtuel", "virtual meeting", "web", "webinar"),
    }
)
_OPEN: Final = frozenset(
    {
        *("tbd", "tba", "tbc", "to be defined", "to be determined", "to be confirmed", "to be announced"),
        *("a definir", "a preciser", "a confirmer", "a determiner", "lieu a definir", "lieu a preciser"),
        *("n a", "na", "none", "aucun", "aucune", "unknown", "inconnu", "lien", "link", "-", "?", "..."),
        *("see description", "voir description", "lien dans la description"),
    }
)


class Sign(NamedTuple):
    """What a property shows: a place with its name, or a call with its form."""

    name: str
    shown: str


def place(component: Component) -> Sign | None:
    """The property that names a place, and the place; None where there is none.

    What stands for a call in its stead, addresses of pages and bare telephone numbers are none.
    """
    if left := _parts(component.text("LOCATION")):
        return Sign("LOCATION", ", ".join(left))
    for name in ("X-APPLE-STRUCTURED-LOCATION", "GEO"):
        found = component.one(name)
        if found and found.value.strip() and not re.fullmatch(r"[0.;,\s]*", found.value):
            title = found.parameters.get("X-TITLE", "").strip() if name != "GEO" else ""
            return Sign(name, title)
    return None


def call(component: Component) -> Sign | None:
    """The property that shows that people could call in, and `video` or `call`; None where none does."""
    for each in component.properties:
        if _CONFERENCE.search(each.name) and each.value.strip().upper() not in {"", "FALSE", "NONE"}:
            return Sign(each.name, "video")
    for name in ("LOCATION", "URL", "DESCRIPTION", "X-ALT-DESC", "SUMMARY"):
        text = component.text(name)[:_SIZE]
        if _HOSTS.search(text) or _KEYWORDS.search(text):
            return Sign(name, "video")
    return _called(component)


def _called(component: Component) -> Sign | None:
    for name in ("LOCATION", "SUMMARY"):
        text = component.text(name)
        if form := distance_of(text):
            return Sign(name, form)
    parts = [part.strip() for part in _PARTS.split(component.text("LOCATION"))]
    if any(fold(part) in _CALLS for part in parts):
        return Sign("LOCATION", "video")
    return Sign("LOCATION", "call") if any(map(_PHONE.fullmatch, parts)) else None


def _parts(location: str) -> list[str]:
    """The parts of a location that may be a place."""
    parts = (" ".join(part.split()) for part in _PARTS.split(_URL.sub("", location[:_SIZE])))
    return [part for part in parts if part and not _is_none(part)]


def _is_none(part: str) -> bool:
    folded = fold(part.strip("()[]<>:. "))
    return not folded or folded in _CALLS or folded in _OPEN or _PHONE.fullmatch(part) is not None
