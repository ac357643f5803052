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


SIZE = 100_000
"""The bytes of a shape."""

SHAPES: dict[str, tuple[tuple[bytes, bytes, bytes], ...]] = {
    "csv": (
        (b"name,email\n", b'a","\n', b""),
        (b"name,email\n", b'"a""\n', b""),
        (b"name,email", b",x", b"\nAda,a@example.org"),
        (b"name,note\nAda,", b"a ", b""),
        (b"name\n", b"Ada-", b""),
        (b"name\n", b"a\n", b""),
        (b"name,email\nAda,", b"a@b.c;", b""),
        (b"", b";,|\t", b""),
    ),
    "vcard": (
        (b"", b"BEGIN:VCARD\n", b""),
        (b"BEGIN:VCARD\nFN:a\n", b" b\n", b"END:VCARD\n"),
        (b"BEGIN:VCARD\nEMAIL", b";TYPE=a", b":x@example.org\nEND:VCARD\n"),
        (b"BEGIN:VCARD\nFN;X=", b'"', b":x\nEND:VCARD\n"),
        (b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:", b"=\n", b"END:VCARD"),
        (b"BEGIN:VCARD\nN:", b";", b"\nEND:VCARD\n"),
        (b"", b"BEGIN:VCARD\nAGENT:\n", b""),
    ),
    "ics": (
        (b"", b"BEGIN:VEVENT\n", b""),
        (b"BEGIN:VEVENT\nDTSTART:20260105T123000\n", b"ATTENDEE:x\n", b"END:VEVENT"),
        (
            b"BEGIN:VEVENT\nDTSTART:20260105T123000\nRRULE:FREQ=SECONDLY;",
            b"BYSECOND=1,2,3;",
            b"\nEND:VEVENT\n",
        ),
        (
            b"BEGIN:VEVENT\nDTSTART:20260105T123000\nRRULE:FREQ=DAILY\n",
            b"EXDATE:20260106T123000\n",
            b"END:VEVENT\n",
        ),
        (b"BEGIN:VEVENT\nDTSTART:20260105T123000\nSUMMARY:", b"with ", b"\nEND:VEVENT"),
    ),
    "facebook": ((b"", b"<!--", b""), (b"", b"&amp", b""), (b"", b"<a='", b"")),
    "friends": (
        (b"### Activities:\n- 2026-01-01: ", b"**", b""),
        (b"### Friends:\n- Ada ", b"(a.k.a. ", b""),
    ),
    "monica": ((b"", b"[", b""), (b"[1e", b"9", b"]"), (b'["', b"\\u0000", b'"]')),
    "twitter": ((b"window.YTD.follower.part0 = ", b"[", b""),),
    "audit": ((b"", b"\n", b""), (b"", b"[", b"")),
    "checkpoint": ((b"handshake\n1\nAAAA\n\n", b"\xe2\x80\x94 a b\n", b""),),
}
"""What a parser might take long for: a beginning, what is repeated, an end."""


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_of_a_file_takes_long(name: str) -> None:
    """A hundred kilobytes each; what grows with the square of the size took half a minute."""
    parse = parser(name)
    for begin, repeated, end in SHAPES[name]:
        data = begin + repeated * (SIZE // len(repeated)) + end
        survive(parse, data, HANGS / 10)


@pytest.mark.long
@pytest.mark.parametrize("name", PARSERS)
def test_no_input_breaks_a_parser(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed here: nothing is fuzzed by coverage")
    found = tmp_path / "found"
    found.mkdir()
    options = (
        str(found),
        f"-runs={RUNS}",
        "-max_len=2000",
        f"-artifact_prefix={tmp_path}/",
    )
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzz", name, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "DONE" in ended.stderr
