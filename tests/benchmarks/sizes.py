"""Bytes a fact in the ledger and in its views, by table and index: `python -m tests.benchmarks.sizes LEDGER`."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Final

LEAST: Final = 0.05
"""Tables with fewer bytes a fact are told together."""


def sizes(path: str, facts: int) -> Iterator[tuple[str, float]]:
    """What each table and index of a file takes of its pages, in bytes a fact, the largest first."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
        for name, found in connection.execute(query):
            yield name, found / facts


def main(path: str) -> None:
    """Print the parts of a ledger and of its views."""
    with closing(sqlite3.connect(path)) as connection:
        (facts,) = connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
    for file in (path, f"{path}.views"):
        parts = list(sizes(file, facts))
        print(f"{sum(each for _name, each in parts):8.1f}  together")
        for name, each in parts:
            if each >= LEAST:
                print(f"{each:8.1f}  {name}")


if __name__ == "__main__":
    main(sys.argv[1])
