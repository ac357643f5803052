"""The backup command: a copy of a ledger in use, verified before it says done."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import click

from ledger.cli.session import Session
from ledger.errors import Busy, Damaged, Usage
from ledger.language import N_, _
from ledger.language.console import argument, option
from ledger.language.phrases import sentence, show_list, show_number
from ledger.language.safe import visible
from ledger.store import backup as copies
from ledger.store.sqlite.file import open_reader
from projections.audit.audit_check import Verdict
from projections.audit.ledger_check import check_ledger
from projections.cli.output import print_json
from projections.cli.read_session import opened, reading_command


@reading_command("backup", N_("Copy the ledger, also while it is in use, and verify the copy."))
@argument("file", metavar="FILE")
@option("--split", is_flag=True, help=N_("Put the personal text into a second file, FILE.texts."))
def backup(session: Session, *, file: str, split: bool) -> None:
    """Back the ledger up to a new file, or to two."""
    path = Path(file)
    files = [path, copies.texts_path(path)] if split else [path]
    if there := next((each for each in files if each.exists()), None):
        raise Usage("{file} is there and stays: give another name.", file=there)
    try:
        verdict = _made(session, path, split=split)
    except OSError as error:
        raise Busy("{file} was not written ({reason}).", file=file, reason=error) from error
    if session.as_json:
        print_json({"files": [str(each) for each in files], "size": verdict.size, "root": verdict.root})
        return
    click.echo(
        _("Backup of {size} events, verified: {files}.").format(
            size=show_number(verdict.size), files=show_list([visible(str(file)) for file in files])
        )
    )


def _made(session: Session, path: Path, *, split: bool) -> Verdict:
    with ExitStack() as stack:
        made = stack.enter_context(copies.passing(path))
        with opened(session) as ledger:
            copies.copy(ledger.connection, made)
        verdict = checked(made)
        if split:
            texts = stack.enter_context(copies.passing(copies.texts_path(path)))
            copies.split(made, texts)
            copies.publish(texts, copies.texts_path(path))
        copies.publish(made, path)
    return verdict


def checked(made: Path) -> Verdict:
    """The verdict on a copy that holds. Raises Damaged where it does not."""
    with closing(open_reader(made)) as connection:
        verdict = check_ledger(connection)
    if verdict.problem is not None:
        raise Damaged("Verification failed. {problem}", problem=sentence(verdict.problem))
    return verdict
