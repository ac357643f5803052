"""The lines of text files that `inbox` left unclear, for `review` to go on with; which files they are is kept beside the ledger."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from ledger.errors import BadInput, Damaged
from ledger.store.atomic import make_folder
from ledger.store.private_file import read_private, write_private

ENDING: Final = ".inboxes"
DONE: Final = "\N{CHECK MARK} "
"""What a line begins with that is recorded."""

NOTHING: Final = "# "
"""What a line begins with that tells of no meeting."""

REASON: Final = re.compile(
    r"# handshake (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\u00a0?: (?P<reason>.*[.?!)])"
)
"""The comment that says why the line above it is not recorded, and on which day that line was first seen."""

_BULLET: Final = re.compile(r"^\s*(?:[-*+\u2022]\s+)?(?:\[[ xX]?\]\s+)?")
_LARGEST: Final = 2**20


class LeftLine(NamedTuple):
    """A line that was left unclear: where it is, as it stands, its comment, the sentence in it and the reason.

    `seen` is the day on which it was first looked at, from which its days are seen.
    """

    file: Path
    number: int
    text: str
    comment: str
    sentence: str
    reason: str
    seen: str


def sentence_in(text: str) -> str:
    """The sentence of a line, without its bullet."""
    return _BULLET.sub("", text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")).strip()


def text_of(file: Path) -> str | None:
    """The text of a file; None for a picture or anything else that is no text in UTF-8."""
    try:
        if file.stat().st_size > _LARGEST:
            return None
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(
            "{file} could not be read ({reason}).", file=str(file), reason=error
        ) from error
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def write_text(file: Path, text: str) -> None:
    """Write a file whole, with the rights and the time that it had."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as copy:
            copy.write(text.encode())
        state = file.stat()
        Path(copy.name).chmod(state.st_mode)
        # When its lines were written says what "yesterday" means in them.
        os.utime(copy.name, ns=(state.st_atime_ns, state.st_mtime_ns))
        Path(copy.name).replace(file)
    except OSError as error:
        raise BadInput(
            "{file} could not be written ({reason}).", file=str(file), reason=error
        ) from error


# ---------------------------------------------------------------- which files


def keep(ledger: Path, files: Collection[Path], unclear: Collection[Path]) -> None:
    """Keep which of these files have unclear lines, beside those that are known."""
    known = set(_known(ledger))
    wanted = (known - {*map(str, files)}) | {*map(str, unclear)}
    if wanted != known:
        make_folder(ledger.parent)
        data = json.dumps(sorted(wanted)).encode()
        write_private(_list_path(ledger), data, ledger)


def _list_path(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}{ENDING}")


def _known(ledger: Path) -> list[str]:
    path = _list_path(ledger)
    if not path.exists():
        return []
    try:
        return list(map(str, json.loads(read_private(path, ledger))))
    except (ValueError, TypeError) as error:
        raise Damaged(
            "{file} cannot be read. Delete it and run 'handshake inbox' again; the ledger is not affected.",
            file=path,
        ) from error


# ---------------------------------------------------------------- their lines


def left_lines(ledger: Path) -> list[LeftLine]:
    """The lines that are still unclear, in the files that are still there."""
    lines: list[LeftLine] = []
    for name in _known(ledger):
        file = Path(name)
        text = text_of(file) if file.is_file() else None
        lines += _left(file, text or "")
    return lines


def _left(file: Path, text: str) -> Iterator[LeftLine]:
    for number, (line, comment) in enumerate(pairwise(text.splitlines()), 1):
        match = REASON.fullmatch(comment.strip())
        if match and not line.startswith((DONE.strip(), NOTHING.strip())):
            yield LeftLine(
                file,
                number,
                line,
                comment,
                sentence_in(line),
                match["reason"],
                match["day"],
            )


def mark(line: LeftLine, sign: str) -> None:
    """Put a sign before a line, and take its comment away."""
    _exchange(line, [line.text, line.comment], [f"{sign}{line.text}"])


def unmark(line: LeftLine, sign: str) -> None:
    """Make a line unclear again."""
    _exchange(line, [f"{sign}{line.text}"], [line.text, line.comment])


def _exchange(line: LeftLine, before: list[str], after: list[str]) -> None:
    """Replace some lines by others, wherever they stand by now."""
    text = text_of(line.file) or ""
    rows = text.splitlines(keepends=True)
    bare = [row.rstrip("\r\n") for row in rows]
    length = len(before)
    for at in range(len(rows) - length + 1):
        if bare[at : at + length] != before:
            continue
        ending = rows[at][len(bare[at]) :] or os.linesep
        rows[at : at + length] = [f"{row}{ending}" for row in after]
        write_text(line.file, "".join(rows))
        return
