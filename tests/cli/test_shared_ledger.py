"""The program on a ledger in PostgreSQL: as on a file, in both languages, with views and keys kept here."""

from __future__ import annotations

import json

from tests.cli.conftest import Handshake, Shared


def test_a_week_is_lived_on_a_server_as_on_a_file(
    shared: Shared, handshake: Handshake
) -> None:
    for program in (shared, handshake):
        program("coffee", "Zoé Ménard", "--new", "--on", "2026-11-20")
        program("lunch", "Zoé Ménard", "Ada Okafor", "--new", "--on", "2026-11-21")
        program("note", "Zoé Ménard", "chess")
        program("undo")
    assert shared("trust").stdout == handshake("trust").stdout
    assert shared("timeline").stdout.count("\n") == 3
    assert shared.json("verify")["ok"]
    assert shared("doctor").exit_code == 0
    assert shared.json("status")["ledger"].startswith("postgresql://")


def test_views_are_private_files_of_the_cache_folder(shared: Shared) -> None:
    shared("coffee", "Zoé Ménard", "--new")
    shared("trust")
    origin = shared.json("status")["origin"]
    (folder,) = (shared.home / "cache" / "handshake").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    files = [file for file in folder.iterdir() if not file.is_symlink()]
    assert len(files) >= 3
    for file in files:
        assert file.name.startswith(origin)
        assert file.stat().st_mode & 0o777 == 0o600
    assert not list(shared.home.glob("**/ledger.db*"))


def test_a_ledger_moves_to_a_server_and_back(
    shared: Shared, handshake: Handshake
) -> None:
    handshake("coffee", "Zoé Ménard", "--new")
    handshake("note", "Zoé Ménard", "chess")
    there = handshake.json("copy", str(handshake.ledger), shared.address)
    assert there["root"] == handshake.json("verify")["root"]
    assert shared("trust", "--json").stdout == handshake("trust", "--json").stdout
    shared("lunch", "Zoé Ménard")
    file = handshake.home / "back.db"
    back = shared.json("copy", shared.address, str(file))
    assert back["root"] == shared.json("verify")["root"]
    assert (
        handshake("--ledger", str(file), "export", "audit").stdout_bytes
        == shared("export", "audit").stdout_bytes
    )


def test_a_copy_brings_what_was_recorded_since(
    shared: Shared, handshake: Handshake
) -> None:
    handshake("coffee", "Zoé Ménard", "--new")
    handshake("copy", str(handshake.ledger), shared.address)
    handshake("lunch", "Zoé Ménard")
    handshake("copy", str(handshake.ledger), shared.address)
    assert shared.json("verify")["size"] == handshake.json("verify")["size"]


def test_a_ledger_is_copied_neither_onto_itself_nor_over_another(
    shared: Shared, handshake: Handshake
) -> None:
    handshake("coffee", "Zoé Ménard", "--new")
    file = str(handshake.ledger)
    assert "same ledger" in handshake("copy", file, file, code=2).stderr
    shared("coffee", "Ada Okafor", "--new")
    assert "another ledger" in handshake("copy", file, shared.address, code=5).stderr
    handshake("copy", str(handshake.home / "no.db"), shared.address, code=3)


def test_erasing_on_a_server_leaves_nothing_in_the_local_files(shared: Shared) -> None:
    shared("coffee", "Zoé Ménard", "--new", "--note", "quartzite")
    shared("trust")
    shared("person", "erase", "Zoé Ménard", "--yes")
    for file in (shared.home / "cache").rglob("*"):
        assert not file.is_file() or b"quartzite" not in file.read_bytes()
    assert "quartzite" not in shared("export", "audit").stdout


def test_a_server_out_of_reach_is_one_sentence_in_each_language(shared: Shared) -> None:
    away = Shared(shared.home, address="postgresql://zoe@127.0.0.1:1/ledger")
    english = away("trust", code=75).stderr
    french = Shared(shared.home, "fr", address=away.address)("trust", code=75).stderr
    assert english.count("\n") == french.count("\n") == 1
    assert "127.0.0.1:1" in english
    assert french.startswith("Erreur")


def test_a_backup_of_a_shared_ledger_is_a_ledger_in_a_file(shared: Shared) -> None:
    shared("coffee", "Zoé Ménard", "--new")
    shared("backup", str(shared.home / "backup.db"))
    listed = shared("--ledger", str(shared.home / "backup.db"), "trust", "--json")
    assert json.loads(listed.stdout)["people"][0]["person"]["name"] == "Zoé Ménard"


def test_a_backup_is_not_restored_to_a_server(shared: Shared) -> None:
    shared("coffee", "Zoé Ménard", "--new")
    shared("backup", str(shared.home / "backup.db"))
    said = shared("restore", str(shared.home / "backup.db"), code=2).stderr
    assert "handshake copy" in said


def test_a_computer_that_keeps_no_copy_reads_the_server(shared: Shared) -> None:
    shared("coffee", "Zoé Ménard", "--new")
    expected = shared("trust").stdout
    (shared.home / "file").write_text("no folder")
    full = NoCache(shared.home, address=shared.address)
    read = full("trust")
    assert read.stdout == expected
    assert "Cannot keep stored results" in read.stderr
    full("lunch", "Zoé Ménard")
    assert "Lunch" in full("timeline").stdout


class NoCache(Shared):
    """A computer whose cache folder is none."""

    @property
    def environment(self) -> dict[str, str | None]:
        return super().environment | {"XDG_CACHE_HOME": str(self.home / "file")}
