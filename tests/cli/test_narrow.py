"""Nothing that the program shows is wider than a terminal of sixty columns, in either language."""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import struct
import sys
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import click
import pytest

from docs import transcripts
from ledger.language import use
from ledger.language.text import width
from projections.cli.program import program

COLUMNS = 60
LONG = "Maximilian-Alexander von Hohenzollern-Sigmaringen zu Langenburg"
"""A name wider than the terminal."""

WIDE = "北京市第一人民医院院长李雷先生与夫人的朋友们以及他们的同事和邻居"
"""A name of wide characters, without a space to part it at."""

COMBINING = "Zoe\N{COMBINING DIAERESIS} Le\N{COMBINING ACUTE ACCENT}ger"
SESSION = f"""\
handshake coffee "{LONG}" --new --note "{LONG} {LONG}" --at "{LONG}"
handshake lunch "{WIDE}" "{LONG}" --on 2026-11-20 --new --at "{WIDE}"
handshake dinner "{COMBINING}" "{WIDE}" --on 2026-10-20 --new
handshake propose coffee "{LONG}" "{WIDE}" --for 2026-11-10
handshake propose lunch "{WIDE}" --for 2026-11-30
handshake introduce "{LONG}" "{WIDE}"
handshake favour given "{LONG}" --note "{WIDE}"
handshake person details "{LONG}" --position "{LONG}" --organisation "{WIDE}" --email {"long" * 20}@example.org
handshake person tag "{LONG}" {"tag" * 30}
handshake person add "{LONG}"
handshake person cadence "{LONG}" 10
handshake goal 3 coffees
handshake
handshake agenda --week
handshake week
handshake brief
handshake trust
handshake trust "{LONG}"
handshake trust "{LONG}" --explain
handshake trust "{LONG}" --plot
handshake trust --since 2026-01-01
handshake timeline
handshake timeline --history
handshake timeline "{LONG}"
handshake queue
handshake next 9
handshake next --message
handshake network
handshake circle
handshake circle --place Lyon
handshake introductions
handshake via "{WIDE}"
handshake who-knows "{LONG}"
handshake stats
handshake stats --by week
handshake calendar
handshake search Hohenzollern
handshake person show "{LONG}"
handshake person list
handshake person duplicates
handshake person brief "{LONG}"
handshake invite "{LONG}"
handshake feed
handshake status
handshake doctor
"""


class Narrow:
    """A terminal of sixty columns in this process, and what is shown on it."""

    def __init__(self) -> None:
        self._theirs, self._ours = os.openpty()
        size = struct.pack("HHHH", 40, COLUMNS, 0, 0)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, size)
        tty.setraw(self._ours)

    def shown(self, words: list[str]) -> str:
        """All that a command shows on either stream; it is asked nothing."""
        parts: list[bytes] = []
        reader = threading.Thread(target=self._read, args=(parts,))
        reader.start()
        with (
            open(self._ours, "w", encoding="utf-8", closefd=False) as screen,
            Path(os.devnull).open(encoding="utf-8") as nothing,
            patch.object(sys, "stdout", screen),
            patch.object(sys, "stderr", screen),
            patch.object(sys, "stdin", nothing),
        ):
            try:
                with suppress(SystemExit):
                    program.main(words, prog_name="handshake")
            finally:
                screen.flush()
                os.write(self._ours, b"\x04")
                reader.join()
        text = b"".join(parts).decode()
        return re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", text)

    def _read(self, parts: list[bytes]) -> None:
        while True:
            block = os.read(self._theirs, 65536)
            parts.append(block.removesuffix(b"\x04"))
            if block.endswith(b"\x04"):
                return

    def close(self) -> None:
        """Close both ends."""
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
def narrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Narrow]:
    for name, value in {
        "HANDSHAKE_LEDGER": "ledger.db",
        "HANDSHAKE_TODAY": transcripts.TODAY,
        "XDG_CACHE_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "COLUMNS": str(COLUMNS),
        "TERM": "xterm",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    terminal = Narrow()
    yield terminal
    terminal.close()
    monkeypatch.setenv("HANDSHAKE_LANG", "en")
    use()


def commands() -> Iterator[list[str]]:
    """Each command with its help, then those of both sessions."""
    context = click.Context(program, info_name="handshake")
    for words in transcripts._commands(program, context):
        yield [*words, "--help"]
    for line in (transcripts.SESSION + SESSION).splitlines():
        if not line.startswith("#"):
            yield shlex.split(line.replace("SAMPLE", str(transcripts.SAMPLE)))[1:]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_wider_than_the_terminal(
    narrow: Narrow, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("HANDSHAKE_LANG", language)
    too_wide: list[str] = []
    for words in commands():
        lines = narrow.shown(words).splitlines()
        wide = [line for line in lines if width(line) > COLUMNS]
        too_wide += [f"{shlex.join(words)}: {line}" for line in wide]
    assert not too_wide, "\n".join(too_wide)
