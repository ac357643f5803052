"""Disk errors, full disks, kills, short reads and Ctrl-C at system calls: all of it, or nothing, and no lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import injector
from tests.store.vaults import needs_sqlcipher

ROOT = Path(__file__).parents[2]


def campaign(folder: Path, module: str, *arguments: str) -> None:
    """Run a campaign under the library, and show its table; the reason is printed where none can run."""
    reason = injector.missing()
    if reason is not None:
        pytest.skip(reason)
    environment = os.environ | {"LD_PRELOAD": str(injector.compiled(folder))}
    ended = subprocess.run(
        [sys.executable, "-m", module, str(folder), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_few_faults_do_no_harm(tmp_path: Path) -> None:
    arguments = ("--only", "append", "new ledger", "split backup", "--most", "1")
    faults = ("--fault", "io_error", "full", "kill", "short_read", "interrupt", "quota")
    campaign(tmp_path, "tests.faults.campaign", *arguments, *faults)


@needs_sqlcipher
def test_a_few_faults_while_a_ledger_is_locked_do_no_harm(tmp_path: Path) -> None:
    arguments = ("--only", "encrypt", "decrypt", "passphrase", "--most", "1")
    faults = ("--fault", "io_error", "kill", "interrupt")
    campaign(tmp_path, "tests.faults.campaign", *arguments, *faults)


@pytest.mark.long
def test_no_fault_at_any_call_does_harm(tmp_path: Path) -> None:
    campaign(tmp_path, "tests.faults.campaign")


def test_a_power_cut_leaves_all_of_a_write_or_nothing(tmp_path: Path) -> None:
    campaign(tmp_path, "tests.faults.power_cuts", "--images", "8")


@pytest.mark.long
def test_a_thousand_power_cuts_leave_all_of_a_write_or_nothing(tmp_path: Path) -> None:
    campaign(tmp_path, "tests.faults.power_cuts", "--images", "1000")
