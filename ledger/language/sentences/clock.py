"""Whether what a line tells is still to come: by its tense, and by the clock where it is about today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from ledger.facts.meeting.events import Form
from ledger.language.dates.days import either
from ledger.language.dates.words import normal

_PARTS: Final = (
    (0, "matin|matinee|morning"),
    (11 * 60 + 30, "midi|noon|lunchtime"),
    (12 * 60, "apres midi|aprem|afternoon"),
    (17 * 60, "soir|soiree|evening|tonight"),
    (20 * 60, "nuit|minuit|night|midnight"),
)
"""From when on each part of a day has begun."""

_BEGUN: Final = tuple(
    (minute, re.compile(rf"(?<![\w])(?:{words})(?!\w)")) for minute, words in _PARTS
)
_TIME: Final = (
    r"(?<![\w/])(?P<hour>[0-9]{1,2})(?:(?: ?[h:] ?| heures? ?)(?P<minute>[0-9]{2})?)(?![\w/])"
    r"|(?<![\w/])(?P<hour2>[0-9]{1,2})(?:[:.](?P<minute2>[0-9]{2}))? ?(?P<half>[ap]) ?m(?!\w)"
    r"|(?:a|at|vers|around|@) ?(?P<hour3>[0-9]{1,2})(?:$| (?:o'clock|precises?|pile))"
    r"|(?<![\w/])(?P<hour4>[0-9]{1,2})(?:[:.](?P<minute4>[0-9]{2}))? ?ish"
)
_NIGHT: Final = 8
"""An hour before this, with nothing about the morning, is one after noon."""

_NOON: Final = 12
_EARLY: Final = re.compile("matin|morning|nuit")

_HELD: Final[dict[Form, int]] = {"lunch": 13 * 60, "dinner": 21 * 60}
"""From when on a meal of today has been held, if nothing but its name tells so."""

_EVENING: Final = re.compile("(?<!\\w)(?:soir|soiree|evening|tonight)(?!\\w)")
_EVENING_HELD: Final = 19 * 60 + 30
"""From when on a meeting of this evening has been held, if no verb tells so."""

_PRESENT: Final = re.compile(
    r"(?<!\w)(?:(?:je|on|nous|tu)(?: (?:me|m|se|s|te|nous|lui|le|la|l|les|y))? (?:vois|voit|voyons|prends?|prenons|bois|boit|buvons"
    r"|dejeune|dejeunons|dine|dinons|mange|mangeons|rencontre|rencontrons|retrouve|retrouvons|croise|croisons|vais|va|allons|rejoins"
    r"|rejoint|rejoignons|fais|fait|faisons|appelle|appelons|telephone|dois|doit|devons|passe|passons|recois|recoit|invite|brunche"
    r"|soupe|verrai|verra|verrons)|j (?:appelle|invite|irai|attends|espere)"
    r"|(?:i m|we re|i am|we are|am|are) (?:also |now )?(?:having|meeting|seeing|going|getting|grabbing|calling|catching|taking|doing)"
    r"|(?:i|we) have (?:an?|lunch|dinner|coffee|breakfast|drinks|brunch|another|my|our) (?!been|had)|(?:i|we) (?:meet|see|call|phone|get|grab|take)"
    r"|(?:i|we|he|she|they) ll|will|shall|sera|serai|serons|seront|aura|auront|viendra|viendront|passera|passeront|bientot|soon|later today|tout a l heure)(?!\w)"
    r"|^(?:going to|having|seeing|grabbing|taking|getting|prendre|voir|rencontrer|retrouver|appeler|rappeler|telephoner|inviter|aller|boire)(?!\w)"
)
"""Words of the present and the future: a sentence with them tells of no past meeting."""

_SOON: Final = re.compile(
    r"(?:later(?: today| on)?|plus tard|d ici (?:peu|[0-9a-z]+ heures?)|in (?:a|an) (?:bit|while|moment|minute|sec|second)|soon|sous peu"
    r"|tout de suite|right now|en ce moment)$"
)
"""A meeting at such a time has not been held."""


def is_to_come(words: str) -> bool:
    """Whether plain words are in the present or the future."""
    return _PRESENT.search(words) is not None


def is_soon(note: str) -> bool:
    """Whether the plain words after a meeting say that it comes later."""
    return _SOON.match(note) is not None


def is_later_today(
    now: datetime, times: Sequence[str], form: Form | None, *, past: bool
) -> bool:
    """Whether a meeting of today begins after `now`: at the hour that is given, or as its meal does.

    `times` are the words of the line for the day and the hour; `past`: a verb tells of something past.
    """
    minutes = 60 * now.hour + now.minute
    texts = list(map(normal, times))
    hour = _latest(map(_hour, texts))
    if hour is not None:
        return hour > minutes
    part = _latest(map(_start_of_part, texts))
    if part is not None and part > minutes:
        return True
    if past:
        return False
    return _held_from(texts, form) > minutes


def _latest(minutes: Iterable[int | None]) -> int | None:
    known = [minute for minute in minutes if minute is not None]
    return max(known, default=None)


def _held_from(texts: Sequence[str], form: Form | None) -> int:
    """The minute of the day from which on a meeting without an hour has been held."""
    meal = 0
    if form:
        meal = _HELD.get(form, 0)
    evening = any(map(_EVENING.search, texts))
    held_tonight = _EVENING_HELD if evening else 0
    return max(meal, held_tonight)


def _hour(text: str) -> int | None:
    """The minute of the day at which the words say that it began, if they tell an hour."""
    match = re.search(_TIME, text)
    if match is None:
        return None
    hour = int(either(match, "hour", "hour2", "hour3", "hour4"))
    minute = int(either(match, "minute", "minute2", "minute4") or 0)
    half = match["half"]
    if half == "p" and hour < _NOON:
        hour += _NOON
    is_past_noon_unsaid = half is None and hour < _NIGHT and _EARLY.search(text) is None
    if is_past_noon_unsaid:
        hour += _NOON
    return 60 * hour + minute


def _start_of_part(text: str) -> int | None:
    """When the part of the day that the words name begins; of two the later one, as of "hier soir vers minuit"."""
    for minute, words in reversed(_BEGUN):
        if words.search(text):
            return minute
    return None
