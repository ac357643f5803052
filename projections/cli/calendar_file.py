"""Proposed meetings as an iCalendar file (RFC 5545): lines of 75 octets, CRLF, text escaped.

Some twenty lines, so that proposing a coffee needs no library; the tests read them with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from ledger.language.safe_text import visible

LINE: Final = 75
EPOCH: Final = date(2020, 1, 1)


class Slot(NamedTuple):
    """A meeting that is proposed. `uid` is the same whenever the same meeting is proposed again."""

    uid: str
    start: datetime
    length: timedelta
    summary: str
    description: str


def calendar(slots: Iterable[Slot], today: date) -> bytes:
    """The file; the same slots on the same day give the same bytes.

    Times are those on the wall, wherever one is. A slot that moved replaces the one it was: its
    sequence rises with the day it was proposed on.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//handshake-ledger//handshake//EN",
        "CALSCALE:GREGORIAN",
    ]
    for slot in slots:
        lines += _event(slot, today)
    return b"".join(_folded(line) for line in (*lines, "END:VCALENDAR"))


def _event(slot: Slot, today: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{slot.uid}"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"SEQUENCE:{(today - EPOCH).days}"
    yield f"DTSTART:{slot.start:%Y%m%dT%H%M%S}"
    yield f"DTEND:{slot.start + slot.length:%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_text(slot.summary)}"
    yield f"DESCRIPTION:{_text(slot.description)}"
    yield "STATUS:TENTATIVE"
    yield "END:VEVENT"


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
