"""The copy command: a ledger from one store to another, whole, and the same root at the end."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import Damaged, NotFound, Usage
from ledger.language import N_, _
from ledger.language.console import argument
from ledger.language.phrases import sentence, show_number
from ledger.language.text import visible
from ledger.store import suppression, unlock
from ledger.store.backup import copy_on, create_encrypted, refuse_hidden_texts
from ledger.store.ledger import Ledger, create_ledger, is_there, ledger_name
from projections.audit.audit_check import AuditVerdict
from projections.audit.ledger_check import check_ledger
from projections.cli.output import print_json, say
from projections.cli.read_session import reading_command


@reading_command(
    "copy",
    N_("Copy a ledger to another store. From a file to a server, or back."),
)
@argument("source", metavar="FROM")
@argument("target", metavar="TO")
def copy(session: Session, *, source: str, target: str) -> None:
    """Copy what TO lacks of FROM: an interrupted copy goes on where it stopped."""
    origin, place = ledger_name(source), ledger_name(target)
    if origin == place:
        raise Usage("FROM and TO are the same ledger: {path}.", path=origin)
    if not is_there(origin):
        raise NotFound("No ledger found at {path}.", path=origin)
    with Ledger.open(origin) as old:
        refuse_hidden_texts(old.store)
        verdict = _copied(old, place)
        name = visible(place)
        in_clear = _is_encrypted(origin) and not _is_encrypted(place)
    if session.as_json:
        print_json({"ledger": place, "size": verdict.size, "root": verdict.root})
        return
    click.echo(
        _("Copied {size} events to {ledger}; both have the root {root}.").format(
            size=show_number(verdict.size), ledger=name, root=verdict.root
        )
    )
    if in_clear:
        say(_("Not encrypted, unlike the ledger: {files}.").format(files=name))


def _is_encrypted(name: str) -> bool:
    return "://" not in name and unlock.key_at(name) is not None


def _copied(old: Ledger, place: str) -> AuditVerdict:
    if "://" in place or not create_encrypted(Path(place), old.path, old.secret):
        create_ledger(place, old.secret)
    with Ledger.open(place) as new, progress_bar(_("Copying")) as progress:
        suppression.remember(new.path, suppression.remembered(old.path))
        total = old.size
        for size in copy_on(old.store, new.store):
            progress(size, total)
        verdict = check_ledger(new.store)
        if verdict.problem is not None:
            raise Damaged(
                "Verification failed. {problem}", problem=sentence(verdict.problem)
            )
        if old.store.root_at(new.size) != new.store.root_at(new.size):
            raise Damaged(
                "The copy {path} does not have the same root as its source.",
                path=new.file,
            )
    return verdict
