"""The verify command: whether a ledger, or an audit file, is what it was."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from ledger.cli.session import Session
from ledger.errors import BadInput, Damaged
from ledger.language import N_, _
from ledger.language.console import argument
from ledger.language.phrases import sentence
from projections.audit.verify import Verdict, verify_records
from projections.cli.output import print_json
from projections.cli.reading import opened, reading_command

LONGEST = 16 * 2**20
"""No line of an audit file is longer, in bytes; a file without lines must not fill the memory."""


@reading_command("verify", N_("Check the ledger, or an audit file, and say what that proves."))
@argument("file", required=False, metavar="FILE")
def verify(session: Session, *, file: str | None) -> None:
    """Verify an audit file, `-` for standard input, or without one the ledger."""
    verdict = _file(file) if file else _ledger(session)
    if session.as_json:
        print_json(as_json(verdict))
    elif verdict.problem is None:
        _say(verdict, file or str(session.path))
    if verdict.problem is not None:
        raise Damaged("Verification failed. {problem}", problem=sentence(verdict.problem))


def _file(name: str) -> Verdict:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
            return verify_records(iter(lambda: lines.readline(LONGEST), b""))
    except OSError as error:
        raise BadInput("{file} cannot be read: {reason}.", file=name, reason=error.strerror) from error


def _ledger(session: Session) -> Verdict:
    from projections.audit.ledger_check import check_ledger

    with opened(session) as ledger:
        return check_ledger(ledger.connection)


def as_json(verdict: Verdict) -> dict[str, object]:
    """The verdict in the shape that scripts rely on."""
    personal = verdict.personal
    return {
        "ok": verdict.ok,
        "size": verdict.size,
        "root": verdict.root,
        "personal": {"opened": personal.opened, "withheld": personal.withheld, "erased": personal.erased},
        "assurance": "internal" if verdict.ok else None,
        "problem": sentence(verdict.problem) if verdict.problem else None,
    }


def _say(verdict: Verdict, name: str) -> None:
    personal = verdict.personal
    click.echo(_("{name}: {size} events, everything fits.").format(name=name, size=verdict.size))
    click.echo(_("Root: {root}").format(root=verdict.root))
    click.echo(
        _("Personal texts: {opened} checked, {withheld} withheld, {erased} erased.").format(
            opened=personal.opened, withheld=personal.withheld, erased=personal.erased
        )
    )
    click.echo(
        _(
            "Proved: it is whole and consistent in itself (internal). Not proved: that its owner did not "
            "write it anew; only a root kept elsewhere shows that."
        )
    )
