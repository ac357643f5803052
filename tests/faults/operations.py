"""The operations that faults are injected into, and how each is judged."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final, NamedTuple

from ledger.store import asking, keys_file, unlock
from ledger.store.unlock import COMMAND
from tests.faults.injector import in_child, run
from tests.faults.sample import ask, make
from tests.store.newer_format import newer_program

LEDGER: Final = "ledger.db"

OLD, NEW = "echo correct horse battery", "echo quite another phrase"
"""The commands that print the passphrase of an encrypted ledger, and the one that it is to get."""

ROWS: Final = 2_300
"""The rows of the table that is imported: a slice of rows is a thousand."""


KNOWN: Final = re.compile(
    rf"{re.escape(LEDGER)}(\.views(\.[0-9a-f]{{16}})?|\.erased|\.backed-up|\.keys?|\.unclear|\.inboxes|\.signed|-wal|-shm)?"
    r"|made\.(db|db\.texts|txt|ndjson)|people\.csv|(whole|split)\.backup(\.texts)?"
)
"""The files that may be there after the next command."""

NOTHING_THERE: Final = 3
READ_SHEET: Final = """awk '/^    [0-9A-Z]/ { printf "%s ", $0 }' made.txt"""
"""The command that prints the code of a recovery sheet."""

WRONG_PASSPHRASE: Final = 5
_PLAIN: Final = b"SQLite format 3"

# What the ledger is once an operation is done that adds no event and makes no file.
ENCRYPTED, DECRYPTED, LOCKED_ANEW = "encrypted", "decrypted", "locked anew"


class Operation(NamedTuple):
    """A command, the folder it starts from, and the file that it makes, if it makes one.

    With `slices` it records more than one transaction, and may stop between two. `verified` is the command that
    looks whether the file is whole. `becomes` is what the ledger is afterwards, if its events stay as they are. With
    `upgrades`, a program of a later version does it, to which the ledger is old.
    """

    name: str
    words: str
    start: str = "ledger"
    makes: str | None = None
    slices: bool = False
    verified: str | None = None
    becomes: str | None = None
    upgrades: bool = False

    def program(self) -> AbstractContextManager[None]:
        """The version of the program that does it, for as long as it is needed."""
        return newer_program() if self.upgrades else nullcontext()


OPERATIONS: Final = (
    Operation("append", "coffee|Camille Lefèvre|--on|2026-11-21"),
    Operation("new ledger", "coffee|Ada|--new|--on|2026-11-21", "empty"),
    Operation("import", "import|csv|people.csv", "table", slices=True),
    Operation("undo", "undo"),
    Operation("erase", "person|erase|Yanis Haddad|--yes", slices=True),
    Operation("checkpoint", "checkpoint"),
    Operation(
        "export",
        "export|audit|-o|made.ndjson",
        makes="made.ndjson",
        verified="verify|made.ndjson",
    ),
    Operation(
        "backup", "backup|made.db", makes="made.db", verified="--ledger|made.db|verify"
    ),
    Operation("split backup", "backup|--split|made.db", makes="made.db"),
    Operation("restore", "restore|whole.backup", "backups"),
    Operation("restore split", "restore|split.backup", "backups"),
    Operation("rebuild", "rebuild"),
    Operation("doctor", "doctor"),
    Operation("sign", "init|--sign"),
    Operation("encrypt", "encrypt|--yes", becomes=ENCRYPTED),
    Operation("decrypt", "decrypt|--yes", "encrypted", becomes=DECRYPTED),
    Operation(
        "new key",
        f"encrypt|--new-key|--yes|--passphrase-command|{NEW}",
        "encrypted",
        becomes=LOCKED_ANEW,
    ),
    Operation(
        "passphrase",
        f"passphrase|--new-passphrase-command|{NEW}",
        "encrypted",
        becomes=LOCKED_ANEW,
    ),
    Operation(
        "recovery sheet",
        "passphrase|--recovery-sheet|--sheet|made.txt",
        "encrypted",
        makes="made.txt",
        verified=f"--passphrase-command|{READ_SHEET}|verify",
    ),
    Operation(
        "append, encrypted", "coffee|Camille Lefèvre|--on|2026-11-21", "encrypted"
    ),
    Operation(
        "erase, encrypted", "person|erase|Yanis Haddad|--yes", "encrypted", slices=True
    ),
    Operation("upgrade", "timeline", upgrades=True),
    Operation(
        "upgrade, append", "coffee|Camille Lefèvre|--on|2026-11-21", upgrades=True
    ),
)


def starts(folder: Path) -> dict[str, Path]:
    """The folders that operations start from."""
    ledger = folder / "ledger"
    ledger.mkdir(parents=True)
    _load_readers(make(ledger))
    empty = folder / "empty"
    empty.mkdir()
    table = folder / "table"
    shutil.copytree(ledger, table, symlinks=True)
    rows = "".join(f"Person {n},p{n}@example.org\n" for n in range(ROWS))
    (table / "people.csv").write_text("name,email\n" + rows)
    encrypted = folder / "encrypted"
    shutil.copytree(ledger, encrypted, symlinks=True)
    keys_file.MEMORY_KIB, keys_file.PASSES = 32, 1  # type: ignore[misc]  # no fault is injected while it is computed
    ended = run(_arguments("encrypt|--yes"), encrypted, None, folder / "streams")
    assert ended.code == 0, ended
    backups = folder / "backups"
    backups.mkdir()
    for words in ("backup|whole.backup", "backup|--split|split.backup"):
        ended = run(_arguments(words), ledger, None, folder / "streams")
        assert ended.code == 0, ended
    for file in ledger.glob("*.backup*"):
        file.rename(backups / file.name)
    return {
        "ledger": ledger,
        "empty": empty,
        "table": table,
        "backups": backups,
        "encrypted": encrypted,
    }


def _load_readers(ledger: Path) -> None:
    """Load here what every child needs to look at what is there, which would take it longer than looking."""
    for words in ("verify", "trust", "rebuild"):
        assert ask(ledger, words).code == 0, words


def _arguments(words: str) -> list[str]:
    return ["--ledger", LEDGER, *words.split("|")]


class State(NamedTuple):
    """What a folder holds: the size of the ledger (0: none), whether it is whole and answers as its facts say.

    `made` is whether the file of the operation is there, `left` what the next command leaves of other files.
    """

    size: int
    whole: bool
    made: bool
    left: tuple[str, ...]


def state(operation: Operation, folder: Path, home: Path) -> State:
    """Look at what is there; the views are made again and must answer the same."""
    with operation.program():
        size, whole, made, left = in_child(lambda: _looked(operation, folder), home)
    return State(size, whole, made, tuple(left))


def _looked(operation: Operation, folder: Path) -> tuple[int, bool, bool, list[str]]:
    os.chdir(folder)
    ledger = Path(LEDGER)
    if operation.becomes == LOCKED_ANEW:
        os.environ[COMMAND] = _opening(ledger)
    made = _is_made(operation, ledger)
    size, whole = 0, True
    verified = ask(ledger, "verify") if ledger.exists() else None
    if verified is not None and verified.code != NOTHING_THERE:
        answers = [ask(ledger, words) for words in ("trust", "rebuild", "trust")]
        codes = {answer.code for answer in (verified, *answers)}
        whole = codes == {0} and answers[0].output == answers[2].output
        size = json.loads(verified.output)["size"] if verified.output else -1
    if made and operation.verified is not None:
        lock()
        whole = whole and ask(ledger, operation.verified).code == 0
        lock()
    ask(ledger, "coffee|Zoé Ménard|--on|2026-11-19|--new", as_json=False)
    names = [file.name for file in folder.iterdir()]
    left = [name for name in names if not KNOWN.fullmatch(name)]
    return size, whole, made, left


def _opening(ledger: Path) -> str:
    """The new passphrase's command if that opens the ledger, else the old one's, which must then."""
    os.environ[COMMAND] = NEW
    opened = ask(ledger, "verify").code != WRONG_PASSPHRASE
    lock()
    return NEW if opened else OLD


def _is_made(operation: Operation, ledger: Path) -> bool:
    """Whether the operation was done, as far as the number of events does not tell."""
    match operation.becomes:
        case None:
            return operation.makes is not None and Path(operation.makes).exists()
        case "locked anew":
            return os.environ[COMMAND] == NEW
        case state:
            is_plain = ledger.read_bytes().startswith(_PLAIN)
            return is_plain == (state == DECRYPTED)


def lock() -> None:
    """Forget what was unlocked, as a new process would."""
    unlock._unlocked.clear()
    unlock._salts.clear()
    asking._command = None
