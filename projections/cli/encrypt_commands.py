"""The commands that encrypt a ledger, and decrypt it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.session import Session
from ledger.errors import LedgerError, Refused, Usage
from ledger.language import N_, _
from ledger.language.console import option
from ledger.language.phrases import sentence, show_number
from ledger.language.text import visible
from ledger.store import asking, private_file, unlock
from ledger.store.keys_file import (
    SALT,
    DataKey,
    KeySlot,
    check_installed,
    keys_path,
    new_data_key,
    read_slots,
    write_slots,
)
from ledger.store.sqlite import file as ledger_file
from projections.cli.backup_command import verified
from projections.cli.new_passphrase import (
    give_sheet,
    new_passphrase,
    passphrase_slot,
    recovery_slot,
    remove_sheet,
    say_first,
)
from projections.cli.output import print_json, say
from projections.cli.read_session import opened, reading_command

if TYPE_CHECKING:
    from ledger.store.sqlite.swap import Exchanged

MAIN = "main"
"""The name of the slot that encrypting makes."""

COMMAND = option(
    "--passphrase-command",
    metavar="PROGRAM",
    help=N_("A command that prints the passphrase, in place of a question."),
)
YES = option("--yes", is_flag=True, help=N_("Do it without asking."))


@reading_command(
    "encrypt",
    N_(
        "Encrypt the ledger and its views with a passphrase. Losing it loses the ledger: keep the recovery sheet."
    ),
)
@COMMAND
@option(
    "--new-key",
    is_flag=True,
    help=N_("Encrypt an encrypted ledger anew, with another key and passphrase."),
)
@option(
    "--sheet",
    "output",
    metavar="FILE",
    help=N_("Write the recovery sheet to a file, - for standard output."),
)
@option(
    "--no-sheet",
    is_flag=True,
    help=N_("Make no recovery sheet. A forgotten passphrase then loses the ledger."),
)
@option("--keyring", is_flag=True, help=N_("Let the system's keyring keep the key."))
@YES
def encrypt(
    session: Session,
    *,
    passphrase_command: str | None,
    new_key: bool,
    output: str | None,
    no_sheet: bool,
    keyring: bool,
    yes: bool,
) -> None:
    """Write the ledger anew, encrypted, and put it in the place of the plain one."""
    path = ledger_path(session)
    check_installed()
    if no_sheet and output:
        raise Usage("--sheet and --no-sheet contradict each other.")
    old = _old_key(path, new_key=new_key)
    size = _size(session)
    say_first(
        _(
            "This encrypts {path}: {size} events. If you lose every passphrase and the recovery sheet, the ledger is lost: no one can reset them, not even the authors of this program."
        ).format(path=visible(str(path)), size=show_number(size))
    )
    key = new_data_key()
    command = passphrase_command or unlock.passphrase_command()
    passphrase = new_passphrase(command, option="--passphrase-command")
    slots = [passphrase_slot(key, passphrase, MAIN)]
    needs_a_sheet = not no_sheet and (
        output or (asking.can_ask() and not session.as_json)
    )
    if needs_a_sheet:
        secret, slot = recovery_slot(key, slots)
        slots.append(slot)
        give_sheet(
            key, secret, path=str(path), output=output or "-", today=session.today
        )
    with _all_or_nothing(path, key, None if no_sheet else output):
        _agreed(_("Type yes to encrypt the ledger: "), yes=yes)
        if keyring:
            unlock.keep_in_keyring(key)
        outcome = _encrypted(path, old, key, slots)
    _report(session, path, size, was_plain=old is None, outcome=outcome)
    if len(slots) == 1:
        say(
            _(
                "No recovery sheet was made: a forgotten passphrase loses the ledger. 'handshake passphrase --recovery-sheet' prints one."
            )
        )


@contextmanager
def _all_or_nothing(path: Path, key: DataKey, sheet: str | None) -> Iterator[None]:
    """Remove the sheet, and forget the key, of a ledger that was not encrypted after all."""
    try:
        yield
    except BaseException:
        with path.open("rb") as file:
            is_done = file.read(SALT) == key.salt
        if not is_done:
            unlock.forget_in_keyring(key.salt)
            if sheet is not None:
                remove_sheet(sheet)
        raise


def _old_key(path: Path, *, new_key: bool) -> DataKey | None:
    """Return the key of a ledger that is to get another. Raises Refused where the option and the file do not agree."""
    if not ledger_file.is_encrypted(path):
        if new_key:
            raise Refused("{path} is not encrypted yet.", path=path)
        return None
    if not new_key:
        raise Refused(
            "{path} is already encrypted; 'handshake passphrase' changes the passphrase, --new-key encrypts it anew.",
            path=path,
        )
    return ledger_file.check(path)


def _encrypted(
    path: Path, old: DataKey | None, key: DataKey, slots: list[KeySlot]
) -> Exchanged:
    from ledger.store.sqlite.swap import exchange

    file = keys_path(path)
    others = read_slots(file)
    kept = others
    if old is not None:
        kept = [slot for slot in others if slot.ledger != old.salt.hex()]

    def keep_both() -> None:
        write_slots(file, [*others, *slots])

    def forget_old() -> None:
        private_file.seal_all(path, key)
        if kept != others:
            write_slots(file, [*kept, *slots])

    unlock.remember(key)
    return exchange(path, old, key, verify=verified, before=keep_both, after=forget_old)


def _report(
    session: Session, path: Path, size: int, *, was_plain: bool, outcome: Exchanged
) -> None:
    _tell_problem(outcome)
    if session.as_json:
        print_json(
            {
                "ledger": str(path),
                "keys": keys_path(path),
                "size": size,
                "encrypted": True,
            }
        )
        return
    click.echo(
        _("Encrypted and verified: {size} events in {path}.").format(
            size=show_number(size), path=visible(str(path))
        )
    )
    say(
        _(
            "Its passphrases open it together with {keys}: copy both, always. 'handshake backup' does."
        ).format(keys=visible(keys_path(path)))
    )
    if was_plain:
        say(_left_over(overwritten=outcome.overwritten))
    say(
        _(
            "Earlier backups and exports are still in clear, wherever they are; so is everything you export from now on."
        )
    )


def _left_over(*, overwritten: bool) -> str:
    if overwritten:
        return _(
            "The plain file was overwritten and removed. An SSD, a snapshot or a file system that copies on write may keep old blocks of it all the same: only an encrypted disk prevents that."
        )
    return _(
        "The plain file was removed, but could not be overwritten: its blocks stay on the disk until something else takes them."
    )


# ---------------------------------------------------------------- decrypt


@reading_command(
    "decrypt",
    N_("Decrypt the ledger. From then on its file can be read without a passphrase."),
)
@COMMAND
@YES
def decrypt(session: Session, *, passphrase_command: str | None, yes: bool) -> None:
    """Write the ledger anew, in clear, and put it in the place of the encrypted one."""
    path = ledger_path(session)
    asking.use_command(passphrase_command)
    if not ledger_file.is_encrypted(path):
        raise Refused("{path} is not encrypted.", path=path)
    key = ledger_file.check(path)
    if key is None:
        raise Refused("{path} is not encrypted.", path=path)
    size = _size(session)
    _agreed(_("Type yes to decrypt the ledger: "), yes=yes)
    _tell_problem(_decrypted(path, key))
    unlock.forget_in_keyring(key.salt)
    if session.as_json:
        print_json({"ledger": str(path), "size": size, "encrypted": False})
        return
    click.echo(
        _("Decrypted and verified: {size} events in {path}.").format(
            size=show_number(size), path=visible(str(path))
        )
    )
    say(_("Encrypted backups keep their own keys, and open as before."))


def _decrypted(path: Path, key: DataKey) -> Exchanged:
    from ledger.store.sqlite.swap import exchange

    file = keys_path(path)

    def forget_keys() -> None:
        others = [slot for slot in read_slots(file) if slot.ledger != key.salt.hex()]
        write_slots(file, others)

    def unseal() -> None:
        private_file.seal_all(path, None)

    return exchange(path, key, None, verify=verified, before=unseal, after=forget_keys)


# ---------------------------------------------------------------- both


def ledger_path(session: Session) -> Path:
    """Return the ledger's file. Raises Usage for one on a server."""
    if "://" in session.file:
        raise Usage("A ledger on a server is encrypted by its server.")
    return session.path


def _tell_problem(outcome: Exchanged) -> None:
    """Say what is left to be done; the ledger is in its place all the same."""
    if outcome.problem is None:
        return
    problem = outcome.problem
    reason = sentence(problem) if isinstance(problem, LedgerError) else str(problem)
    say(
        _(
            "The ledger is in its place, but not all that belongs to it ({reason}); 'handshake doctor' tells what is left."
        ).format(reason=visible(reason))
    )


def _size(session: Session) -> int:
    with opened(session) as ledger:
        return ledger.size


def _agreed(question: str, *, yes: bool) -> None:
    """Go on with `--yes`, or if yes is typed in full. Raises Usage where no one can be asked, Refused for a no."""
    if yes:
        return
    if not asking.can_ask():
        raise Usage("Not a terminal; pass --yes to go on without a question.")
    answer = click.prompt(
        question, default="", show_default=False, prompt_suffix="", err=True
    )
    if answer.strip().casefold() not in {"yes", "oui"}:
        raise Refused("Nothing was changed.")
