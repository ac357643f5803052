"""Asks for a new passphrase, and makes the recovery sheet that opens the ledger without it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ledger.errors import Refused, Usage
from ledger.language import _, days_in_full
from ledger.language.phrases import sentence, show_date
from ledger.store import asking, recovery_code, unlock
from ledger.store.atomic import in_place
from ledger.store.keys_file import PASSPHRASE, RECOVERY, DataKey, KeySlot, new_slot
from projections.audit.atomic_file import take_outputs, written
from projections.cli.output import say

_SHORT = 12
_WIDTH = 72


def new_passphrase(
    command: str | None, *, option: str = "--new-passphrase-command"
) -> str:
    """Return a new passphrase: what a command prints, or what is typed twice on a terminal."""
    if command is not None:
        passphrase = unlock.printed_by(command)
    elif asking.can_ask():
        passphrase = _typed_twice()
    else:
        raise Usage(
            "Not a terminal; name a command that prints the new passphrase with {option}.",
            option=option,
        )
    if len(passphrase) < _SHORT:
        say(
            _(
                "A short passphrase can be guessed from a copy of the file; four words drawn at random cannot."
            )
        )
    return passphrase


def _typed_twice() -> str:
    for _attempt in range(asking.TRIES):
        typed = asking.ask(_("New passphrase: "))
        if not typed:
            say(_("A passphrase cannot be empty."))
        elif unlock.secret_of(asking.ask(_("The same again: "))) == unlock.secret_of(
            typed
        ):
            return typed
        else:
            say(_("The two differ; try again."))
    raise Refused("No passphrase was given.")


def passphrase_slot(key: DataKey, passphrase: str, name: str) -> KeySlot:
    """Return a slot that a passphrase opens."""
    secret = unlock.secret_of(passphrase)
    return new_slot(key, secret, name=name, kind=PASSPHRASE)


def recovery_slot(key: DataKey, slots: Sequence[KeySlot]) -> tuple[bytes, KeySlot]:
    """Return a new recovery code's secret and the slot that it opens."""
    secret = recovery_code.new_secret()
    name = free_name(slots, RECOVERY)
    return secret, new_slot(key, secret, name=name, kind=RECOVERY)


def give_sheet(
    key: DataKey, secret: bytes, *, path: str, output: str, today: date
) -> None:
    """Print a recovery sheet; on a terminal, until its code was typed in again.

    Raises Refused if it was not, and removes the sheet: an unreadable one is none.
    """
    sheet = recovery_sheet(path, key, recovery_code.written(secret), today)
    try:
        with written(output) as write:
            write(sheet.encode())
        if asking.can_ask():
            _check_typed(secret)
    except BaseException:
        remove_sheet(output)
        raise
    if output == "-":
        take_outputs()  # that a sheet is in clear goes without saying; a file of it is to be told


def remove_sheet(output: str) -> None:
    """Remove a sheet that opens nothing, and no file that stood there before."""
    file = Path(output).resolve()
    if file in in_place():
        file.unlink()


def _check_typed(secret: bytes) -> None:
    for _attempt in range(asking.TRIES):
        typed = click.prompt(
            _("Type the recovery code from the sheet: "),
            default="",
            show_default=False,
            prompt_suffix="",
            err=True,
        )
        try:
            if recovery_code.read(typed) == secret:
                return
            say(_("That is another code; try again."))
        except Usage as error:
            say(sentence(error))
    raise Refused("The recovery code was not typed in; nothing was changed.")


def free_name(slots: Sequence[KeySlot], name: str) -> str:
    """Return a name that no slot has yet."""
    names = {slot.name for slot in slots}
    number, free = 1, name
    while free in names:
        number += 1
        free = f"{name}-{number}"
    return free


def recovery_sheet(path: str, key: DataKey, code: str, today: date) -> str:
    """Return the sheet to print: which ledger, the code, and what to do with it."""
    groups = code.split("-")
    half = len(groups) // 2
    with days_in_full():
        made = show_date(today)
    head = [
        _("RECOVERY SHEET OF A HANDSHAKE LEDGER"),
        "",
        _("Ledger: {path}").format(path=path),
        _("Its file begins with: {salt}").format(salt=key.salt.hex()),
        _("Made on: {day}").format(day=made),
        "",
        f"    {'  '.join(groups[:half])}",
        f"    {'  '.join(groups[half:])}",
        "",
    ]
    what_to_do = [
        _(
            "This code opens the ledger without its passphrase: type it where the passphrase is asked for. Capitals, spaces and hyphens do not matter."
        ),
        _(
            "The file {keys} has to be beside the ledger; every backup has its own."
        ).format(keys=f"{path}.keys"),
        _(
            "Keep this sheet where you keep what must not be lost, and away from the computer. Without a passphrase and without this code the ledger stays closed for good: no one can reset them."
        ),
        _(
            "If someone else has seen it: handshake passphrase --recovery-sheet, then --remove the old one."
        ),
    ]
    return "\n".join([*head, *map(_wrapped, what_to_do)]) + "\n"


def _wrapped(sentence: str) -> str:
    import textwrap

    return textwrap.fill(
        sentence, _WIDTH, break_long_words=False, break_on_hyphens=False
    )


def say_first(message: str) -> None:
    """Say on standard error what is about to happen, in whole lines."""
    click.echo(_wrapped(message), err=True)
