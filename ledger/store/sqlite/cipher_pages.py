"""The pages of an encrypted file in clear, as they lie on the disk: so that an erasure can be proved by their bytes.

Each page ends with 16 bytes that AES begins with and 64 that authenticate it,
https://www.zetetic.net/sqlcipher/design/; the frames of a WAL and the records of a journal hold such pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.store.keys_file import SALT

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

_RESERVED: Final = 80
_IV: Final = 16
_LEDGER_PAGE: Final = 4_096
_VIEWS_PAGE: Final = 16_384


class _Layout(NamedTuple):
    """Where pages are in a file: after how many bytes they begin, and what stands around each."""

    start: int
    before: int
    page: int
    after: int


def clear_pages(file: Path, ledger: Path, key: DataKey) -> Iterator[bytes]:
    """Yield the pages of the ledger, of its views or of a journal, decrypted; and nothing for any other file."""
    is_views = ".views" in file.name.removeprefix(ledger.name)
    raw = key.derived(b"views") if is_views else key.key
    page = _VIEWS_PAGE if is_views else _LEDGER_PAGE
    layout = _layout(file, page)
    with file.open("rb") as stream:
        stream.seek(layout.start)
        is_first = not layout.start
        while record := stream.read(layout.before + layout.page + layout.after):
            encrypted = record[layout.before : layout.before + layout.page]
            if len(encrypted) == layout.page:
                yield _decrypted(encrypted, raw, SALT if is_first else 0)
            is_first = False


def _layout(file: Path, page: int) -> _Layout:
    if file.name.endswith("-wal"):
        return _Layout(32, 24, page, 0)
    if file.name.endswith("-journal"):
        return _Layout(512, 4, page, 4)
    return _Layout(0, 0, page, 0)


def _decrypted(page: bytes, key: bytes, skipped: int) -> bytes:
    """Return a page in clear, without the salt that the first one of a file begins with."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    start = page[-_RESERVED:][:_IV]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    return decryptor.update(page[skipped:-_RESERVED]) + decryptor.finalize()
