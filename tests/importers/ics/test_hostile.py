from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given

from ledger.errors import LedgerError
from ledger.importers.api import Named
from ledger.importers.formats.ics import read
from ledger.importers.formats.ics.event_series import TOO_MANY_DAYS
from ledger.importers.formats.ics.recurrence import Steps
from ledger.importers.match.unclear import settle, taken
from tests.importers.hostile import hostile, is_sound
from tests.importers.ics.samples import GOOGLE, ME, NOW, OUTLOOK, calendar, entry
from tests.importers.ledgers import Memory

SAMPLES = [
    GOOGLE,
    OUTLOOK,
    calendar(entry(rrule="RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=5"), entry(uid="UID:2")),
]


def survives(files: Sequence[Named]) -> None:
    with suppress(LedgerError):
        found = read(files, [ME], now=NOW)
        for reading in (found.reading, settle(found, taken)):
            if reading.rows:
                is_sound(reading, [name for name, _ in files])
                Memory(mine=(ME,)).plan(reading)
        for each in found.judged:
            assert each.verdict.property
            assert bool(each.verdict.reason) is (
                each.verdict.kind in {"skip", "unclear"}
            )


@given(hostile(SAMPLES))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives([("agenda.ics", data)])


@given(hostile(SAMPLES), hostile(SAMPLES))
def test_no_two_files_cost_more_than_a_message(one: bytes, other: bytes) -> None:
    survives([("a.ics", one), ("b.ics", other)])


def test_many_hostile_series_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Steps, "__init__", lambda self, left=0: setattr(self, "left", left or 10_000)
    )
    rules = [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTHDAY=31",
        "FREQ=WEEKLY;INTERVAL=2",
    ]
    start = "DTSTART:19000101T100000Z"
    entries = [
        entry(uid=f"UID:{n}", dtstart=start, dtend=None, rrule=f"RRULE:{rules[n % 3]}")
        for n in range(300)
    ]
    found = read([("agenda.ics", calendar(*entries))], [ME], now=NOW)
    assert {problem.reason for problem in found.reading.problems} == {TOO_MANY_DAYS}
    assert len(found.reading.problems) > 290
