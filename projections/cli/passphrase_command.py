"""The passphrase command: change it, add and remove others, print a recovery sheet, use the keyring."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ledger.cli.session import Session
from ledger.errors import Busy, Damaged, LedgerError, NotFound, Refused, Usage
from ledger.language import N_, _, _p
from ledger.language.console import option
from ledger.language.phrases import show_date
from ledger.language.text import visible
from ledger.store import asking, unlock
from ledger.store.keys_file import (
    PASSPHRASE,
    RECOVERY,
    SALT,
    DataKey,
    KeySlot,
    check_installed,
    keys_path,
    read_slots,
    slots_of,
    write_slots,
)
from ledger.store.sqlite import file as ledger_file
from projections.cli.encrypt_commands import COMMAND, ledger_path
from projections.cli.new_passphrase import (
    give_sheet,
    new_passphrase,
    passphrase_slot,
    recovery_slot,
)
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import reading_command

_KINDS = {PASSPHRASE: N_("passphrase"), RECOVERY: N_("recovery sheet")}


class Vault(NamedTuple):
    """An encrypted ledger and its file of keys: all slots in it, and those of this very ledger."""

    path: Path
    file: str
    salt: bytes
    slots: list[KeySlot]
    ours: list[KeySlot]

    def write(self, ours: list[KeySlot], *, promised: bool = True) -> Vault:
        """Exchange the slots of this ledger, and leave those of others. Raises Busy if another program was faster."""
        if read_slots(self.file) != self.slots:
            raise Busy("Another program changed {keys}; try again.", keys=self.file)
        others = [slot for slot in self.slots if slot not in self.ours]
        slots = [*others, *ours]
        write_slots(self.file, slots, promised=promised)
        return self._replace(slots=slots, ours=ours)


@reading_command(
    "passphrase",
    N_(
        "Change the passphrase of an encrypted ledger. Or add one, list them, or print a recovery sheet."
    ),
)
@COMMAND
@option(
    "--new-passphrase-command",
    "new_command",
    metavar="PROGRAM",
    help=N_("A command that prints the new passphrase."),
)
@option("--list", "listing", is_flag=True, help=N_("List what opens the ledger."))
@option("--add", metavar="NAME", help=N_("Add another passphrase under this name."))
@option("--remove", metavar="NAME", help=N_("Remove a passphrase or a sheet."))
@option(
    "--recovery-sheet",
    "sheet",
    is_flag=True,
    help=N_("Print a sheet with a code that opens the ledger, to keep on paper."),
)
@option(
    "--sheet",
    "output",
    metavar="FILE",
    default="-",
    help=N_("The file for the recovery sheet; standard output if not given."),
)
@option(
    "--keyring/--no-keyring",
    default=None,
    help=N_("Let the system's keyring keep the key, or forget it."),
)
def passphrase(
    session: Session,
    *,
    passphrase_command: str | None,
    new_command: str | None,
    listing: bool,
    add: str | None,
    remove: str | None,
    sheet: bool,
    output: str,
    keyring: bool | None,
) -> None:
    """Do the one thing that was asked; without an option, change the passphrase."""
    chosen = [listing, add is not None, remove is not None, sheet, keyring is not None]
    if sum(chosen) > 1:
        raise Usage(
            "Choose one of --list, --add, --remove, --recovery-sheet, --keyring."
        )
    asking.use_command(passphrase_command)
    vault = _vault(ledger_path(session))
    if listing:
        _list(session, vault)
        return
    check_installed()
    if remove is not None:
        _remove(vault, remove)
    elif add is not None:
        _add(vault, add, new_command)
    elif sheet:
        _print_sheet(session, vault, output)
    elif keyring is not None:
        _use_keyring(vault, keep=keyring)
    else:
        _change(vault, new_command)
    if session.as_json:
        print_json(_as_json(_vault(vault.path)))


def _vault(path: Path) -> Vault:
    """Return the keys of a ledger. Raises NotFound without one, Refused if it is not encrypted."""
    if not path.exists():
        raise NotFound("No ledger found at {path}.", path=path)
    if not ledger_file.is_encrypted(path):
        raise Refused(
            "{path} is not encrypted; 'handshake encrypt' does that.", path=path
        )
    with path.open("rb") as opened:
        salt = opened.read(SALT)
    file = keys_path(path)
    slots = read_slots(file)
    return Vault(path, file, salt, slots, slots_of(slots, salt))


def _key(vault: Vault) -> DataKey:
    key = ledger_file.check(vault.path)
    if key is None:
        raise Damaged("{path} is not a ledger; it was left untouched.", path=vault.path)
    ledger_file.open_reader(vault.path).close()
    return key


# ---------------------------------------------------------------- one thing each


def _list(session: Session, vault: Vault) -> None:
    if session.as_json:
        print_json(_as_json(vault))
        return
    lines = [
        [visible(slot.name), _(_KINDS.get(slot.kind, slot.kind)), _day(slot)]
        for slot in vault.ours
    ]
    print_table([_p("slot", "Name"), _("Opened by"), _("Since")], lines)


def _day(slot: KeySlot) -> str:
    from datetime import datetime

    try:
        return show_date(datetime.fromisoformat(slot.made).date())
    except ValueError:
        return ""


def _as_json(vault: Vault) -> dict[str, object]:
    slots = [
        {"name": slot.name, "kind": slot.kind, "made": slot.made} for slot in vault.ours
    ]
    return {"ledger": str(vault.path), "keys": vault.file, "slots": slots}


def _change(vault: Vault, new_command: str | None) -> None:
    """Exchange the slot that the present passphrase opens."""
    slot, key = _opened_slot(vault)
    new = passphrase_slot(key, new_passphrase(new_command), slot.name)
    slots_after = [new if old == slot else old for old in vault.ours]
    vault.write(slots_after)
    say(
        _(
            "The passphrase is changed; the ledger itself was not rewritten. An old copy of {keys} still opens with the old passphrase: 'handshake encrypt --new-key' ends that."
        ).format(keys=visible(vault.file))
    )


def _opened_slot(vault: Vault) -> tuple[KeySlot, DataKey]:
    """Return the slot that the present passphrase opens, and the key: asked even where the keyring knows the key."""
    if not vault.ours:
        raise Damaged(
            "{keys} has no passphrase to change; 'handshake passphrase --add NAME' adds one.",
            keys=vault.file,
        )
    slot, key = unlock.opened_slot(str(vault.path), vault.ours)
    if slot.kind == PASSPHRASE:
        return slot, key
    passphrases = [slot for slot in vault.ours if slot.kind == PASSPHRASE]
    if len(passphrases) != 1:
        raise Refused(
            "A recovery code does not tell which passphrase to change; use --add and --remove."
        )
    return passphrases[0], key


def _add(vault: Vault, name: str, new_command: str | None) -> None:
    name = name.strip()
    if not name or not name.isprintable():
        raise Usage("Give the passphrase a name that can be printed.")
    if any(slot.name == name for slot in vault.ours):
        raise Refused("A passphrase named {name} already exists.", name=name)
    key = _key(vault)
    slot = passphrase_slot(key, new_passphrase(new_command), name)
    vault.write([*vault.ours, slot])
    say(
        _("Added: the passphrase {name} now opens the ledger too.").format(
            name=visible(name)
        )
    )


def _remove(vault: Vault, name: str) -> None:
    slots_of_that_name = (slot for slot in vault.ours if slot.name == name)
    slot = next(slots_of_that_name, None)
    if slot is None:
        raise NotFound(
            "No passphrase or sheet is named {name}; the choices are {known}.",
            name=name,
            known=tuple(slot.name for slot in vault.ours),
        )
    if len(vault.ours) == 1:
        raise Refused(
            "{name} is the last that opens the ledger; add another one first.",
            name=name,
        )
    _key(vault)
    vault.write([other for other in vault.ours if other != slot])
    say(
        _(
            "Removed: {name} does not open the ledger any more, only old copies of {keys}."
        ).format(name=visible(name), keys=visible(vault.file))
    )


def _print_sheet(session: Session, vault: Vault, output: str) -> None:
    """Have a new code open the ledger, then print it: a sheet that opens nothing must never lie anywhere."""
    key = _key(vault)
    secret, slot = recovery_slot(key, vault.ours)
    changed = vault.write([*vault.ours, slot], promised=False)
    try:
        give_sheet(
            key, secret, path=str(vault.path), output=output, today=session.today
        )
    except BaseException:
        with suppress(LedgerError, OSError):  # a code that nobody has opens nothing
            changed.write(vault.ours, promised=False)
        raise
    say(
        _("The sheet opens the ledger from now on; it is listed as {name}.").format(
            name=slot.name
        )
    )


def _use_keyring(vault: Vault, *, keep: bool) -> None:
    if keep:
        unlock.keep_in_keyring(_key(vault))
        say(
            _(
                "The system's keyring keeps the key: programs that run as you can open the ledger."
            )
        )
    elif unlock.forget_in_keyring(vault.salt):
        say(_("The system's keyring has forgotten the key."))
    else:
        say(_("The system's keyring did not have the key."))
