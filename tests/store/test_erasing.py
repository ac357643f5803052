"""Erasing a person takes their words out of the file, and nothing else out of the ledger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from ledger.errors import Damaged
from ledger.facts.event import KINDS, NewEvents
from ledger.facts.meeting.events import CoffeeHad
from ledger.facts.person.events import (
    NoteTaken,
    PersonAdded,
    PersonErased,
    TextErased,
)
from ledger.store import erase as erasing
from ledger.store import residue, suppression
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from ledger.store.merkle import erasures, is_explained
from ledger.store.sqlite.copies import compact
from tests.store.canaries import LEFT_OUT, WORD, everywhere, searched


def test_the_words_stand_in_every_personal_field_of_every_kind(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        _owner, _person, count = everywhere(ledger)
        found = [
            row for row in ledger.store.rows() if row.text and WORD.encode() in row.text
        ]
    assert len(found) == count
    known = {kind.topic() for kind in KINDS.values() if kind.__name__ not in LEFT_OUT}
    without = {topic for topic in known if topic.startswith("ledger.")}
    sealed = {row.topic for row in found}
    assert sealed <= known - without
    assert {
        "person.PersonAdded@1",
        "meeting.MeetingRetracted@1",
        "connection.ConnectionRequested@1",
    } <= sealed


def test_what_goes_with_a_person_is_all_that_was_said_of_and_with_them(
    tmp_path: Path,
) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        _owner, person, count = everywhere(ledger)
        goes = erasing.texts_about(ledger.store, [person])
        assert len(goes) == count
        assert all(WORD.encode() in (row.text or b"") for row in goes)


def test_deleting_alone_leaves_copies_and_compacting_takes_them_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "folder" / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        owner, person, _count = everywhere(ledger)
        goes = erasing.texts_about(ledger.store, [person])
        version = len(ledger.history(person))
        unexplained = [row for row in goes if not is_explained(row, [person])]
        others = [TextErased(event=f"{row.stream}/{row.v}") for row in unexplained]
        erased = NewEvents(person, version, (PersonErased(reason="request"), *others))
        ledger.append([erased], Stamp(owner, "cli:x"), erase=[row.i for row in goes])
        assert searched(path.parent), "the WAL is known to hold the texts at this point"
    assert compact(str(path))
    assert searched(path.parent) == []
    with Ledger.open(path) as ledger:
        ids = {f"{row.stream}/{row.v}" for row in unexplained}
        assert erasures(ledger.store) == {person, *ids}
        assert not erasing.texts_about(ledger.store, [person])


def test_while_somebody_reads_it_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        everywhere(ledger)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM stored_events").fetchone()
        assert not compact(str(path))
    assert compact(str(path))


def test_pieces_are_searched_as_written_as_json_and_folded() -> None:
    text = orjson.dumps({"note": 'Été "à" Lyon\n', "tags": ["Zoé"]})
    found = residue.pieces([text])
    assert 'Été "à" Lyon\n'.encode() in found
    assert b'\\"' in next(piece for piece in found if b"\\" in piece)
    assert b"lyon" in found
    assert "Zoé".encode() in found
    assert not any(len(piece) < residue.SHORTEST for piece in found)


def test_a_piece_across_two_blocks_of_a_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes(b"x" * (2**22 - 3) + b"canary" + b"y" * 50)
    assert residue.found_in([file], [b"canary", b"other"]) == {file: {b"canary"}}
    assert residue.found_in([tmp_path / "gone"], [b"canary"]) == {}


def test_a_piece_that_another_text_holds_proves_nothing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        everywhere(ledger)
        stamp = Stamp("5b0e5b0e-5b0e-4b0e-8b0e-5b0e5b0e5b0e", "cli:x")
        other = NewEvents(
            "5b0e5b0e-5b0e-4b0e-9b0e-5b0e5b0e5b0e", 0, (PersonAdded(name="Besançon"),)
        )
        (recorded,) = ledger.append([other], stamp)
        wanted = {"Besançon".encode(), b"besancon", b"Dijon"}
        assert residue.unexplained(ledger.store, wanted, []) == {b"Dijon"}
        assert residue.unexplained(ledger.store, wanted, [recorded.i]) == wanted


def test_the_list_of_the_erased_is_private_and_names_each_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    first, second, event = (
        "5b0e5b0e-5b0e-4b0e-8b0e-000000000001",
        "5b0e5b0e-5b0e-4b0e-8b0e-000000000002",
        "5b0e5b0e-5b0e-4b0e-8b0e-000000000002/12",
    )
    suppression.remember(path, {second, first})
    suppression.remember(path, {first, event})
    assert suppression.list_path(path).read_text() == f"{first}\n{second}\n{event}\n"
    assert suppression.list_path(path).stat().st_mode & 0o777 == 0o600
    assert suppression.remembered(path) == {first, second, event}
    assert suppression.remembered(tmp_path / "other.db") == set()
    assert {each.name for each in tmp_path.iterdir()} == {"ledger.db.erased"}


@pytest.mark.parametrize(
    "torn",
    [
        "5b0e5b0e-5b0e-4b0e",
        "x",
        "5b0e5b0e-5b0e-4b0e-8b0e-000000000001/",
        "5b0e5b0e-5b0e-4b0e-8b0e-0000000000015b0e5b0e-5b0e-4b0e-8b0e-000000000002",
    ],
)
def test_a_torn_line_of_that_list_is_refused_and_nothing_is_added_to_it(
    tmp_path: Path, torn: str
) -> None:
    path = tmp_path / "ledger.db"
    suppression.list_path(path).write_text(
        f"5b0e5b0e-5b0e-4b0e-8b0e-000000000001\n{torn}"
    )
    for use in (
        lambda: suppression.remembered(path),
        lambda: suppression.remember(path, {"5b0e5b0e-5b0e-4b0e-8b0e-000000000003"}),
    ):
        with pytest.raises(Damaged, match="line 2 names neither a person nor an event"):
            use()
    assert (
        suppression.list_path(path).read_text()
        == f"5b0e5b0e-5b0e-4b0e-8b0e-000000000001\n{torn}"
    )


def test_the_files_of_a_ledger_are_told_from_copies_beside_it(tmp_path: Path) -> None:
    names = [
        "ledger.db",
        "ledger.db-wal",
        "ledger.db.views",
        "ledger.db.views.00ff.new",
        "ledger.db.erased",
    ]
    others = ["ledger.db.backup", "ledger.db2", "notes.txt"]
    for name in [*names, *others]:
        (tmp_path / name).touch()
    path = tmp_path / "ledger.db"
    assert {each.name for each in residue.files_of(path)} == set(names)
    assert {each.name for each in residue.others_beside(path)} == set(others)


def test_only_what_names_the_person_is_explained_by_the_erasure(tmp_path: Path) -> None:
    one, two, other = (f"00000000-0000-4000-8000-00000000000{n}" for n in "123")
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        from datetime import date

        met = CoffeeHad(
            occurred_on=date(2026, 11, 20), participants=(one, two), note="x"
        )
        note = NewEvents(one, 0, (NoteTaken(text="y"),))
        ledger.append([NewEvents(other, 0, (met,)), note], Stamp(one, "cli:x"))
        meeting, taken = ledger.store.rows()
    assert is_explained(meeting, [two])
    assert is_explained(taken, [one])
    assert not is_explained(taken, [two])
