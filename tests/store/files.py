"""What the tests of a ledger's file ask of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.errors import Damaged, LedgerError
from ledger.store.ledger import Ledger


@contextmanager
def untouched(path: Path) -> Iterator[None]:
    """The file's bytes and times, and what lies beside it, are the same afterwards."""
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())
    yield
    assert before == (
        path.read_bytes(),
        path.stat().st_mtime_ns,
        sorted(path.parent.iterdir()),
    )


def refusal(path: Path, kind: type[LedgerError] = Damaged) -> str:
    """The sentence with which the file is refused, to reading and to making a ledger there alike."""
    said = []
    for create in (False, True):
        with untouched(path), pytest.raises(kind) as caught:
            Ledger.open(path, create=create)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "\n" not in said[0]
    return said[0]


def read_all(path: Path) -> None:
    """Everything that a ledger can be asked, damaged rows included."""
    with Ledger.open(path) as ledger:
        assert ledger.owner
        assert ledger.known(["email:1@example.org"]) is not None
        for row in list(ledger.store.rows()):
            ledger.history(row.stream)
