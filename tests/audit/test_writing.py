"""What is written is there whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import Busy, Damaged, Usage
from ledger.store.ledger import Ledger
from projections.audit.atomic_file import written
from tests.store.conftest import ROOT


def write(
    output: Path | str, *pieces: bytes, failure: BaseException | None = None
) -> None:
    with written(str(output)) as put:
        for piece in pieces:
            put(piece)
        if failure is not None:
            raise failure


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777], ids=oct)
def test_the_file_holds_what_was_written_and_is_private(
    tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        write(tmp_path / "out.ndjson", b"one\n", b"two\n")
    finally:
        os.umask(before)
    assert (tmp_path / "out.ndjson").read_bytes() == b"one\ntwo\n"
    assert stat.S_IMODE((tmp_path / "out.ndjson").stat().st_mode) == 0o600
    assert names(tmp_path) == ["out.ndjson"]


def test_nothing_stands_at_its_place_before_it_is_whole(tmp_path: Path) -> None:
    with written(str(tmp_path / "out.ndjson")) as put:
        put(b"one\n")
        (passing,) = names(tmp_path)
        assert passing.startswith(".")
        assert stat.S_IMODE((tmp_path / passing).stat().st_mode) == 0o600
    assert names(tmp_path) == ["out.ndjson"]


@pytest.mark.parametrize(
    "failure",
    [Damaged("x"), ValueError("x"), KeyboardInterrupt(), SystemExit(1)],
    ids=lambda f: type(f).__name__,
)
@pytest.mark.parametrize("old", [None, b"old"])
def test_on_any_error_there_is_no_file_or_the_old_one(
    tmp_path: Path, failure: BaseException, old: bytes | None
) -> None:
    path = tmp_path / "out.ndjson"
    if old is not None:
        path.write_bytes(old)
    with pytest.raises(type(failure)) as caught:
        write(path, b"new\n", failure=failure)
    assert caught.value is failure
    assert names(tmp_path) == ([] if old is None else ["out.ndjson"])
    assert old is None or path.read_bytes() == old


def test_an_old_file_is_replaced_and_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "out.ndjson"
    path.write_bytes(b"something much longer that was there before\n")
    path.chmod(0o644)
    write(path, b"new\n")
    assert path.read_bytes() == b"new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_and_what_it_names_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "out.ndjson")
    write(tmp_path / "link", b"new\n")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "out.ndjson").read_bytes() == b"new\n"


def test_a_ledger_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True):
        pass
    before = path.read_bytes()
    with pytest.raises(Usage, match=r"ledger\.db is a ledger, or part of one"):
        write(path, b"new\n")
    assert path.read_bytes() == before
    assert names(tmp_path) == ["ledger.db"]


def test_what_is_no_file_is_written_to_as_it_is() -> None:
    write("/dev/null", b"new\n")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="Linux has a device without space"
)
def test_without_space_one_sentence_says_so() -> None:
    with pytest.raises(
        Busy, match=r"Could not write /dev/full \(No space left on device\)\."
    ):
        write("/dev/full", b"new\n")


def test_a_file_that_outgrows_its_space_leaves_nothing(tmp_path: Path) -> None:
    code = """if True:
        import resource, sys
        from ledger.errors import LedgerError
        from projections.audit.atomic_file import written
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            with written(sys.argv[1]) as put:
                for _ in range(300):
                    put(b"x" * 999 + b"\\n")
        except LedgerError as error:
            sys.exit(f"{error.exit_code} {error}")
    """
    path = tmp_path / "out.ndjson"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == f"75 Could not write {path} (File too large).\n"
    assert names(tmp_path) == ["out.ndjson"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["missing/out", "", ".", "file/out", "n" * 300])
def test_an_unwritable_name_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((Usage, Busy), match=r"annot write|ould not write"):
        write(tmp_path / name, b"new\n")
    assert names(tmp_path) == ["file"]


def test_a_dash_is_standard_output() -> None:
    code = """if True:
        from projections.audit.atomic_file import written
        print("before")
        with written("-") as put:
            put("Zoé\\n".encode())
    """
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout == "before\nZoé\n".encode()


def test_a_reader_who_goes_away_is_no_trouble_of_ours() -> None:
    code = """if True:
        import sys
        from projections.audit.atomic_file import written
        try:
            with written("-") as put:
                for _ in range(100_000):
                    put(b"x" * 999 + b"\\n")
        except BrokenPipeError:
            sys.stderr.write("gone")
            sys.stderr.flush()
            import os
            os._exit(0)
    """
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b"gone"
