"""The numbers of the last list that a terminal showed: `correct 3` means its third row.

They are kept for each ledger in a private file of the cache folder, as ids alone, and hold until the
ledger changes otherwise than by corrections of that list, or until the day is over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import Damaged, NotFound, Refused

if TYPE_CHECKING:
    from ledger.cli.session import Session
    from ledger.store.ledger import Ledger

DIGITS: Final = 3
"""Numbers have at most as many digits; a longer text of digits may be the beginning of an id."""


def remember(session: Session, ledger: Ledger, ids: Sequence[str]) -> None:
    """Keep the ids of a list in the order in which it was shown."""
    from ledger.store.atomic import make_folder
    from ledger.store.private_file import write_private

    shown = {
        "day": session.today.isoformat(),
        "ids": ids[: 10**DIGITS - 1],
        "origin": ledger.origin,
        "size": ledger.size,
    }
    file = _file(session)
    with suppress(OSError):  # a list is shown, even if its numbers cannot be kept
        make_folder(file.parent)
        write_private(file, json.dumps(shown).encode(), session.file)


def still_holds(session: Session, ledger: Ledger) -> None:
    """Let the numbers of the last list hold after a correction of what they mean."""
    shown = _shown(session)
    if shown is not None:
        remember(session, ledger, shown["ids"])


def id_of_number(session: Session, ledger: Ledger, text: str) -> str:
    """The id of the row with a number in the last list. Raises NotFound, or Refused for an old list."""
    shown = _shown(session)
    if shown is None:
        raise NotFound(
            "No numbered list yet; 'handshake timeline' shows one on a terminal."
        )
    current = (ledger.origin, ledger.size, session.today.isoformat())
    if (shown["origin"], shown["size"], shown["day"]) != current:
        raise Refused(
            "The list with number {number} is out of date; show it again.", number=text
        )
    ids: list[str] = shown["ids"]
    if not 1 <= int(text) <= len(ids):
        raise NotFound(
            "The last list has only {count} rows; row {number} does not exist.",
            count=len(ids),
            number=text,
        )
    return ids[int(text) - 1]


def _shown(session: Session) -> dict[str, Any] | None:
    """What was kept of the last list; None if that cannot be read."""
    from ledger.store.private_file import read_private

    with suppress(OSError, ValueError, Damaged):
        written = read_private(_file(session), session.file)
        shown: dict[str, Any] = json.loads(written)
        return shown
    return None


def _file(session: Session) -> Path:
    """Where the numbers of a ledger's last list are kept."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", ""))
    cache = folder
    if not folder.is_absolute():
        cache = Path.home() / ".cache"
    name = hashlib.sha256(session.file.encode("utf-8", "surrogateescape")).hexdigest()
    return cache / "handshake" / f"list-{name[:16]}.json"
