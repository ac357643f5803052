"""Dependencies are few, bounded, explained, locked and listed; the wheel is the same wherever it is built."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from docs import audit_dependencies, bill_of_materials
from docs.bill_of_materials import (
    BILL,
    LOCK,
    TOOLS,
    Locked,
    locked,
    normal,
    project,
    reached,
)

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "explanation" / "dependencies.md").read_text("utf-8")
RUN_TIME = PAGE.partition("## To develop and test")[0]
NO_MAJOR = {"tzdata"}
"""Versions that are dates: there is no next major. The page says so."""


def to_run() -> list[str]:
    extras = project()["optional-dependencies"]
    optional = [
        line for extra in extras if extra not in TOOLS for line in extras[extra]
    ]
    return [*project()["dependencies"], *optional]


def declared() -> list[str]:
    extras = project()["optional-dependencies"]
    tools = [line for extra in extras if extra in TOOLS for line in extras[extra]]
    return [*to_run(), *tools]


def explained(page: str) -> set[str]:
    first_cells = re.findall(r"^\|([^|]*`[^|]*)\|", page, re.MULTILINE)
    return {name for cell in first_cells for name in re.findall("`([^`]+)`", cell)}


@pytest.mark.parametrize("requirement", to_run())
def test_what_runs_is_bounded_below_the_next_major(requirement: str) -> None:
    bound = re.search(r"<(\d+)(?:[.,;\s]|$)", requirement)
    assert bound or normal(requirement) in NO_MAJOR
    if bound:
        tested = next(pin for pin in locked() if pin.name == normal(requirement))
        assert int(bound[1]) == int(tested.version.partition(".")[0]) + 1


@pytest.mark.parametrize("requirement", to_run())
def test_the_page_shows_the_bound_of_what_runs(requirement: str) -> None:
    row = re.search(rf"^\| `{normal(requirement)}` \|.*$", RUN_TIME, re.MULTILINE)
    assert row
    cells = [cell.strip() for cell in row.group().strip("|").split("|")]
    bound = re.search(r"<\d+", requirement)
    assert (f"`{bound.group()}`" if bound else "none") in cells
    assert all(cells)


def test_the_page_explains_what_is_declared_and_nothing_else() -> None:
    assert explained(PAGE) == {normal(line) for line in declared()}


def test_every_declared_package_is_locked() -> None:
    names = {pin.name for pin in locked()}
    missing = {normal(line) for line in declared()} - names
    assert not missing, "run 'make lock'"


def test_every_locked_package_is_declared_or_needed_by_one_that_is() -> None:
    pins = locked()
    names = {normal(line) for line in declared()}
    assert {pin.name for pin in pins} == reached(names, pins)


def test_every_lock_has_hashes_and_no_address() -> None:
    assert all(pin.hashes for pin in locked())
    text = LOCK.read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|trusted-host", text)
    unread = re.sub(r" \\\n +--hash=sha256:[0-9a-f]{64}", "", text)
    assert "--hash" not in unread


def test_the_bill_of_materials_is_the_one_that_follows_from_the_lock() -> None:
    assert BILL.read_text("utf-8") == bill_of_materials.written(), "run 'make lock'"


def test_the_bill_lists_what_runs_and_what_that_needs_and_no_tool() -> None:
    bill = json.loads(BILL.read_text("utf-8"))
    scopes = {part["name"]: part["scope"] for part in bill["components"]}
    assert {normal(line) for line in to_run()} <= scopes.keys()
    assert scopes["click"] == scopes["markupsafe"] == "required"
    assert scopes["cffi"] == scopes["werkzeug"] == "optional"
    assert not {"pytest", "ruff", "hypothesis"} & scopes.keys()


def test_every_reference_in_the_bill_leads_to_a_component() -> None:
    bill = json.loads(BILL.read_text("utf-8"))
    references = [part["bom-ref"] for part in bill["components"]]
    assert len(references) == len(set(references))
    known = {*references, bill["metadata"]["component"]["bom-ref"]}
    for line in bill["dependencies"]:
        assert {line["ref"], *line["dependsOn"]} <= known


def test_what_leads_to_what_is_followed_to_the_end() -> None:
    pins = [Locked("b", "1", "", (), ("a",)), Locked("c", "1", "", (), ("b",))]
    assert reached({"a"}, pins) == {"a", "b", "c"}
    assert reached({"c"}, pins) == {"c"}


def package(name: str, *weaknesses: str) -> dict[str, object]:
    vulnerabilities = [
        {"id": weakness, "fix_versions": ["2.0"]} for weakness in weaknesses
    ]
    return {"name": name, "version": "1.0", "vulns": vulnerabilities}


SKIPPED = {"name": "click", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("report", "code", "words"),
    [
        (None, 75, "nothing was checked"),
        ({"dependencies": [SKIPPED, SKIPPED]}, 75, "nothing was checked"),
        ({"dependencies": [SKIPPED, package("orjson")]}, 75, "Not checked: click."),
        ({"dependencies": [package("orjson")]}, 0, "No known weakness in 1 packages."),
        (
            {"dependencies": [SKIPPED, package("orjson", "PYSEC-1")]},
            1,
            "orjson 1.0: PYSEC-1, mended in 2.0",
        ),
    ],
)
def test_an_audit_that_asked_nothing_does_not_pass(
    report: dict[str, object] | None, code: int, words: str
) -> None:
    exit_code, lines = audit_dependencies.verdict(report)
    assert exit_code == code
    assert words in "\n".join(lines)


def test_an_audit_without_an_answer_reports_none(tmp_path: Path) -> None:
    silent = tmp_path / "pip-audit"
    silent.write_text("#!/bin/sh\nexit 1\n")
    silent.chmod(0o700)
    assert audit_dependencies.report_of(str(silent)) is None


def build(folder: Path, *, mode: int, seconds: int) -> dict[str, str]:
    """Build in a copy of the tree; the names of what came of it, and their hashes."""
    folder.mkdir(parents=True)
    for name in (".gitignore", "pyproject.toml", "requirements-dev.lock", "Makefile"):
        shutil.copy(ROOT / name, folder)
    for page in (*ROOT.glob("*.md"), ROOT / "LICENSE"):
        shutil.copy(page, folder)
    for part in ("docs", "ledger", "projections", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for file in folder.rglob("*"):
        if file.is_file():
            file.chmod(mode)
        os.utime(file, (seconds, seconds))
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": "1796000000",
        "PYTHONHASHSEED": str(mode),
    }
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build"],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
    )
    built = sorted((folder / "dist").iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in built}


@pytest.mark.process
def test_wheel_and_sdist_are_the_same_bytes_wherever_they_are_built(
    tmp_path: Path,
) -> None:
    built = build(tmp_path / "one", mode=0o600, seconds=1_600_000_000)
    rebuilt = build(tmp_path / "farther" / "two", mode=0o644, seconds=1_700_000_000)
    assert built == rebuilt
    assert {Path(name).suffix for name in built} == {".whl", ".gz"}
    wheel = next((tmp_path / "one" / "dist").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        [bill] = [name for name in archive.namelist() if "/sboms/" in name]
        assert bill.endswith(".dist-info/sboms/handshake-ledger.cdx.json")
        assert archive.read(bill) == BILL.read_bytes()
