"""How this run of the program gets a passphrase: by which command, and whether anyone can be asked for it."""

from __future__ import annotations

import os
import sys
from typing import Final

from ledger.errors import Refused

TRIES: Final = 3

PROMPT: Final = "HANDSHAKE_PROMPT"
"""The variable that is 0 to be asked for no passphrase, even on a terminal."""

_COMPLETING: Final = "_HANDSHAKE_COMPLETE"
"""The variable by which a shell asks the program how a word may go on."""

_command: str | None = None


def use_command(command: str | None) -> None:
    """Set the command that prints the passphrase, whatever the environment says; None leaves it unchanged."""
    global _command  # noqa: PLW0603 - a process has one command line
    _command = command or _command


def command() -> str | None:
    """Return the command that the command line names."""
    return _command


def can_ask() -> bool:
    """Whether someone is at a terminal, and waits for questions: not a shell that completes a word, nor a script."""
    must_not_ask = _COMPLETING in os.environ or os.environ.get(PROMPT) == "0"
    if must_not_ask:
        return False
    terminals = (
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)
    )
    return any(terminals)


def ask(question: str) -> str:
    """Ask for a passphrase on the terminal, which does not show it, even if standard input is a file."""
    from getpass import getpass

    try:
        answer: str = getpass(question)
    except (EOFError, OSError):
        raise Refused("No passphrase was given.") from None
    return answer
