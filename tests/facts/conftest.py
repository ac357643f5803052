from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.facts.event import KINDS


@pytest.fixture
def registry() -> Iterator[None]:
    """Kinds declared in a test are forgotten after it."""
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)
