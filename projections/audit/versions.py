"""How many leaves of each stream were seen, in some fifteen bytes a stream: a million fit anywhere."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import repeat

BUCKETS = 12  # bits: 4,096 sorted rows, short enough that inserting into one costs nothing to speak of

MASK = (1 << 64) - 1
SHIFT = 64 - BUCKETS


def fingerprint(name: str) -> int:
    """Return 64 bits that stand for a name as long as the program runs.

    Python hashes texts with a random key of each process (PEP 456), so that no one can make two streams meet; by
    chance that happens once in some 40 million verifications of a million streams.
    """
    return hash(name) & MASK


class Versions:
    """The number of leaves of each stream so far."""

    def __init__(self) -> None:
        # Sorted marks, and beside each the number of leaves.
        self._buckets: list[tuple[array[int], array[int]]] = [
            (array("q"), array("I")) for _bucket in range(1 << BUCKETS)
        ]

    def following(
        self, streams: Iterable[str | bytes], starts: Iterable[int] = repeat(1)
    ) -> list[int]:
        """Count one more leaf of each stream; return the version that each must have.

        The first of a stream is its start, and the others follow without a gap.
        """
        versions: list[int] = []
        buckets = self._buckets
        for mark, start in zip(map(hash, streams), starts, strict=False):
            marks, counts = buckets[mark >> SHIFT]  # half of these from the end
            place = bisect_left(marks, mark)
            if place == len(marks) or marks[place] != mark:
                marks.insert(place, mark)
                counts.insert(place, start)
                versions.append(start)
            else:
                count = counts[place] + 1
                counts[place] = count
                versions.append(count)
        return versions
