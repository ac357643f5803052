"""How many leaves of each stream were seen, in some fifteen bytes a stream: a million fit anywhere."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from hashlib import blake2b
from secrets import token_bytes

BUCKETS = 12  # bits: 4,096 sorted rows, short enough that inserting into one costs nothing to speak of

# Streams are known by 64 bits of a hash whose key nobody can guess, so that nobody can make two of them meet;
# by chance that happens once in some 40 million verifications of a million streams.
_KEY = token_bytes(16)


def fingerprint(name: str) -> int:
    """64 bits that stand for a name as long as the program runs."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8, key=_KEY).digest(), "big")


class Versions:
    """The number of leaves of each stream so far."""

    def __init__(self) -> None:
        # Sorted marks, and beside each the number of leaves.
        self._buckets: defaultdict[int, tuple[array[int], array[int]]] = defaultdict(
            lambda: (array("Q"), array("I"))
        )

    def following(self, stream: str, first: int = 1) -> int:
        """Counts one more leaf of this stream and gives the version it must have, from `first` without a gap."""
        mark = fingerprint(stream)
        marks, counts = self._buckets[mark >> (64 - BUCKETS)]
        place = bisect_left(marks, mark)
        if place == len(marks) or marks[place] != mark:
            marks.insert(place, mark)
            counts.insert(place, first - 1)
        counts[place] += 1
        return counts[place]
