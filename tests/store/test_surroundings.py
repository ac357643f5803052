"""What the store loads, and what it lets itself be told by the environment: as little as can be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.store.conftest import ROOT


def run(code: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    "module", ["port", "ledger", "encode", "proofs", "sqlite.store", "sqlite.file"]
)
def test_reading_loads_neither_the_library_nor_the_command_line(module: str) -> None:
    loaded = run(
        f"import sys, ledger.store.{module}; print(*sorted(sys.modules))"
    ).split()
    unwanted = {
        "eventsourcing",
        "click",
        "psycopg",
        "random",
        "secrets",
        "asyncio",
        "ssl",
    }
    assert not unwanted & set(loaded)
    assert f"ledger.store.{module}" in loaded


@pytest.mark.parametrize("module", ["port", "sqlite.store"])
def test_reading_rows_does_not_even_load_the_kinds_of_events(module: str) -> None:
    loaded = run(
        f"import sys, ledger.store.{module}; print(*sorted(sys.modules))"
    ).split()
    assert not {"orjson", "dataclasses", "hashlib", "ledger.facts"} & set(loaded)


def test_a_ledger_is_read_without_the_library_and_written_by_the_parts_of_it_that_are_needed(
    tmp_path: Path,
) -> None:
    code = """if True:
        import sys, uuid
        from ledger.facts.event import NewEvents
        from ledger.store.encode import Stamp
        from ledger.store.ledger import Ledger
        from ledger.facts.person.events import PersonAdded
        somebody = str(uuid.uuid4())
        with Ledger.open(sys.argv[1], create=True) as ledger:
            ledger.size, ledger.history(somebody), ledger.known(["email:a@example.org"])
            print("eventsourcing" in sys.modules)
            ledger.append([NewEvents(somebody, 0, (PersonAdded(name="Zoé"),))], Stamp(somebody, "cli:x"))
            print(*sorted(name for name in sys.modules if name.startswith("eventsourcing.")))
    """
    needed = "eventsourcing.domain eventsourcing.persistence eventsourcing.sqlite eventsourcing.utils"
    assert run(code, str(tmp_path / "ledger.db")).splitlines() == ["False", needed]


def test_the_librarys_environment_variables_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    variables = {
        "PERSISTENCE_MODULE": "eventsourcing.popo",
        "SQLITE_DBNAME": str(tmp_path / "elsewhere.db"),
        "SQLITE_LOCK_TIMEOUT": "-1",
        "SQLITE_POOL_SIZE": "0",
        "SQLITE_JOURNAL_MODE": "DELETE",
        "COMPRESSOR_TOPIC": "zlib",
        "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
        "CIPHER_KEY": "not a key",
        "TRANSCODER_TOPIC": "nowhere:nothing",
        "MAPPER_TOPIC": "nowhere:nothing",
        "CREATE_TABLE": "no",
        "IS_SNAPSHOTTING_ENABLED": "yes",
        "ORIGINATOR_ID_TYPE": "uuid",
    }
    run(
        "import sys; from tests.store.processes import filling; filling(sys.argv[1], 4)",
        str(path),
        **variables,
    )
    with (
        Ledger.open(path) as ledger,
        Ledger.open(tmp_path / "2" / "ledger.db", create=True) as other,
    ):
        run(
            "import sys; from tests.store.processes import filling; filling(sys.argv[1], 4)",
            str(other.path),
        )
        both = [
            [row._replace(state=b"") for row in each.store.rows()]
            for each in (ledger, other)
        ]
        assert both[0] == both[1]
        assert len(both[0]) == 31
    assert sorted(each.name for each in tmp_path.iterdir()) == ["2", "ledger.db"]
