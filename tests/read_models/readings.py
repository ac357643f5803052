"""Questions asked of facts entered by hand."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from ledger.facts.event import Event
from ledger.facts.meeting.events import Met, forms
from projections.directory.resolve import Directory
from tests.read_models.given import ME, day, facts, folded, identity, opening

Said = list[tuple[str, Event]]


def asked(said: Iterable[tuple[str, Event]]) -> Directory:
    """The directory, with all tables, after the opening and these events."""
    return whole([*opening(), *said])


def whole(said: Said) -> Directory:
    """The directory, with all tables, after a history with its opening."""
    made = facts(said)
    return Directory(folded(made), len(made))


def met(
    form: str,
    *people: str,
    on: int,
    minutes: int | None = None,
    at: int = 0,
    me: bool = True,
) -> tuple[str, Met]:
    """A meeting on the day of that number, with the owner unless he was not there; a stream of its own."""
    everybody = tuple(sorted({*people, *([ME] if me else [])}))
    kind = forms()[form]
    # The stream's number follows from what is said, so that each fact has one of its own.
    number = at or 10_000 + crc32(repr((form, everybody, on, minutes)).encode())
    return identity(number), kind(
        occurred_on=day(on), participants=everybody, minutes=minutes
    )
