"""Keeps a French page that lags behind its English one visible.

python docs/translations.py                     list them, and exit with 1 if there are any
python docs/translations.py --current PAGE...   mark French pages as up to date, and set their spaces and apostrophes

Each French page names, in its first line, the English page it translates and the state of that page.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"

GENERATED: Final = "<!-- Écrit par `make docs`"
"""How a page begins that follows from the code: it cannot lag behind."""

MARK: Final = re.compile(r"<!-- Traduction de (?P<page>\S+), état (?P<state>[0-9a-f]{12}) -->\n")


def french_pages() -> Iterator[Path]:
    """Every French page, in the order of the alphabet."""
    for page in sorted([*ROOT.glob("*.fr.md"), *DOCS.rglob("*.fr.md")]):
        if not page.read_text("utf-8").startswith(GENERATED):
            yield page


def english_page(page: Path) -> Path:
    """The page that a French page translates."""
    return page.with_name(page.name.removesuffix(".fr.md") + ".md")


def mark(page: Path) -> str:
    """The first line of a French page that is up to date."""
    english = english_page(page)
    state = hashlib.sha256(english.read_bytes()).hexdigest()[:12]
    return f"<!-- Traduction de {english.name}, état {state} -->\n"


CODE: Final = re.compile(r"(```.*?```|`[^`\n]*`|\]\([^)\n]*\)|<!--.*?-->)", re.DOTALL)
"""What is not prose: code, addresses, comments."""


def typeset(text: str) -> str:
    """A French page with the spaces and apostrophes of French typography, in prose only."""
    pieces = CODE.split(text)
    for number in range(0, len(pieces), 2):
        prose = re.sub(r" (?=[:!?;»](?:\W|$))", "\u00a0", pieces[number])
        prose = re.sub("« ", "«\u00a0", prose)
        prose = re.sub(r"(?<=\w)'(?=[\w\u00ab])", "\u2019", prose)
        pieces[number] = re.sub(r"(?<=\d) (?=\d{3}\b|%)", "\u00a0", prose)
    return "".join(pieces)


def stale() -> list[str]:
    """French pages whose English page has changed since, or that bear no mark."""
    return [
        str(page.relative_to(ROOT))
        for page in french_pages()
        if not page.read_text("utf-8").startswith(mark(page))
    ]


def make_current(page: Path) -> None:
    """Write the mark of today's English page into a French one."""
    text = page.read_text("utf-8")
    page.write_text(mark(page) + typeset(MARK.sub("", text, count=1)), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """List the pages that lag behind, or mark those named."""
    if arguments[:1] == ["--current"]:
        for name in arguments[1:]:
            make_current(Path(name).resolve())
        return 0
    pages = stale()
    for page in pages:
        print(f"{page}: its English page has changed; translate, then docs/translations.py --current {page}")
    return 1 if pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
