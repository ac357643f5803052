"""The course of trust in a person, drawn in characters."""

from __future__ import annotations

import re

import pexpect
import pytest

from ledger.language.text import width
from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def lived(handshake: Handshake) -> Handshake:
    for day in ("2025-03-01", "2025-09-01", "2026-06-01"):
        handshake("coffee", "Ada Okafor", "--on", day, "--new")
    handshake("lunch", "Ada", "--on", "2026-01-10")
    handshake("dinner", "Ada", "--on", "2026-08-10")
    handshake("drinks", "Ada", "--on", "2026-11-10")
    return handshake


def test_each_meeting_is_a_letter_with_a_legend(lived: Handshake) -> None:
    text = lived("trust", "Ada", "--plot").stdout
    *_before, legend = text.splitlines()
    assert legend.startswith("C Coffee (3)   L Lunch (1)")
    drawing = [line for line in text.splitlines() if "│" in line]
    assert len(drawing) == 11
    marks = "".join(line.partition("│")[2] for line in drawing)
    assert marks.count("C") == 3
    assert marks.count("L") == marks.count("D") == 1


def test_two_kinds_never_share_a_letter(lived: Handshake) -> None:
    legend = lived.french()("trust", "Ada", "--plot").stdout.splitlines()[-1]
    letters = [part.split()[0] for part in legend.split("   ")]
    assert len(letters) == len(set(letters)) == 5
    assert legend.endswith("* plusieurs types")


def test_trust_rises_on_a_meeting_and_fades_after_it(lived: Handshake) -> None:
    document = lived.json("trust", "Ada", "--plot")
    assert [meeting["form"] for meeting in document["meetings"]] == [
        "coffee",
        "coffee",
        "lunch",
        "coffee",
        "dinner",
        "drinks",
    ]
    course = document["course"]
    assert course[-1]["trust"] == pytest.approx(document["trust"])
    met = [place for place, point in enumerate(course) if point["met"]]
    assert all(course[at]["trust"] > course[at - 1]["trust"] for at in met)


def test_the_plot_fits_every_width(lived: Handshake) -> None:
    for columns in (40, 60, 80, 200):
        for language in (lived, lived.french()):
            child = terminal(language, "trust", "Ada", "--plot", columns=columns)
            child.expect(pexpect.EOF)
            text = re.sub("\x1b\\[[0-9;]*m", "", child.before or "")
            assert max(map(width, text.splitlines())) <= columns


def test_a_plot_needs_a_name_and_a_meeting(lived: Handshake) -> None:
    assert "--plot" in lived("trust", "--plot", code=2).stderr
    lived("person", "add", "Bob Low")
    assert "│" not in lived("trust", "Bob", "--plot").stdout
