"""The program as its users run it, in this process: words in, words out, a real file between."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from projections.cli.program import program

TODAY = "2026-11-23"
_UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)


@dataclass
class Handshake:
    """Runs commands against one ledger; refuses a traceback whatever happens."""

    home: Path
    language: str = "en"
    today: str = TODAY

    def outcome(self, *words: str, typed: str | None = None) -> Result:
        """The result of one command, however it ended."""
        result = CliRunner().invoke(
            program,
            list(words),
            input=typed,
            env=self.environment,
            prog_name="handshake",
        )
        if result.exception is not None and not isinstance(
            result.exception, SystemExit
        ):
            raise result.exception
        return result

    def __call__(self, *words: str, typed: str | None = None, code: int = 0) -> Result:
        """The result of one command; it must have ended with `code`."""
        result = self.outcome(*words, typed=typed)
        assert result.exit_code == code, (
            f"{words}: exit {result.exit_code}\n{result.output}"
        )
        return result

    @property
    def environment(self) -> dict[str, str | None]:
        return {
            "XDG_DATA_HOME": str(self.home),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "HANDSHAKE_LANG": self.language,
            "HANDSHAKE_TODAY": self.today,
            "HANDSHAKE_LEDGER": None,
        }

    def json(self, *words: str, code: int = 0) -> Any:
        """What a command prints with --json."""
        return json.loads(self(*words, "--json", code=code).stdout)

    @property
    def ledger(self) -> Path:
        return self.home / "handshake" / "ledger.db"

    def french(self) -> Handshake:
        """The same ledger for a French speaker."""
        return Handshake(self.home, "fr", self.today)


@pytest.fixture
def handshake(tmp_path: Path) -> Handshake:
    return Handshake(tmp_path)


Recorded = Callable[[Handshake], Handshake]


def recorded_once(record: Recorded) -> Recorded:
    """A fixture whose ledger the first test that asks for it records, and of which the others get a copy."""
    copies: list[Path] = []

    @wraps(record)
    def filled(handshake: Handshake) -> Handshake:
        if copies:
            shutil.copytree(
                copies[0], handshake.home, symlinks=True, dirs_exist_ok=True
            )
            return handshake
        record(handshake)
        copy = Path(
            tempfile.mkdtemp(prefix=f"{record.__name__}-", dir=handshake.home.parent)
        )
        shutil.copytree(handshake.home, copy, symlinks=True, dirs_exist_ok=True)
        copies.append(copy)
        return handshake

    return filled


def steady(text: str) -> str:
    """The text with each id replaced by its number in the order of appearance: `<1>`, `<2>`."""
    seen: dict[str, str] = {}
    return _UUID.sub(
        lambda found: seen.setdefault(found[0], f"<{len(seen) + 1}>"), text
    )


Said = Callable[..., Result]


@dataclass
class Shared(Handshake):
    """Runs commands against a ledger on a server."""

    address: str = ""

    @property
    def environment(self) -> dict[str, str | None]:
        return super().environment | {
            "HANDSHAKE_LEDGER": self.address,
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }


@pytest.fixture
def shared(database: str, tmp_path: Path) -> Shared:
    return Shared(tmp_path, address=database)


def loose(text: str) -> str:
    """A table whatever the widths of its columns."""
    return re.sub(" {2,}", "  ", text)
