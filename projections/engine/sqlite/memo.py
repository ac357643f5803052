"""Figures about everyone, kept for the day: computed at the first reading of it, then looked up.

One text is kept under each name, for one day and one position of the views; it holds ids and figures, no
names. After a change of the ledger it is computed anew.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from ledger.store.sqlite import driver_errors
from projections.engine.sqlite.columns import checksum

if TYPE_CHECKING:
    from projections.engine.sqlite.open import Views


def kept(views: Views, name: str, day: date) -> str | None:
    """The text that is kept under a name for a day; None if missing, or the ledger went on since."""
    row = None
    with suppress(*driver_errors()):  # it is computed again
        query = "SELECT value FROM views_meta WHERE name = ?"
        row = views.connection.execute(query, (name,)).fetchone()
    known, _line, text = (row[0] if row else "").partition("\n")
    if known == _key(views, day, text):
        return text
    return None


def keep(views: Views, name: str, day: date, text: str) -> None:
    """Keep a text in the place of the one before; not where the views are in use, or went on meanwhile."""
    with suppress(*driver_errors()), views.writing() as same:
        if same:
            views.connection.execute(
                "INSERT OR REPLACE INTO views_meta VALUES (?, ?)",
                (name, f"{_key(views, day, text)}\n{text}"),
            )


def _key(views: Views, day: date, text: str) -> str:
    return f"{day.isoformat()} {views.size} {checksum((text,))}"
