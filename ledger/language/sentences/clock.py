"""Whether what a line tells is still to come: by its tense, and by the clock where it is about today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from ledger.facts.meeting.events import Form
from ledger.language.dates.words import normal

_PARTS: Final = (
    (0, "matin|matinee|morning"),
    (11 * 60 + 30, "midi|noon|lunchtime"),
    (12 * 60, "apres midi|aprem|afternoon"),
    (17 * 60, "soir|soiree|evening|tonight"),
    (20 * 60, "nuit|minuit|night|midnight"),
)
"""From when on each part of a day has begun."""

_BEGUN: Final = tuple((minute, re.compile(rf"(?<![\w])(?:{words})(?!\w)")) for minute, words in _PARTS)
_TIME: Final = re.compile(
    r"(?<![\w/])(?P<hour>[0-9]{1,2})(?:(?: ?[h:] ?| heures? ?)(?P<minute>[0-9]{2})?)(?![\w/])"
    r"|(?<![\w/])(?P<hour2>[0-9]{1,2})(?:[:.](?P<minute2>[0-9]{2}))? ?(?P<half>[ap]) ?m(?!\w)"
    r"|(?:a|at|vers|around|@) ?(?P<hour3>[0-9]{1,2})(?:$| (?:o'clock|precises?|pile))"
)
_NIGHT: Final = 8
"""An hour before this, with nothing about the morning, is one after noon."""

_NOON: Final = 12
_EARLY: Final = re.compile("matin|morning|nuit")

_MEALS: Final[dict[Form, int]] = {"lunch": 11 * 60, "dinner": 17 * 60}
"""From when on a meal of today may have taken place."""

_PRESENT: Final = re.compile(
    r"(?<!\w)(?:(?:je|on|nous|tu)(?: (?:me|m|se|s|te|nous|lui|le|la|l|les|y))? (?:vois|voit|voyons|prends?|prenons|bois|boit|buvons"
    r"|dejeune|dejeunons|dine|dinons|mange|mangeons|rencontre|rencontrons|retrouve|retrouvons|croise|croisons|vais|va|allons|rejoins"
    r"|rejoint|rejoignons|fais|fait|faisons|appelle|appelons|telephone|dois|doit|devons|passe|passons|recois|recoit|invite|brunche"
    r"|soupe|verrai|verra|verrons)|j (?:appelle|invite|irai|attends|espere)"
    r"|(?:i m|we re|i am|we are|am|are) (?:also |now )?(?:having|meeting|seeing|going|getting|grabbing|calling|catching|taking|doing)"
    r"|(?:i|we) have (?:an?|lunch|dinner|coffee|breakfast|drinks|brunch|another|my|our) (?!been|had)|(?:i|we) (?:meet|see|call|phone|get|grab|take)"
    r"|(?:i|we|he|she|they) ll|will|shall|bientot|soon|later today|tout a l heure)(?!\w)"
    r"|^(?:having|seeing|grabbing|taking|getting|prendre|voir|rencontrer|retrouver|appeler|rappeler|telephoner|inviter|aller|boire)(?!\w)"
)
"""The present and the future: what is told in them has not taken place."""


def is_to_come(words: str) -> bool:
    """Whether plain words of the line tell of what is or will be."""
    return _PRESENT.search(words) is not None


def is_later_today(now: datetime, times: Iterable[str], form: Form | None, *, past: bool) -> bool:
    """Whether a meeting of today begins after `now`: at the hour that is told, or as its meal does.

    `times` are the words of the line for the day and the hour; `past`: a verb tells of something past.
    """
    minutes = 60 * now.hour + now.minute
    starts = [_start(normal(text)) for text in times]
    latest = max((start for start in starts if start is not None), default=None)
    if latest is not None:
        return latest > minutes
    if past or form not in _MEALS:
        return False
    return _MEALS[form] > minutes


def _start(text: str) -> int | None:
    """The minute of the day at which the words say that it began."""
    match = _TIME.search(text)
    if match is None:
        return _start_of_part(text)
    hour = int(match["hour"] or match["hour2"] or match["hour3"])
    minute = int(match["minute"] or match["minute2"] or 0)
    half = match["half"]
    if half == "p" and hour < _NOON:
        hour += _NOON
    if half is None and hour < _NIGHT and _EARLY.search(text) is None:
        hour += _NOON
    return 60 * hour + minute


def _start_of_part(text: str) -> int | None:
    """When the part of the day that the words name begins; of two the later one, as of "hier soir vers minuit"."""
    for minute, words in reversed(_BEGUN):
        if words.search(text):
            return minute
    return None
