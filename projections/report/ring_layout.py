"""Where people stand on a ring so that those who belong together stand together; the same at every run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, pi, sin
from typing import NamedTuple

from ledger.facts.event import PersonId


class RingPlace(NamedTuple):
    """A place on a ring: its angle, in radians from the right downwards, and its point at radius 1."""

    angle: float
    x: float
    y: float


def ring_order(pairs: Iterable[tuple[PersonId, PersonId, int]]) -> list[PersonId]:
    """The people of pairs in the order of the ring.

    The strongest pairs come first: the rows in which two people stand are put end to end, turned so that
    the two stand as near as they can. Equal pairs are taken in the order of the ids.
    """
    row_of: dict[PersonId, list[PersonId]] = {}
    for former, latter, _weight in sorted(pairs, key=lambda pair: (-pair[2], pair[:2])):
        left = row_of.setdefault(former, [former])
        right = row_of.setdefault(latter, [latter])
        if left is right:
            continue
        row = _end_to_end(left, former, right, latter)
        for person in row:
            row_of[person] = row
    rows = {id(row): row for row in row_of.values()}
    longest_first = sorted(rows.values(), key=lambda row: (-len(row), row[0]))
    return [person for row in longest_first for person in row]


def _end_to_end(
    left: Sequence[PersonId],
    former: PersonId,
    right: Sequence[PersonId],
    latter: PersonId,
) -> list[PersonId]:
    """Two rows as one, `former` as near as can be to `latter`."""
    begins = left.index(former) * 2 < len(left) - 1
    ends = right.index(latter) * 2 > len(right) - 1
    return [
        *(reversed(left) if begins else left),
        *(reversed(right) if ends else right),
    ]


def ring_places(people: Sequence[PersonId]) -> dict[PersonId, RingPlace]:
    """The place of each person, the first at the top."""
    places: dict[PersonId, RingPlace] = {}
    for number, person in enumerate(people):
        angle = 2 * pi * number / len(people) - pi / 2
        places[person] = RingPlace(angle, cos(angle), sin(angle))
    return places
