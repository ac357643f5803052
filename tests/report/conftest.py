"""The sections are compared in English, whatever language a test before them left."""

from __future__ import annotations

import pytest

from ledger import language


@pytest.fixture(autouse=True)
def _english() -> None:
    language.use("en")
