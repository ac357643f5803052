"""Proposed meetings as an iCalendar file (RFC 5545): lines of 75 octets, CRLF, text escaped.

Some twenty lines, so that proposing a coffee needs no library; the tests read them with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from ledger.language.text import visible

LINE: Final = 75
EPOCH: Final = date(2020, 1, 1)


class Slot(NamedTuple):
    """A meeting that is proposed. `uid` is the same whenever the same meeting is proposed again.

    One that is `all_day` has no time of day. `alarm` is how long before its start it rings.
    """

    uid: str
    start: datetime
    length: timedelta
    summary: str
    description: str
    place: str = ""
    confirmed: bool = False
    all_day: bool = False
    alarm: timedelta | None = None


def calendar(slots: Iterable[Slot], today: date, name: str = "") -> bytes:
    """The file; the same slots on the same day give the same bytes.

    Times are those on the wall, wherever one is. A slot that moved replaces the one it was: its
    sequence rises with the day it was proposed on. One with a name is to be subscribed to.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//handshake-ledger//handshake//EN",
        "CALSCALE:GREGORIAN",
    ]
    if name:
        lines += [
            "METHOD:PUBLISH",
            f"X-WR-CALNAME:{_text(name)}",
            f"NAME:{_text(name)}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        ]
    for slot in slots:
        lines += _event(slot, today)
    return b"".join(map(_folded, (*lines, "END:VCALENDAR")))


def _event(slot: Slot, today: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{slot.uid}"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"SEQUENCE:{(today - EPOCH).days}"
    if slot.all_day:
        yield f"DTSTART;VALUE=DATE:{slot.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{slot.start + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    else:
        yield f"DTSTART:{slot.start:%Y%m%dT%H%M%S}"
        yield f"DTEND:{slot.start + slot.length:%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_text(slot.summary)}"
    if slot.description:
        yield f"DESCRIPTION:{_text(slot.description)}"
    if slot.place:
        yield f"LOCATION:{_text(slot.place)}"
    status_line = "STATUS:TENTATIVE"
    if slot.confirmed:
        status_line = "STATUS:CONFIRMED"
    yield status_line
    if slot.alarm is not None:
        yield from _alarm(slot, slot.alarm)
    yield "END:VEVENT"


def _alarm(slot: Slot, before: timedelta) -> Iterator[str]:
    """An alarm before the start; that of a whole day rings on it, at nine."""
    minutes = round(before.total_seconds() / 60)
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text(slot.summary)}"
    trigger = "TRIGGER:PT9H"
    if not slot.all_day:
        trigger = f"TRIGGER:-PT{minutes}M"
    yield trigger
    yield "END:VALARM"


def _text(value: str) -> str:
    """Text as a property has it; what cannot be seen is written by its number."""
    escaped = (
        visible(value, keep="\n")
        .replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
    )
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line and its CRLF, in pieces of at most 75 octets, no character parted."""
    pieces, room = [b""], LINE
    for char in line:
        octets = char.encode()
        if len(octets) > room:
            pieces.append(b"")
            room = LINE - 1  # the space that begins a further piece
        pieces[-1] += octets
        room -= len(octets)
    return b"\r\n ".join(pieces) + b"\r\n"
