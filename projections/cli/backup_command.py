"""The backup command: a copy of a ledger in use, verified before it says done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import Busy, Damaged, Usage
from ledger.language import N_, _
from ledger.language.console import argument, option
from ledger.language.phrases import sentence, show_list, show_number
from ledger.language.text import visible
from ledger.store.atomic import draft, publish
from ledger.store.backup import carried_keys, is_encrypted, note_backup, texts_path
from ledger.store.backup import split as split_texts
from ledger.store.keys_file import keys_path
from ledger.store.ledger import Ledger
from projections.audit.atomic_file import spare
from projections.audit.audit_check import AuditVerdict
from projections.audit.ledger_check import check_ledger
from projections.cli.output import print_json, say
from projections.cli.read_session import opened_whole, reading_command


@reading_command(
    "backup",
    N_("Copy the ledger and verify the copy. Works while the ledger is in use."),
)
@argument("file", metavar="FILE")
@option(
    "--split",
    is_flag=True,
    help=N_("Write the personal texts to a second file, FILE.texts."),
)
def backup(session: Session, *, file: str, split: bool) -> None:
    """Back the ledger up to a new file, or to two."""
    path = Path(file)
    files = [path, texts_path(path)] if split else [path]
    keys = Path(keys_path(path))
    encrypted = (
        "://" not in session.file
        and session.path.exists()
        and is_encrypted(session.path)
    )
    if encrypted:
        files.append(keys)
    existing = next((file for file in files if file.exists()), None)
    if existing:
        raise Usage("{file} already exists; choose another name.", file=existing)
    for file_ in files:
        spare(file_, str(file_))
    try:
        verdict = _write(session, path, split=split, encrypted=encrypted)
    except OSError as error:
        raise Busy(
            "Could not write {file} ({reason}).", file=file, reason=error
        ) from error
    if session.as_json:
        print_json(
            {
                "files": list(map(str, files)),
                "size": verdict.size,
                "root": verdict.root,
                "encrypted": encrypted,
            }
        )
        return
    click.echo(
        _("Backup of {size} events, verified: {files}.").format(
            size=show_number(verdict.size),
            files=show_list([visible(str(file)) for file in files]),
        )
    )
    if encrypted:
        say(
            _(
                "It is encrypted, and opens with the ledger's passphrases as long as {keys} is beside it."
            ).format(keys=visible(str(keys)))
        )
    else:
        say(_("It is not encrypted: the file can be read without a passphrase."))


def _write(
    session: Session, path: Path, *, split: bool, encrypted: bool
) -> AuditVerdict:
    with ExitStack() as stack:
        copy = stack.enter_context(draft(path))
        with opened_whole(session) as ledger:
            ledger.store.copy_to(copy)
        verdict = verified(copy)
        if encrypted:
            stack.enter_context(carried_keys(copy, session.path, path))
        if split:
            texts = stack.enter_context(draft(texts_path(path)))
            split_texts(copy, texts)
            publish(texts, texts_path(path))
            stack.push(_without(texts_path(path)))
        publish(copy, path)
    _note(session, verdict.size)
    return verdict


def _without(part: Path) -> Callable[..., None]:
    """Have a part of a backup, its texts or its keys, go again if its facts do not come."""

    def leave(kind: type[BaseException] | None, *_error: object) -> None:
        if kind is not None:
            part.unlink(missing_ok=True)

    return leave


def _note(session: Session, size: int) -> None:
    """Note beside an embedded ledger that there is a backup; one that cannot be noted is a backup all the same."""
    if "://" not in session.file:
        with suppress(OSError):
            note_backup(session.path, size)


def verified(file: Path) -> AuditVerdict:
    """Return the verdict on a sound copy. Raises Damaged for any other."""
    with Ledger.open(file) as ledger, progress_bar(_("Verifying")) as watch:
        verdict = check_ledger(ledger.store, watch)
    if verdict.problem is not None:
        raise Damaged(
            "Verification failed. {problem}", problem=sentence(verdict.problem)
        )
    return verdict
