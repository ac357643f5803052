"""Audit files of other hands: sizes and keys that no ledger has end in a verdict, never in a traceback."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import Any

import pytest

from ledger.store.checkpoint import Checkpoint, Signature, SignedNote, key_id
from ledger.store.merkle import Frontier, root
from projections.audit.audit_check import verify_records
from projections.audit.checkpoints import Watch, judge
from tests.audit.ledgers import of_size
from tests.audit.writer import audit_file, body, closed, line

ORIGIN = of_size(1).events[0].stream


def text(data: bytes) -> str:
    return b64encode(data).decode()


def continued(size: Any, hashes: int, i: int) -> bytes:
    """A file that says it begins after this many leaves, with one leaf whose text is missing."""
    frontier = [bytes([n]) * 32 for n in range(hashes)]
    since = {
        "frontier": [*map(text, frontier)],
        "root": text(root(Frontier(1, tuple(frontier)))),
        "size": size,
    }
    header = {
        "audit": "handshake-audit/1",
        "origin": ORIGIN,
        "personal": True,
        "since": since,
        "size": size,
    }
    state = {"sealed": "5a" * 32}
    leaf = {
        "i": i,
        "kind": "person.NoteTaken@1",
        "state": state,
        "stream": ORIGIN,
        "v": 2**53 - 1,
    }
    end = {
        "consistency": [text(b"x" * 32)],
        "root": text(b"y" * 32),
        "sha256": "5a" * 32,
        "size": i,
    }
    return b"".join(
        map(line, [header, leaf, leaf | {"i": i + 1, "v": 1}, {"end": end}])
    )


@pytest.mark.parametrize(
    "size",
    [2**32, 2**33 - 1, 2**40, 2**52, 2**53 - 2, 2**53 - 1, 2**53, 2**70, -1, True, 1.0],
)
def test_a_size_beyond_all_bounds_is_not_believed(size: Any) -> None:
    whole = int(size)
    verdict = verify_records(
        io.BytesIO(continued(size, max(whole, 0).bit_count(), min(whole, 2**53 - 2)))
    )
    assert not verdict.ok
    assert str(verdict.problem).endswith(".")


@pytest.mark.parametrize(
    "public",
    [
        "no base64",
        "",
        "=",
        "é",
        "AAAA",
        7,
        None,
        ["x"],
        {"x": 1},
        "A" * 43,
        "\x00",
        "A" * 42 + "B=",
    ],
)
def test_a_broken_key_signs_nothing(public: Any) -> None:
    ledger = of_size(3)
    ledger.record("ledger.SigningKeySet@1", ORIGIN, public_key=public)
    lines = audit_file(ledger.events)
    watch = Watch(len(ledger.events))
    verdict = verify_records(iter(lines), watch)
    assert verdict.ok
    checkpoint = Checkpoint(ORIGIN, verdict.size, watch.root or b"")
    signature = Signature(ORIGIN, key_id(ORIGIN, b""), b"x" * 64)
    assert (
        judge(SignedNote(checkpoint, b"", (signature,)), watch, verdict.size).assurance
        == "extends"
    )


@pytest.mark.parametrize("size", [2**53 - 1, 2**53, -1, 0])
def test_a_header_that_announces_another_size_is_caught(size: int) -> None:
    ledger = of_size(3)
    header = {
        "audit": "handshake-audit/1",
        "origin": ORIGIN,
        "personal": True,
        "size": size,
    }
    assert not verify_records(iter(closed([line(header), *body(ledger.events)]))).ok
