"""Views may be thrown away, damaged, exchanged or out of date: what is read is right all the same."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import orjson
import pytest

from ledger.errors import Busy, Damaged
from ledger.facts.codec import UPCASTERS, state_of, text_of
from ledger.facts.event import KINDS
from ledger.facts.meeting.events import CoffeeHad, LunchHad
from ledger.store.ledger import Ledger
from projections import PROJECTIONS
from projections.directory.query import Identity
from projections.engine.sqlite import build as building
from projections.engine.sqlite import open as opening
from projections.engine.sqlite import views_file
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.facts import fact_of, facts
from projections.engine.sqlite.open import (
    FOREIGN,
    OLDER,
    SPOILED,
    UNKEPT,
    check_nothing_lost,
    dump,
    open_views,
)
from projections.engine.sqlite.views_file import ViewsCorrupt, seal, views_path
from projections.engine.tables import Projection
from projections.trust.query import tie
from tests.engine.keeping import dumps, ledger_of, record, story
from tests.read_models.given import ADA, ME, day, identity


def path_of(ledger: Ledger) -> Path:
    return views_path(ledger.path)


def test_missing_views_are_made_without_a_word(ledger: Ledger) -> None:
    told: list[str] = []
    first = dumps(ledger, told)
    path_of(ledger).unlink()
    assert dumps(ledger, told) == first
    assert told == []


def test_views_of_an_empty_ledger_are_empty(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        found = [orjson.loads(each) for each in dumps(ledger).values()]
        assert [rows for view in found for rows in view.values() if rows] == []
        record(ledger, story(1, 20))
        told: list[str] = []
        caught_up = dumps(ledger, told)
        path_of(ledger).unlink()
        assert dumps(ledger) == caught_up
        assert told == []


def other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE poems (title)")


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(
            lambda path: path.write_bytes(b"not a database" * 999), id="garbage"
        ),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:5000]), id="cut"),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(9999)),
            id="blank",
        ),
        pytest.param(other_database, id="foreign"),
        pytest.param(
            lambda path: forget(path, "views_positions"), id="without positions"
        ),
    ],
)
def test_damaged_and_foreign_views_are_made_again_with_a_word(
    ledger: Ledger, harm: Callable[[Path], object]
) -> None:
    dumps(ledger)
    harm(path_of(ledger))
    record(ledger, [(ADA, event) for stream, event in story(1, 1) if stream == ADA])
    told: list[str] = []
    again = dumps(ledger, told)
    assert told == [SPOILED]
    assert stat.S_IMODE(path_of(ledger).stat().st_mode) == 0o600
    rebuild(ledger.store, path_of(ledger))
    assert dumps(ledger, told) == again
    assert told == [SPOILED]


def forget(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"DROP TABLE {table}")
        seal(connection)


def test_damage_that_only_a_question_finds_is_one_sentence(ledger: Ledger) -> None:
    dumps(ledger)
    forget(path_of(ledger), "trust_exchanges")
    with (
        open_views(ledger.store, path_of(ledger)) as views,
        pytest.raises(ViewsCorrupt) as caught,
    ):
        tie(views.tables, Identity(owner=ME), ME, ADA, day(0))
    assert "handshake rebuild" in str(caught.value)
    assert isinstance(caught.value, Damaged)
    rebuild(ledger.store, path_of(ledger))
    with open_views(ledger.store, path_of(ledger)) as views:
        tie(views.tables, Identity(owner=ME), ME, ADA, day(0))


def test_damage_found_while_catching_up_is_repaired_with_a_word(ledger: Ledger) -> None:
    dumps(ledger)
    forget(path_of(ledger), "timeline_batches")
    record(
        ledger,
        [
            (
                identity(8000),
                LunchHad(occurred_on=day(0), participants=tuple(sorted((ME, ADA)))),
            )
        ],
    )
    told: list[str] = []
    repaired = dumps(ledger, told)
    assert told == [SPOILED]
    rebuild(ledger.store, path_of(ledger))
    assert dumps(ledger) == repaired


def test_views_of_another_ledger_are_made_again_with_a_word(
    ledger: Ledger, tmp_path: Path
) -> None:
    own = dumps(ledger)
    (tmp_path / "other").mkdir()
    with ledger_of(tmp_path / "other", story(2, 120)) as other:
        dumps(other)
        shutil.copy(path_of(other), path_of(ledger))
    told: list[str] = []
    assert dumps(ledger, told) == own
    assert told == [FOREIGN]


def test_a_ledger_that_is_shorter_than_its_views_has_lost_facts_until_it_is_rebuilt(
    tmp_path: Path,
) -> None:
    said = story(3, 60)
    with ledger_of(tmp_path, said[:30]) as ledger:
        short = dumps(ledger)
        (tmp_path / "backup.db").touch()
        ledger.store.copy_to(tmp_path / "backup.db")
        record(ledger, said[30:])
        dumps(ledger)
        full = ledger.size
        shutil.copy(path_of(ledger), views_path(tmp_path / "backup.db"))
    with Ledger.open(tmp_path / "backup.db") as restored:
        lost = full - restored.size
        for look in (
            lambda: dumps(restored),
            lambda: check_nothing_lost(restored.store, path_of(restored)),
        ):
            with pytest.raises(
                Damaged, match=rf"has lost {lost} events .* run 'handshake rebuild'"
            ):
                look()
        rebuild(restored.store, path_of(restored))
        check_nothing_lost(restored.store, path_of(restored))
        assert dumps(restored) == short


def another_version(name: str, version: int) -> tuple[Projection, ...]:
    return tuple(
        each._replace(version=version) if each.name == name else each
        for each in PROJECTIONS
    )


@pytest.mark.parametrize("version", [0, 1_000])
def test_a_projection_of_another_version_is_made_again_alone_with_a_word(
    ledger: Ledger, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dumps(ledger)
    made: list[list[str]] = []
    build = building.build

    def noted(*given: Any) -> Any:
        made.append([each.name for each in given[2]])
        return build(*given)

    monkeypatch.setattr(building, "build", noted)
    told: list[str] = []
    record(ledger, story(4, 10)[7:])
    changed = another_version("trust", version)
    after = dumps(ledger, told, changed)
    assert told == [OLDER.format(names=("trust",))]
    assert made == [["trust"]]
    with open_views(ledger.store, path_of(ledger), projections=changed) as views:
        versions = {each.name: each.version for each in views.positions()}
    assert versions == {each.name: each.version for each in changed}
    path_of(ledger).unlink()
    assert dumps(ledger) == after != before


def test_a_view_that_this_program_no_longer_has_is_left_behind(ledger: Ledger) -> None:
    dumps(ledger)
    fewer = PROJECTIONS[1:]
    record(ledger, story(4, 10)[7:])
    caught_up = dumps(ledger, None, fewer)
    path_of(ledger).unlink()
    assert dumps(ledger, None, fewer) == caught_up


def test_a_view_that_is_new_in_this_program_is_made(ledger: Ledger) -> None:
    whole = dumps(ledger)
    path_of(ledger).unlink()
    dumps(ledger, None, PROJECTIONS[1:])
    assert dumps(ledger) == whole


@pytest.mark.usefixtures("registry")
def test_unknown_kinds_are_counted_whether_caught_up_or_rebuilt(tmp_path: Path) -> None:
    with ledger_of(tmp_path, story(5, 40)) as ledger:
        topics = [row.topic for row in ledger.store.rows()]
        hidden = [
            topic for topic in KINDS if topic.startswith(("exchange.", "meeting.Lunch"))
        ]
        for topic in hidden:
            del KINDS[topic]
        wanted = {topic: topics.count(topic) for topic in hidden if topic in topics}
        assert sum(wanted.values()) > 2
        dumps(ledger)
        record(
            ledger,
            [
                (
                    identity(8000),
                    CoffeeHad(
                        occurred_on=day(0), participants=tuple(sorted((ME, ADA)))
                    ),
                )
            ],
        )
        for names in ([], ["trust"], None):
            with open_views(ledger.store, path_of(ledger)) as views:
                assert views.unknown() == wanted
            rebuild(ledger.store, path_of(ledger), names)


def test_an_older_state_is_upcast_before_it_is_folded(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def brought_up(state: Any) -> tuple[str, Any]:
        return "meeting.CoffeeHad@1", {**state, "minutes": 60}

    stored = next(
        each for each in ledger.store.rows() if each.topic == "meeting.CoffeeHad@1"
    )
    monkeypatch.setitem(UPCASTERS, "meeting.CoffeeHad@0", brought_up)
    fact = fact_of(stored._replace(topic="meeting.CoffeeHad@0"))
    assert (fact.kind, fact.state["minutes"]) == ("CoffeeHad", 60)


def test_a_fact_is_what_the_reference_path_gives(ledger: Ledger) -> None:
    reference = {
        stream: ledger.history(stream)
        for stream in {fact.stream for fact in facts(ledger.store)}
    }
    for fact in facts(ledger.store):
        event = reference[fact.stream][fact.v - 1]
        stamp = {"recorded_at", "recorded_by", "source", "keys", "sealed"}
        assert fact.kind == type(event).__name__
        assert {
            name: value for name, value in fact.state.items() if name not in stamp
        } == state_of(event)
        assert fact.text == text_of(event)


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_views_are_private_whatever_the_umask(ledger: Ledger, umask: int) -> None:
    before = os.umask(umask)
    try:
        for _again in range(2):
            dumps(ledger)
            assert stat.S_IMODE(path_of(ledger).stat().st_mode) == 0o600
            rebuild(ledger.store, path_of(ledger))
    finally:
        os.umask(before)


def test_where_views_cannot_be_kept_they_are_made_for_the_moment_with_a_word(
    ledger: Ledger, tmp_path: Path
) -> None:
    told: list[str] = []
    nowhere = tmp_path / "missing" / "ledger.db.views"
    with open_views(
        ledger.store, nowhere, lambda message, _details: told.append(message)
    ) as views:
        assert {each.name: dump(views, each.name) for each in PROJECTIONS} == dumps(
            ledger
        )
    assert told == [UNKEPT]
    assert not nowhere.parent.exists()


def test_views_that_somebody_keeps_locked_are_busy(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps(ledger)
    monkeypatch.setattr(views_file, "_BUSY_SECONDS", 0.05)
    record(ledger, story(4, 10)[7:])
    with closing(sqlite3.connect(path_of(ledger), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            dumps(ledger)
        with pytest.raises(Busy):
            rebuild(ledger.store, path_of(ledger))
    assert dumps(ledger)


@pytest.mark.parametrize("over", [0, 1])
def test_all_is_made_again_where_more_is_new_than_was_there(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, over: int
) -> None:
    dumps(ledger)
    add = Mock(wraps=building.add)
    monkeypatch.setattr(opening, "_MUCH", 3)
    monkeypatch.setattr(building, "add", add)
    more = [
        (
            identity(8000 + n),
            CoffeeHad(occurred_on=day(n), participants=tuple(sorted((ME, ADA)))),
        )
        for n in range(ledger.size + over)
    ]
    assert len(more) >= 3 + over
    record(ledger, more)
    told: list[str] = []
    dumps(ledger, told)
    assert told == []
    assert add.called is not bool(over)
