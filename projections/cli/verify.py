"""The verify command: whether a ledger, or an audit file, is what it was."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from ledger.cli.session import Session
from ledger.errors import BadInput, Damaged, Usage
from ledger.language import N_, _, _n
from ledger.language.console import argument, option
from ledger.language.phrases import sentence, show_number
from ledger.language.safe import visible
from ledger.store import backup
from ledger.store.checkpoint import LONGEST_NOTE, Note, read_note
from projections.audit.audit_check import Verdict, verify_records
from projections.audit.canonical_line import lines_of
from projections.audit.checkpoints import Proved, Watch, judge, watched
from projections.cli.output import print_json
from projections.cli.read_session import opened, reading_command

AGAINST = option(
    "--against",
    metavar="CHECKPOINT",
    help=N_("A file with a checkpoint kept elsewhere; what is verified must extend it."),
)


class Found(NamedTuple):
    """A verdict, how much more a checkpoint proves, and why it does not."""

    verdict: Verdict
    proved: Proved
    problem: Damaged | None


@reading_command("verify", N_("Check the ledger, or an audit file, and say what that proves."))
@argument("file", required=False, metavar="FILE")
@AGAINST
def verify(session: Session, *, file: str | None, against: str | None) -> None:
    """Verify an audit file, `-` for standard input, or without one the ledger."""
    if file == against == "-":
        raise Usage("Only one of FILE and --against can be read from standard input.")
    note = note_in(against) if against else None
    watch = Watch(note.checkpoint.size if note else 0)
    verdict = _file(file, watch) if file else _ledger(session, watch)
    found = compared(verdict, note, watch)
    if session.as_json:
        print_json(as_json(found))
    elif found.problem is None:
        _say(found, note, file or str(session.path))
    if verdict.problem is not None:
        raise Damaged("Verification failed. {problem}", problem=sentence(verdict.problem))
    if found.problem is not None:
        raise Damaged(
            "Verification failed. In itself everything fits (internal). {problem}",
            problem=sentence(found.problem),
        )


def note_in(name: str) -> Note:
    """The checkpoint in a file, `-` for standard input. Raises BadInput where there is none."""
    return read_note(read_file(name), name)


def read_file(name: str) -> bytes:
    """The bytes of a small file; of a larger one the beginning, which is no checkpoint."""
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            return file.read(LONGEST_NOTE + 1)
    except OSError as error:
        raise BadInput("{file} cannot be read: {reason}.", file=name, reason=error) from error


def compared(verdict: Verdict, note: Note | None, watch: Watch) -> Found:
    """What a checkpoint proves of what was verified."""
    if note is None or not verdict.ok:
        return Found(verdict, Proved("internal"), verdict.problem)
    try:
        return Found(verdict, judge(note, watch, verdict.size), None)
    except Damaged as problem:
        return Found(verdict, Proved("internal"), problem)


def _file(name: str, watch: Watch) -> Verdict:
    if name != "-":
        _refuse_database(Path(name))
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
            return _lines(lines_of(lines), watch)
    except OSError as error:
        raise BadInput("{file} cannot be read: {reason}.", file=name, reason=error) from error


def _lines(lines: Iterator[bytes], watch: Watch) -> Verdict:
    """The verdict on a file, whichever of our formats its first line names."""
    first = next(lines, b"")
    if first.startswith(b'{"audit":"handshake-subject/'):
        from projections.audit.subject_check import verify_subject

        return verify_subject(chain([first], lines), watch)
    return verify_records(chain([first] if first else [], lines), watch)


def _refuse_database(file: Path) -> None:
    """Say what to run where a database is given in the place of an audit file."""
    if not file.is_file() or not backup.is_backup(file):
        return
    if backup.is_ledger(file):
        raise Usage(
            "{file} is a ledger, not an audit file: 'handshake --ledger {file} verify' checks it.", file=file
        )
    raise Usage("{file} is a database, not an audit file: 'handshake export audit' writes one.", file=file)


def _ledger(session: Session, watch: Watch) -> Verdict:
    from projections.audit.ledger_check import check_ledger
    from projections.engine.sqlite.open import check_nothing_lost
    from projections.engine.sqlite.views_file import views_file

    with opened(session) as ledger:
        check_nothing_lost(ledger.store, views_file(ledger.file))
        verdict = check_ledger(ledger.store)
        if verdict.ok:
            vars(watch).update(vars(watched(ledger.store, watch.size)))
        return verdict


def as_json(found: Found) -> dict[str, object]:
    """The verdict in the shape that scripts rely on."""
    verdict, personal = found.verdict, found.verdict.personal
    extract = {} if verdict.extracted is None else {"extract": _extract(verdict.extracted)}
    return extract | {
        "ok": found.problem is None,
        "size": verdict.size,
        "root": verdict.root,
        "personal": {"opened": personal.opened, "withheld": personal.withheld, "erased": personal.erased},
        "assurance": found.proved.assurance if verdict.ok else None,
        "problem": sentence(found.problem) if found.problem else None,
    }


def _extract(leaves: int) -> dict[str, object]:
    """What is said of an extract about one person besides."""
    from projections.audit.subject_check import NOT_PROVED

    return {"leaves": leaves, "not_proved": list(NOT_PROVED)}


def _say(found: Found, note: Note | None, name: str) -> None:
    verdict, personal = found.verdict, found.verdict.personal
    size = show_number(verdict.size)
    if verdict.extracted is None:
        click.echo(_("{name}: {size} events, everything fits.").format(name=visible(name), size=size))
    else:
        count = show_number(verdict.extracted)
        words = _n(
            "{name}: {count} of {size} events, proved to be in the ledger.",
            "{name}: {count} of {size} events, each proved to be in the ledger.",
            verdict.extracted,
        )
        click.echo(words.format(name=visible(name), count=count, size=size))
    if verdict.first:
        click.echo(
            _("It holds what came after the first {count} events, and extends them.").format(
                count=verdict.first
            )
        )
    click.echo(_("Root: {root}").format(root=verdict.root))
    click.echo(
        _("Personal texts: {opened} checked, {withheld} withheld, {erased} erased.").format(
            opened=personal.opened, withheld=personal.withheld, erased=personal.erased
        )
    )
    if verdict.extracted is not None:
        click.echo(
            _(
                "Not proved: that these are all events about the person, that all the ids on the first line are "
                "theirs, and the card at the end."
            )
        )
    for line in _proof(found.proved, note, extract=verdict.extracted is not None):
        click.echo(line)


def _proof(proved: Proved, note: Note | None, *, extract: bool) -> list[str]:
    if note is None and extract:
        return [
            _(
                "Proved: each event stands in the tree with this root (internal). Not proved: that its owner did not "
                "write it anew; only a root kept elsewhere shows that."
            )
        ]
    if note is None:
        return [
            _(
                "Proved: it is whole and consistent in itself (internal). Not proved: that its owner did not "
                "write it anew; only a root kept elsewhere shows that."
            )
        ]
    old = note.checkpoint
    said = [
        _(
            "Proved: it extends the checkpoint of {size} events, {root}; not one of them was changed since."
        ).format(size=show_number(old.size), root=b64encode(old.root).decode())
    ]
    if proved.key is not None:
        said.append(
            _("The checkpoint is signed with the key {key}, which event #{i} names.").format(
                key=proved.key.public, i=proved.key.i
            )
        )
    elif proved.unchecked:
        said.append(_("Its signature was not checked: install 'handshake-ledger[sign]'."))
    else:
        said.append(_("The checkpoint is not signed with a key that this ledger names."))
    return said
