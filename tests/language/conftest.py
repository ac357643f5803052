"""Each test begins in the language of the environment and leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger import language


@pytest.fixture(autouse=True)
def _english_first() -> Iterator[None]:
    language.use("en")
    yield
    language.use()
