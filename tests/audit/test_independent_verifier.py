"""docs/verify.py, and the recipe with sha256sum, jq and head: good files pass, nothing else does."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audit.accidents import damaged
from tests.audit.forged_events import story
from tests.audit.ledgers import Ledger, ledgers, of_size
from tests.audit.verifiers import PROGRAM, independent
from tests.audit.writer import audit_file

HOW_TO = PROGRAM.parent / "how-to" / "verify-without-the-program.md"


def blocks(text: str) -> list[str]:
    """The shell commands that a page shows."""
    return re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_it_is_short_and_needs_nothing_but_the_standard_library() -> None:
    source = PROGRAM.read_text()
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 120


@given(ledgers(), st.booleans())
def test_every_good_file_passes(ledger: Ledger, personal: bool) -> None:
    words = independent(b"".join(audit_file(ledger.events, personal=personal)))
    assert words is not None
    assert words.startswith(f"ok: {len(ledger.events)} leaves")


@given(st.data(), ledgers(), st.booleans())
def test_every_accident_is_caught(
    data: st.DataObject, ledger: Ledger, personal: bool
) -> None:
    assert (
        independent(data.draw(damaged(audit_file(ledger.events, personal=personal))))
        is None
    )


def each_byte_changed(events: int) -> list[int]:
    """The places at which a changed byte went unnoticed."""
    good = b"".join(audit_file(of_size(events).events))
    return [
        at
        for at, byte in enumerate(good)
        if independent(good[:at] + bytes([byte ^ (1 << at % 8)]) + good[at + 1 :])
        is not None
    ]


def test_each_byte_of_a_file_counts() -> None:
    assert each_byte_changed(10) == []


@pytest.mark.long
def test_each_byte_of_a_file_of_fifty_events_counts() -> None:
    assert each_byte_changed(50) == []


def test_a_file_cut_anywhere_is_caught() -> None:
    good = b"".join(audit_file(of_size(10).events))
    assert independent(good) is not None
    assert [at for at in range(len(good)) if independent(good[:at]) is not None] == []


def test_each_line_dropped_or_doubled_and_every_two_lines_swapped_are_caught() -> None:
    lines = audit_file(of_size(20).events)
    for at, line in enumerate(lines):
        assert independent(b"".join(lines[:at] + lines[at + 1 :])) is None
        assert independent(b"".join([*lines[:at], line, *lines[at:]])) is None
    for first, second in combinations(range(len(lines)), 2):
        swapped = lines.copy()
        swapped[first], swapped[second] = lines[second], lines[first]
        assert independent(b"".join(swapped)) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the page supposes it: the verifier, and a python3."""
    shutil.copy(PROGRAM, tmp_path)
    (tmp_path / "python3").symlink_to(sys.executable)
    return tmp_path


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        ["sh", "-eu"],
        cwd=folder,
        env=environment,
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_as_a_program_it_prints_one_line_and_exits_with_0_or_1(
    folder: Path,
) -> None:
    lines = audit_file(story().events)
    (folder / "good").write_bytes(b"".join(lines))
    (folder / "damaged").write_bytes(b"".join(lines).replace(b"Camille", b"Camilla"))
    good, damaged, absent = (
        run(folder, f"python3 verify.py {name}") for name in ("good", "damaged", "none")
    )
    assert (good.returncode, good.stdout.count("\n"), good.stderr) == (0, 1, "")
    assert good.stdout.startswith("ok: 11 leaves, root ")
    assert (damaged.returncode, damaged.stdout, damaged.stderr) == (
        1,
        "",
        "line 4: not what was sealed\n",
    )
    assert (absent.returncode, absent.stderr.count("\n")) == (1, 1)


def test_every_command_of_the_page_runs_and_what_must_be_the_same_is(
    folder: Path,
) -> None:
    (folder / "ledger.ndjson").write_bytes(b"".join(audit_file(story().events)))
    outputs = []
    for block in blocks(HOW_TO.read_text()):
        done = run(folder, block)
        assert (done.returncode, done.stderr) == (0, "")
        outputs.append(done.stdout)
    digest, commitment = (out.split() for out in outputs if len(out.splitlines()) == 2)
    assert digest[0] == digest[-1]
    assert commitment[0] == commitment[-1]
    assert outputs[0].split()[-1] == outputs[-1].strip()


@pytest.fixture
def recipe(folder: Path) -> Callable[[bytes], bool]:
    """Whether the commands of the page that can fail find a file good."""
    tests = "".join(
        block for block in blocks(HOW_TO.read_text()) if block.startswith("test ")
    )
    assert tests.count("test ") == 2

    def passes(data: bytes) -> bool:
        (folder / "ledger.ndjson").write_bytes(data)
        return run(folder, tests).returncode == 0

    return passes


@pytest.mark.parametrize("byte", [b" ", b"\t", b"\r", b"\x1e"])
def test_the_recipe_minds_what_jq_takes_for_space(
    recipe: Callable[[bytes], bool], byte: bytes
) -> None:
    *above, end = audit_file(of_size(3).events)
    assert recipe(b"".join(above) + end)
    assert not recipe(b"".join(above) + byte + end)


# Each example starts a dozen processes: a third as many as of its neighbours.
@settings(
    max_examples=max(1, settings().max_examples // 3),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data(), ledgers(), st.booleans(), st.booleans())
def test_the_recipe_agrees_with_the_verifier_on_good_files_and_on_every_accident_above_the_end(
    recipe: Callable[[bytes], bool],
    data: st.DataObject,
    ledger: Ledger,
    personal: bool,
    good: bool,
) -> None:
    *above, end = audit_file(ledger.events, personal=personal)
    file = b"".join(above) if good else data.draw(damaged(above))
    assert recipe(file + end) is (independent(file + end) is not None) is good
