"""`rebuild --engine dask` as its users type it."""

from __future__ import annotations

import re
import sys

import pytest

import projections.engine
from tests.cli.conftest import Handshake


@pytest.mark.process
def test_it_shows_what_a_rebuild_shows(handshake: Handshake) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    handshake("coffee", "Ada", "--new")
    trust = handshake("trust").stdout
    alone = handshake("rebuild")
    several = handshake("rebuild", "--engine", "dask", "--workers", "2")
    assert several.stdout == alone.stdout
    assert re.fullmatch(r"4 events in [0-9.]+ s\.\n", several.stderr)
    assert handshake("trust").stdout == trust


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "pip install handshake-ledger[dask]"),
        ("fr", "lancer « pip install handshake-ledger[dask] »"),
    ],
)
def test_without_dask_the_extra_is_named(
    handshake: Handshake,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    sentence: str,
) -> None:
    handshake("coffee", "Ada", "--new")
    monkeypatch.delattr(projections.engine, "cluster", raising=False)
    monkeypatch.delitem(sys.modules, "projections.engine.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    handshake.language = language
    refused = handshake("rebuild", "--engine", "dask", code=2)
    assert sentence in refused.stderr.replace("\N{NO-BREAK SPACE}", " ")
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    "words",
    [
        ("--workers", "2"),
        ("--scheduler", "tcp://127.0.0.1:1"),
        ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    handshake: Handshake, words: tuple[str, ...]
) -> None:
    handshake("coffee", "Ada", "--new")
    handshake("rebuild", *words, code=2)


def test_another_engine_is_refused(handshake: Handshake) -> None:
    handshake("rebuild", "--engine", "spark", code=2)
