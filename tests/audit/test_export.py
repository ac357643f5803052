"""The audit file of a real ledger: complete, the same everywhere, and accepted by whoever checks it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import Damaged
from ledger.store.encode import commitment
from ledger.store.ledger import Ledger
from ledger.store.merkle import leaf, leaf_hash, root_of
from projections.audit.audit_check import Personal
from projections.audit.audit_file import export
from projections.audit.ledger_check import check_ledger
from tests.audit.stored import exported, random_ledger, tampering
from tests.audit.verifiers import both_accept, program
from tests.store.conftest import ROOT
from tests.store.histories import fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    random_ledger(path, 8)
    return path


def lines(data: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in data.splitlines()]


def test_the_file_is_the_header_the_leaves_with_their_texts_and_the_end(
    path: Path,
) -> None:
    with Ledger.open(path) as ledger:
        data, found = exported(ledger), list(ledger.store.sealed_rows())
        expected = [
            {
                "audit": "handshake-audit/1",
                "origin": ledger.origin,
                "personal": True,
                "size": ledger.size,
            }
        ]
    for i, stream, v, topic, state, salt, text in found:
        event = {
            "i": i,
            "kind": topic,
            "state": json.loads(state),
            "stream": stream,
            "v": v,
        }
        expected.append(event)
        if salt is not None and text is not None:
            expected.append({"of": i, "salt": salt.hex(), "text": json.loads(text)})
    *above, end = data.splitlines(keepends=True)
    assert [json.loads(line) for line in above] == expected
    leaves = [
        leaf(i, topic, state, stream, v)
        for i, stream, v, topic, state, _salt, _text in found
    ]
    assert [line[:-1] for line in above if line.startswith(b'{"i":')] == leaves
    assert json.loads(end) == {
        "end": {
            "root": base64.b64encode(root_of(map(leaf_hash, leaves))).decode(),
            "sha256": hashlib.sha256(b"".join(above)).hexdigest(),
            "size": len(leaves),
        }
    }


@settings(max_examples=settings().max_examples // 3)
@given(st.integers(0, 2**32))
def test_every_export_of_a_random_ledger_is_accepted_by_everybody(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    path = tmp_path_factory.mktemp("random") / "ledger.db"
    random_ledger(path, seed)
    with Ledger.open(path) as ledger:
        own = check_ledger(ledger.store)
        whole, bare = exported(ledger), exported(ledger, personal=False)
    shutil.rmtree(path.parent)
    assert both_accept(whole)
    assert both_accept(bare)
    verdict, without = program(whole), program(bare)
    assert own == verdict
    assert without.root == verdict.root
    sealed = verdict.personal.opened + verdict.personal.erased
    assert without.personal == Personal(withheld=sealed)


def test_every_line_is_canonical(path: Path) -> None:
    with Ledger.open(path) as ledger:
        for line in exported(ledger).splitlines():
            assert line == rfc8785.dumps(json.loads(line))


def test_without_personal_texts_no_text_is_in_it_and_the_root_is_the_same(
    path: Path,
) -> None:
    with Ledger.open(path) as ledger:
        whole, bare = lines(exported(ledger)), lines(exported(ledger, personal=False))
        texts = [row.text for row in ledger.store.rows() if row.text]
    assert len(texts) > 5
    assert bare[0] == whole[0] | {"personal": False}
    assert bare[1:-1] == [line for line in whole[1:-1] if "i" in line]
    assert bare[-1]["end"]["root"] == whole[-1]["end"]["root"]  # type: ignore[index]  # it is what was written


def test_each_text_opens_the_commitment_of_the_leaf_above_it(path: Path) -> None:
    with Ledger.open(path) as ledger:
        found = exported(ledger).splitlines()
    opened = 0
    for line, text in pairwise(found):
        if text.startswith(b'{"of":'):
            said = json.loads(text)
            words = text.partition(b'"text":')[2][:-1]
            assert (
                commitment(bytes.fromhex(said["salt"]), words)
                == json.loads(line)["state"]["sealed"]
            )
            opened += 1
    assert opened > 5


# ---------------------------------------------------------------- the same everywhere


def test_the_same_ledger_exported_twice_gives_the_same_bytes(path: Path) -> None:
    with Ledger.open(path) as ledger:
        first = exported(ledger)
        assert exported(ledger) == first
    with Ledger.open(path) as ledger:
        assert exported(ledger) == first


def test_a_copied_a_vacuumed_and_a_dumped_ledger_give_the_same_bytes(
    path: Path,
) -> None:
    copy, dump = path.with_name("copy.db"), path.with_name("dump.db")
    shutil.copy(path, copy)
    with Ledger.open(path) as ledger, Ledger.open(copy) as other:
        first = exported(ledger)
        assert exported(other) == first
    with tampering(copy) as connection:
        connection.execute("VACUUM")
        statements = "\n".join(connection.iterdump())
    with Ledger.open(copy) as ledger:
        assert exported(ledger) == first
    shutil.copy(path, dump)
    with tampering(dump) as connection:
        for table in ("stored_events", "sealed", "keys", "tree", "meta"):
            connection.execute(f"DROP TABLE {table}")
        connection.executescript(statements)
    with Ledger.open(dump) as ledger:
        assert exported(ledger) == first
        assert check_ledger(ledger.store).ok


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "fr_FR.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "4294967295"},
        {
            "LC_ALL": "tr_TR.UTF-8",
            "PYTHONUTF8": "0",
            "PYTHONIOENCODING": "latin-1",
            "HANDSHAKE_LANG": "fr",
        },
    ],
    ids=["an island", "the coast", "another alphabet"],
)
def test_another_time_zone_locale_or_hash_seed_gives_the_same_bytes(
    path: Path, environment: dict[str, str]
) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        from ledger.store.ledger import Ledger
        from projections.audit.audit_file import export
        from projections.audit.atomic_file import written
        with Ledger.open(Path(sys.argv[1])) as ledger, written("-") as write:
            export(ledger.store, ledger.origin, write)
    """
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        check=True,
    )
    with Ledger.open(path) as ledger:
        assert done.stdout == exported(ledger)


def test_what_is_recorded_meanwhile_is_not_in_it(path: Path) -> None:
    with Ledger.open(path) as ledger, Ledger.open(path) as writer:
        size, before, pieces = ledger.size, exported(ledger), list[bytes]()

        def write(data: bytes) -> None:
            if not pieces:
                fill(writer, 77)
            pieces.append(data)

        export(ledger.store, ledger.origin, write)
        assert b"".join(pieces) == before
        assert ledger.size == size + 31
        assert both_accept(exported(ledger))


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stored_events SET topic = 'meeting.LunchHad@1' WHERE rowid = 5",
        "UPDATE stored_events SET state = '{}' WHERE rowid = 5",
        "UPDATE stored_events SET state = 5 WHERE rowid = 5",
        "UPDATE stored_events SET originator_version = 99 WHERE rowid = 5",
        "DELETE FROM stored_events WHERE rowid = 5",
        "UPDATE tree SET root = zeroblob(32)",
        "DELETE FROM tree",
    ],
)
def test_a_ledger_that_does_not_fit_its_tree_is_not_exported(
    path: Path, change: str
) -> None:
    with Ledger.open(path) as ledger:
        with tampering(path) as connection:
            connection.execute(change)
        with pytest.raises(Damaged, match="run 'handshake verify'"):
            exported(ledger)


def test_unreadable_pages_are_reported_as_damage(path: Path) -> None:
    with tampering(path) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'sealed'"
        (page,) = connection.execute(query).fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with Ledger.open(path) as ledger, pytest.raises(Damaged, match="malformed"):
        exported(ledger)


# ---------------------------------------------------------------- memory


MEASURED = """if True:
    import re, sys
    from pathlib import Path
    from ledger.store.ledger import Ledger
    from projections.audit.audit_file import export
    with Ledger.open(Path(sys.argv[1])) as ledger, open("/dev/null", "wb") as file:
        export(ledger.store, ledger.origin, file.write)
    print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="the peak is read where Linux tells it",
)
def test_a_ledger_ten_times_as_large_takes_no_more_memory(tmp_path: Path) -> None:
    peaks = []
    for size in (1_000, 10_000):
        path = tmp_path / f"{size}.db"
        with Ledger.open(path, create=True) as ledger:
            fill(ledger, 1, (size // 2, size // 2))
        command = [sys.executable, "-c", MEASURED, str(path)]
        peaks.append(
            int(
                subprocess.run(
                    command, cwd=ROOT, capture_output=True, check=True
                ).stdout
            )
        )
    assert peaks[1] < peaks[0] + 3_000  # kilobytes
