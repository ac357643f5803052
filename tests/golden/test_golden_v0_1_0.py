from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.facts import identifiers
from ledger.facts.canonical import canonical
from ledger.facts.codec import UPCASTERS, event_of, state_of, text_of
from ledger.facts.deciders import STREAMS
from ledger.facts.event import KINDS
from ledger.facts.schema import schema_of
from tests.golden.expected_v0_1_0 import EVENTS

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("v0.1.0")
SECRET = bytes(range(32))

LINES = (GOLDEN / "ledger.ndjson").read_bytes().splitlines(keepends=True)
LEAVES = [line for line in LINES if line.startswith(b'{"i":')]
TEXTS: dict[int, dict[str, Any]] = {
    text["of"]: text
    for text in map(json.loads, (line for line in LINES if line.startswith(b'{"of":')))
}
ERASED = {5, 6, 75}
ADDED_BY_THE_STORE = ("recorded_at", "recorded_by", "source", "sealed", "keys")

every_leaf = pytest.mark.parametrize("i", range(len(EVENTS)))


def test_the_files_are_as_they_were_written() -> None:
    digests = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in GOLDEN.iterdir()
    }
    assert digests == {
        "identifiers.ndjson": "b09e4ccb3c12bd252773bb58da1dfa3c603eadabfda15e5251372815f5997ae5",
        "ledger.ndjson": "8eade19e73db053518ed42e2b9815e90b215f9fd118245f17dea7b3a622a1c17",
    }, "a golden file is never edited"


def test_every_leaf_is_expected() -> None:
    assert len(LEAVES) == len(EVENTS)
    assert ERASED.isdisjoint(TEXTS)


@every_leaf
def test_a_leaf_is_read_as_the_event_it_was(i: int) -> None:
    stream, event = EVENTS[i]
    leaf = json.loads(LEAVES[i])
    text = TEXTS[i]["text"] if i in TEXTS else None
    assert (leaf["stream"], event_of(leaf["kind"], leaf["state"], text)) == (
        stream,
        event,
    )


@every_leaf
def test_an_event_is_written_as_the_same_bytes(i: int) -> None:
    leaf, event = json.loads(LEAVES[i]), EVENTS[i][1]
    if leaf["kind"] in UPCASTERS:
        pytest.skip("written in a newer version since")
    state = state_of(event) | {
        name: leaf["state"][name]
        for name in ADDED_BY_THE_STORE
        if name in leaf["state"]
    }
    assert (
        canonical({**leaf, "kind": event.topic(), "state": state}) + b"\n" == LEAVES[i]
    )


@every_leaf
def test_a_text_is_written_as_the_same_bytes_and_is_what_was_sealed(i: int) -> None:
    event, sealed = EVENTS[i][1], json.loads(LEAVES[i])["state"].get("sealed")
    if i in ERASED:
        assert sealed
        assert text_of(event) is None
    elif i in TEXTS:
        assert text_of(event) == TEXTS[i]["text"]
        text = canonical(TEXTS[i]["text"])
        assert (
            hmac.new(bytes.fromhex(TEXTS[i]["salt"]), text, "sha256").hexdigest()
            == sealed
        )
    else:
        assert sealed is None
        assert text_of(event) is None


@every_leaf
def test_a_state_is_as_its_schema_says(i: int) -> None:
    leaf = json.loads(LEAVES[i])
    if leaf["kind"] in UPCASTERS:
        pytest.skip("written in a newer version since")
    Draft202012Validator(schema_of(leaf["kind"])).validate(leaf["state"])


def test_every_kind_of_the_version_is_there() -> None:
    kinds = {json.loads(leaf)["kind"] for leaf in LEAVES}
    assert len(kinds) == 55
    assert kinds <= set(KINDS) | set(UPCASTERS)


def test_every_stream_adds_up() -> None:
    for stream in dict(EVENTS):
        history = [event for other, event in EVENTS if other == stream]
        assert STREAMS[history[0].stream_kind].state(history).version == len(history)


def test_the_ledger_is_verified_without_the_program() -> None:
    command = [sys.executable, "docs/verify.py", str(GOLDEN / "ledger.ndjson")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"ok: {len(EVENTS)} leaves")


@pytest.mark.parametrize(
    "line", (GOLDEN / "identifiers.ndjson").read_text("utf-8").splitlines()
)
def test_the_same_things_are_still_recognised(line: str) -> None:
    said = json.loads(line)
    build = getattr(identifiers, said["of"])
    for writing in said["writings"]:
        found = build(writing) if isinstance(writing, str) else build(*writing)
        assert found == said["identifier"]
    assert (
        hmac.new(SECRET, said["identifier"].encode(), "sha256").hexdigest()
        == said["key"]
    )
