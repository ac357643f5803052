"""Every command of the tutorial works, in its order."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tests.test_readme import HANDSHAKE, ROOT, console_lines

FOLDER = "/tmp/tutorial"  # noqa: S108 - what the page says; the test puts its own folder there


def test_every_command_of_the_tutorial_works(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for line in console_lines("docs/tutorial.md"):
        words = [word.replace(FOLDER, str(tmp_path)) for word in shlex.split(line)]
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
