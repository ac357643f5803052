"""Writes the pictures of the page in docs/pictures, from the invented sample, in a real browser. `make pictures`.

It needs Chromium (Debian: apt-get install chromium). Whoever is on the pictures does not exist.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Path(__file__).with_name("pictures")
HANDSHAKE: Final = str(Path(sys.executable).with_name("handshake"))

RECORDED: Final = """\
import linkedin docs/sample/linkedin
goal 3 coffees
past coffee "Camille Lefèvre" --times 24 --from 2024-02 --to 2026-11
past coffee "Noémie Cazenave" --times 14 --from 2025-01 --to 2026-11
past coffee "Ada Okonkwo" --times 10 --from 2025-09 --to 2026-11
past coffee "Bérengère L'Hôte" --times 8 --from 2026-01 --to 2026-11
past coffee "Zoé Sénéchal" --times 5 --from 2025-11 --to 2026-10
coffee "Ada Okonkwo" --on 2026-11-23
coffee "Camille Lefèvre" --on 2026-11-20 --at "Chez Odette" --note "Moves to Lyon in spring"
introduce "Camille Lefèvre" "Ada Okonkwo" --on 2026-03-04
introduce "Yanis Moreau" "Jürgen Groß" --on 2026-06-11
favour received "Noémie Cazenave" --on 2026-09-02
favour given "Ada Okonkwo" --on 2026-10-14
propose coffee "Yanis Moreau" --for "2026-11-25 9:00"
propose lunch "Karim El Mansouri" --for 2026-11-27
person cadence "Yasmine Ben Aïssa" 60
"""

TABLES: Final = (
    (
        "lunch",
        ("Camille Lefèvre", "Yanis Moreau"),
        "2024-08-26 2024-12-10 2025-01-21 2025-05-19 2025-09-15 2026-03-13 2026-05-18 2026-09-24",
    ),
    (
        "lunch",
        ("Noémie Cazenave", "Siobhán O’Connell", "Ada Okonkwo"),
        "2025-03-24 2025-07-14 2025-10-09 2026-01-12 2026-05-06 2026-08-10",
    ),
    (
        "dinner",
        ("Yasmine Ben Aïssa", "Karim El Mansouri"),
        "2024-12-16 2025-04-14 2025-10-06 2026-02-23 2026-08-03",
    ),
    (
        "lunch",
        ("Jürgen Groß", "Łukasz Wiśniewski", "Eleni Παπαδοπούλου"),
        "2025-06-30 2025-09-02 2026-02-20 2026-06-19 2026-10-01",
    ),
    (
        "drinks",
        ("Bérengère L'Hôte", "Aïssatou N’Diaye", "Maëlle Œuvrard"),
        "2026-03-05 2026-05-25 2026-07-06 2026-10-21",
    ),
    (
        "lunch",
        ("João Pedro Gonçalves", "Íñigo Etxeberria", "Camille Lefèvre"),
        "2025-11-04 2026-01-02 2026-03-05 2026-07-07",
    ),
    ("lunch", ("Zoé Sénéchal", "Yanis Moreau"), "2026-03-31 2026-04-28 2026-10-05"),
)
"""Meetings of several: the form, the people, the days."""

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Write the three pictures."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        print("no Chromium here: the pictures of the page are not written", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = _page(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 900, "height": 640}, color_scheme="light")
            page.goto(file.as_uri())
            _picture(page, "#today", "page-today.png")
            _picture(page, "#growth", "page-trust.png")
            _picture(page, ".breakout", "page-tables.png")
            browser.close()
    return 0


def _page(folder: Path) -> Path:
    """The page of the sample, with some invented meetings."""
    environment = os.environ | {
        "HANDSHAKE_LEDGER": str(folder / "ledger.db"),
        "HANDSHAKE_LANG": "en",
        "HANDSHAKE_TODAY": "2026-11-23",
    }
    file = folder / "page.html"
    commands = [shlex.split(line) for line in RECORDED.splitlines()]
    for form, people, days in TABLES:
        commands += [[form, *people, "--on", day] for day in days.split()]
    for words in [*commands, ["report", "-o", str(file)]]:
        subprocess.run(  # noqa: S603 - commands of ours
            [HANDSHAKE, *words], env=environment, cwd=ROOT, check=True, capture_output=True
        )
    return file


def _picture(page: Page, place: str, name: str) -> None:
    page.locator(place).evaluate("section => section.scrollIntoView()")
    page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    sys.exit(main())
