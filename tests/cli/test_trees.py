"""Introductions drawn as a tree: who came through whom."""

from __future__ import annotations

import re

import pexpect
import pytest

from ledger.language.text import width
from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def introduced(handshake: Handshake) -> Handshake:
    """Ada introduced Bob to me, Bob in turn Cal and Dee; I introduced Eve to Flo."""
    for name in ("Ada Low", "Bob Low", "Cal Low", "Dee Low", "Eve Low", "Flo Low"):
        handshake("person", "add", name)
    handshake("introduce", "me", "Bob", "--by", "Ada", "--on", "2026-01-05")
    handshake("introduce", "me", "Cal", "--by", "Bob", "--on", "2026-02-05")
    handshake("introduce", "me", "Dee", "--by", "Bob", "--on", "2026-03-05")
    handshake("introduce", "Eve", "Flo", "--on", "2026-04-05")
    return handshake


def test_those_met_through_a_person_stand_below(introduced: Handshake) -> None:
    lines = introduced("introductions").stdout.splitlines()
    assert lines == [
        "Ada Low",
        "└─ Bob Low, 5 January",
        "   ├─ Cal Low, 5 February",
        "   └─ Dee Low, 5 March",
        "you",
        "└─ Eve Low and Flo Low, 5 April",
    ]


def test_introductions_in_a_circle_are_drawn_once(introduced: Handshake) -> None:
    introduced("introduce", "me", "Ada", "--by", "Dee", "--on", "2026-05-05")
    introduced("introduce", "Eve", "Cal", "--by", "Dee", "--on", "2026-06-05")
    lines = introduced("introductions").stdout.splitlines()
    for name in ("Bob Low,", "Cal Low,", "Dee Low,", "Ada Low,", "Cal Low and"):
        assert sum(name in line for line in lines) == 1


def test_a_tree_fits_a_narrow_terminal(introduced: Handshake) -> None:
    introduced("person", "rename", "Dee Low", "Dee Low de la Tour du Pin Gouvernet")
    child = terminal(introduced, "introductions", columns=40)
    child.expect(pexpect.EOF)
    text = re.sub("\x1b\\[[0-9;]*m", "", child.before or "")
    assert max(map(width, text.splitlines())) <= 40
    assert "Gouvernet, 5 March" in " ".join(text.split())
