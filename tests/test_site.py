"""What the site of the documentation may load; `make site` builds it and checks every page of it."""

from __future__ import annotations

import re

import pytest

from docs.site import ROOT, fetched


@pytest.mark.parametrize(
    "text",
    [
        '<script async src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="//example.org/a.css">',
        '<link href="https://example.org" rel="preconnect">',
        "<img alt='' src=https://example.org/a.png>",
        "body { background: url('https://example.org/a.png') }",
        '@import "https://example.org/a.css";',
    ],
)
def test_what_a_browser_would_fetch_is_found(text: str) -> None:
    (address,) = fetched(text)
    assert "//example.org" in address


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://example.org">',
        '<script src="assets/a.js"></script>',
        '<link rel="canonical" href="https://example.org/page.html">',
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "body { background: url(data:image/svg+xml;charset=utf-8,x) }",
    ],
)
def test_what_a_reader_follows_or_the_site_holds_is_not(text: str) -> None:
    assert fetched(text) == []


def test_every_page_for_readers_is_in_the_navigation() -> None:
    navigation = set(
        re.findall(r"([a-z/-]+\.md)", (ROOT / "mkdocs.yml").read_text("utf-8"))
    )
    pages = {
        str(page.relative_to(ROOT / "docs"))
        for page in (ROOT / "docs").rglob("*.md")
        if not page.name.endswith(".fr.md")
        and not {"sample", "transcripts"} & set(page.parts)
    }
    assert navigation == pages
