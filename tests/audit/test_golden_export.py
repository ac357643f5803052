"""The golden ledger of each released version, put into a store as it stands, is exported byte for byte."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from ledger.facts.ledger_stream import LedgerOpened
from ledger.store.encode import Prepared, encoded
from ledger.store.ledger import Ledger
from projections.audit.ledger_check import check_ledger
from tests.audit.stored import exported
from tests.audit.verifiers import both_accept, program

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/ledger.ndjson"))


def transactions(data: bytes) -> list[list[Prepared]]:
    """The events of an audit file, those of one stamp together."""
    leaves: list[dict[str, Any]] = []
    texts: dict[int, dict[str, Any]] = {}
    for line in map(json.loads, data.splitlines()[1:-1]):
        if "of" in line:
            texts[line["of"]] = line
        else:
            leaves.append(line)
    prepared = [(stamp(leaf["state"]), as_prepared(leaf, texts.get(leaf["i"]))) for leaf in leaves]
    return [[event for _, event in some] for _, some in groupby(prepared, key=lambda both: both[0])]


def stamp(state: dict[str, Any]) -> tuple[str, ...]:
    return state["recorded_at"], state["recorded_by"], state["source"]


def as_prepared(leaf: dict[str, Any], text: dict[str, Any] | None) -> Prepared:
    state = leaf["state"]
    return Prepared(
        originator_id=leaf["stream"],
        originator_version=leaf["v"],
        event=LedgerOpened(owner="", culture="", trust_permille=0),  # the store does not look at it any more
        topic=leaf["kind"],
        state=encoded(state),
        seal=None if text is None else (bytes.fromhex(text["salt"]), encoded(text["text"])),
        keys=tuple(bytes.fromhex(key) for key in state.get("keys", ())),
    )


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.parent.name)
def test_a_golden_ledger_is_exported_byte_for_byte(tmp_path: Path, golden: Path) -> None:
    data = golden.read_bytes()
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        for prepared in transactions(data):
            ledger._events.put(prepared, prepared=prepared)
        assert exported(ledger) == data
        assert check_ledger(ledger.connection) == program(data)
        for row in ledger.connection.execute("SELECT DISTINCT originator_id FROM stored_events"):
            assert ledger.history(*row)
        bare = exported(ledger, personal=False)
    assert both_accept(data)
    assert both_accept(bare)


def test_there_is_a_golden_ledger() -> None:
    assert GOLDEN
