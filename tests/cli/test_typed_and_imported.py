"""A meeting that was typed in and then comes with a calendar counts once, with a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_formats import titled


@pytest.fixture
@recorded_once
def owner(handshake: Handshake) -> Handshake:
    handshake("init", "--email", "me@example.org")
    handshake("person", "add", "Zoé Low", "--email", "zoe@example.org")
    return handshake


def met(handshake: Handshake) -> int:
    return sum(
        event["kind"].endswith("Had") for event in handshake.json("timeline")["events"]
    )


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("lunch", "Lunch with Zoé"),
        ("lunch", "Déjeuner"),
        ("coffee", "Zoé / Ada"),
        ("appointment", "Lunch"),
    ],
)
def test_what_was_typed_in_is_not_imported_again(
    owner: Handshake, tmp_path: Path, form: str, title: str
) -> None:
    typed = owner(form, "Zoé", "--on", "2026-01-05").stdout[:8]
    file = titled(tmp_path, title)
    for _again in range(2):
        report = owner.json("import", "ics", file)
        assert (report["added"], report["unchanged"]) == (0, 0)
        (skipped,) = report["skipped"]
        assert typed in skipped["reason"]
    assert met(owner) == 1


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["dinner", "Zoé", "--on", "2026-01-05"], "Lunch with Zoé"),
        (["lunch", "Zoé", "--on", "2026-01-06"], "Lunch with Zoé"),
        (["lunch", "Zoé", "Tom Low", "--on", "2026-01-05", "--new"], "Lunch with Zoé"),
    ],
)
def test_another_meeting_is_imported(
    owner: Handshake, tmp_path: Path, words: list[str], title: str
) -> None:
    owner("person", "add", "Tom Low")
    form, *people = words
    owner(form, *(word if word != "Zoé" else "Zoé Low" for word in people))
    assert owner.json("import", "ics", titled(tmp_path, title))["added"] == 1
    assert met(owner) == 2


def test_a_typed_meeting_that_was_retracted_does_not_stand_in_the_way(
    owner: Handshake, tmp_path: Path
) -> None:
    typed = owner("lunch", "Zoé", "--on", "2026-01-05").stdout.strip()
    owner("retract", typed)
    assert owner.json("import", "ics", titled(tmp_path, "Lunch"))["added"] == 1
