"""A checkpoint kept elsewhere is what makes rewriting detectable, and the program says just that."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from base64 import b64decode, b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.errors import BadInput
from ledger.store import checkpoint, merkle, signing
from ledger.store.checkpoint import Checkpoint
from ledger.store.ledger import Ledger
from ledger.store.merkle import leaf
from tests.cli.conftest import Handshake

ED25519_SPKI = bytes.fromhex(
    "302a300506032b6570032100"
)  # RFC 8410: what openssl wants before the 32 bytes


def small_ledger(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--note", "engine", "--new")
    handshake("coffee", "Zoé", "--new")


def kept(handshake: Handshake, file: Path) -> str:
    """A checkpoint, written to a file."""
    file.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    return str(file)


def test_a_checkpoint_is_the_origin_the_size_and_the_root(handshake: Handshake) -> None:
    small_ledger(handshake)
    origin, size, root = handshake("checkpoint").stdout.splitlines()
    said = handshake.json("verify")
    assert (origin, int(size), root) == (
        handshake.json("status")["origin"],
        said["size"],
        said["root"],
    )
    assert handshake.json("checkpoint")["signed"] is False
    assert "Not signed" in handshake("checkpoint").stderr


def test_the_root_can_be_computed_by_hand(handshake: Handshake, tmp_path: Path) -> None:
    small_ledger(handshake)
    lines = handshake("export", "audit").stdout.encode().splitlines()
    leaves = [line for line in lines if line.startswith(b'{"i":')]

    def tree(hashes: list[bytes]) -> bytes:
        if len(hashes) == 1:
            return hashes[0]
        k = 1
        while 2 * k < len(hashes):
            k *= 2
        return sha256(b"\1" + tree(hashes[:k]) + tree(hashes[k:])).digest()

    by_hand = tree([sha256(b"\0" + leaf).digest() for leaf in leaves])
    assert handshake("checkpoint").stdout.splitlines()[2] == b64encode(by_hand).decode()


def test_the_signature_is_checked_by_openssl(
    handshake: Handshake, tmp_path: Path
) -> None:
    small_ledger(handshake)
    public = b64decode(handshake.json("init", "--sign")["events"][0]["public_key"])
    key = handshake.ledger.with_name("ledger.db.key")
    assert key.stat().st_mode & 0o777 == 0o600
    note = handshake("checkpoint").stdout
    text, signature = note.split("\n\n")
    dash, name, coded = signature.split()
    whole = b64decode(coded)
    assert (dash, name) == ("—", text.splitlines()[0])
    assert whole[:4] == sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    files = {
        "text": f"{text}\n".encode(),
        "signature": whole[4:],
        "public": ED25519_SPKI + public,
    }
    for each, data in files.items():
        (tmp_path / each).write_bytes(data)
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"]
    command += [
        "-inkey",
        str(tmp_path / "public"),
        "-sigfile",
        str(tmp_path / "signature"),
    ]
    assert (
        subprocess.run(
            [*command, "-in", str(tmp_path / "text")], check=False
        ).returncode
        == 0
    )
    (tmp_path / "text").write_bytes(files["text"].replace(b"\n", b"\n1", 1))
    assert (
        subprocess.run(
            [*command, "-in", str(tmp_path / "text")], check=False
        ).returncode
        != 0
    )
    derived = subprocess.run(
        ["openssl", "pkey", "-in", str(key), "-pubout", "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    assert derived.stdout == files["public"]


def test_verify_says_how_much_a_checkpoint_proves(
    handshake: Handshake, tmp_path: Path
) -> None:
    small_ledger(handshake)
    bare = kept(handshake, tmp_path / "bare")
    handshake("init", "--sign")
    signed = kept(handshake, tmp_path / "signed")
    handshake("coffee", "Ada")
    audit = str(tmp_path / "audit.ndjson")
    handshake("export", "audit", "-o", audit)
    for what in ([], [audit]):
        assert handshake.json("verify", *what)["assurance"] == "internal"
        assert (
            handshake.json("verify", *what, "--against", bare)["assurance"] == "extends"
        )
        assert (
            handshake.json("verify", *what, "--against", signed)["assurance"]
            == "signed"
        )
        said = handshake("verify", *what, "--against", signed).stdout
        assert "extends the checkpoint of 7 events" in said
        assert "signed with the key" in said


def test_a_key_is_replaced_by_an_event_and_old_signatures_still_count(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--sign")
    first = kept(handshake, tmp_path / "first")
    size = handshake.json("verify")["size"]
    handshake("init", "--sign")
    assert handshake.json("verify")["size"] == size
    handshake("init", "--sign", "--new-key")
    second = kept(handshake, tmp_path / "second")
    for each in (first, second):
        assert handshake.json("verify", "--against", each)["assurance"] == "signed"
    assert handshake.ledger.with_name("ledger.db.key").stat().st_mode & 0o777 == 0o600
    assert "--sign" in handshake("init", "--new-key", code=2).stderr


def signed_by(key: Path, note: str, file: Path) -> str:
    """A checkpoint with a signature by this key alone, as its thief makes it."""
    (file.parent / "thief.key").write_bytes(key.read_bytes())
    private = signing.read_key(file.parent / "thief")
    assert private is not None
    read = checkpoint.read_note(note.encode(), "-")
    public = b64decode(signing.public_key(private))
    origin = read.checkpoint.origin
    signature = private.sign(read.text)
    file.write_bytes(checkpoint.signed(read.text, origin, public, signature))
    return str(file)


def test_what_a_revoked_key_signs_counts_for_nothing(
    handshake: Handshake, tmp_path: Path
) -> None:
    small_ledger(handshake)
    handshake("init", "--sign")
    before = kept(handshake, tmp_path / "before")
    key = handshake.ledger.with_name("ledger.db.key")
    stolen = tmp_path / "stolen"
    stolen.write_bytes(key.read_bytes())
    told = handshake("init", "--sign", "--new-key", "--revoke")
    assert "is revoked" in told.stderr
    after = kept(handshake, tmp_path / "after")
    forged = signed_by(stolen, Path(after).read_text("utf-8"), tmp_path / "forged")
    audit = str(tmp_path / "audit.ndjson")
    handshake("export", "audit", "-o", audit)
    for file in ([], [audit]):
        for note, assurance in (
            (before, "signed"),
            (after, "signed"),
            (forged, "extends"),
        ):
            verdict = handshake.json("verify", *file, "--against", note)
            assert verdict["assurance"] == assurance
        words = handshake("verify", *file, "--against", forged).stdout
        assert "The signature counts for nothing" in words
        assert "revoked in event #" in words


def test_a_revocation_is_reported_in_french(handshake: Handshake) -> None:
    french = handshake.french()
    french("init", "--sign")
    told = french("init", "--sign", "--new-key", "--revoke").stderr
    assert "est révoquée" in told
    assert "ne compte pour rien" in told


def test_a_revoked_key_signs_no_more_and_is_not_set_again(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--sign")
    key = handshake.ledger.with_name("ledger.db.key")
    revoked = key.read_bytes()
    handshake("init", "--sign", "--new-key", "--revoke")
    key.write_bytes(revoked)
    assert "was revoked" in handshake("checkpoint", code=5).stderr
    assert "was revoked" in handshake("init", "--sign", code=5).stderr
    handshake("init", "--sign", "--new-key")
    assert handshake.json("checkpoint")["signed"] is True


def test_only_a_key_that_is_replaced_can_be_revoked(handshake: Handshake) -> None:
    assert (
        "no signing key"
        in handshake("init", "--sign", "--new-key", "--revoke", code=5).stderr.lower()
    )
    assert not handshake.ledger.with_name("ledger.db.key").exists()
    assert "--new-key" in handshake("init", "--sign", "--revoke", code=2).stderr


def test_a_dry_run_makes_no_key(handshake: Handshake) -> None:
    small_ledger(handshake)
    handshake("init", "--sign", "--dry-run")
    assert not handshake.ledger.with_name("ledger.db.key").exists()
    assert handshake.json("checkpoint")["signed"] is False


def test_a_key_that_the_ledger_does_not_name_signs_nothing(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--sign")
    signing.keep(handshake.ledger, signing.new_key())
    assert "is not the ledger's" in handshake("checkpoint", code=5).stderr
    handshake("init", "--sign")
    assert (
        handshake.json("verify", "--against", kept(handshake, tmp_path / "kept"))[
            "assurance"
        ]
        == "signed"
    )


def test_a_forged_signature_fails(handshake: Handshake, tmp_path: Path) -> None:
    handshake("init", "--sign")
    note = checkpoint.read_note(handshake("checkpoint").stdout.encode(), "-")
    wrong = bytes(
        [note.signatures[0].signature[0] ^ 1, *note.signatures[0].signature[1:]]
    )
    file = tmp_path / "forged"
    line = b64encode(note.signatures[0].key_id + wrong).decode()
    file.write_text(f"{note.text.decode()}\n— {note.checkpoint.origin} {line}\n")
    assert "signature" in handshake("verify", "--against", str(file), code=7).stderr


def test_a_signature_of_an_unknown_key_is_ignored(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--sign")
    file = tmp_path / "other"
    stranger = b64encode(b"\1\2\3\4" + bytes(64)).decode()
    file.write_text(
        handshake("checkpoint").stdout + f"— example.org/witness {stranger}\n"
    )
    assert handshake.json("verify", "--against", str(file))["assurance"] == "signed"


def rewritten(path: Path, old: str, new: str) -> None:
    """Edit the database with the sqlite3 shell and recompute every hash, as its owner could."""
    shell = ["sqlite3", str(path)]
    triggers = subprocess.run(
        [
            *shell,
            "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    edit = f"UPDATE stored_events SET state = CAST(replace(state, '{old}', '{new}') AS BLOB);"
    subprocess.run([*shell, triggers + edit], check=True)
    with Ledger.open(path) as ledger:
        leaves = [
            leaf(r.i, r.topic, r.state, r.stream, r.v) for r in ledger.store.rows()
        ]
        sizes = [size for size, _root, _frontier in ledger.store.roots()]
    statements = []
    for size in sizes:
        frontier = merkle.append(merkle.EMPTY, map(merkle.leaf_hash, leaves[:size]))
        statements.append(
            f"UPDATE tree SET root = x'{merkle.root(frontier).hex()}', "
            f"frontier = x'{merkle.encode(frontier).hex()}' WHERE size = {size};"
        )
    subprocess.run([*shell, "".join(statements)], check=True)


def test_a_ledger_written_anew_passes_internally_and_fails_against_an_old_checkpoint(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--sign")
    small_ledger(handshake)
    old = kept(handshake, tmp_path / "old")
    rewritten(
        handshake.ledger, '"occurred_on":"2026-11-23"', '"occurred_on":"2026-11-22"'
    )
    assert handshake.json("verify")["assurance"] == "internal"
    said = handshake("verify", "--against", old, code=7)
    assert (
        "although the file is consistent in itself (internal). This does not extend the checkpoint"
        in said.stderr
    )
    found = json.loads(handshake("verify", "--against", old, "--json", code=7).stdout)
    assert (found["ok"], found["assurance"]) == (False, "internal")
    audit = str(tmp_path / "audit.ndjson")
    handshake("export", "audit", "-o", audit)
    handshake("verify", audit)
    handshake("verify", audit, "--against", old, code=7)
    said = handshake("checkpoint", code=5)
    assert said.stdout == ""
    assert "contradict what was signed before" in said.stderr


def test_an_older_copy_and_another_ledger_do_not_extend_it(
    handshake: Handshake, tmp_path: Path
) -> None:
    small_ledger(handshake)
    copy = tmp_path / "copy.db"
    with (
        closing(sqlite3.connect(handshake.ledger)) as one,
        closing(sqlite3.connect(copy)) as other,
    ):
        one.backup(other)
    handshake("coffee", "Ada")
    new = kept(handshake, tmp_path / "new")
    said = handshake("--ledger", str(copy), "verify", "--against", new, code=7)
    assert "counts 7 events; there are 6" in said.stderr
    elsewhere = Handshake(tmp_path / "elsewhere")
    small_ledger(elsewhere)
    assert "another ledger" in elsewhere("verify", "--against", new, code=7).stderr


CHECKPOINT = Checkpoint("example.org/log", 3, bytes(range(32)))


def test_the_note_of_the_specification_is_read_and_has_its_key_id() -> None:
    root = b64encode(CHECKPOINT.root).decode()
    text = checkpoint.text_of(CHECKPOINT)
    assert text == f"example.org/log\n3\n{root}\n".encode()
    note = checkpoint.signed(text, CHECKPOINT.origin, bytes(32), bytes(64))
    assert note.endswith(b"=\n")
    read = checkpoint.read_note(note.replace(b"\n", b"\r\n"), "x")
    assert (read.checkpoint, read.text, len(read.signatures)) == (CHECKPOINT, text, 1)
    assert (
        checkpoint.read_note(text + b"extension\n", "x").text == text + b"extension\n"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"one line",
        b"a\n03\n" + b64encode(bytes(32)),
        b"a\n3\n" + b64encode(bytes(31)),
        b"a\n3\n!!!!",
        b"\n3\n" + b64encode(bytes(32)),
        b"\xff\n3\n" + b64encode(bytes(32)),
        checkpoint.text_of(CHECKPOINT) + "\n— name !!\n".encode(),
        checkpoint.text_of(CHECKPOINT) + "\n— name AAAA\n".encode(),
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="has no checkpoint"):
        checkpoint.read_note(data, "x")


def test_without_the_extra_a_checkpoint_is_compared_and_its_signature_said_to_be_unchecked(
    handshake: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handshake("init", "--sign")
    old = kept(handshake, tmp_path / "old")
    monkeypatch.setattr(signing, "available", lambda: False)
    said = handshake("verify", "--against", old).stdout
    assert "was not checked" in said
    assert handshake.json("verify", "--against", old)["assurance"] == "extends"
    assert (
        "handshake-ledger[sign]"
        in handshake("init", "--sign", "--new-key", code=2).stderr
    )
    assert "handshake-ledger[sign]" in handshake("checkpoint", code=2).stderr
