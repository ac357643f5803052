"""The steps of CONTRIBUTING add a read model that works at once, and slows down no other."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import projections
from ledger.facts.meeting.events import forms
from ledger.store.ledger import Ledger
from projections.cli.completion_words import items
from projections.cli.program import program
from projections.engine.fold import EffectsByKind
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.open import dump, open_views
from projections.engine.sqlite.views_file import views_path
from tests.cli.conftest import Handshake
from tests.engine.apart import apart

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


def steps() -> dict[str, str]:
    """The files that the page shows, by their paths."""
    text = (
        PAGE.read_text("utf-8")
        .partition("## Adding a read model")[2]
        .partition("\n## ")[0]
    )
    blocks = re.findall(
        r"`projections/(\S+?\.py)`.*?```python\n(.*?)```", text, re.DOTALL
    )
    return {path: dedent(f"   {code.lstrip()}") for path, code in blocks}


def forget() -> None:
    projections.versions.cache_clear()
    projections._names.cache_clear()
    vars(projections).pop("PROJECTIONS", None)


@pytest.fixture
def firsts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The read model, added as the page says, for as long as a test takes."""
    for path, code in steps().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(code, "utf-8")
    monkeypatch.setattr(projections, "__path__", [*projections.__path__, str(tmp_path)])
    forget()
    yield import_module("projections.firsts.query")
    for name in [each for each in sys.modules if each.startswith("projections.firsts")]:
        del sys.modules[name]
    vars(projections).pop("firsts", None)
    forget()


def first_met(handshake: Handshake, firsts: Any, name: str) -> str | None:
    person = handshake.json("person", "show", name)["id"]
    with (
        Ledger.open(handshake.ledger) as ledger,
        open_views(ledger.store, views_path(ledger.path)) as views,
    ):
        found: str | None = firsts.first_met(views.tables, person)
        return found


def dumped(handshake: Handshake) -> bytes:
    with (
        Ledger.open(handshake.ledger) as ledger,
        open_views(ledger.store, views_path(ledger.path)) as views,
    ):
        return dump(views, "firsts")


def test_it_is_made_caught_up_undone_and_rebuilt(
    handshake: Handshake, firsts: Any
) -> None:
    handshake("coffee", "Ada", "--new", "--on", "2026-03-02")
    handshake("lunch", "Ada", "--on", "2026-02-01")
    assert first_met(handshake, firsts, "Ada") == "2026-02-01"
    handshake("undo")
    assert first_met(handshake, firsts, "Ada") == "2026-03-02"
    before = dumped(handshake)
    handshake("rebuild", "firsts")
    assert dumped(handshake) == before
    handshake("rebuild")
    assert dumped(handshake) == before
    with Ledger.open(handshake.ledger) as ledger:
        rebuild(ledger.store, views_path(ledger.path), engine=apart(3))
    assert dumped(handshake) == before


def test_it_is_listed_and_completed(handshake: Handshake, firsts: Any) -> None:
    handshake("coffee", "Ada", "--new")
    listed = {
        each["name"]: each["version"]
        for each in handshake.json("projections")["projections"]
    }
    assert listed["firsts"] == 1
    rebuild = program.get_command(
        program.make_context("handshake", ["rebuild"]), "rebuild"
    )
    assert rebuild is not None
    (names,) = [each for each in rebuild.params if each.name == "names"]
    offered = items(rebuild.make_context("rebuild", []), names, "fi")
    assert [each.value for each in offered or ()] == ["firsts"]


def test_views_that_are_there_get_it_with_a_word(
    handshake: Handshake, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    handshake("coffee", "Ada", "--new")
    request.getfixturevalue("firsts")
    assert "firsts" in handshake("trust").stderr
    assert handshake("trust").stderr == ""


def test_it_slows_down_no_other(firsts: Any) -> None:
    """The others take many facts at a time as they did; only this one takes each meeting."""
    others = [each for each in projections.PROJECTIONS if each.name != "firsts"]
    with_it, without = EffectsByKind(projections.PROJECTIONS), EffectsByKind(others)
    for form in forms().values():
        effects, before = with_it[form.__name__], without[form.__name__]
        assert effects is not None
        assert before is not None
        assert effects.lone == before.lone
        assert len(effects.others) == len(before.others) + 1
