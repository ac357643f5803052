"""The SocioPatterns 2013 files as meetings, friendships and Facebook links; read from a path, never copied.

Mastrandrea, Fournet & Barrat, PLoS ONE 10(9) e0136497 (2015); CC BY-NC-SA.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]

STEP_SECONDS = 20
GAP_SECONDS = 300
EPOCH = date(1970, 1, 1).toordinal()
LOCAL_SECONDS = 3600
"""France in December is one hour ahead of UTC, in which the sensors counted."""


@dataclass(frozen=True)
class Encounter:
    """Two people facing each other, gaps of up to five minutes apart, for so many minutes in all."""

    pair: Pair
    day: date
    minutes: float


@dataclass(frozen=True)
class Study:
    """Who met whom, who named whom as a friend, who is linked on Facebook, who is in which class."""

    encounters: Sequence[Encounter]
    named: frozenset[Pair]
    facebook: dict[Pair, bool]
    classes: dict[int, str]

    @property
    def pairs(self) -> list[Pair]:
        """The pairs whose Facebook status is known and of whom both were asked about friends."""
        asked = {one for one, _other in self.named}
        return sorted(pair for pair in self.facebook if set(pair) <= asked)

    def either(self, pair: Pair) -> bool:
        """Whether one of them named the other."""
        return pair in self.named or pair[::-1] in self.named

    def mutual(self, pair: Pair) -> bool:
        """Whether both named each other."""
        return pair in self.named and pair[::-1] in self.named

    def one_class(self, pair: Pair) -> bool:
        """Whether they are in the same class."""
        return self.classes[pair[0]] == self.classes[pair[1]]


def read(folder: Path) -> Study:
    """The study whose files are in `folder`."""
    rows = {
        name: _rows(folder / name) for name in ("tij_thiers13.dat", "metadata_2013.txt")
    }
    friends = _rows(folder / "Friendship-network_data_2013.csv")
    known = _rows(folder / "Facebook-known-pairs_data_2013.csv")
    return Study(
        encounters=list(_encounters(rows["tij_thiers13.dat"])),
        named=frozenset((int(one), int(other)) for one, other in friends),
        facebook={_pair(one, other): linked == "1" for one, other, linked in known},
        classes={int(who): form for who, form, *_ in rows["metadata_2013.txt"]},
    )


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="ascii") as file:
        yield from (line.split() for line in file if line.strip())


def _pair(one: str, other: str) -> Pair:
    first, second = sorted((int(one), int(other)))
    return first, second


def _encounters(rows: Iterator[list[str]]) -> Iterator[Encounter]:
    times: defaultdict[Pair, set[int]] = defaultdict(set)
    for moment, one, other, *_ in rows:
        times[_pair(one, other)].add(int(moment))
    for pair in sorted(times):
        yield from _of_pair(pair, sorted(times[pair]))


def _of_pair(pair: Pair, times: Sequence[int]) -> Iterator[Encounter]:
    start, count, last = times[0], 0, times[0]
    for moment in (*times, times[-1] + GAP_SECONDS + STEP_SECONDS):
        if moment - last > GAP_SECONDS:
            day = date.fromordinal(EPOCH + (start + LOCAL_SECONDS) // 86_400)
            yield Encounter(pair, day, count * STEP_SECONDS / 60)
            start, count = moment, 0
        count, last = count + 1, moment
