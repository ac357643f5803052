"""A numbered menu on a terminal: which of several people, plans or meetings is meant."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Final

import click

from ledger.language import _
from ledger.language.console import ask
from ledger.language.text import width, wrapped

LEAST_ROOM: Final = 20
"""In fewer columns nothing is folded."""


def pick(rows: Sequence[str]) -> int | None:
    """The place of the row whose number is typed; None if Enter alone leaves the menu."""
    columns = len(f"{len(rows)}")
    for number, row in enumerate(rows, 1):
        for line in hanging(f"  {number:>{columns}}. ", row):
            click.echo(line, err=True)
    question = _("Which one? Type its number, or press Enter for none")
    while True:
        answer = ask(question, default="").strip().rstrip(".") or "0"
        if not answer.isdecimal():
            continue
        chosen = int(answer)
        if chosen == 0:
            return None
        if chosen <= len(rows):
            return chosen - 1


def hanging(start: str, text: str) -> Iterator[str]:
    """The text after its start; on a terminal in as many lines as it takes, aligned."""
    before = width(start)
    room = 0
    if sys.stderr.isatty():
        import shutil

        room = shutil.get_terminal_size().columns - before
    lines = [text]
    if room > LEAST_ROOM:
        lines = wrapped(text, room)
    for place, line in enumerate(lines):
        yield f"{' ' * before if place else start}{line}"
