"""How read commands print: JSON for programs, aligned tables for people, words beside them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from ledger.language.safe import pad, width


def print_json(value: Any) -> None:
    """One JSON document on standard output, keys in order, never translated."""
    import orjson

    option = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    if sys.stdout.isatty():
        option |= orjson.OPT_INDENT_2
    click.echo(orjson.dumps(value, option=option), nl=False)


def say(sentence: str) -> None:
    """A sentence for the reader, on standard error."""
    click.echo(sentence, err=True)


def print_table(header: Sequence[str], lines: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Columns as wide as their widest cell, the header underlined by being bold on a terminal.

    `right` numbers the columns that are aligned to the right, as numbers are.
    """
    widths = [max(map(width, column)) for column in zip(header, *lines, strict=True)]
    click.echo(click.style(_line(header, widths, right), bold=True))
    for line in lines:
        click.echo(_line(line, widths, right))


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    padded = [
        " " * (size - width(text)) + text if place in right else pad(text, size)
        for place, (text, size) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()
