"""Facts that a damaged WAL took with it are missed, because the views have seen them."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.conftest import Handshake


@pytest.mark.parametrize(
    "words",
    [
        ("trust",),
        ("coffee", "Zoé Ménard"),
        ("verify",),
        ("doctor",),
        ("timeline", "--json"),
    ],
    ids=str,
)
def test_what_the_views_have_seen_and_the_ledger_has_lost_is_damage(
    handshake: Handshake, words: tuple[str, ...]
) -> None:
    handshake("coffee", "Zoé Ménard", "--new", "--on", "-2d")
    older = handshake.ledger.with_name("older.db")
    shutil.copy(handshake.ledger, older)
    handshake("coffee", "Zoé Ménard", "--on", "-1d")
    handshake("note", "Zoé Ménard", "chess")
    shutil.copy(older, handshake.ledger)
    said = handshake(*words, code=7).stderr
    assert "has lost 2 events" in said
    handshake("rebuild")
    handshake("verify")
    handshake(*words)


def test_a_ledger_made_anew_beside_the_views_of_another_has_lost_nothing(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Zoé Ménard", "--new")
    handshake.ledger.unlink()
    handshake("coffee", "Ada Okafor", "--new")
    handshake("verify")
