"""The verify command: whether a ledger, or an audit file, is what it was."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import BadInput, Damaged, Usage
from ledger.language import N_, _, _n
from ledger.language.console import argument, option
from ledger.language.phrases import sentence, show_number
from ledger.language.text import visible
from ledger.store import backup
from ledger.store.checkpoint import LONGEST_NOTE, SignedNote, read_note
from projections.audit.audit_check import AuditVerdict, verify_records
from projections.audit.canonical_line import lines_of
from projections.audit.checkpoints import Proved, Watch, judge, watched
from projections.cli.output import print_indented, print_json
from projections.cli.read_session import opened_whole, reading_command

AGAINST = option(
    "--against",
    metavar="CHECKPOINT",
    help=N_("A checkpoint you kept elsewhere; the ledger must extend it."),
)


class Result(NamedTuple):
    """A verdict, how much more a checkpoint proves, and why it does not."""

    verdict: AuditVerdict
    proved: Proved
    problem: Damaged | None


@reading_command(
    "verify", N_("Check the ledger or an audit file. Says what the check proves.")
)
@argument("file", required=False, metavar="FILE")
@AGAINST
def verify(session: Session, *, file: str | None, against: str | None) -> None:
    """Verify an audit file, `-` for standard input, or without one the ledger."""
    if file == against == "-":
        raise Usage("FILE and --against cannot both be read from standard input.")
    note = None
    if against:
        note = note_in(against)
    result = _verified_file(file, note) if file else _verified_ledger(session, note)
    if session.as_json:
        print_json(_as_json(result))
    elif result.problem is None:
        _say(result, note, file or session.file)
    if result.verdict.problem is not None:
        raise Damaged(
            "Verification failed. {problem}", problem=sentence(result.verdict.problem)
        )
    if result.problem is not None:
        raise Damaged(
            "Verification failed, although the file is consistent in itself (internal). {problem}",
            problem=sentence(result.problem),
        )


def note_in(name: str) -> SignedNote:
    """Return the checkpoint in a file, `-` for standard input. Raises BadInput if it holds none."""
    try:
        with (
            nullcontext(sys.stdin.buffer)
            if name == "-"
            else Path(name).open("rb") as file
        ):
            beginning = file.read(LONGEST_NOTE + 1)
    except OSError as error:
        raise BadInput(
            "Cannot read {file}: {reason}.", file=name, reason=error
        ) from error
    return read_note(beginning, name)


def _verified_file(name: str, note: SignedNote | None) -> Result:
    if name != "-":
        _refuse_database(Path(name))
    first_size = 0
    if note:
        first_size = note.checkpoint.size
    watch = Watch(first_size)
    try:
        with (
            nullcontext(sys.stdin.buffer)
            if name == "-"
            else Path(name).open("rb") as file
        ):
            verdict = _verify_lines(lines_of(file), watch)
    except OSError as error:
        raise BadInput(
            "Cannot read {file}: {reason}.", file=name, reason=error
        ) from error
    return _compared(verdict, note, watch)


def _verify_lines(lines: Iterator[bytes], watch: Watch) -> AuditVerdict:
    """Verify a file as the format that its beginning names."""
    beginning = next(lines, None)
    if beginning is None:
        return verify_records([], watch)
    lines = chain([beginning], lines)
    if beginning.startswith(b'{"audit":"handshake-subject/'):
        from projections.audit.subject_check import verify_subject

        return verify_subject(lines, watch)
    return verify_records(lines, watch)


def _refuse_database(file: Path) -> None:
    """Say what to run if a database is given in the place of an audit file."""
    is_no_backup = not file.is_file() or not backup.is_backup(file)
    if is_no_backup:
        return
    if backup.is_ledger(file):
        raise Usage(
            "{file} is a ledger, not an audit file; check it with 'handshake --ledger {file} verify'.",
            file=file,
        )
    raise Usage(
        "{file} is a database, not an audit file; 'handshake export audit' writes one.",
        file=file,
    )


def _verified_ledger(session: Session, note: SignedNote | None) -> Result:
    from projections.audit.ledger_check import check_ledger

    with opened_whole(session) as ledger:
        with progress_bar(_("Verifying")) as watch:
            verdict = check_ledger(ledger.store, watch)
        if note is None or not verdict.ok:
            return _compared(verdict, None, Watch(0))
        return _compared(verdict, note, watched(ledger.store, note.checkpoint.size))


def _compared(verdict: AuditVerdict, note: SignedNote | None, watch: Watch) -> Result:
    """Return a verdict with the proof that a checkpoint adds to it."""
    if note is None or not verdict.ok:
        return Result(verdict, Proved("internal"), verdict.problem)
    try:
        return Result(verdict, judge(note, watch, verdict.size), None)
    except Damaged as problem:
        return Result(verdict, Proved("internal"), problem)


def _as_json(result: Result) -> dict[str, object]:
    """Return the result in the shape that scripts rely on."""
    verdict, personal = result.verdict, result.verdict.personal
    assurance = None
    if verdict.ok:
        assurance = result.proved.assurance
    problem_told = None
    if result.problem:
        problem_told = sentence(result.problem)
    fields: dict[str, object] = {
        "ok": result.problem is None,
        "size": verdict.size,
        "root": verdict.root,
        "personal": {
            "opened": personal.opened,
            "withheld": personal.withheld,
            "erased": personal.erased,
        },
        "assurance": assurance,
        "problem": problem_told,
    }
    if verdict.extracted is not None:
        from projections.audit.subject_check import NOT_PROVED

        fields["extract"] = {
            "leaves": verdict.extracted,
            "not_proved": list(NOT_PROVED),
        }
    return fields


def _say(result: Result, note: SignedNote | None, name: str) -> None:
    verdict, personal = result.verdict, result.verdict.personal
    print_indented(_counted(verdict).format(**_numbers(verdict), name=visible(name)), 0)
    if verdict.start:
        print_indented(
            _(
                "The file continues from the first {count} events and extends them."
            ).format(count=verdict.start),
            0,
        )
    print_indented(_("Root: {root}").format(root=verdict.root), 0)
    print_indented(
        _(
            "Personal texts: {opened} checked, {withheld} withheld, {erased} erased."
        ).format(
            opened=personal.opened, withheld=personal.withheld, erased=personal.erased
        ),
        0,
    )
    if verdict.extracted is not None:
        print_indented(
            _(
                "Not proved: that these are all the events about the person, that all the ids on the first line are theirs, and the card at the end."
            ),
            0,
        )
    if note is not None:
        _say_checkpoint(result.proved, note)
    elif verdict.extracted is None:
        print_indented(
            _(
                "Integrity OK: nothing is missing or altered (internal). This does not prove that the owner didn't rebuild the ledger; compare with a root kept elsewhere for that."
            ),
            0,
        )
    else:
        print_indented(
            _(
                "Proved: each of these events is in the ledger with this root (internal). Not proved: that the owner didn't rebuild the ledger; only a root kept elsewhere shows that."
            ),
            0,
        )


def _counted(verdict: AuditVerdict) -> str:
    if verdict.extracted is None:
        return _("{name}: {size} events, all consistent.")
    return _n(
        "{name}: {count} of {size} events, proved to be in the ledger.",
        "{name}: {count} of {size} events, each proved to be in the ledger.",
        verdict.extracted,
    )


def _numbers(verdict: AuditVerdict) -> dict[str, str]:
    return {
        "size": show_number(verdict.size),
        "count": show_number(verdict.extracted or 0),
    }


def _say_checkpoint(proved: Proved, note: SignedNote) -> None:
    old = note.checkpoint
    print_indented(
        _(
            "Proved: the ledger extends the checkpoint of {size} events, {root}; none of them has changed since."
        ).format(size=show_number(old.size), root=b64encode(old.root).decode()),
        0,
    )
    if proved.key is not None:
        print_indented(
            _("The checkpoint is signed with the key {key}, set in event #{i}.").format(
                key=proved.key.public, i=proved.key.i
            ),
            0,
        )
    elif proved.revoked is not None:
        print_indented(
            _(
                "The signature counts for nothing: its key {key} was revoked in event #{i}, before this checkpoint was made."
            ).format(key=proved.revoked.public, i=proved.revoked.i),
            0,
        )
    elif proved.unchecked:
        print_indented(
            _(
                "The signature was not checked; install 'handshake-ledger[sign]' to check it."
            ),
            0,
        )
    else:
        print_indented(_("The checkpoint is not signed with a key of this ledger."), 0)
