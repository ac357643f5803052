"""Full and read-only disks, quotas, other owners, locks that fail, and hours that do not exist: nothing is lost."""

from __future__ import annotations

import fcntl
import itertools
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Handshake

PROGRAM = str(Path(sys.executable).parent / "handshake")
BUSY = 75


def mounted(place: Path, *options: str) -> None:
    """Put a small file system at a place, or print why it cannot be done here."""
    if os.geteuid() != 0:
        pytest.skip("not root: no small file system can be mounted")
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        pytest.skip(f"no small file system can be mounted: {ended.stderr.strip()}")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Handshake]:
    """A ledger on a disk of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted(place, "size=4m")
    try:
        handshake = Handshake(place)
        handshake("coffee", "Zoé", "--on", "2026-11-02", "--new")
        handshake("trust")
        yield handshake
    finally:
        subprocess.run(["umount", str(place)], check=True)


def one_sentence(words: str) -> bool:
    return words.strip().count("\n") == 0 and words.startswith(("Error: ", "Erreur"))


def fill(folder: Path) -> Path:
    """Leave no room at all."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 512, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


READS = ("trust", "timeline", "agenda", "person list", "verify", "status", "queue")


def test_on_a_full_disk_all_is_read_and_nothing_half_recorded(
    small: Handshake, tmp_path: Path
) -> None:
    truth = {words: small(*words.split(), "--json").stdout for words in READS}
    size = small.json("verify")["size"]
    ballast = fill(small.home)
    for words in READS:
        assert small(*words.split(), "--json").stdout == truth[words]
    for command in (
        ["coffee", "Zoé", "--on", "2026-11-20"],
        ["undo", "--yes"],
        ["person", "erase", "Zoé", "--yes"],
        ["export", "audit", "-o", str(small.home / "audit.ndjson")],
        ["backup", str(small.home / "backup.db")],
        ["init", "--sign"],
    ):
        result = small.outcome(*command)
        assert result.exit_code == BUSY, (command, result.output)
        *_announced, refusal = result.stderr.strip().splitlines()
        assert one_sentence(refusal), result.stderr
        assert "No space left" in refusal or "is full" in refusal, refusal
    small("rebuild", code=BUSY)
    small("backup", str(tmp_path / "elsewhere.db"))
    for words in READS:
        assert small(*words.split(), "--json").stdout == truth[words]
    ballast.unlink()
    small("coffee", "Zoé", "--on", "2026-11-20")
    assert small.json("verify")["size"] == size + 1
    names = sorted(file.name for file in small.ledger.parent.iterdir())
    assert [name for name in names if not name.startswith("ledger.db")] == []


def test_a_disk_that_fills_meanwhile_loses_nothing_acknowledged(
    small: Handshake,
) -> None:
    free = os.statvfs(small.home).f_bavail * os.statvfs(small.home).f_bsize
    (small.home / "ballast").write_bytes(bytes(free - 200_000))
    acknowledged = 0
    for number in range(200):
        long_note = "a long note, " * 2_000 + str(number)
        result = small.outcome("note", "Zoé", long_note)
        if result.exit_code != 0:
            assert result.exit_code == BUSY
            break
        acknowledged += 1
    else:
        pytest.fail("the disk never filled")
    (small.home / "ballast").unlink()
    notes = small.json("timeline", "Zoé")["events"]
    kinds = [event["kind"] for event in notes]
    assert kinds.count("NoteTaken") == acknowledged
    assert small.json("verify")["ok"]


def test_a_read_only_disk_is_read_and_left_alone(small: Handshake) -> None:
    truth = {words: small(*words.split(), "--json").stdout for words in READS}
    subprocess.run(["mount", "-o", "remount,ro", str(small.home)], check=True)
    try:
        for words in READS:
            assert small(*words.split(), "--json").stdout == truth[words]
        result = small.outcome("coffee", "Zoé", "--on", "2026-11-20")
        assert result.exit_code == BUSY
        assert one_sentence(result.stderr)
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small.home)], check=True)
    small("coffee", "Zoé", "--on", "2026-11-20")


def limited(
    handshake: Handshake, most: int, *words: str
) -> subprocess.CompletedProcess[str]:
    """A command that may write no file of more than `most` bytes."""
    here = {k: v for k, v in handshake.environment.items() if v is not None}
    return subprocess.run(
        [PROGRAM, *words],
        env=os.environ | here,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 1.0])
def test_a_quota_of_bytes_is_one_sentence_and_loses_nothing(
    handshake: Handshake, share: float
) -> None:
    handshake("coffee", "Zoé", "--on", "2026-11-02", "--new")
    truth = handshake("trust", "--json").stdout
    size = handshake.json("verify")["size"]
    most = int(handshake.ledger.stat().st_size * share)
    ended = limited(handshake, most, "coffee", "Zoé", "--on", "2026-11-20")
    assert "Traceback" not in ended.stderr
    now = handshake.json("verify")["size"]
    if ended.returncode == 0:
        assert now == size + 1
    else:
        assert (ended.returncode, now) == (BUSY, size)
        assert one_sentence(ended.stderr), ended.stderr
    ended = limited(handshake, most, "trust", "--json")
    assert ended.returncode == 0
    if now == size:
        assert ended.stdout == truth
    assert "Traceback" not in ended.stderr


def test_a_ledger_that_belongs_to_another_user_is_named_by_doctor(
    handshake: Handshake,
) -> None:
    if os.geteuid() != 0:
        pytest.skip("not root: no file can be given to another user")
    handshake("coffee", "Zoé", "--new")
    os.chown(handshake.ledger, 12_345, 12_345)
    findings = {
        finding["about"]: finding["text"]
        for finding in handshake.json("doctor")["findings"]
    }
    assert "12345" in findings["owner"]
    handshake("coffee", "Zoé", "--on", "2026-11-20")


@pytest.mark.parametrize("name", ["ledger.db", "ledger.db.views"])
def test_a_socket_in_the_place_of_a_file_is_one_sentence(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    handshake("coffee", "Zoé", "--new")
    truth = handshake("trust", "--json").stdout
    folder = handshake.ledger.parent
    for file in folder.glob("*.views*"):
        file.unlink()
    kept = handshake.ledger.read_bytes()
    (folder / name).unlink(missing_ok=True)
    monkeypatch.chdir(folder)  # a socket's name is short
    with socket.socket(socket.AF_UNIX) as place:
        place.bind(name)
    result = handshake.outcome("trust", "--json")
    if name == "ledger.db":
        assert result.exit_code == 7
        assert one_sentence(result.stderr)
        (folder / name).unlink()
        handshake.ledger.write_bytes(kept)
        result = handshake.outcome("trust", "--json")
    assert result.stdout == truth


STREAMS = [
    closed
    for count in (1, 2, 3)
    for closed in itertools.combinations(("<&-", ">&-", "2>&-"), count)
]


@pytest.mark.parametrize("closed", STREAMS, ids=" ".join)
def test_no_stream_that_is_closed_loses_or_doubles_an_event(
    handshake: Handshake, closed: tuple[str, ...]
) -> None:
    handshake("coffee", "Zoé", "--on", "2026-11-02", "--new")
    size = handshake.json("verify")["size"]
    here = {k: v for k, v in handshake.environment.items() if v is not None}
    for words, code, added in (
        ("coffee Zoé --on 2026-11-20 --json", 0, 1),
        ("trust", 0, 0),
        ("coffee Zo --on", 2, 0),
        ("export audit", 0, 0),
    ):
        command = f'exec "{PROGRAM}" {words} {" ".join(closed)}'
        ended = subprocess.run(
            ["sh", "-c", command],
            env=os.environ | here,
            capture_output=True,
            text=True,
            check=False,
        )
        if words == "export audit" and ">&-" in closed:
            assert ended.returncode in {0, BUSY}
        else:
            assert ended.returncode == code, (words, ended)
        assert "Traceback" not in ended.stderr
        size += added
    assert handshake.json("verify")["size"] == size


def test_locks_that_the_file_system_refuses_are_one_sentence(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on some network drives; SQLite's own locks are refused by the campaign's library."""
    handshake("coffee", "Zoé", "--new")

    def refuse(*_arguments: object) -> None:
        raise OSError(37, os.strerror(37))

    size = handshake.json("verify")["size"]
    monkeypatch.setattr(fcntl, "flock", refuse)
    handshake("coffee", "Zoé", "--on", "2026-11-20")
    assert handshake("trust", "--json").exit_code == 0
    result = handshake.outcome("backup", str(handshake.home / "copy.db"))
    assert result.exit_code == BUSY
    assert one_sentence(result.stderr)
    assert handshake.json("verify")["size"] == size + 1


# ---------------------------------------------------------------- hours that are twice, or not at all

CHANGES = [
    ("Europe/Paris", "2026-03-29T02:30"),  # there is no such hour
    ("Europe/Paris", "2026-10-25T02:30"),  # there are two
    ("America/New_York", "2026-03-08T02:30"),
    ("America/New_York", "2026-11-01T01:30"),
    ("America/Santiago", "2026-09-06T00:00"),  # no midnight
    ("Australia/Lord_Howe", "2026-10-04T02:15"),  # half an hour is missing
]


@pytest.fixture
def at_home() -> Iterator[None]:
    """The time zone as it was, afterwards."""
    yield
    time.tzset()


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(("zone", "moment"), CHANGES)
def test_when_the_clocks_change_what_is_typed_is_what_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, moment: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    handshake = Handshake(tmp_path, today=moment)
    day, _t, hour = moment.partition("T")
    handshake("coffee", "Zoé", "--new")
    handshake("encounter", "Zoé")
    met = [
        event["occurred_on"]
        for event in handshake.json("timeline", "Zoé")["events"]
        if "occurred_on" in event
    ]
    assert met == [day, day]
    assert handshake.json("verify")["ok"]
    eve = date.fromisoformat(day) - timedelta(days=1)
    before = Handshake(tmp_path, today=f"{eve}T12:00")
    before("propose", "lunch", "Zoé", "--for", f"{day} {hour}")
    (planned,) = before.json("agenda")["planned"]
    assert (planned["planned_for"], planned["planned_at"]) == (day, hour)
    calendar = tmp_path / "plans.ics"
    before("feed", "-o", str(calendar))
    start = f"DTSTART:{day.replace('-', '')}T{hour.replace(':', '')}00"
    assert start in calendar.read_text("utf-8")
    assert before.json("verify")["ok"]
