"""Single keys from a terminal, none of them lost: those typed ahead wait until they are read."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from ledger.language.text import width
from projections.cli.output import print_indented

_BACKSPACE: Final = ("\b", "\x7f")
_CLEAR: Final = "\x15"
_ENTER: Final = ("\r", "\n", "", "\x04")
_ESCAPE: Final = "\x1b"
_SEQUENCE_PAUSE: Final = 0.05
"""Seconds within which the rest of an arrow key follows its escape."""

_LAST_OF_ASCII: Final = 0x7F


class TerminalKeys:
    """Reads keys one by one, without Enter."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: Final = descriptor

    def key(self) -> str:
        """The next key as a small letter; empty at the end of input, a space for an arrow or function key."""
        return self._character().casefold()

    def line(self, question: str, default: str) -> str:
        """A line typed with Enter, which Backspace and Ctrl-U correct; the default if it is empty."""
        print_indented(question, 2)
        click.echo(f"  [{default}] ", nl=False)
        text = ""
        while (character := self._character()) not in _ENTER:
            if character in _BACKSPACE:
                text = self._shortened(text, len(text) - 1)
            elif character == _CLEAR:
                text = self._shortened(text, 0)
            elif character.isprintable():
                text += character
                click.echo(character, nl=False)
        click.echo()
        return text.strip() or default

    def _shortened(self, text: str, length: int) -> str:
        """The beginning of a text; the rest is wiped from the screen."""
        kept = text[: max(length, 0)]
        gone = width(text) - width(kept)
        click.echo("\b" * gone + " " * gone + "\b" * gone, nl=False)
        return kept

    def _character(self) -> str:
        byte = os.read(self._descriptor, 1)
        if byte == _ESCAPE.encode():
            self._swallow_sequence()
            return " "
        if byte and byte[0] > _LAST_OF_ASCII:
            byte += self._continuation(byte[0])
        return byte.decode(errors="replace")

    def _continuation(self, lead: int) -> bytes:
        """The other bytes of a letter in UTF-8."""
        count = 1 + (lead >= 0xE0) + (lead >= 0xF0)
        return os.read(self._descriptor, count)

    def _swallow_sequence(self) -> None:
        while select.select([self._descriptor], [], [], _SEQUENCE_PAUSE)[0]:
            byte = os.read(self._descriptor, 1)
            if not byte or byte.isalpha():
                return
            if byte == b"~":
                return


@contextmanager
def terminal_keys() -> Iterator[TerminalKeys]:
    """Read keys without Enter; the terminal is as it was afterwards, whatever happens."""
    descriptor = sys.stdin.fileno()
    cooked = termios.tcgetattr(descriptor)
    # TCSADRAIN, not the default that throws away what is typed ahead.
    tty.setcbreak(descriptor, termios.TCSADRAIN)
    try:
        yield TerminalKeys(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, cooked)
