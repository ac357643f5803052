"""Closed streams, wrong clocks, and other things in the place of a file: one sentence each, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger.store import encode
from tests.cli.conftest import Handshake

PROGRAM = str(Path(sys.executable).parent / "handshake")


def shell(handshake: Handshake, words: str) -> subprocess.CompletedProcess[str]:
    """The program as a shell starts it, its streams closed or not."""
    environment = {k: v for k, v in handshake.environment.items() if v is not None}
    return subprocess.run(
        ["sh", "-c", f'exec "{PROGRAM}" {words}'],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code", "events"),
    [
        ("trust >&-", 0, 4),
        ("trust <&- >&- 2>&-", 0, 4),
        ("coffee Zoé --on 2026-11-20 >&- 2>&-", 0, 5),
        ("note Zoé - <&-", 2, 4),
        ("log - <&-", 2, 4),
        ("person erase Zoé <&-", 2, 4),
    ],
)
def test_a_closed_stream_stops_nothing(
    handshake: Handshake, words: str, code: int, events: int
) -> None:
    handshake("coffee", "Zoé", "--new")
    ended = shell(handshake, words)
    assert ended.returncode == code, ended
    assert "Traceback" not in ended.stderr
    verified = handshake.json("verify")
    assert verified["ok"]
    assert verified["size"] == events


@pytest.mark.parametrize("off", [timedelta(hours=-3), timedelta(days=3660)])
def test_a_clock_that_cannot_be_right_is_told_and_stored(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, off: timedelta
) -> None:
    """The clock that recorded the event before was wrong by as much the other way."""
    then = datetime.now(UTC) - off
    with monkeypatch.context() as patch:
        instant = encode.instant
        patch.setattr(encode, "instant", lambda _moment: instant(then))
        handshake("coffee", "Zoé", "--new")
    assert "clock" in handshake("coffee", "Zoé", "--on", "2026-11-20").stderr
    events = handshake.json("timeline", "Zoé")["events"]
    stored = sorted(event["recorded_at"] for event in events)
    assert instant(then) in stored
    assert "clock" not in handshake("coffee", "Zoé", "--on", "2026-11-19").stderr


def test_an_usual_clock_is_not_worth_a_word(handshake: Handshake) -> None:
    handshake("coffee", "Zoé", "--new")
    assert "clock" not in handshake("coffee", "Zoé", "--on", "2026-11-20").stderr


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "loop", "inside a file"])
def test_something_else_in_the_place_of_the_ledger_is_left_alone(
    handshake: Handshake, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "place"
    match kind:
        case "folder":
            place.mkdir()
        case "pipe":
            os.mkfifo(place)
        case "loop":
            place.symlink_to(place)
        case "device":
            place = Path("/dev/null")
        case _:
            place.write_text("no folder")
            place = place / "ledger.db"
    before = os.lstat(place) if kind != "inside a file" else None
    for words in (["trust"], ["coffee", "Zoé", "--new"]):
        result = handshake.outcome("--ledger", str(place), *words)
        assert result.exit_code in {3, 7, 75}
        assert len(result.stderr.strip().splitlines()) == 1
    if before:
        assert os.lstat(place).st_mode == before.st_mode


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_something_else_in_the_place_of_the_views_is_told(
    handshake: Handshake, kind: str
) -> None:
    handshake("coffee", "Zoé", "--new")
    truth = handshake.json("trust")
    for file in handshake.ledger.parent.glob("*.views*"):
        file.unlink()
    place = handshake.ledger.with_name("ledger.db.views")
    if kind == "folder":
        place.mkdir()
    else:
        os.mkfifo(place)
    result = handshake("trust", "--json")
    assert "stored results" in result.stderr
    assert handshake.json("trust") == truth


@pytest.mark.parametrize(
    "locale", ["C", "POSIX", "tr_TR.UTF-8", "ja_JP.eucJP", "xx_YY", "fr_FR.ISO-8859-1"]
)
def test_any_locale_gives_the_same_json(handshake: Handshake, locale: str) -> None:
    handshake("coffee", "Zoé", "--new")
    environment = handshake.environment | {"LC_ALL": locale, "HANDSHAKE_LANG": None}
    kept = {k: v for k, v in (os.environ | environment).items() if v is not None}
    kept.pop("HANDSHAKE_LANG", None)
    ended = subprocess.run(
        [PROGRAM, "trust", "--json"], env=kept, capture_output=True, check=True
    )
    assert ended.stdout.decode() == handshake("trust", "--json").stdout


def test_without_a_home_the_ledger_is_where_the_system_says(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME", raising=False)
    handshake("coffee", "Zoé", "--new")
    assert handshake("trust").exit_code == 0
