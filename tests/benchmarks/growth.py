"""How the time of each command grows with the ledger: the exponent fitted over its sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from tests.benchmarks.jobs import TODAY, Place, imported, ledger, ours, somebody
from tests.benchmarks.measuring import DAY, repeated

FLAT, LINEAR = 0.05, 1.05


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of the line of least squares through the logarithms."""
    xs, ys = [log(each) for each in sizes], [log(each) for each in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum(
        (a - x) ** 2 for a in xs
    )


def growth(place: Place) -> Iterator[tuple[str, float, float]]:
    """Each command, the exponent of its processor time, and the goal; the last two sizes for linear ones.

    The cost of starting, some tenth of a second, would flatter what is linear at small sizes: it is
    taken off, as the time of `--version`.
    """
    sizes = [size for size in (1000, 10_000, 100_000, 1_000_000) if size <= place.size]
    started = repeated((ours("-")[0], "--version"), 5).cpu
    commands = {
        "coffee": (("coffee", "{name}", "--on", "{day}"), FLAT),
        "trust NAME": (("trust", "{name}"), FLAT),
        "trust --top 20, the second time": (("trust", "--top", "20"), FLAT),
        "rebuild": (("rebuild",), LINEAR),
        "export audit": (("export", "audit", "-o", place.path("audit.ndjson")), LINEAR),
        "verify": (("verify",), LINEAR),
    }
    for name, (words, goal) in commands.items():
        rounds = 5 if goal == FLAT else 1
        if goal == FLAT:  # the first reading of a day computes what the others look up
            for size in sizes:
                repeated(_on(place, size, words), 1, HANDSHAKE_TODAY=TODAY)
        taken = [
            repeated(_on(place, s, words), rounds, HANDSHAKE_TODAY=TODAY).cpu
            for s in sizes
        ]
        base = 0.0 if goal == FLAT else started
        yield name, exponent(sizes, [max(each - base, 0.001) for each in taken]), goal
    # Here the size is that of the file: as many connections as there are facts elsewhere.
    yield (
        "import linkedin",
        exponent(sizes, [imported(place, rows).cpu - started for rows in sizes]),
        LINEAR,
    )


def _on(place: Place, size: int, words: Sequence[str]) -> Sequence[str]:
    return ours(
        ledger(place, size),
        *(each.format(name=somebody(size), day=DAY) for each in words),
    )
