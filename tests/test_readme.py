"""What the README says is so: its commands run, in its order; the links of every page lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
HANDSHAKE = Path(sys.executable).parent / "handshake"


def console_lines(page: str) -> list[str]:
    blocks = re.findall(
        r"```console\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL
    )
    return [
        line.removeprefix("$ ")
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def home_with_an_export(home: Path, downloads: str) -> None:
    folder = home / downloads
    folder.mkdir()
    with zipfile.ZipFile(
        folder / "Basic_LinkedInDataExport_11-20-2026.zip", "w"
    ) as export:
        for file in (ROOT / "docs" / "sample" / "linkedin").iterdir():
            export.write(file, file.name)


def started(line: str, home: Path) -> list[str]:
    """The words of a line of the README, as this machine starts them."""
    words = [word.replace("~", str(home)) for word in shlex.split(line)]
    programs = {"handshake": [str(HANDSHAKE)], "python3": [sys.executable]}
    return [
        *programs[words[0]],
        *(str(ROOT / w) if w.startswith("docs/") else w for w in words[1:]),
    ]


@pytest.mark.parametrize(
    ("page", "downloads"),
    [("README.md", "Downloads"), ("README.fr.md", "Téléchargements")],
)
def test_every_command_of_the_readme_works(
    tmp_path: Path, page: str, downloads: str
) -> None:
    home_with_an_export(tmp_path, downloads)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    lines = console_lines(page)
    assert len(lines) >= 15
    for line in lines:
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            env[name] = value
            continue
        done = subprocess.run(
            started(line, tmp_path),
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(
        r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8")
    )
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "README.fr.md"])
def test_the_first_screen_shows_the_two_commands(page: str) -> None:
    first_screen = (ROOT / page).read_text("utf-8").splitlines()[:45]
    assert {"make try", "make test"} <= {
        line.removesuffix(" HANDSHAKE_LANG=fr") for line in first_screen
    }
