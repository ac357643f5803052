"""Builds the documentation as a site, in both languages, and checks that it fetches nothing: `make site`.

python docs/site.py FOLDER
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

LOADED: Final = (
    re.compile(r"<(?:script|img|iframe|source|video|audio)\b[^>]*?\bsrc=[\"']?((?:https?:)?//[^\"'\s>]+)"),
    re.compile(
        r"<link\b(?![^>]*\brel=[\"']?(?:canonical|alternate))[^>]*?\bhref=[\"']?((?:https?:)?//[^\"'\s>]+)"
    ),
    re.compile(r"url\([\"']?((?:https?:)?//[^\"')]+)"),
    re.compile(r"@import\s+[\"']((?:https?:)?//[^\"']+)"),
)
"""Where a page or a style sheet names what a browser fetches with it; links that a reader follows are none of it."""


def build(folder: Path) -> int:
    """Let MkDocs write the site; a link that leads nowhere is an error. Return its exit code."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def fetched(text: str) -> list[str]:
    """The addresses elsewhere that a page or a style sheet loads something from."""
    return [address for pattern in LOADED for address in pattern.findall(text)]


def fetched_by(folder: Path) -> Iterator[str]:
    """The same for every page and style sheet of a site, each with its file."""
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.css")]):
        for address in fetched(file.read_text("utf-8")):
            yield f"{file.relative_to(folder)} fetches {address}"


def main(arguments: list[str]) -> int:
    """Build the site into a folder and check it."""
    folder = Path(arguments[0]).resolve()
    if build(folder):
        return 1
    problems = list(fetched_by(folder))
    print("\n".join(problems) or f"{folder}/index.html, {folder}/fr/index.html")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
