"""The list, beside a ledger, of the people and events that were erased and must not come back from a backup."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from ledger.errors import Damaged
from ledger.facts.event import UUID
from ledger.store.atomic import make_folder
from ledger.store.private_file import read_private, write_private

_ID: Final = re.compile(rf"{UUID}(/[1-9][0-9]*)?")


def list_path(ledger: Path) -> Path:
    """Return where the list of a ledger is kept."""
    return ledger.with_name(f"{ledger.name}.erased")


def remember(ledger: Path, erased: Collection[str]) -> None:
    """Add ids of people and of events to the list. Raises OSError if it cannot be written."""
    listed = remembered(ledger)
    if not listed.issuperset(erased):
        make_folder(ledger.parent)
        lines_of_names = (f"{name}\n" for name in sorted(listed.union(erased)))
        lines = "".join(lines_of_names)
        write_private(list_path(ledger), lines.encode(), ledger)


def remembered(ledger: Path) -> set[str]:
    """Return the ids of people and events that were erased from the ledger at this path.

    Raises Damaged for a line that is no id: the text of the id that it was would come back.
    """
    path = list_path(ledger)
    if not path.exists():
        return set()
    ids = read_private(path, ledger).decode("utf-8", "replace").split()
    for number, name in enumerate(ids, start=1):
        if not _ID.fullmatch(name):
            raise Damaged(
                "{file} is damaged: line {line} names neither a person nor an event. Correct that line first; otherwise what it named would come back from a backup.",
                file=path,
                line=number,
            )
    return set(ids)
