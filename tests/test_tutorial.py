"""Every command of the tutorial works, in its order."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_readme import HANDSHAKE, ROOT, console_lines

# The folders that the pages name; the test puts its own there.
PAGES = [
    ("docs/tutorial.md", "/tmp/tutorial"),  # noqa: S108
    ("docs/tutorial.fr.md", "/tmp/premiers-pas"),  # noqa: S108
]


@pytest.mark.parametrize(("page", "folder"), PAGES)
def test_every_command_of_the_tutorial_works(
    tmp_path: Path, page: str, folder: str
) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for line in console_lines(page):
        words = [word.replace(folder, str(tmp_path)) for word in shlex.split(line)]
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            env[name] = value
            continue
        program = {"handshake": str(HANDSHAKE), "python3": sys.executable}[words[0]]
        done = subprocess.run(
            [program, *words[1:]],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
