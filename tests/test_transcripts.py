"""The transcripts show every message of the catalogue, and are what their script writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from docs.transcripts import FOLDER, is_shown, own_messages, texts

ROOT = Path(__file__).parent.parent
HOW = "run `make transcripts`, and read what changed"


@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_every_message_is_shown_in_its_language(spoken: str) -> None:
    words = " ".join((FOLDER / f"{spoken}.md").read_text(encoding="utf-8").split())
    missing = [
        entry.id
        for entry in own_messages()
        if not is_shown(texts(entry, spoken), words)
    ]
    assert missing == [], HOW


def test_they_are_what_the_script_writes() -> None:
    script = [sys.executable, str(ROOT / "docs" / "transcripts.py"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{HOW}\n{done.stdout}{done.stderr[-500:]}"
