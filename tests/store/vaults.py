"""Encrypted ledgers for tests: made in a moment, with a passphrase that costs nearly nothing to try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest

from ledger.store import keys_file, unlock
from ledger.store.keys_file import DataKey
from ledger.store.sqlite import tables

PASSPHRASE = "correct horse battery"  # noqa: S105 - of tests
COMMAND = f"echo {PASSPHRASE}"
MISSING = "the extra [encrypt] is not installed: sqlcipher3 has no build here"

needs_sqlcipher = pytest.mark.skipif(find_spec("sqlcipher3") is None, reason=MISSING)


@contextmanager
def cheap_slots() -> Iterator[None]:
    """Within, new slots cost as little as Argon2id can; each says itself what it costs."""
    with (
        patch.object(keys_file, "MEMORY_KIB", 32),
        patch.object(keys_file, "PASSES", 1),
    ):
        yield


def encrypted_ledger(path: Path) -> DataKey:
    """Make an empty encrypted ledger that the passphrase opens, and this process without it."""
    key = keys_file.new_data_key()
    secret = unlock.secret_of(PASSPHRASE)
    tables.create(path, key=key)
    with cheap_slots():
        slot = keys_file.new_slot(key, secret, name="main", kind=keys_file.PASSPHRASE)
    keys_file.write_slots(keys_file.keys_path(path), [slot])
    unlock.remember(key)
    return key


def encrypted_ledgers(folder: Path) -> Iterator[str]:
    """The paths of encrypted ledgers, each made when it is asked for."""
    for number in count():
        path = folder / f"folder{number}" / "ledger.db"
        encrypted_ledger(path)
        yield str(path)
