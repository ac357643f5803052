"""The manual pages are read by the tools that show them, without a warning."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from docs.man import roff

MANUAL = Path(__file__).parents[1] / "docs" / "man"


@pytest.mark.process
@pytest.mark.parametrize("page", ["handshake.1", "fr/handshake.1"])
def test_groff_has_nothing_to_say_about_a_manual_page(page: str) -> None:
    if shutil.which("groff") is None:
        pytest.skip("groff is not here")
    done = subprocess.run(
        ["groff", "-k", "-Tutf8", "-wall", "-man", "-z", MANUAL / page],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("--on DATE", r"\-\-on DATE"),
        (".hidden", r"\&.hidden"),
        ("'quoted'", r"\&'quoted'"),
        ("a\\b", r"a\eb"),
    ],
)
def test_a_text_is_shown_as_it_is(text: str, written: str) -> None:
    assert roff(text) == written
