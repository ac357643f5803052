"""Was it a meeting? What an entry of a calendar shows, by one rule, and which property decided.

A place and no call: people met. A call and no place: they did not. Both or neither, or no one
said that they would come: unclear, and never recorded unasked. What stands in a calendar was
meant to happen; nothing in it tells that it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias

from ledger.facts.meeting.events import Form
from ledger.importers.formats.ics.guests import Guest, is_owner
from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.vevents import Entry
from ledger.importers.formats.ics.zones import Zone
from ledger.language import N_
from ledger.language.meeting_words import (
    Distance,
    distance,
    is_no_place,
    outcome,
    outcome_in_note,
)

CROWD: Final = 8
"""With more people than these it is no encounter with each of them."""

Kind: TypeAlias = Literal["meeting", "call", "unclear", "skip"]

NOT_AN_ENTRY: Final = N_(
    "{on} ({text}): this file answers or cancels a meeting request ({property})."
)
CALLED_OFF: Final = N_("{on} ({text}): it was cancelled ({property}).")
OWN_NO: Final = N_("{on} ({text}): you did not accept ({property}).")
FREE: Final = N_("{on} ({text}): the calendar shows you as free ({property}).")
PRIVATE: Final = N_("{on} ({text}): it is marked as private ({property}).")
ALL_DAY: Final = N_("{on} ({text}): it lasts whole days ({property}).")
TOO_LONG: Final = N_("{on} ({text}): it lasts more than a day ({property}).")
NOBODY: Final = N_("{on} ({text}): no guests are listed ({property}).")
NOBODY_BUT_NAMED: Final = N_(
    '{on} ({text}): no guests are listed ({property}). If you met: handshake log "{text}, {on}"'
)
A_CROWD: Final = N_("{on} ({text}): more than {most} others were invited ({property}).")

OUTDATED: Final = N_(
    "{on} ({text}): its series was changed later and no longer has this day ({property})."
)
OWN_ANSWER: Final = N_("{on} ({text}): it is unclear whether you came ({property}).")
TENTATIVE: Final = N_("{on} ({text}): it was only tentative ({property}).")
WORDS: Final = N_(
    "{on} ({text}): the text doesn't say whether it took place ({property})."
)
NO_ANSWER: Final = N_("{on} ({text}): no one accepted ({property}).")
BOTH: Final = N_(
    "{on} ({text}): it has both a place ({property}) and a call ({other})."
)
NEITHER: Final = N_("{on} ({text}): it has neither a place nor a call ({property}).")

_ANSWERS: Final = frozenset({"CANCEL", "REPLY", "COUNTER", "DECLINECOUNTER"})
_OFF: Final = re.compile(r"\s*(?:cancel+ed|annul[ée]+e?s?)\s*:", re.IGNORECASE)
_OPEN: Final = re.compile(
    "[?\N{FULLWIDTH QUESTION MARK}\u274c\u274e\u2716-\u2718\U0001f6ab\u26d4]|~~"
)
"""A question, or a sign that crosses a title out."""

_DAY: Final = timedelta(days=1)
_SHORTEST_DAY: Final = timedelta(hours=22)
"""The shortest whole day there is: one hour is taken from it in spring, and it may end a minute early."""

_MIDNIGHTS: Final = frozenset({time(), time(23, 59), time(23, 59, 59)})
_SHORT: Final = 8
"""Words of a description that is a remark on the entry and nothing else: "Cancelled, Zoe is ill"."""


@dataclass(frozen=True)
class Verdict:
    """What an entry is, and of a skip or of what is unclear the reason, a message id.

    `property` decided, `other` speaks against it. Of a meeting `people` are those who said that
    they would come, `unsure` those who did not answer. `form` is that of a call, None for a meeting
    in person.
    """

    kind: Kind
    property: str
    reason: str = ""
    other: str = ""
    people: tuple[Guest, ...] = ()
    unsure: tuple[Guest, ...] = ()
    form: Form | None = None
    place: str = ""
    most: int = CROWD


def judge(
    entry: Entry,
    owner: Collection[str],
    home: Zone,
    crowd: int = CROWD,
    *,
    ahead: bool = False,
) -> Verdict:
    """Return what the entry is, whenever it was; `owner` are the owner's identifiers, `home` the reader's zone.

    One that lies `ahead` may still be answered by the owner.
    """
    owners_line: Guest | None = None
    guests: list[Guest] = []
    for guest in entry.guests:
        if is_owner(guest, owner):
            owners_line = owners_line or guest
        elif guest.answer != "no" and not guest.is_thing:
            guests.append(guest)
    return (
        _off(entry)
        or _declined(owners_line, ahead=ahead)
        or _not_ours(entry)
        or _whole_days(entry, home)
        or _company(entry, guests, crowd, ahead=ahead)
        or _held(entry, owners_line, guests)
    )


def _off(entry: Entry) -> Verdict | None:
    component = entry.component
    if entry.calendar.component.word("METHOD") in _ANSWERS:
        return Verdict("skip", "METHOD", NOT_AN_ENTRY)
    if component.word("STATUS") == "CANCELLED":
        return Verdict("skip", "STATUS", CALLED_OFF)
    if _OFF.match(entry.title):
        return Verdict("skip", "SUMMARY", CALLED_OFF)
    return None


def _declined(owners_line: Guest | None, *, ahead: bool) -> Verdict | None:
    if owners_line is None:
        return None
    answers = {"no"} if ahead else {"no", "asked"}
    if owners_line.answer in answers:
        return Verdict("skip", "ATTENDEE", OWN_NO)
    return None


def _not_ours(entry: Entry) -> Verdict | None:
    component = entry.component
    if component.word("TRANSP") == "TRANSPARENT":
        return Verdict("skip", "TRANSP", FREE)
    if component.word("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE":
        return Verdict("skip", "X-MICROSOFT-CDO-BUSYSTATUS", FREE)
    if component.word("CLASS") in {"PRIVATE", "CONFIDENTIAL"}:
        return Verdict("skip", "CLASS", PRIVATE)
    return None


def _whole_days(entry: Entry, home: Zone) -> Verdict | None:
    if entry.start.is_day:
        return Verdict("skip", "DTSTART", ALL_DAY)
    if entry.component.word("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE":
        return Verdict("skip", "X-MICROSOFT-CDO-ALLDAYEVENT", ALL_DAY)
    if _is_from_midnight_to_midnight(entry, home):
        return Verdict("skip", "DTEND", ALL_DAY)
    if entry.length > _DAY:
        return Verdict("skip", "DTEND", TOO_LONG)
    return None


def _is_from_midnight_to_midnight(entry: Entry, home: Zone) -> bool:
    if entry.length < _SHORTEST_DAY:
        return False
    zone = entry.zone(home)
    begin = entry.start.in_zone(zone)
    if begin.time() != time():
        return False
    return entry.end_in(zone).time() in _MIDNIGHTS


_NAMES_SOMEBODY: Final = re.compile(
    r"""[^"$`\\]*(?<!\w)(?:with|w/|avec)\s*\w[^"$`\\]*""", re.IGNORECASE
)
"""A title that may be a sentence for `log`, and can stand between quotes in a shell."""


def _company(
    entry: Entry, guests: Sequence[Guest], crowd: int, *, ahead: bool
) -> Verdict | None:
    if not guests:
        names_somebody = not ahead and _NAMES_SOMEBODY.fullmatch(entry.title)
        reason = NOBODY_BUT_NAMED if names_somebody else NOBODY
        return Verdict("skip", "ATTENDEE", reason)
    if len(guests) > crowd:
        return Verdict("skip", "ATTENDEE", A_CROWD, most=crowd)
    return None


def _held(entry: Entry, owners_line: Guest | None, guests: Sequence[Guest]) -> Verdict:
    """Return a meeting, a call, or an unclear entry."""
    named_place = place(entry.component)
    people: list[Guest] = []
    unsure: list[Guest] = []
    for guest in guests:
        if guest.answer == "yes":
            people.append(guest)
        else:
            unsure.append(guest)
    verdict = _kind(named_place, call(entry.component))
    doubt = _doubt(entry, owners_line, people)
    if doubt:
        reason, name = doubt
        verdict = replace(
            verdict, kind="unclear", reason=reason, property=name, other=""
        )
    name_of_place = named_place.name if named_place else ""
    return replace(
        verdict, people=tuple(people), unsure=tuple(unsure), place=name_of_place
    )


def _kind(named_place: PlaceSign | None, distance: Call | None) -> Verdict:
    """Return what place and distance make of an entry; the form of a call also if it is only likely one."""
    if named_place and distance:
        form = None
        if distance.property == "SUMMARY":
            form = distance.form
        return Verdict(
            "unclear", named_place.property, BOTH, distance.property, form=form
        )
    if named_place:
        return Verdict("meeting", named_place.property)
    if distance:
        return Verdict("call", distance.property, form=distance.form)
    return Verdict("unclear", "LOCATION", NEITHER)


def _doubt(
    entry: Entry, owners_line: Guest | None, people: Sequence[Guest]
) -> tuple[str, str] | None:
    """Return why it is not certain that the owner and someone else were there, and the property that says so."""
    component = entry.component
    if owners_line is None or owners_line.answer != "yes":
        return OWN_ANSWER, "ATTENDEE"
    for name in ("STATUS", "X-MICROSOFT-CDO-BUSYSTATUS"):
        if component.word(name) == "TENTATIVE":
            return TENTATIVE, name
    if _OPEN.search(entry.title):
        return WORDS, "SUMMARY"
    if outcome(entry.title):
        return WORDS, "SUMMARY"
    description = component.text("DESCRIPTION")
    is_remark = len(description.split()) <= _SHORT
    if is_remark and outcome_in_note(description):
        return WORDS, "DESCRIPTION"
    if not people:
        return NO_ANSWER, "ATTENDEE"
    return None


# ---------------------------------------------------------------- where it was: a place, or a call

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
_FEW_WORDS: Final = 8
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
        is_a_call = (
            _CONFERENCE.search(property_.name)
            and property_.value.strip().upper() not in _NO_CONFERENCE
        )
        if is_a_call:
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
        is_short = len(line.split()) <= _FEW_WORDS
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
