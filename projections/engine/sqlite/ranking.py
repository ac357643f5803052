"""Trust in everyone, kept for the day: computed at the first reading of it, then looked up.

One ranking is kept, of one day, one culture and one position of the views, or its beginning where no more was
asked for; whatever else is asked for is computed and takes its place. It holds ids and figures, no names, and
goes with every catch-up.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ledger.named_tuple import NamedTuple
from ledger.store.sqlite import driver_errors
from projections.engine.sqlite import views_file
from projections.engine.sqlite.columns import checksum, sound
from projections.engine.sqlite.views_file import ViewsCorrupt

if TYPE_CHECKING:
    from datetime import date

    from ledger.facts.event import PersonId
    from projections.engine.sqlite.open import Views

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS views_ranks"
    " (rank INTEGER PRIMARY KEY, person TEXT, trust REAL, days_met INTEGER, last_met TEXT, evidence REAL, crc INTEGER)"
)

_WHOLE: Final = "whole"


class Ranked(NamedTuple):
    """The trust in a person on a day, and the evidence it rests on; `last_met` in ISO."""

    person: PersonId
    trust: float
    days_met: int
    last_met: str | None
    evidence: float


def kept(
    views: Views, day: date, permille: int, top: int | None
) -> list[Ranked] | None:
    """The first `top` of the ranking on a day (None: all of it), the highest first; None where it is not kept."""
    with suppress(
        *driver_errors(), ViewsCorrupt
    ):  # whatever it is that cannot be read, it is computed again
        found = views.connection.execute(
            "SELECT value FROM views_meta WHERE name = ?", (views_file.RANKING,)
        )
        known, _space, length = (found.fetchone() or ("",))[0].rpartition(" ")
        if known == _key(views, day, permille) and (
            length == _WHOLE or (top or sys.maxsize) <= int(length)
        ):
            query = "SELECT * FROM views_ranks ORDER BY rank LIMIT ?"
            rows = views.connection.execute(query, (-1 if top is None else top,))
            return [Ranked._make(sound("views_ranks", row)[1:]) for row in rows]
    return None


def keep(
    views: Views, day: date, permille: int, ranking: Sequence[Ranked], top: int | None
) -> None:
    """Keep the first `top` of a ranking (None: all of it) in the place of the one before.

    Not where the views are in use, or went on meanwhile. The moment that was read is let go.
    """
    with suppress(*driver_errors()), views.writing() as same:
        if same:
            _keep(
                views.connection,
                ranking,
                f"{_key(views, day, permille)} {_length(ranking, top)}",
            )


def _keep(connection: sqlite3.Connection, ranking: Sequence[Ranked], name: str) -> None:
    connection.execute(_TABLE)
    connection.execute("DELETE FROM views_ranks")
    rows = [(rank, *place) for rank, place in enumerate(ranking, start=1)]
    summed = [(*row, checksum(row)) for row in rows]
    connection.executemany(
        "INSERT INTO views_ranks VALUES (?, ?, ?, ?, ?, ?, ?)", summed
    )
    connection.execute(
        "INSERT OR REPLACE INTO views_meta VALUES (?, ?)", (views_file.RANKING, name)
    )


def _length(ranking: Sequence[Ranked], top: int | None) -> int | str:
    if top is None or len(ranking) < top:
        return _WHOLE
    return top


def _key(views: Views, day: date, permille: int) -> str:
    return f"{day.isoformat()} {permille} {views.size}"
