"""SQLCipher, the driver of encrypted files: loaded for those only."""

from __future__ import annotations

import os
from typing import Any, Final

_SETTINGS: Final = (
    # It would write of each damaged page on standard error, in words of its own.
    "PRAGMA cipher_log_level=NONE",
    # The defaults of this generation, whatever the default of a later one is.
    "PRAGMA cipher_default_compatibility=4",
    # Sorted rows and statement journals never reach the disk: they would stand there in clear.
    "PRAGMA temp_store=MEMORY",
)


def connect(
    path: str | os.PathLike[str],
    key: bytes | None,
    *,
    page_size: int | None = None,
    **options: Any,
) -> Any:
    """Open a file by SQLCipher in autocommit: an encrypted one with its key, a plain one without.

    `page_size` is that of the file, which cannot be read from an encrypted one; SQLCipher's own if not given.
    """
    connection = _driver().connect(path, isolation_level=None, **options)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        if key is not None:
            connection.set_key(key)
        if page_size is not None:
            connection.execute(f"PRAGMA cipher_page_size={page_size}")
    except BaseException:
        connection.close()
        raise
    return connection


def _driver() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        from ledger.store.keys_file import not_installed

        raise not_installed() from error
    return dbapi2
