"""The pages on dates and on `log` hold what they promise: each of their examples is tried."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from ledger.language.dates import read_date
from tests.language.test_dates_table import shown, typed
from tests.language.test_saying import result

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
TODAY = date(2026, 11, 25)


def rows(page: str = "dates.md") -> list[tuple[str, str]]:
    """Each text in the first column of a table of dates.md, with the second column."""
    text = (REFERENCE / page).read_text("utf-8")
    found = re.findall(r"^\| (`.*`) \| (.*) \|$", text, re.MULTILINE)
    return [
        (text, right) for left, right in found for text in re.findall("`([^`]*)`", left)
    ]


def lines(page: str = "saying.md") -> list[tuple[str, list[str]]]:
    """Each line of an example in saying.md that has a result, with it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(
        r"^```\n(.*?)^```",
        (REFERENCE / page).read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    ):
        for line in block.splitlines():
            if line.startswith("    "):
                found[-1][1].append(line.strip())
            elif not line.startswith("handshake "):
                found.append((line, []))
    return found


@pytest.mark.parametrize(("text", "expected"), rows())
def test_the_page_on_dates_is_right(text: str, expected: str) -> None:
    try:
        assert typed(read_date(text, TODAY)) == expected
    except LedgerError as refusal:
        assert ", ".join(shown(refusal)) == expected  # noqa: PT017  either is right


@pytest.mark.parametrize(("text", "expected"), lines())
def test_the_page_on_saying_is_right(text: str, expected: list[str]) -> None:
    assert result(text) == expected


def test_the_pages_have_examples() -> None:
    assert len(rows()) > 100
    assert len(lines()) > 20


def test_the_french_pages_have_the_same_examples() -> None:
    assert rows("dates.fr.md") == rows()
    assert lines("saying.fr.md") == lines()
