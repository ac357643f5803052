"""Parsers under a coverage-guided fuzzer, at least a million inputs in the long form; and what was found before."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from tests.faults.fuzz import CORPUS, MEGABYTES, PARSERS, parser, survive

ROOT = Path(__file__).parents[2]
RUNS = 60_000
"""Of each parser: a million in all."""

HANGS = 60.0
"""Seconds after which a parser hangs, even where lines are counted on a machine in use; the long form asks for one."""

DEEP = (
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"BEGIN:VCARD\n" * 20_000,
    b"<div>" * 50_000,
    b"(" * 500,
    b'"' * 100_001,
)


@pytest.mark.parametrize("name", PARSERS)
def test_samples_findings_and_deep_nesting_do_no_harm(name: str) -> None:
    parse = parser(name)
    samples = [file.read_bytes() for file in (CORPUS / name).iterdir()]
    assert samples
    with suppress(LedgerError):
        parse(samples[0])  # what it has to load takes its time once
    for data in (*samples, *DEEP):
        survive(parse, data, HANGS)
        tracemalloc.start()
        with suppress(LedgerError):
            parse(data[: len(data) // 8])
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < MEGABYTES << 17, (name, data[:20])


@pytest.mark.long
@pytest.mark.parametrize("name", PARSERS)
def test_no_input_breaks_a_parser(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed here: nothing is fuzzed by coverage")
    options = (f"-runs={RUNS}", "-max_len=2000", f"-artifact_prefix={tmp_path}/")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzz", name, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "DONE" in ended.stderr
