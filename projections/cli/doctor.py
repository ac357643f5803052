"""The doctor command: looks whether all is well, finishes what was left unfinished, and tells what is not as it should be."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from ledger.cli.session import Session
from ledger.errors import Damaged
from ledger.language import N_, _, _n
from ledger.language.console import confirm, option
from ledger.language.phrases import sentence, show_date, show_number
from ledger.store import residue
from ledger.store.atomic import sweep
from ledger.store.backup import last_backup
from ledger.store.ledger import Ledger
from ledger.store.merkle import erasures
from projections.audit.ledger_check import check_ledger
from projections.cli.erase_files import forget, remember
from projections.cli.health import Finding, findings
from projections.cli.one_meeting import may_be_one
from projections.cli.output import print_indented, print_json
from projections.cli.owners import owners_of
from projections.cli.read_session import opened, reading_command, views_of
from projections.cli.same_command import count_words
from projections.directory import query as directory
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.open import check_nothing_lost
from projections.engine.sqlite.views_file import views_file, views_path


@reading_command(
    "doctor", N_("Check that everything is in order. Finishes interrupted work, too.")
)
@option("--yes", is_flag=True, help=N_("Repair what can be repaired, without asking."))
def doctor(session: Session, *, yes: bool) -> None:
    """Check the ledger, finish an erasure, make the views again; tell what is wrong around it."""
    with opened(session) as ledger:
        check_nothing_lost(ledger.store, views_file(ledger.store.file))
        swept = sweep(ledger.path.parent)
        verdict = check_ledger(ledger.store)
        backup = last_backup(ledger.path)
        path, erased = ledger.path, verdict.personal.erased
        gone = erasures(ledger.store) if verdict.problem is None else set()
        if verdict.problem is None and not erased:
            store = ledger.store.nearby()
            rebuild(store, views_path(store.file))
        problems = list(findings(ledger)) if verdict.problem is None else []
        if verdict.problem is None and not erased:
            problems += recorded_twice(ledger)
    if verdict.problem is not None:
        raise Damaged(
            "Verification failed. {problem}", problem=sentence(verdict.problem)
        )
    if gone:
        remember(path, gone)
    if erased:
        forget(session.file)
    findings_told = [
        {
            "about": finding.about,
            "text": finding.sentence,
            "repairable": finding.repair is not None,
        }
        for finding in problems
    ]
    report: dict[str, Any] = {
        "ok": True,
        "events": verdict.size,
        "erased": erased,
        "removed": swept,
        "last_backup": backup and backup[0].isoformat(),
        "files": _files(session),
        "findings": findings_told,
    }
    if session.as_json:
        _repair(problems, yes=yes)
        print_json(report)
        return
    print_indented(
        _("The ledger is intact: {size} events.").format(
            size=show_number(verdict.size)
        ),
        0,
    )
    if erased:
        print_indented(
            _("The ledger's files were rewritten without the erased text."), 0
        )
    print_indented(_("The views were rebuilt."), 0)
    is_told = any(finding.about == "backup" for finding in problems)
    backup_left = None if is_told else backup
    _print_files(swept, backup_left)
    for finding in problems:
        print_indented(f"- {finding.sentence}", 0)
    _repair(problems, yes=yes or _agreed(problems))


def _print_files(swept: int, backup: tuple[datetime, int] | None) -> None:
    """Say how many unfinished files were removed, and of when the last backup is."""
    if swept:
        words = _n(
            "{count} unfinished file of a program that was stopped was removed.",
            "{count} unfinished files of programs that were stopped were removed.",
            swept,
        )
        print_indented(words.format(count=show_number(swept)), 0)
    if backup is not None:
        day = show_date(backup[0].date())
        print_indented(_("The last backup is of {day}.").format(day=day), 0)


def recorded_twice(ledger: Ledger) -> list[Finding]:
    """Say how many meetings two owners may both have recorded; nothing of a ledger that a newer version wrote in."""
    with views_of(ledger) as views:
        if views.unknown():
            return []
        if len(owners_of(ledger)) < 2:
            return []
        identity = directory.identity(views.tables)
        pairs_alike = (1 for _pair in may_be_one(views.tables, identity))
        count = sum(pairs_alike)
    if not count:
        return []
    return [Finding("twice", count_words(count))]


def _agreed(problems: Sequence[Finding]) -> bool:
    """Whether someone on a terminal wants repaired what can be."""
    repairable = any(finding.repair for finding in problems)
    if not repairable:
        return False
    if not sys.stdin.isatty():
        return False
    return confirm(_("Repair what can be repaired?"))


def _repair(problems: Sequence[Finding], *, yes: bool) -> None:
    for finding in problems:
        if yes and finding.repair is not None:
            finding.repair()
            click.echo(
                _("Repaired: {finding}").format(finding=finding.sentence), err=True
            )


def _files(session: Session) -> list[str]:
    return [file.name for file in residue.files_of(session.path)]
