"""A ledger to tamper with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.audit.tampered import SIZES
from tests.store.histories import fill


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 12, SIZES)
    return path


@pytest.fixture
def path(tmp_path: Path, sample: Path) -> Path:
    shutil.copy(sample, tmp_path / "ledger.db")
    return tmp_path / "ledger.db"
