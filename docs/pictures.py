"""Writes docs/pictures: what a real terminal shows of the invented sample, as SVG. `make pictures`.

A picture is text in a frame, so that it is sharp at any size, found by a search and read aloud.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Final

import pexpect

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Path(__file__).with_name("pictures")
HANDSHAKE: Final = str(Path(sys.executable).with_name("handshake"))

COLUMNS: Final = {"en": 84, "fr": 110}
LINE: Final = 18
MARGIN: Final = 16

BEFORE: Final = """\
handshake import linkedin docs/sample/linkedin
handshake lunch "Camille Lefèvre" "Yanis Moreau" --on 2026-10-02 --minutes 100
handshake dinner "Zoé Sénéchal" "Camille Lefèvre" --on 2026-03-12
handshake coffee "Noémie Cazenave" --on 2026-11-12
"""
"""What was recorded before the first line of the picture."""

SHOWN: Final = {
    "en": """\
handshake coffee "Camille Lefèvre" --on yesterday
handshake trust
handshake next 3
""",
    "fr": """\
handshake café "Camille Lefèvre" --on hier
handshake confiance
handshake prochain 3
""",
}
NAMES: Final = {"en": "terminal.svg", "fr": "terminal.fr.svg"}


def main() -> int:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for language, name in NAMES.items():
        (FOLDER / name).write_text(_svg(_session(language), COLUMNS[language]), encoding="utf-8")
    return 0


def _session(language: str) -> list[str]:
    """The lines typed in a language, each before what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "HANDSHAKE_LEDGER": f"{folder}/ledger.db",
            "HANDSHAKE_LANG": language,
            "HANDSHAKE_TODAY": "2026-11-23",
            "HANDSHAKE_PAGER": "cat",
            "PAGER": "cat",
        }
        for line in BEFORE.splitlines():
            _run(line, environment, COLUMNS[language])
        lines: list[str] = []
        for line in SHOWN[language].splitlines():
            lines += [f"$ {line}", *_run(line, environment, COLUMNS[language]), ""]
    return lines[:-1]


def _run(line: str, environment: dict[str, str], columns: int) -> list[str]:
    """The lines that a command shows on a terminal."""
    _program, *words = shlex.split(line)
    terminal = pexpect.spawn(
        HANDSHAKE,
        words,
        env=environment,
        cwd=ROOT,
        encoding="utf-8",
        dimensions=(60, columns),
    )
    terminal.expect(pexpect.EOF)
    shown = re.sub(r"#[0-9a-f]{8}\b", "#3f2a91c7", str(terminal.before))  # the same each time
    shown = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", shown)
    return [text.rstrip() for text in shown.replace("\r", "").splitlines()]


def _svg(lines: list[str], columns: int) -> str:
    """The lines as text in a frame; commands stand out."""
    width = 2 * MARGIN + round(columns * 8.43)
    height = 2 * MARGIN + LINE * len(lines)
    texts = [
        f'<text x="{MARGIN}" y="{MARGIN + LINE * number + 13}"'
        f' class="{"typed" if text.startswith("$ ") else "shown"}">{escape(text)}</text>'
        for number, text in enumerate(lines)
        if text
    ]
    style = (
        "text{font:14px/18px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}"
        ".typed{fill:#8fd3ff;font-weight:600}.shown{fill:#e8e8e8}"
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
            f"<title>{escape(lines[0])}</title>",
            f"<style>{style}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#1d2026"/>',
            *texts,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
