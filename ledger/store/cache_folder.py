"""Where this computer keeps what it may make again of ledgers that are not files of it."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(ledger: str) -> Path:
    """Return the folder of one ledger, by its address and role.

    https://specifications.freedesktop.org/basedir-spec: a relative path is ignored.
    """
    from hashlib import sha256

    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    folder = cache
    if not cache.is_absolute():
        folder = Path("~/.cache").expanduser()
    return folder / "handshake" / sha256(ledger.encode()).hexdigest()
