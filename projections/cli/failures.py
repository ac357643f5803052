"""What goes wrong in a command, as one sentence on standard error."""

from __future__ import annotations

import re
import sys
from typing import Final

import click

from ledger.errors import Busy, Damaged, LedgerError
from ledger.language import _
from ledger.language.phrases import sentence
from ledger.language.text import visible
from projections.cli.output import fitted

_BEFORE_ERROR: Final = len("Erreur : ")
"""Columns that click fills before an error."""


class Refusal(click.ClickException):
    """A refusal of the ledger, as click shows errors: one sentence on standard error."""

    def __init__(self, error: LedgerError) -> None:
        text = "\n".join((sentence(error), *_rows(error)))
        super().__init__(fitted(text, _BEFORE_ERROR))
        self.error = error

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click declares a constant of the class
        """The exit code of the refusal."""
        return self.error.exit_code


def _rows(error: LedgerError) -> list[str]:
    """The rows that made a file unusable, where an import names them; the first few."""
    problems = error.details.get("problems")
    if not isinstance(problems, tuple | list) or not problems:
        return []
    from ledger.cli.import_run import LISTED, row_line

    return list(map(row_line, problems[:LISTED]))


def harmless(error: click.ClickException) -> str:
    """The message of click with nothing in it that a terminal obeys, and the quotation marks of the language."""
    text = visible(error.format_message(), keep="\n\t")
    return fitted(_quoted(text), _BEFORE_ERROR)


def _quoted(text: str) -> str:
    """A message of click with the quotation marks of the language around what it quotes."""
    quotes = _("'{text}'")
    return re.sub(
        r"(?<![\w'])'([^'\n]+)'(?!\w)",
        lambda quoted: quotes.format(text=quoted[1]),
        text,
    )


def views_made_again(error: LedgerError, ctx: click.Context) -> bool:
    """Whether a command can be run again: it found damaged views, recorded nothing, and they are made again."""
    if not isinstance(error, Damaged):
        return False
    from projections.cli.interrupted import is_recorded
    from projections.cli.upkeep import is_copy_damaged, make_again
    from projections.engine.sqlite.views_file import ViewsCorrupt

    is_of_something_else = not isinstance(error, ViewsCorrupt) and not is_copy_damaged(
        ctx.obj.file
    )
    if is_of_something_else:
        return False
    if is_recorded(ctx.obj):
        return False
    make_again(ctx.obj)
    return True


def out_of_reach(error: OSError) -> Busy:
    """Return what to say of a failure of the system that no command has said in its own words."""
    if error.filename is not None:
        return Busy(
            "Cannot use {file} ({reason}).", file=str(error.filename), reason=error
        )
    sys.stdout = None  # or its last flush, on exit, would fail once more
    return Busy("Could not write the output ({reason}).", reason=error)
