"""Texts that stand on no command line: `-` is standard input, on a terminal what is written in an editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple, TextIO

from ledger.errors import Usage
from ledger.language import _

EDITORS: Final = ("VISUAL", "EDITOR")
"""The variables that name an editor, the first that is set, as git has it."""

_COMMENT: Final = "#"


class _InputText(NamedTuple):
    """What was read of standard input, and for what."""

    stream: TextIO | None
    purpose: str
    text: str


_READ: Final[list[_InputText]] = []
"""What was read last: a command that is run again, because the views were made again, gets the same text."""


def typed_text(purpose: str) -> str:
    """Return the text for an option or argument that was given as `-`.

    From an editor if standard input is a terminal and an editor is named, else from standard input up to its end.
    Raises Usage if the input was read for something else, and for an editor that fails or leaves nothing.
    """
    typed_already = [read for read in _READ if read.stream is sys.stdin]
    for read in typed_already:
        if read.purpose == purpose:
            return read.text
    editor = next(filter(None, map(os.environ.get, EDITORS)), None)
    if editor is not None and sys.stdin is not None and sys.stdin.isatty():
        text = _edited(editor)
    elif typed_already:
        raise Usage("Only one text can be read from standard input.")
    else:
        text = sys.stdin.read()
    _READ[:] = [*typed_already, _InputText(sys.stdin, purpose, text)]
    return text


def _edited(editor: str) -> str:
    """Have a text written in an editor, in a folder of its own that only the user may read, and remove it."""
    memory = os.environ.get("XDG_RUNTIME_DIR", "")  # a folder that is on no disk
    folder = memory if os.access(memory, os.W_OK) else None
    with TemporaryDirectory(dir=folder, prefix="handshake-") as place:
        file = Path(place, "text.txt")
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write("\n" + _commented())
        _run(editor, file)
        text = _uncommented(file.read_text("utf-8", "surrogateescape").splitlines())
    if not text:
        raise Usage("The text was left empty; nothing was recorded.")
    return text


def _commented() -> str:
    hint = _(
        "Write the text above. Lines that begin with # are left out; an empty text records nothing."
    )
    return f"{_COMMENT} {hint}\n"


def _uncommented(lines: Iterable[str]) -> str:
    lines_left = [line for line in lines if not line.startswith(_COMMENT)]
    return "\n".join(lines_left).strip()


def _run(editor: str, file: Path) -> None:
    try:
        words = [*shlex.split(editor), str(file)]
        ended = subprocess.run(words, check=False)  # noqa: S603 - the editor that the user names
    except (OSError, ValueError) as error:
        raise Usage(
            "Cannot start the editor {editor} ({reason}); nothing was recorded.",
            editor=editor,
            reason=error,
        ) from error
    if ended.returncode != 0:
        raise Usage(
            "The editor {editor} failed (exit code {code}); nothing was recorded.",
            editor=editor,
            code=ended.returncode,
        )
