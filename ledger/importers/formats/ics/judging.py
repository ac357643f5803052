"""Was it a meeting? What an entry of a calendar shows, by one rule, and which property decided.

A place and no call: people met. A call and no place: they did not. Both or neither, or nobody
said that they would come: unclear, and never recorded unasked. What stands in a calendar was
meant to happen; nothing in it tells that it did.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, TypeAlias

from ledger.facts.meeting.events import Form
from ledger.importers.formats.ics.entries import Entry
from ledger.importers.formats.ics.guests import Guest, is_owner
from ledger.importers.formats.ics.places import Sign, call, place
from ledger.importers.formats.meeting_words import is_doubtful
from ledger.language import N_

CROWD: Final = 8
"""With more people than these it is no encounter with each of them."""

Kind: TypeAlias = Literal["meeting", "call", "unclear", "skip"]

NOT_AN_ENTRY: Final = N_("{on} ({text}): this file answers or calls off an invitation ({property}).")
CALLED_OFF: Final = N_("{on} ({text}): it was called off ({property}).")
OWN_NO: Final = N_("{on} ({text}): you did not say that you would come ({property}).")
FREE: Final = N_("{on} ({text}): the calendar counts this time as free ({property}).")
PRIVATE: Final = N_("{on} ({text}): it is marked as private ({property}).")
ALL_DAY: Final = N_("{on} ({text}): it lasts whole days ({property}).")
TOO_LONG: Final = N_("{on} ({text}): it lasts more than a day ({property}).")
NOBODY: Final = N_("{on} ({text}): nobody but you was to come ({property}).")
A_CROWD: Final = N_("{on} ({text}): more than {most} others were invited ({property}).")

OWN_ANSWER: Final = N_("{on} ({text}): whether you came is not certain ({property}).")
TENTATIVE: Final = N_("{on} ({text}): it was not certain to take place ({property}).")
WORDS: Final = N_("{on} ({text}): its words leave it open whether it took place ({property}).")
NO_ANSWER: Final = N_("{on} ({text}): nobody said that they would come ({property}).")
BOTH: Final = N_("{on} ({text}): it names a place ({property}) and a call ({other}).")
NEITHER: Final = N_("{on} ({text}): it names neither a place nor a call ({property}).")

_OFF: Final = re.compile(r"\s*(?:cancel+ed|annul[ée]+e?s?)\s*:", re.IGNORECASE)
_MIDNIGHT: Final = timedelta(days=1)


@dataclass(frozen=True)
class Verdict:
    """What an entry is, and of a skip or of what is unclear the reason, a message id.

    `property` decided, `other` speaks against it. Of a meeting `people` are those who said that
    they would come, `unsure` those who did not answer.
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


def judge(entry: Entry, owner: Collection[str], crowd: int = CROWD) -> Verdict:
    """What the entry is, whenever it was; `owner` are the owner's identifiers."""
    invited = entry.guests
    own = next((each for each in invited if is_owner(each, owner)), None)
    others = [each for each in invited if not (each.is_thing or is_owner(each, owner) or each.answer == "no")]
    skipped = _off(entry) or _declined(own) or _not_ours(entry) or _whole_days(entry) or _alone(others, crowd)
    return skipped or _held(entry, own, others)


def _off(entry: Entry) -> Verdict | None:
    component = entry.component
    if entry.calendar.component.text("METHOD").upper() in {"CANCEL", "REPLY", "COUNTER", "DECLINECOUNTER"}:
        return Verdict("skip", "METHOD", NOT_AN_ENTRY)
    if component.text("STATUS").upper() == "CANCELLED":
        return Verdict("skip", "STATUS", CALLED_OFF)
    return Verdict("skip", "SUMMARY", CALLED_OFF) if _OFF.match(component.text("SUMMARY")) else None


def _declined(own: Guest | None) -> Verdict | None:
    return Verdict("skip", "ATTENDEE", OWN_NO) if own and own.answer in {"no", "asked"} else None


def _not_ours(entry: Entry) -> Verdict | None:
    component = entry.component
    for name, value in (("TRANSP", "TRANSPARENT"), ("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")):
        if component.text(name).upper() == value:
            return Verdict("skip", name, FREE)
    if component.text("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return Verdict("skip", "CLASS", PRIVATE)
    return None


def _whole_days(entry: Entry) -> Verdict | None:
    if entry.start.is_day:
        return Verdict("skip", "DTSTART", ALL_DAY)
    if entry.component.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        return Verdict("skip", "X-MICROSOFT-CDO-ALLDAYEVENT", ALL_DAY)
    return Verdict("skip", "DTEND", TOO_LONG) if entry.length > _MIDNIGHT else None


def _alone(others: Sequence[Guest], crowd: int) -> Verdict | None:
    if not others:
        return Verdict("skip", "ATTENDEE", NOBODY)
    return Verdict("skip", "ATTENDEE", A_CROWD, most=crowd) if len(others) > crowd else None


def _held(entry: Entry, own: Guest | None, others: Sequence[Guest]) -> Verdict:
    """A meeting, a call, or unclear."""
    where, how = place(entry.component), call(entry.component)
    people = tuple(each for each in others if each.answer == "yes")
    unsure = tuple(each for each in others if each.answer != "yes")
    kind, name, reason, other = _kind(where, how)
    if doubt := _doubt(entry, own, people):
        kind, reason, name, other = "unclear", *doubt, ""
    form = how.shown if how and kind == "call" else None
    shown = where.shown if where else ""
    return Verdict(kind, name, reason, other, people, unsure, form, shown)


def _kind(where: Sign | None, how: Sign | None) -> tuple[Kind, str, str, str]:
    if where and how:
        return "unclear", where.name, BOTH, how.name
    if where:
        return "meeting", where.name, "", ""
    return ("call", how.name, "", "") if how else ("unclear", "LOCATION", NEITHER, "")


def _doubt(entry: Entry, own: Guest | None, people: Sequence[Guest]) -> tuple[str, str] | None:
    """Why it is not certain that the owner and somebody else were there, and which property says so."""
    component = entry.component
    if own is None or own.answer != "yes":
        return OWN_ANSWER, "ATTENDEE"
    for name in ("STATUS", "X-MICROSOFT-CDO-BUSYSTATUS"):
        if component.text(name).upper() == "TENTATIVE":
            return TENTATIVE, name
    if is_doubtful(component.text("SUMMARY")):
        return WORDS, "SUMMARY"
    return None if people else (NO_ANSWER, "ATTENDEE")
