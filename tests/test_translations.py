"""French pages follow their English ones: nothing is missing, nothing is stale, each is typeset as French is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.translations import (
    DOCS,
    MARK,
    ROOT,
    english_page,
    french_pages,
    make_current,
    stale,
)

FRENCH = list(french_pages())
ENGLISH_ALONE = {
    "docs/decisions.md",
    "docs/explanation/architecture.md",
    "docs/explanation/dependencies.md",
    "docs/explanation/performance.md",
    "docs/explanation/scale.md",
    "docs/sample/README.md",
}
"""Pages for people who change the program; CONTRIBUTING is in English too."""


def prose(page: Path) -> str:
    """What a page says, without code, addresses and the mark."""
    text = MARK.sub("", page.read_text("utf-8"))
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return re.sub(r"`[^`]*`|\]\([^)]*\)|<!--.*?-->|\|[-|:]+\|", "", text)


def test_no_french_page_is_older_than_its_english_one() -> None:
    assert stale() == []


@pytest.mark.parametrize("page", FRENCH, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_french_page_has_the_sections_and_the_commands_of_the_english_one(
    page: Path,
) -> None:
    french, english = page.read_text("utf-8"), english_page(page).read_text("utf-8")
    if page.name == "README.fr.md":
        return
    assert french.count("\n## ") == english.count("\n## ")
    assert french.count("\n|") == english.count("\n|")
    assert french.count("```") == english.count("```")


@pytest.mark.parametrize("page", FRENCH, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_french_page_addresses_its_reader_as_french_does(page: Path) -> None:
    text = prose(page)
    assert re.findall(r"(?i)\b(?:tu|ton|tes|toi)\b", text.replace("*tu*", "")) == []
    assert re.findall(r"\S+[^\s\u00a0\u202f|*][;?!»](?:\s|$)", text) == []
    assert re.findall(r'\s"[^"]+"', text) == [], "quotes are « »"


def test_a_change_of_the_english_page_shows(tmp_path: Path) -> None:
    english, french = tmp_path / "page.md", tmp_path / "page.fr.md"
    english.write_text("# Page\n", encoding="utf-8")
    french.write_text("# Page en français\n", encoding="utf-8")
    make_current(french)
    before = french.read_text("utf-8")
    english.write_text("# Another page\n", encoding="utf-8")
    make_current(french)
    assert before != french.read_text("utf-8")
    assert french.read_text("utf-8").endswith("-->\n# Page en français\n")


def test_every_page_for_readers_has_a_french_one() -> None:
    pages = [
        page
        for page in DOCS.rglob("*.md")
        if "transcripts" not in page.parts and not page.name.endswith(".fr.md")
    ]
    missing = {
        str(page.relative_to(ROOT))
        for page in pages
        if not page.with_suffix(".fr.md").exists()
    }
    assert missing == ENGLISH_ALONE
