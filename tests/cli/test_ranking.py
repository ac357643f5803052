"""Trust in everybody is computed once a day, and what is kept is what would be computed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from ledger.facts.ledger_stream import PRESETS
from ledger.store.ledger import Ledger
from projections.cli.read_session import views_of
from projections.engine.sqlite import ranking as rankings
from projections.engine.sqlite.views_file import views_path
from tests.cli.conftest import Handshake, recorded_once


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    handshake("lunch", "Ada Lovelace", "Zoé Ménard", "--on", "2026-11-03", "--new")
    handshake("coffee", "Ada Lovelace", "--on", "2026-11-20", "--minutes", "60")
    return handshake


def kept(known: Handshake) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(views_path(known.ledger))) as views, views:
        return views.execute(
            "SELECT person, trust, days_met, last_met FROM views_ranks ORDER BY rank"
        ).fetchall()


def shown(known: Handshake, *words: str) -> list[tuple[object, ...]]:
    people = known.json("trust", *words)["people"]
    return [
        (each["person"]["id"], each["trust"], each["days_met"], each["last_met"])
        for each in people
    ]


def spoil(known: Handshake, top: int | None = None) -> None:
    """Make what is kept tell itself from what is computed."""
    day, permille = date.fromisoformat(known.today), PRESETS["french"]
    with Ledger.open(known.ledger) as ledger, views_of(ledger) as views:
        ranking = rankings.kept(views, day, permille, top) or []
        spoilt = [place._replace(days_met=99) for place in ranking]
        rankings.keep(views, day, permille, spoilt, top)


def test_the_second_reading_of_a_day_is_the_first_one_kept(known: Handshake) -> None:
    first = shown(known)
    assert kept(known) == first
    spoil(known)
    assert [row[2] for row in shown(known)] == [99, 99]
    assert [row[2] for row in shown(known, "--top", "1")] == [99]


def test_of_a_ranking_of_which_the_beginning_is_kept_the_rest_is_computed(
    known: Handshake,
) -> None:
    first = shown(known, "--top", "1")
    assert kept(known) == first
    spoil(known, 1)
    assert [row[2] for row in shown(known, "--top", "1")] == [99]
    assert shown(known, "--top", "2")[0] == first[0]
    spoil(known, 2)
    assert [row[2] for row in shown(known, "--top", "2")] == [99, 99]
    assert [row[2] for row in shown(known)] == [2, 1]


def test_of_a_ranking_that_was_computed_for_more_than_there_are_all_is_kept(
    known: Handshake,
) -> None:
    shown(known, "--top", "9")
    spoil(known)
    assert [row[2] for row in shown(known)] == [99, 99]


@pytest.mark.parametrize("words", [("--as-of", "2026-11-20"), ("--culture", "nordic")])
def test_another_day_or_culture_is_computed(
    known: Handshake, words: tuple[str, ...]
) -> None:
    shown(known)
    spoil(known)
    assert [row[2] for row in shown(known, *words)] == [2, 1]


@pytest.mark.parametrize(
    "words", [("coffee", "Zoé Ménard"), ("rebuild",), ("rebuild", "trust")]
)
def test_what_is_kept_goes_with_the_next_write_and_with_a_rebuild(
    known: Handshake, words: tuple[str, ...]
) -> None:
    shown(known)
    spoil(known)
    known(*words)
    assert 99 not in [row[2] for row in shown(known)]


def test_views_in_use_are_read_all_the_same(known: Handshake) -> None:
    before = shown(known, "--as-of", "2026-11-21")
    with closing(sqlite3.connect(views_path(known.ledger))) as views, views:
        views.execute("BEGIN IMMEDIATE")
        assert shown(known, "--as-of", "2026-11-22")[0][0] == before[0][0]
        views.rollback()
    assert kept(known) == before
