"""The key of an encrypted ledger for one run of the program: from a command, the system's keyring, or a question."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ledger.errors import Damaged, LedgerError, Refused, Usage
from ledger.language import N_, _
from ledger.store import asking, recovery_code
from ledger.store.keys_file import (
    PASSPHRASE,
    RECOVERY,
    SALT,
    DataKey,
    KeySlot,
    check_installed,
    keys_path,
    opened_with,
    read_slots,
    slots_of,
)

COMMAND: Final = "HANDSHAKE_PASSPHRASE_COMMAND"
"""The variable that names the command whose first line is the passphrase."""

_PAGE: Final = 4_096

_SERVICE: Final = "handshake-ledger"
"""Under which name the keyring keeps a ledger's key."""

_unlocked: dict[bytes, DataKey] = {}
_salts: dict[str, bytes] = {}


def remember(key: DataKey) -> None:
    """Open the ledger's file, and its copies, with this key from now on."""
    _without_core_dumps()
    _unlocked[key.salt] = key


def _without_core_dumps() -> None:
    """Keep the system from writing this process, and with it the key, to the disk if it crashes."""
    with suppress(ImportError, OSError, ValueError):  # not every system has limits
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def key_at(path: str | os.PathLike[str]) -> DataKey | None:
    """Return the key of the encrypted ledger at a path, if it was unlocked already."""
    return _unlocked.get(_salts.get(os.path.realpath(path), b""))


def is_any_unlocked() -> bool:
    """Whether this run of the program uses an encrypted ledger."""
    return bool(_unlocked)


def known_key(salt: bytes) -> DataKey | None:
    """Return the key of the file that begins with this salt, if it was unlocked already."""
    return _unlocked.get(salt)


def may_be_encrypted(path: str | os.PathLike[str], head: bytes) -> bool:
    """Whether a file that is none of SQLite's may be an encrypted one: of whole pages, and without a pattern."""
    if len(head) < SALT:
        return False
    is_known = head[:SALT] in _unlocked or Path(keys_path(path)).exists()
    if is_known:
        return True
    return Path(path).stat().st_size % _PAGE == 0 and _is_random(head)


def _is_random(head: bytes) -> bool:
    return len(set(head)) > len(head) // 2 and not head.isascii()


def unlock(path: str | os.PathLike[str], head: bytes) -> DataKey | None:
    """Return the key of an encrypted file that begins with `head`; None if there are no keys for it.

    Raises Refused for a wrong passphrase or without a terminal to ask on, Damaged for keys that do not fit.
    """
    salt, place = head[:SALT], os.path.realpath(path)
    _salts[place] = salt
    key = _unlocked.get(salt)
    if key is None:
        key = _found(place, salt)
        if key is not None:
            remember(key)
    return key


def _found(path: str, salt: bytes) -> DataKey | None:
    written = read_slots(keys_path(path))
    slots = slots_of(written, salt)
    if not (slots and passphrase_command()):
        key = from_keyring(salt)
        if key is not None:
            return key
    if written and not slots:
        raise Damaged(
            "{keys} holds the keys of another ledger than {path}.",
            keys=keys_path(path),
            path=path,
        )
    if not slots:
        return None
    return opened_slot(path, slots)[1]


def opened_slot(path: str, slots: list[KeySlot]) -> tuple[KeySlot, DataKey]:
    """Return the slot that the passphrase opens, and the key in it: from a command, or from a question.

    Raises Refused for a wrong passphrase, and without a terminal to ask on.
    """
    check_installed()
    command = passphrase_command()
    if command is None:
        return _asked(path, slots)
    opened = tried(slots, printed_by(command))
    if opened is None:
        raise _wrong_passphrase(path)
    return opened


def passphrase_command() -> str | None:
    """Return the command of the option, of the environment or of the configuration, the first that is there."""
    return asking.command() or os.environ.get(COMMAND) or _configured_command()


def _configured_command() -> str | None:
    """Return the first line of `handshake/passphrase-command` in the folder of configurations."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    home = Path(folder) if os.path.isabs(folder) else Path("~/.config").expanduser()  # noqa: PTH117
    try:
        lines = (home / "handshake" / "passphrase-command").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return lines.partition("\n")[0].strip() or None


# ---------------------------------------------------------------- a passphrase, tried


def secret_of(passphrase: str) -> bytes:
    """Return a passphrase in one form, however a keyboard composes its accents and spaces: RFC 8265, OpaqueString."""
    import unicodedata

    plain_spaces = (
        " " if unicodedata.category(letter) == "Zs" else letter for letter in passphrase
    )
    spaced = "".join(plain_spaces)
    return unicodedata.normalize("NFC", spaced).encode("utf-8", "surrogatepass")


def tried(slots: list[KeySlot], text: str) -> tuple[KeySlot, DataKey] | None:
    """Return the slot that a passphrase or a recovery code opens, and the key in it."""
    if recovery_code.looks_like_one(text):
        with suppress(Usage):
            code = recovery_code.read(text)
            opened = opened_with(_of_kind(slots, RECOVERY), code)
            if opened is not None:
                return opened
    return opened_with(_of_kind(slots, PASSPHRASE), secret_of(text))


def _of_kind(slots: Iterable[KeySlot], kind: str) -> list[KeySlot]:
    return [slot for slot in slots if slot.kind == kind]


def _wrong_passphrase(path: str) -> Refused:
    return Refused("Wrong passphrase for {path}.", path=path)


def _asked(path: str, slots: list[KeySlot]) -> tuple[KeySlot, DataKey]:
    """Ask on the terminal, three times at most. Raises Refused without one."""
    if not asking.can_ask():
        raise Refused(
            "{path} is encrypted, and its passphrase is asked for only on a terminal; name a command that prints it with --passphrase-command or HANDSHAKE_PASSPHRASE_COMMAND.",
            path=path,
        )
    for attempt in range(asking.TRIES):
        text = asking.ask(_("Passphrase for {path}: ").format(path=path))
        opened = None
        if text:
            opened = tried(slots, text)
        if opened is not None:
            return opened
        if attempt < asking.TRIES - 1:
            sys.stderr.write(_mistake(text) + "\n")
    raise _wrong_passphrase(path)


def _mistake(text: str) -> str:
    """Return what to say before the next try; of a recovery code, which group was mistyped."""
    if recovery_code.looks_like_one(text):
        try:
            recovery_code.read(text)
        except Usage as error:
            return _said(error)
    return _("Wrong passphrase; try again.")


def _said(error: LedgerError) -> str:
    from ledger.language.phrases import sentence

    return sentence(error)


# ---------------------------------------------------------------- a command


def printed_by(command: str) -> str:
    """Return the first line that a command prints. Raises Refused if it fails; the command itself may be a secret."""
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
        result = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            words, stdout=subprocess.PIPE, check=False, **_input()
        )
    except ValueError:
        raise Usage(
            "The passphrase command cannot be read: a quotation mark or the letter after a backslash is missing."
        ) from None
    except (OSError, IndexError) as error:
        raise Refused(
            "The passphrase command could not be run ({reason}).", reason=error
        ) from None
    if result.returncode:
        raise Refused(
            "The passphrase command failed (exit code {code}).", code=result.returncode
        )
    lines = result.stdout.decode("utf-8", "surrogateescape").splitlines()
    if not lines or not lines[0]:
        raise Refused("The passphrase command printed nothing.")
    passphrase: str = lines[0]
    return passphrase


def _input() -> dict[str, Any]:
    """Keep what is piped into the program for the program; a terminal may ask for a PIN."""
    import subprocess

    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    if is_terminal:
        return {}
    return {"stdin": subprocess.DEVNULL}


# ---------------------------------------------------------------- the keyring

NO_KEYRING: Final = N_("This system has no keyring that the program can use.")


def from_keyring(salt: bytes) -> DataKey | None:
    """Return the key that the system's keyring keeps of a ledger; None without a keyring, or an entry there."""
    with suppress(Exception):  # whatever a keyring lacks: there are other ways
        import keyring

        written = keyring.get_password(_SERVICE, salt.hex())
        if written:
            return DataKey(bytes.fromhex(written), salt)
    return None


def keep_in_keyring(key: DataKey) -> None:
    """Have the system's keyring keep the key. Raises Usage where there is no keyring."""
    try:
        import keyring

        keyring.set_password(_SERVICE, key.salt.hex(), key.key.hex())
    except Exception as error:
        raise Usage(NO_KEYRING) from error


def forget_in_keyring(salt: bytes) -> bool:
    """Have the keyring forget the key of a ledger; false if it knew none."""
    with suppress(Exception):
        import keyring

        keyring.delete_password(_SERVICE, salt.hex())
        return True
    return False
