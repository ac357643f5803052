"""Prints the table of DESIGN section 11: `python -m tests.benchmarks [--size N] [--json FILE] [--growth]`."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from contextlib import nullcontext

from tests.benchmarks.everyday import EVERYDAY
from tests.benchmarks.growth import growth
from tests.benchmarks.jobs import JOBS, Place, Row
from tests.benchmarks.peers import peers


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__
    )
    parser.add_argument(
        "--size", type=int, default=100_000, help="facts in the large ledger"
    )
    parser.add_argument("--rounds", type=int, default=11, help="runs of each short job")
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--folder", help="keep the ledgers there, and use those that are there"
    )
    parser.add_argument(
        "--only", metavar="WORD", default="", help="only the jobs whose name begins so"
    )
    parser.add_argument(
        "--growth", action="store_true", help="fit how time grows, from 1,000 facts on"
    )
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given = _arguments()
    kept = nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory()
    with kept as folder:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as in `measuring`
        place = Place(folder, given.size, given.rounds)
        print(
            f"{'':52} {'CPU s':>8} {'floor s':>8} {'ratio':>6} {'wall':>6} {'goal':>5} {'MiB':>6} {'goal':>5}"
        )
        rows = [
            _told(row)
            for job in (*JOBS, *EVERYDAY)
            if job.__name__.startswith(given.only)
            for row in job(place)
        ]
        fitted = list(growth(place)) if given.growth else []
        for name, found, goal in fitted:
            print(f"time of {name} grows with the exponent {found:.3f} (goal {goal})")
        others = list(peers(place)) if not given.only else []
    if given.json:
        os.makedirs(os.path.dirname(os.path.abspath(given.json)), exist_ok=True)  # noqa: PTH100, PTH103, PTH120
        with open(given.json, "w", encoding="utf-8") as file:  # noqa: PTH123
            json.dump(_figures(given.size, rows, fitted, others), file, indent=1)


def _told(row: Row) -> Row:
    ours, floor, wall, cpu = row.pair
    goal = f"{row.seconds} s" if row.seconds else row.goal or ""
    mib = row.mib or ""
    print(
        f"{row.job:52} {ours.cpu:8.3f} {floor.cpu:8.3f} {cpu:6.2f} {wall:6.2f} {goal!s:>5} {ours.rss:6.1f} {mib!s:>5}",
        flush=True,
    )
    return row


def _figures(
    size: int,
    rows: list[Row],
    fitted: list[tuple[str, float, float]],
    others: list[dict[str, object]],
) -> dict[str, object]:
    return {
        "size": size,
        "rows": [
            {
                "job": row.job,
                "goal": row.goal,
                "mib_goal": row.mib,
                "seconds_goal": row.seconds,
                "ratio_cpu": row.pair.cpu,
                "ratio_wall": row.pair.wall,
                "ours": row.pair.ours._asdict(),
                "floor": row.pair.floor._asdict(),
            }
            for row in rows
        ],
        "growth": [
            {"command": name, "exponent": found, "goal": goal}
            for name, found, goal in fitted
        ],
        "peers": others,
    }


if __name__ == "__main__":
    main()
