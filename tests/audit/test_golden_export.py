"""The golden ledger of each released version, put into a store as it stands, is exported byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store.backup import restore_events
from ledger.store.ledger import Ledger
from projections.audit.ledger_check import check_ledger
from projections.cli.restore import stored_events
from tests.audit.stored import exported
from tests.audit.verifiers import both_accept, program

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/ledger.ndjson"))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.parent.name)
def test_a_golden_ledger_is_exported_byte_for_byte(
    tmp_path: Path, golden: Path
) -> None:
    data = golden.read_bytes()
    path = tmp_path / "ledger.db"
    path.touch()
    restore_events(stored_events(data.splitlines()), path)
    with Ledger.open(path) as ledger:
        assert exported(ledger) == data
        assert check_ledger(ledger.store) == program(data)
        for row in ledger.store.rows():
            assert ledger.history(row.stream)
        bare = exported(ledger, personal=False)
    assert both_accept(data)
    assert both_accept(bare)


def test_there_is_a_golden_ledger() -> None:
    assert GOLDEN
