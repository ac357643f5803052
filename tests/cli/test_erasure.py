"""A person can be forgotten, and nothing recorded can be changed unnoticed: both at once."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from ledger.store.merkle import leaf, leaf_hash, root_of
from projections.cli import erase_files
from tests.audit.verifiers import both_accept
from tests.cli.conftest import Handshake, recorded_once
from tests.store.canaries import WORD, everywhere, searched

ROOT = Path(__file__).parents[2]

READER = """
import sqlite3, sys
reader = sqlite3.connect(sys.argv[1], isolation_level=None)
reader.execute("BEGIN")
reader.execute("SELECT count(*) FROM stored_events").fetchone()
print("reading", flush=True)
sys.stdin.read()
"""


@pytest.fixture
@recorded_once
def marked(handshake: Handshake) -> Handshake:
    """A ledger with the word in every personal field of every kind, and beside it a note with the person's id."""
    with Ledger.open(handshake.ledger, create=True) as ledger:
        _owner, person, _count = everywhere(ledger)
    handshake("timeline")
    (handshake.home / "person.txt").write_text(person)
    return handshake


@pytest.fixture
def canaries(marked: Handshake) -> str:
    """The id of the person of that ledger."""
    views = marked.ledger.with_name("ledger.db.views").resolve()
    assert searched(marked.ledger.parent) == ["ledger.db", views.name]
    return (marked.home / "person.txt").read_text()


@contextmanager
def somebody_reading(path: Path) -> Iterator[None]:
    """Another process in the middle of reading the ledger."""
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        yield
        reader.communicate("")


def busy_ledger(handshake: Handshake) -> None:
    """Ada by every command that takes words, and Zoé beside her."""
    handshake(
        "coffee", "Ada Canari", "--note", "canari one", "--at", "Café Canari", "--new"
    )
    handshake(
        "lunch",
        "Ada Canari",
        "Zoé Ménard",
        "--note",
        "canari three",
        "--tag",
        "canari",
        "--new",
    )
    handshake(
        "person",
        "details",
        "Ada",
        "--email",
        "ada@canari.example.org",
        "--organisation",
        "Canari SA",
    )
    handshake("person", "alias", "Ada", "Canarinette")
    handshake("note", "Ada", "sings like a canari")
    handshake("connect", "Ada", "--received")
    handshake("favour", "given", "Ada", "--note", "canari seeds")
    handshake("propose", "coffee", "Ada", "--for", "2026-12-24", "--at", "Canari bar")
    handshake("coffee", "Zoé", "--note", "kept")


def audit(handshake: Handshake, file: Path) -> bytes:
    handshake("export", "audit", "-o", str(file))
    return file.read_bytes()


def old_root(handshake: Handshake, size: int) -> bytes:
    """The root of the first leaves, from what the ledger holds now."""
    with Ledger.open(handshake.ledger) as ledger:
        some = ledger.store.rows(0, size)
        return root_of(
            leaf_hash(leaf(r.i, r.topic, r.state, r.stream, r.v)) for r in some
        )


def test_a_word_in_every_personal_field_is_in_no_byte_afterwards(
    handshake: Handshake, canaries: str
) -> None:
    said = handshake.json("person", "erase", canaries, "--yes")
    assert said["erased"]
    assert said["people"] == [canaries]
    assert searched(handshake.ledger.parent) == []
    assert handshake.json("verify")["personal"]["erased"] == said["texts"]
    for command in ("timeline", "trust", "queue", "person list"):
        assert WORD.lower() not in handshake(*command.split()).output.lower()
    assert searched(handshake.ledger.parent) == []


def test_what_was_typed_at_any_command_is_gone_and_the_rest_stays(
    handshake: Handshake,
) -> None:
    busy_ledger(handshake)
    assert searched(handshake.ledger.parent)
    said = handshake("person", "erase", "Ada", "--yes")
    assert "Out of reach" in said.stderr
    assert searched(handshake.ledger.parent) == []
    assert handshake.json("verify")["ok"]
    assert "kept" in handshake("timeline", "Zoé", "--json").stdout
    assert handshake("trust", "Ada", code=3).stderr


def test_the_facts_stay_and_trust_in_others_is_what_it_was(
    handshake: Handshake,
) -> None:
    busy_ledger(handshake)
    before = handshake.json("trust", "Zoé")["trust"], handshake.json("verify")["size"]
    handshake("person", "erase", "Ada", "--yes")
    assert handshake.json("trust", "Zoé")["trust"] == before[0]
    assert handshake.json("verify")["size"] == before[1] + 1


def test_while_another_process_reads_it_is_not_finished_and_doctor_finishes(
    handshake: Handshake, canaries: str
) -> None:
    with somebody_reading(handshake.ledger):
        said = handshake("person", "erase", canaries, "--yes", code=75)
        assert "Not finished" in said.stderr
        assert "handshake doctor" in said.stderr
        assert "Not finished" in handshake("doctor", code=75).stderr
    handshake("doctor")
    assert searched(handshake.ledger.parent) == []
    assert handshake.json("verify")["ok"]


def test_nothing_goes_without_a_yes(handshake: Handshake, canaries: str) -> None:
    size = handshake.json("verify")["size"]
    assert "--yes" in handshake("person", "erase", canaries, code=2).stderr
    assert handshake.json("person", "erase", canaries, "--dry-run")["erased"] is False
    assert handshake.json("verify")["size"] == size
    assert searched(handshake.ledger.parent)


def test_the_owner_and_erased_people_are_refused(handshake: Handshake) -> None:
    busy_ledger(handshake)
    assert (
        "your own ledger" in handshake("person", "erase", "me", "--yes", code=5).stderr
    )
    ada = handshake.json("person", "show", "Ada")["id"]
    handshake("person", "erase", "Ada", "--yes")
    assert "already erased" in handshake("person", "erase", ada, "--yes", code=5).stderr


def test_merged_people_go_together(handshake: Handshake) -> None:
    handshake("coffee", "Ada Canari", "--note", "canari", "--new")
    handshake("coffee", "Augusta Canari", "--note", "canari", "--new")
    handshake("person", "merge", "Augusta Canari", "Ada Canari")
    assert len(handshake.json("person", "erase", "Ada Canari", "--yes")["people"]) == 2
    assert searched(handshake.ledger.parent) == []
    assert handshake.json("verify")["ok"]


def test_somebody_retracted_can_still_be_erased_by_name_or_id(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada Canari", "Bea Canari", "--note", "canari", "--new")
    bea = handshake.json("person", "show", "Bea")["id"]
    handshake("undo")
    assert handshake("trust", "Ada", code=3).stderr
    handshake("person", "erase", "Ada Canari", "--yes")
    handshake("person", "erase", bea[:13], "--yes")
    assert searched(handshake.ledger.parent) == []
    assert handshake.json("verify")["ok"]


def test_the_text_of_one_event_is_erased_alone_and_can_be_given_again(
    handshake: Handshake,
) -> None:
    coffee = handshake(
        "coffee", "Ada", "--note", "canari and tea", "--new"
    ).stdout.split()[-1]
    handshake("erase-text", coffee, "--yes")
    assert searched(handshake.ledger.parent) == []
    assert handshake.json("trust", "Ada")["trust"] > 0
    handshake("correct", coffee, "--note", "tea")
    assert "tea" in handshake("timeline", "--json").stdout
    assert handshake.json("verify")["personal"]["erased"] == 1
    assert "already erased" in handshake("erase-text", coffee, "--yes", code=5).stderr


def test_a_note_that_says_what_the_program_writes_itself_is_erased_all_the_same(
    handshake: Handshake,
) -> None:
    note = "linkedin accepted CoffeeHad stored_events participants"
    coffee = handshake("coffee", "Ada", "--note", note, "--new").stdout.split()[-1]
    handshake("lunch", "Zoe", "--note", "participants", "--new")
    handshake("erase-text", coffee, "--yes")
    handshake("lunch", "Bea", "--note", "linkedin", "--new")
    handshake("person", "erase", "Bea", "--yes")


def test_a_copy_beside_the_ledger_is_named_and_left(handshake: Handshake) -> None:
    handshake("coffee", "Ada Canari", "--new")
    copy = handshake.ledger.with_name("ledger.db.old")
    copy.write_bytes(handshake.ledger.read_bytes())
    assert "ledger.db.old" in handshake("person", "erase", "Ada", "--yes").stderr
    assert searched(handshake.ledger.parent) == ["ledger.db.old"]


def test_old_roots_still_hold_and_the_export_explains_each_gap(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    before = audit(handshake, tmp_path / "before.ndjson")
    end = json.loads(before.splitlines()[-1])["end"]
    handshake("person", "erase", "Ada", "--yes")
    after = audit(handshake, tmp_path / "after.ndjson")
    assert both_accept(before)
    assert both_accept(after)
    assert (
        handshake.json("verify", str(tmp_path / "after.ndjson"))["personal"]["erased"]
        > 5
    )
    assert [line for line in before.splitlines() if line.startswith(b'{"i":')] == [
        line for line in after.splitlines() if line.startswith(b'{"i":')
    ][: end["size"]]
    from base64 import b64encode

    assert b64encode(old_root(handshake, end["size"])).decode() == end["root"]


def test_a_gap_without_its_erasure_is_not_explained(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("person", "erase", "Ada", "--yes")
    lines = audit(handshake, tmp_path / "after.ndjson").splitlines(keepends=True)
    assert b"PersonErased" in lines[-2]
    assert not both_accept(b"".join([*lines[:-2], lines[-1]]))


VCARD = """BEGIN:VCARD
VERSION:3.0
FN:Ada Canari
N:Canari;Ada;;;
EMAIL:ada@canari.example.org
END:VCARD
"""


def test_importing_the_same_address_book_does_not_bring_the_person_back(
    handshake: Handshake, tmp_path: Path
) -> None:
    book = tmp_path / "book.vcf"
    book.write_text(VCARD)
    handshake("import", "vcard", str(book))
    handshake("person", "erase", "Ada Canari", "--yes")
    said = handshake.json("import", "vcard", str(book))
    assert said["added"] == 0
    assert handshake.json("person", "list")["people"] == []
    assert searched(handshake.ledger.parent) == []


def sizes(handshake: Handshake, person: str) -> tuple[int, int]:
    """How many events there are, and how many an erasure adds."""
    goes = handshake.json("person", "erase", person, "--dry-run")
    return handshake.json("verify")["size"], len(goes["people"]) + len(goes["events"])


def killed_while(handshake: Handshake, person: str, wait: float) -> None:
    """Run the erasure in a process of its own and kill it after so many seconds."""
    environment = {
        **os.environ,
        **{k: v for k, v in handshake.environment.items() if v is not None},
    }
    command = [
        sys.executable,
        "-c",
        "from projections.cli import main; main()",
        "person",
        "erase",
        person,
    ]
    with subprocess.Popen(
        [*command, "--yes"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("wait", [0.25, 0.5, 0.8])
def test_killed_at_any_moment_all_of_it_is_recorded_or_nothing(
    handshake: Handshake, canaries: str, wait: float
) -> None:
    size, more = sizes(handshake, canaries)
    killed_while(handshake, canaries, wait)
    said = handshake.json("verify")
    assert said["ok"]
    assert said["size"] in {size, size + more}
    handshake("doctor")
    if said["size"] == size:
        assert said["personal"]["erased"] == 0
    else:
        assert searched(handshake.ledger.parent) == []
        assert canaries in handshake.ledger.with_name("ledger.db.erased").read_text()


class Killed(BaseException):
    """What a process that is killed does next: nothing."""


@pytest.mark.parametrize(
    "place",
    [
        "ledger.store.suppression.remember",
        "ledger.store.sqlite.store.SqliteStore.compact",
        "projections.cli.erase_files.rebuild",
    ],
)
def test_cut_short_after_it_was_recorded_doctor_finishes(
    handshake: Handshake, canaries: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def cut_short(*_given: object, **_options: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(place, cut_short)
        with pytest.raises(Killed):
            handshake("person", "erase", canaries, "--yes")
    handshake("doctor")
    assert searched(handshake.ledger.parent) == []
    assert (
        canaries in handshake.ledger.with_name("ledger.db.erased").read_text().split()
    )


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The disk is as good as full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_on_a_full_disk_all_of_it_is_recorded_or_nothing(
    handshake: Handshake, canaries: str, share: float
) -> None:
    size, more = sizes(handshake, canaries)
    limit = int(handshake.ledger.stat().st_size * share)
    from click.testing import CliRunner

    from projections.cli.program import program

    with no_file_longer_than(limit):
        result = CliRunner().invoke(
            program, ["person", "erase", canaries, "--yes"], env=handshake.environment
        )
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code in {0, 75}, result.output
    said = handshake.json("verify")
    assert said["ok"]
    assert said["size"] in {size, size + more}
    handshake("doctor")
    assert (searched(handshake.ledger.parent) == []) == (said["size"] > size)


def test_without_room_for_views_the_old_ones_go(
    handshake: Handshake, canaries: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.errors import Busy

    def no_room(*_given: object, **_options: object) -> None:
        raise Busy("no room")

    with monkeypatch.context() as patched:
        patched.setattr("projections.cli.erase_files.rebuild", no_room)
        handshake("person", "erase", canaries, "--yes")
    assert searched(handshake.ledger.parent) == []


def test_a_text_that_stays_by_mistake_is_noticed(
    handshake: Handshake, canaries: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof is a proof: it fails where the deletion does."""
    forget: Callable[[str], None] = erase_files.forget

    def and_leaves_a_copy(name: str) -> None:
        forget(name)
        Path(f"{name}.views.0.new").write_text(f"… {WORD.lower()} …")

    with monkeypatch.context() as patched:
        patched.setattr(erase_files, "forget", and_leaves_a_copy)
        said = handshake("person", "erase", canaries, "--yes", code=75)
    assert "ledger.db.views.0.new" in said.stderr
