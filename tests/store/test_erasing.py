"""Erasing a person takes their words out of the file, and nothing else out of the ledger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import orjson

from ledger.facts.event import KINDS
from ledger.facts.meeting.events import CoffeeHad
from ledger.facts.person.events import NoteTaken, PersonAdded, PersonErased
from ledger.store import erase as erasing
from ledger.store.encode import Entry, Stamp
from ledger.store.ledger import Ledger
from ledger.store.sqlite import residue, rows
from tests.store.canaries import LEFT_OUT, WORD, everywhere, searched


def test_the_words_stand_in_every_personal_field_of_every_kind(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        _owner, _person, count = everywhere(ledger)
        found = [row for row in rows.rows(ledger.connection) if row.text and WORD.encode() in row.text]
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


def test_what_goes_with_a_person_is_all_that_was_said_of_and_with_them(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        _owner, person, count = everywhere(ledger)
        goes = erasing.about(ledger.connection, [person])
        assert len(goes) == count
        assert all(WORD.encode() in (row.text or b"") for row in goes)


def test_deleting_alone_leaves_copies_and_compacting_takes_them_out(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        owner, person, _count = everywhere(ledger)
        goes = erasing.about(ledger.connection, [person])
        version = len(ledger.history(person))
        erased = Entry(person, version, (PersonErased(reason="request"),))
        ledger.append([erased], Stamp(owner, "cli:x"), erase=[row.i for row in goes])
        assert searched(path.parent), "the WAL is known to hold the texts at this point"
    assert residue.compact(path)
    assert searched(path.parent) == []
    with Ledger.open(path) as ledger:
        assert erasing.recorded(ledger.connection) == {person}
        assert not erasing.about(ledger.connection, [person])


def test_while_somebody_reads_it_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        everywhere(ledger)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM stored_events").fetchone()
        assert not residue.compact(path)
    assert residue.compact(path)


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
        other = Entry("5b0e5b0e-5b0e-4b0e-9b0e-5b0e5b0e5b0e", 0, (PersonAdded(name="Besançon"),))
        (recorded,) = ledger.append([other], stamp)
        wanted = {"Besançon".encode(), b"besancon", b"Dijon"}
        assert residue.unexplained(ledger.connection, wanted, []) == {b"Dijon"}
        assert residue.unexplained(ledger.connection, wanted, [recorded.i]) == wanted


def test_the_list_of_the_erased_is_private_and_names_each_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    erasing.remember(path, {"b", "a"})
    erasing.remember(path, {"a", "c"})
    assert erasing.list_path(path).read_text() == "a\nb\nc\n"
    assert erasing.list_path(path).stat().st_mode & 0o777 == 0o600
    assert erasing.remembered(path) == {"a", "b", "c"}
    assert erasing.remembered(tmp_path / "other.db") == set()


def test_the_files_of_a_ledger_are_told_from_copies_beside_it(tmp_path: Path) -> None:
    names = ["ledger.db", "ledger.db-wal", "ledger.db.views", "ledger.db.views.00ff.new", "ledger.db.erased"]
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

        met = CoffeeHad(occurred_on=date(2026, 11, 20), participants=(one, two), note="x")
        note = Entry(one, 0, (NoteTaken(text="y"),))
        ledger.append([Entry(other, 0, (met,)), note], Stamp(one, "cli:x"))
        meeting, taken = rows.rows(ledger.connection)
    assert erasing.explained_by(meeting, [two])
    assert erasing.explained_by(taken, [one])
    assert not erasing.explained_by(taken, [two])
