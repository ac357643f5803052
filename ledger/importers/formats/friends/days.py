"""The events of friends.md among those of their day, and where they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.importers.formats.friends import markup
from ledger.importers.formats.friends.lines import DatedLine


@dataclass(frozen=True)
class DayLine:
    """An event with its place among those of its day, from 0.

    `alone` says that it is the only one of its day and that no other has its words. `place` is
    where it was; `ordinal` tells it from others of its day with the same words.
    """

    event: DatedLine
    number: int
    alone: bool
    place: str | None
    ordinal: int


def in_days(events: Sequence[DatedLine]) -> Iterator[DayLine]:
    """The events in their order: one that names no place was where one had moved to before it."""
    of = Counter(event.on for event in events)
    same = Counter(event.text for event in events)
    numbers: Counter[date] = Counter()
    ordinals: Counter[tuple[date, str]] = Counter()
    moved = _moves(events)
    for event in events:
        places = markup.places(event.text)
        words = " ".join(event.text.casefold().split())
        place = places[0] if places else moved.get(event.line)
        alone = of[event.on] == same[event.text] == 1
        yield DayLine(event, numbers[event.on], alone, place, ordinals[event.on, words])
        numbers[event.on] += 1
        ordinals[event.on, words] += 1


def _moves(events: Iterable[DatedLine]) -> Mapping[int, str]:
    """For each line where one lived then; the file has the newest events first."""
    home: str | None = None
    homes: dict[int, str] = {}
    for event in sorted(events, key=lambda event: (event.on, -event.line)):
        home = markup.moved_to(event.text) or home
        if home:
            homes[event.line] = home
    return homes
