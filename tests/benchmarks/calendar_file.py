"""An invented calendar of coffees: `python -m tests.benchmarks.calendar_file FILE ENTRIES [--zones]`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tests.benchmarks.naming import name

START: Final = datetime(2012, 1, 2, 12, 30)  # noqa: DTZ001 - the time on a wall, in the zone that the entry names
PEOPLE: Final = 200
"""The people met, in turn: as many as a busy calendar names."""

ZONE: Final = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


def lines(entries: int, *, zones: bool) -> Iterator[str]:
    """The lines of a calendar, a coffee for each quarter of a day; its times in a named zone, or in UTC."""
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example.org//benchmark")
    if zones:
        yield from ZONE.splitlines()
    for number in range(entries):
        begin = START + timedelta(hours=6 * number)
        yield from _entry(number, begin, zones=zones)
    yield "END:VCALENDAR"


def _entry(number: int, begin: datetime, *, zones: bool) -> Iterator[str]:
    person = number % PEOPLE
    moment = f"{begin:%Y%m%dT%H%M%S}"
    start = f"DTSTART:{moment}Z"
    if zones:
        start = f"DTSTART;TZID=Europe/Paris:{moment}"
    yield "BEGIN:VEVENT"
    yield f"UID:{number}@example.org"
    yield f"DTSTAMP:{moment}Z"
    yield start
    yield "DURATION:PT1H"
    yield f"SUMMARY:Coffee with {name(person)}"
    yield "ORGANIZER;CN=Ines Caron:mailto:ines@example.org"
    yield "ATTENDEE;CN=Ines Caron;PARTSTAT=ACCEPTED:mailto:ines@example.org"
    yield f"ATTENDEE;CN={name(person)};PARTSTAT=ACCEPTED:mailto:p{person}@example.org"
    yield "END:VEVENT"


def main() -> None:
    """Write the calendar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("entries", type=int)
    parser.add_argument("--zones", action="store_true")
    given = parser.parse_args()
    text = "\r\n".join(lines(given.entries, zones=given.zones))
    given.file.write_text(f"{text}\r\n", encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
