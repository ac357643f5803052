"""The restore command: a ledger from a backup or an audit file, without what was erased since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click
import orjson

from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import BadInput, Busy, Damaged, LedgerError, Refused, Usage
from ledger.language import N_, _, _n
from ledger.language.console import argument, option
from ledger.language.phrases import sentence, show_number
from ledger.store import backup, signing, suppression
from ledger.store.atomic import draft, make_folder, publish
from ledger.store.checkpoint import Checkpoint
from ledger.store.encode import StoredEvent
from ledger.store.erase import erase_again
from ledger.store.ledger import Ledger
from ledger.store.merkle import erasures
from ledger.store.port import Store
from projections.audit.audit_check import AuditVerdict, verify_records
from projections.audit.canonical_line import CANONICAL, Line, lines_of
from projections.audit.checkpoints import check_extends, watched
from projections.audit.stored_keys import are_sorted_hashes
from projections.cli.backup_command import verified
from projections.cli.output import print_json, say
from projections.cli.read_session import reading_command
from projections.cli.verify import note_in
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.views_file import views_path


@reading_command(
    "restore",
    N_("Restore the ledger from a backup or audit file. Never overwrites one."),
)
@argument("file", metavar="FILE")
@option(
    "--against",
    multiple=True,
    metavar="CHECKPOINT",
    help=N_(
        "A checkpoint of the lost ledger, to check that this one extends it; repeatable."
    ),
)
def restore(session: Session, *, file: str, against: Sequence[str]) -> None:
    """Restore to where the ledger belongs."""
    if "://" in session.file:
        raise Usage(
            "A backup is restored to a file: name one with --ledger, then copy it with 'handshake copy FILE {ledger}'.",
            ledger=session.file,
        )
    target = session.path
    is_taken = target.exists() or Path(f"{target}-wal").exists()
    if is_taken:
        raise Refused(
            "A ledger already exists at {path} and won't be overwritten; move it away, or choose another place with --ledger.",
            path=target,
        )
    checkpoints = {
        name: note_in(name).checkpoint
        for name in _files_of_checkpoints(target, against)
    }
    try:
        verdict, erased, from_audit = _write(Path(file), target)
    except OSError as error:
        raise Busy(
            "Could not write {file} ({reason}).", file=target, reason=error
        ) from error
    problems = _in_place(target, checkpoints)
    if session.as_json:
        fields: dict[str, Any] = {
            "ledger": str(target),
            "size": verdict.size,
            "root": verdict.root,
        }
        print_json(fields | {"erased_again": erased, "not_extended": sorted(problems)})
        return
    _tell(target, verdict, erased, problems, from_audit=from_audit)


def _in_place(target: Path, checkpoints: Mapping[str, Checkpoint]) -> dict[str, str]:
    """Make the views of a restored ledger; return the checkpoints that it does not extend."""
    try:
        with Ledger.open(target) as ledger:
            problems = _contradicted(ledger.store, checkpoints)
            _make_views(ledger)
    except LedgerError as error:
        say(
            _("This was restored, but cannot be read yet ({reason}).").format(
                reason=sentence(error)
            )
        )
        return {}
    return problems


def _make_views(ledger: Ledger) -> None:
    """Make the views; without them the ledger is restored all the same."""
    try:
        with progress_bar(_("Rebuilding")) as progress:
            rebuild(ledger.store, views_path(ledger.store.file), progress=progress)
    except LedgerError as error:
        say(
            _(
                "The views could not be built ({reason}); the next command will build them."
            ).format(reason=sentence(error))
        )


def _files_of_checkpoints(target: Path, against: Sequence[str]) -> list[str]:
    """Return the files named, and the latest checkpoint that the lost ledger signed, if it is still there."""
    signed = signing.signed_path(target)
    if signed.exists():
        return [*against, str(signed)]
    return list(against)


def _write(file: Path, target: Path) -> tuple[AuditVerdict, int, bool]:
    """Restore; return the verdict, how many texts were erased again, and whether from an audit file."""
    if file.exists() and not file.is_file():
        raise BadInput("A ledger cannot be restored from {file}.", file=file)
    from_audit = not backup.is_backup(file)
    make_folder(target.parent)
    with draft(target) as copy:
        if from_audit:
            _restore_audit_file(file, copy)
        else:
            backup.restore(file, copy)
        verified(copy)
        erased = erase_again(copy, suppression.remembered(target))
        with Ledger.open(copy) as ledger:
            if erased and not ledger.store.compact():
                raise Busy(
                    "Could not write {file} ({reason}).", file=target, reason="VACUUM"
                )
            gone = erasures(ledger.store)
        verdict = verified(copy)
        backup.in_one_file(copy)
        suppression.remember(target, gone)
        keys: AbstractContextManager[None] = nullcontext()
        if backup.is_encrypted(copy):
            keys = backup.carried_keys(copy, file, target)
        with keys:
            publish(copy, target)
    return verdict, erased, from_audit


def _restore_audit_file(file: Path, copy: Path) -> None:
    with file.open("rb") as opened:
        verdict = verify_records(lines_of(opened))
    if verdict.problem is not None:
        raise Damaged(
            "Verification failed. {problem}", problem=sentence(verdict.problem)
        )
    if verdict.start or verdict.personal.withheld:
        raise BadInput(
            "{file} is incomplete; a ledger is restored from a full export that includes the personal texts.",
            file=file,
        )
    with file.open("rb") as opened:
        backup.restore_events(stored_events(lines_of(opened)), copy)


def stored_events(lines: Iterable[bytes]) -> Iterator[StoredEvent]:
    """Yield the events of a verified audit file as a store records them."""
    event: StoredEvent | None = None
    for line in lines:
        value: Line = orjson.loads(line)
        if "of" in value and event is not None:
            text = _canonical(value["text"])
            event = event._replace(seal=(bytes.fromhex(value["salt"]), text))
            continue
        if event is not None:
            yield event
            event = None
        if "i" in value:
            event = _event(value)


def _event(leaf: Line) -> StoredEvent:
    state = leaf["state"]
    keys = state.get("keys", [])
    if "keys" in state and not are_sorted_hashes(keys):
        raise Damaged(
            "The keys of event #{leaf} are not sorted hashes.", leaf=leaf["i"]
        )
    stored = _canonical(state)
    return StoredEvent(
        leaf["stream"],
        leaf["v"],
        leaf["kind"],
        stored,
        None,
        tuple(map(bytes.fromhex, keys)),
    )


def _canonical(value: object) -> bytes:
    written = orjson.dumps(value, option=CANONICAL)
    return bytes(
        memoryview(written)
    )  # orjson's own bytes keep the four kilobytes in which it wrote


def _contradicted(
    store: Store, checkpoints: Mapping[str, Checkpoint]
) -> dict[str, str]:
    """Return the checkpoints of the lost ledger that this one does not extend, each with the reason."""
    problems: dict[str, str] = {}
    for name, checkpoint in checkpoints.items():
        try:
            check_extends(checkpoint, watched(store, checkpoint.size), store.size())
        except Damaged as problem:
            problems[name] = sentence(problem)
    return problems


def _tell(
    target: Path,
    verdict: AuditVerdict,
    erased: int,
    problems: dict[str, str],
    *,
    from_audit: bool,
) -> None:
    click.echo(
        _("Restored and verified: {size} events in {path}.").format(
            size=show_number(verdict.size), path=target
        )
    )
    if erased:
        say(
            _n(
                "Erased {count} text again that was erased after the backup.",
                "Erased {count} texts again that were erased after the backup.",
                erased,
            ).format(count=show_number(erased))
        )
    if from_audit:
        say(
            _(
                "An audit file does not contain the ledger's secret, so new imports cannot recognise earlier people by their addresses. A backup keeps the secret."
            )
        )
    if backup.is_encrypted(target):
        say(_("It is encrypted, and opens with the passphrases of the backup."))
    say(
        _(
            "Anything recorded after this backup is missing from it; later signatures of the lost ledger do not apply to this one."
        )
    )
    for name, why in problems.items():
        say(_("{file}: {problem}").format(file=name, problem=why))
