"""The other version of PostgreSQL that is installed: a few tests of each sort, on a server of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store import postgres_server

pytest.importorskip("psycopg", reason=postgres_server.MISSING)

ROOT = Path(__file__).parents[2]

TESTS = [
    "tests/store/test_postgres.py::test_a_copy_either_way_has_the_same_lines_roots_and_keys",
    "tests/store/test_postgres.py::test_a_rejected_append_leaves_no_gap_in_the_indexes",
    "tests/store/test_postgres.py::test_a_commit_that_the_server_made_and_could_not_confirm_is_found",
    "tests/store/test_postgres.py::test_a_locked_log_is_busy_and_records_nothing",
    "tests/cli/test_owners.py::test_no_way_around_the_policies_shows_a_private_text",
    "tests/cli/test_owners.py::test_a_person_is_erased_for_every_owner_by_a_role_that_may",
]
"""HANDSHAKE_TEST_POSTGRES=18 runs all of them on it."""


def test_the_newest_other_server_keeps_to_the_same_contract() -> None:
    used = postgres_server.found()
    if used is None:
        pytest.skip(postgres_server.MISSING)
    version = postgres_server.version_of(used)
    versions = map(postgres_server.version_of, postgres_server.installed())
    others = {other for other in versions if int(other) >= 15} - {version}
    if not others or postgres_server.VERSION in os.environ:
        pytest.skip(f"only PostgreSQL {version} is installed, or was asked for")
    newest = max(others, key=int)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    ran = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=os.environ | {postgres_server.VERSION: newest},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
    assert f"{len(TESTS)} passed" in ran.stdout
