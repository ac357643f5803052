"""The checkpoint command: the ledger's size and root in four lines, to be kept elsewhere."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import click

from ledger.cli.session import Session
from ledger.errors import Damaged, LedgerError, Refused
from ledger.facts.deciders import STREAMS
from ledger.language import N_, _
from ledger.language.phrases import sentence
from ledger.store import checkpoint as notes
from ledger.store import signing
from ledger.store.atomic import replace
from ledger.store.checkpoint import Checkpoint
from ledger.store.ledger import Ledger
from projections.audit.checkpoints import Watch, check_extends, roots_at
from projections.cli.output import print_json, say
from projections.cli.read_session import opened_whole, reading_command


@reading_command(
    "checkpoint",
    N_(
        "Print the ledger's size and root. Keep them elsewhere; signed if there is a key."
    ),
)
def checkpoint(session: Session) -> None:
    """Print a C2SP checkpoint, signed as a C2SP note if there is a key."""
    with opened_whole(session) as ledger:
        signs = signing.key_path(ledger.path).exists()
        note = _signed(ledger) if signs else notes.text_of(_current(ledger, None)[0])
    if session.as_json:
        current = notes.read_note(note, "-").checkpoint
        root = b64encode(current.root).decode()
        fields = {
            "origin": current.origin,
            "size": current.size,
            "root": root,
            "signed": signs,
        }
        print_json(fields | {"checkpoint": note.decode()})
        return
    click.echo(note.decode(), nl=False)
    if not signs:
        say(
            _(
                "Not signed; 'handshake init --sign' creates a key. Keep the checkpoint where you cannot change it."
            )
        )


def _current(ledger: Ledger, old: Checkpoint | None) -> tuple[Checkpoint, Watch]:
    """Return the checkpoint of the ledger as it is, and what to compare an old one with.

    From the leaves, and not from what is stored about them. Raises Damaged if the two differ.
    """
    with ledger.store.snapshot():
        size = ledger.store.size()
        sizes = {size, old.size} if old else {size}
        roots = roots_at(ledger.store, sizes)
        stored = ledger.store.root_at(size)
    if stored is None or roots.get(size) != stored:
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
    old_size = 0
    if old:
        old_size = old.size
    watch = Watch(old_size, ledger.origin)
    watch.root = roots.get(watch.size)
    return Checkpoint(ledger.origin, size, roots[size]), watch


def _signed(ledger: Ledger) -> bytes:
    """Return the checkpoint, signed, and remembered before it is shown."""
    file = signing.signed_path(ledger.path)
    with signing.one_at_a_time(ledger.path):
        key = signing.read_key(ledger.path)
        book = STREAMS["ledger"].state(ledger.history(ledger.origin))
        public = None
        if key:
            public = signing.public_key(key)
        if public in book.revoked_keys:
            raise Refused(
                "The key in {file} was revoked; create another with 'handshake init --sign --new-key'.",
                file=signing.key_path(ledger.path),
            )
        if key is None or public != book.public_key:
            raise Refused(
                "The key in {file} is not the ledger's; 'handshake init --sign' registers it.",
                file=signing.key_path(ledger.path),
            )
        old = None
        if file.exists():
            old = notes.read_note(file.read_bytes(), str(file)).checkpoint
        current, watch = _current(ledger, old)
        if old:
            _check(old, watch, current.size, file)
        text = notes.text_of(current)
        note = notes.signed(
            text, current.origin, b64decode(signing.public_key(key)), key.sign(text)
        )
        replace(file, note)
        return note


def _check(old: Checkpoint, watch: Watch, size: int, file: Path) -> None:
    """Raise Refused unless what is to be signed extends what was signed before."""
    try:
        check_extends(old, watch, size)
    except LedgerError as problem:
        raise Refused(
            "Not signed: this would contradict what was signed before, kept in {file}. {problem} If you restored this ledger from an older backup, move that file away to sign again.",
            file=file,
            problem=sentence(problem),
        ) from problem
