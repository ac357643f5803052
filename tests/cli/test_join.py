"""Two ledgers joined: nothing twice, nothing lost, whoever joins whom and in whatever pieces."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from ledger.store.encode import Stamp
from ledger.store.join import join
from ledger.store.ledger import Ledger
from projections.cli.joined_file import other_ledger
from tests.cli.conftest import Handshake


@pytest.fixture
def laptop(tmp_path: Path) -> Handshake:
    """A ledger with two people, one of them known by an address."""
    program = Handshake(tmp_path / "laptop")
    program("coffee", "Zoé Ménard", "--new", "--on", "2026-11-02", "--note", "chess")
    program("person", "details", "Zoé Ménard", "--email", "zoe@example.org")
    program("lunch", "Ada Okafor", "--new", "--on", "2026-11-03")
    return program


@pytest.fixture
def desk(tmp_path: Path) -> Handshake:
    """Another ledger of the same person, with one meeting that is in both."""
    program = Handshake(tmp_path / "desk")
    program("coffee", "Zoé Ménard", "--new", "--on", "2026-11-02")
    program("person", "details", "Zoé Ménard", "--email", "zoe@example.org")
    program("lunch", "Zoé Ménard", "--on", "2026-11-10")
    program("dinner", "Tom Riedl", "--new", "--on", "2026-11-12")
    return program


def exported(program: Handshake, name: str = "audit.ndjson") -> str:
    file = program.home / name
    file.unlink(missing_ok=True)
    program("export", "audit", "-o", str(file))
    return str(file)


def figures(program: Handshake) -> dict[str, tuple[float, int]]:
    """Everybody's trust and days met, by name."""
    people = program.json("trust")["people"]
    return {
        each["person"]["name"]: (round(each["trust"], 9), each["days_met"])
        for each in people
    }


def test_joining_brings_what_the_other_ledger_has(
    laptop: Handshake, desk: Handshake
) -> None:
    laptop("join", exported(desk), "--mine")
    met = figures(laptop)
    assert sorted(met) == ["Ada Okafor", "Tom Riedl", "Zoé Ménard"]
    assert met["Zoé Ménard"][1] == 2
    assert laptop.json("verify")["ok"]
    assert "chess" in laptop("timeline").stdout


def test_joining_twice_adds_nothing(laptop: Handshake, desk: Handshake) -> None:
    file = exported(desk)
    laptop("join", file, "--mine")
    size = laptop.json("verify")["size"]
    said = laptop("join", file).output
    assert "Nothing new" in said
    assert laptop.json("verify")["size"] == size


def test_a_beginning_and_then_the_rest_is_joining_once(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    other = Handshake(tmp_path / "other")
    other("copy", str(laptop.ledger), str(other.ledger))
    part = exported(desk, "part.ndjson")
    desk("coffee", "Zoé Ménard", "--on", "2026-11-20")
    desk("retract", "last")
    desk("drinks", "Tom Riedl", "--on", "2026-11-21")
    complete = exported(desk)
    laptop("join", part, "--mine")
    laptop("join", complete)
    other("join", complete, "--mine")
    assert figures(laptop) == figures(other)


def test_people_and_trust_are_the_same_in_either_direction_of_a_join(
    laptop: Handshake, desk: Handshake
) -> None:
    of_laptop, of_desk = exported(laptop), exported(desk)
    laptop("join", of_desk, "--mine")
    desk("join", of_laptop, "--mine")
    assert figures(laptop) == figures(desk)


def test_ledgers_that_go_on_joining_each_other_settle(
    laptop: Handshake, desk: Handshake
) -> None:
    for _turn in range(3):
        laptop("join", exported(desk), "--mine")
        desk("join", exported(laptop), "--mine")
    sizes = laptop.json("verify")["size"], desk.json("verify")["size"]
    laptop("join", exported(desk))
    desk("join", exported(laptop))
    assert (laptop.json("verify")["size"], desk.json("verify")["size"]) == sizes
    assert figures(laptop) == figures(desk)


@pytest.mark.parametrize("erased_first", [True, False])
def test_who_was_erased_on_either_side_stays_erased(
    laptop: Handshake, desk: Handshake, *, erased_first: bool
) -> None:
    laptop("join", exported(desk), "--mine")
    before = exported(laptop, "before.ndjson")
    if erased_first:
        desk("join", before, "--mine")
    laptop("person", "erase", "Ada Okafor", "--yes")
    if not erased_first:
        laptop("join", before)
        assert "Okafor" not in laptop("export", "audit").stdout
    desk("join", exported(laptop), "--mine")
    assert "Okafor" not in desk("export", "audit").stdout
    assert desk.json("verify")["ok"]


def test_whom_the_other_side_erased_does_not_come_back_from_a_backup(
    laptop: Handshake, desk: Handshake
) -> None:
    desk("join", exported(laptop), "--mine")
    copy = desk.home / "copy.db"
    desk("backup", str(copy))
    laptop("person", "erase", "Ada Okafor", "--yes")
    desk("join", exported(laptop), "--mine")
    desk.ledger.unlink()
    desk("restore", str(copy))
    assert "Ada Okafor" not in desk("trust").stdout
    assert "Ada Okafor" not in Path(exported(desk)).read_text(encoding="utf-8")


def test_a_person_joined_is_known_to_the_next_import(
    laptop: Handshake, desk: Handshake
) -> None:
    desk("person", "details", "Tom Riedl", "--email", "tom@example.org")
    laptop("join", exported(desk), "--mine")
    table = laptop.home / "people.csv"
    table.write_text("Name,E-mail\nTom Riedl,tom@example.org\n")
    assert laptop.json("import", "csv", str(table))["added"] == 0


def test_both_may_change_one_meeting_before_they_join(
    laptop: Handshake, desk: Handshake
) -> None:
    laptop("join", exported(desk), "--mine")
    desk("join", exported(laptop), "--mine")
    laptop("correct", "Tom Riedl", "--minutes", "30")
    desk("correct", "Tom Riedl", "--at", "Lyon")
    laptop("join", exported(desk))
    desk("join", exported(laptop))
    assert figures(laptop)["Tom Riedl"] == figures(desk)["Tom Riedl"]
    assert laptop.json("verify")["ok"]


def notes(program: Handshake) -> dict[str, str]:
    """The notes about people in the timeline: the id of each event."""
    events = program.json("timeline")["events"]
    return {
        entry["text"]["text"]: entry["id"]
        for entry in events
        if entry["kind"] == "NoteTaken" and entry["text"]
    }


def test_a_retraction_and_an_erasure_find_their_events_under_another_number(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop, desk, laptop)
    for note in ("one", "two", "three"):
        laptop("note", "Ada Okafor", note)
    for note in ("uno", "due", "tre"):
        desk("note", "Ada Okafor", note)
    desk("retract", notes(desk)["due"])
    synced(folder, laptop, desk, laptop)
    expected = {"one", "two", "three", "uno", "tre"}
    assert set(notes(laptop)) == set(notes(desk)) == expected
    laptop("retract", notes(laptop)["tre"])  # in a later file than the note
    desk("erase-text", notes(desk)["two"], "--yes")
    synced(folder, laptop, desk, laptop, desk)
    assert set(notes(laptop)) == set(notes(desk)) == {"one", "three", "uno"}
    sizes = [laptop.json("verify")["size"], desk.json("verify")["size"]]
    synced(folder, laptop, desk)
    assert [laptop.json("verify")["size"], desk.json("verify")["size"]] == sizes


def test_what_another_device_recorded_about_an_erased_person_comes_without_its_text(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop, desk, laptop)
    laptop("person", "erase", "Ada Okafor", "--yes")
    desk(
        "coffee", "Ada Okafor", "--on", "2026-11-20", "--note", "Alpha", "--at", "Oslo"
    )
    desk("correct", "last", "--note", "Bravo")  # an event that names no one
    desk("note", "Ada Okafor", "Charlie")
    synced(folder, desk, laptop)
    for device in (laptop, desk):
        synced(folder, device)
        assert device.json("verify")["ok"]
        exported_text = device("export", "audit").stdout
        for text in ("Okafor", "Alpha", "Oslo", "Bravo", "Charlie"):
            assert text not in exported_text
    sizes = [laptop.json("verify")["size"], desk.json("verify")["size"]]
    synced(folder, laptop, desk)
    assert [laptop.json("verify")["size"], desk.json("verify")["size"]] == sizes


def test_whom_an_address_shows_to_be_erased_here_does_not_come_back(
    laptop: Handshake, desk: Handshake
) -> None:
    laptop("person", "erase", "Zoé Ménard", "--yes")
    desk("note", "Zoé Ménard", "Delta")
    laptop("join", exported(desk), "--mine")
    assert sorted(figures(laptop)) == ["Ada Okafor", "Tom Riedl"]
    assert laptop.json("verify")["ok"]
    desk("join", exported(laptop), "--mine")
    for device in (laptop, desk):
        exported_text = device("export", "audit").stdout
        assert "Delta" not in exported_text
        assert "Ménard" not in exported_text
        assert device.json("verify")["ok"]
    laptop("person", "add", "Zoé Ménard", "--email", "zoe@example.org")
    assert "Nothing new" in laptop("join", exported(desk, "again.ndjson")).output


def test_a_join_that_ended_before_people_were_matched_goes_on(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    other = Handshake(tmp_path / "other")
    other("copy", str(laptop.ledger), str(other.ledger))
    file = exported(desk)
    with Ledger.open(laptop.ledger) as ledger, other_ledger(file) as incoming:
        stamp = Stamp(ledger.owner, f"cli:{uuid.uuid4()}")
        join(ledger.store, incoming.events(), stamp)
    said = laptop("join", file, "--mine").output
    assert "Nothing new" not in said
    other("join", file, "--mine")
    assert figures(laptop) == figures(other)
    assert "Nothing new" in laptop("join", file).output


def test_a_colleagues_ledger_keeps_its_owner(
    laptop: Handshake, desk: Handshake
) -> None:
    desk("init", "--me", "Ines Caron")
    laptop("join", exported(desk), "--of-colleague")
    met = figures(laptop)
    assert met["Zoé Ménard"][1] == 1
    assert "Ines Caron" in laptop("person", "list").stdout


def test_a_lunch_that_two_colleagues_recorded_is_proposed_as_one(
    laptop: Handshake, desk: Handshake
) -> None:
    desk("init", "--me", "Ines Caron")
    laptop("join", exported(desk), "--of-colleague")
    (pair,) = laptop.json("same")["pairs"]
    assert pair["occurred_on"] == "2026-11-02"
    assert "Ines Caron" in laptop("who-knows", "Zoé Ménard").stdout
    assert laptop.json("trust", "Zoé Ménard", "--all")["days_met"] == 2
    twice = laptop.json("trust", "Zoé Ménard", "--all")["evidence"]
    own = laptop.json("trust", "Zoé Ménard")["trust"]
    laptop("same", *pair["meetings"])
    assert laptop.json("trust", "Zoé Ménard", "--all")["evidence"] < twice
    assert laptop.json("trust", "Zoé Ménard")["trust"] == own
    assert laptop.json("same")["pairs"] == []


def test_an_address_of_the_web_is_not_fetched(laptop: Handshake) -> None:
    address = "https://example.org/audit.ndjson"
    said = laptop("join", address, code=2).stderr
    assert "Download https://example.org/audit.ndjson" in said
    assert said.count("\n") <= 4
    assert "réseau" in laptop.french()("join", address, code=2).stderr


def test_a_join_needs_to_know_whose_ledger_it_is(
    laptop: Handshake, desk: Handshake
) -> None:
    file = exported(desk)
    assert "--mine" in laptop("join", file, code=5).stderr
    assert "--mine" in laptop.french()("join", file, code=5).stderr
    laptop("join", file, "--mine", "--of-colleague", code=5)


def test_a_ledgers_file_is_joined_as_its_export_is(
    laptop: Handshake, desk: Handshake
) -> None:
    laptop("join", str(desk.ledger), "--mine")
    assert figures(laptop)["Tom Riedl"][1] == 1


def test_a_folder_that_a_device_wrote_is_joined(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    laptop("join", str(folder), "--mine", code=3)
    synced(folder, desk)
    desk("coffee", "Tom Riedl", "--on", "2026-11-20")
    synced(folder, desk)
    laptop("join", str(folder), "--mine")
    assert figures(laptop)["Tom Riedl"][1] == 2
    (device,) = folder.iterdir()
    assert "Nothing new" in laptop("join", str(device)).output
    synced(folder, laptop)
    said = laptop("join", str(folder), code=2).stderr
    assert "several ledgers" in said
    first = min(device.iterdir())
    first.unlink()
    other = Handshake(tmp_path / "other")
    other("join", str(first.parent), "--mine", code=6)


def test_what_does_not_fit_together_is_refused_and_changes_nothing(
    laptop: Handshake, desk: Handshake
) -> None:
    file = Path(exported(desk))
    size = laptop.json("verify")["size"]
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:4], *lines[5:]]))
    laptop("join", str(file), "--mine", code=7)
    laptop("join", str(file.with_name("no.ndjson")), "--mine", code=3)
    without = desk.home / "without.ndjson"
    desk("export", "audit", "--no-personal", "-o", str(without))
    laptop("join", str(without), "--mine", code=6)
    assert laptop.json("verify")["size"] == size
    assert json.loads(laptop("verify", "--json").stdout)["ok"]


# ---------------------------------------------------------------- through a folder


def synced(folder: Path, *devices: Handshake) -> None:
    for device in devices:
        device("sync", str(folder))


def test_devices_that_sync_through_a_folder_have_the_same_in_the_end(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop, desk, laptop)
    laptop("coffee", "Tom Riedl", "--on", "2026-11-21")
    desk("retract", "last")
    synced(folder, laptop, desk, laptop, desk)
    assert figures(laptop) == figures(desk)
    files = sorted(folder.rglob("*.ndjson"))
    synced(folder, laptop, desk)
    assert sorted(folder.rglob("*.ndjson")) == files
    assert laptop.json("verify")["ok"]
    assert desk.json("verify")["ok"]


def test_a_device_writes_its_own_files_only_and_only_what_is_new(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop)
    (first,) = folder.rglob("*.ndjson")
    content = first.read_bytes()
    synced(folder, desk)
    laptop("coffee", "Ada Okafor", "--on", "2026-11-21")
    synced(folder, laptop)
    assert first.read_bytes() == content
    newest = max(first.parent.iterdir(), key=lambda file: int(file.stem))
    assert b'"since"' in newest.read_bytes().splitlines()[0]
    assert {file.stat().st_mode & 0o777 for file in folder.rglob("*.ndjson")} == {0o600}


def test_a_file_that_is_half_carried_waits_for_the_next_time(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop)
    (file,) = folder.rglob("*.ndjson")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    said = desk("sync", str(folder)).output
    assert file.name in said
    assert "Ada Okafor" not in figures(desk)
    file.write_bytes(whole)
    synced(folder, desk)
    assert "Ada Okafor" in figures(desk)


def test_a_device_writes_a_file_of_its_own_that_is_gone_or_cut_off_again(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop)
    laptop("coffee", "Ada Okafor", "--on", "2026-11-21")
    synced(folder, laptop)
    first, second = sorted(folder.rglob("*.ndjson"))
    second.write_bytes(second.read_bytes()[:-20])
    laptop("coffee", "Ada Okafor", "--on", "2026-11-22")
    synced(folder, laptop)
    synced(folder, desk)
    assert figures(desk)["Ada Okafor"] == figures(laptop)["Ada Okafor"]
    for file in folder.glob(f"{first.parent.name}/*"):
        file.unlink()
    synced(folder, laptop)
    assert len(list(first.parent.iterdir())) == 1


def test_two_copies_of_one_ledger_are_not_synced_but_joined(
    laptop: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    copy, new = Handshake(tmp_path / "copy"), Handshake(tmp_path / "new")
    laptop("copy", str(laptop.ledger), str(copy.ledger))
    synced(folder, laptop, copy)
    laptop("coffee", "Ada Okafor", "--on", "2026-11-20")
    for day in ("2026-11-21", "2026-11-22"):
        copy("coffee", "Ada Okafor", "--on", day)
    synced(folder, laptop)
    said = copy("sync", str(folder), code=5).stderr
    assert "another copy of this ledger" in said
    assert "autre copie" in copy.french()("sync", str(folder), code=5).stderr
    new("init", "--me", "Ines Caron")
    new("join", str(copy.ledger), "--mine")
    synced(folder, new, laptop)
    assert figures(new) == figures(laptop)
    assert figures(new)["Ada Okafor"][1] == 4


def test_an_erased_text_leaves_the_folder_too(
    laptop: Handshake, desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    synced(folder, laptop, desk)
    laptop("person", "erase", "Ada Okafor", "--yes")
    synced(folder, laptop, desk, laptop)
    for file in folder.rglob("*.ndjson"):
        assert "Okafor" not in file.read_text()
    assert "Okafor" not in desk("export", "audit").stdout


def test_a_folder_that_is_not_there_is_not_made(
    laptop: Handshake, tmp_path: Path
) -> None:
    laptop("sync", str(tmp_path / "no"), code=3)
