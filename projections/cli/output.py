"""How read commands print: JSON for programs, aligned tables for people, words beside them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, TypeAlias

import click

from ledger.language import _
from ledger.language.text import escaped, visible, width, wrapped

Tones: TypeAlias = Mapping[int, str | None]
"""The colours of cells, by column."""

NO_TONES: Final[Tones] = {}


def print_json(value: Any) -> None:
    """One JSON document on standard output, keys in order, never translated, nothing invisible in it."""
    import orjson

    option = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    if sys.stdout is not None and sys.stdout.isatty():
        option |= orjson.OPT_INDENT_2
    try:
        text = orjson.dumps(value, option=option).decode()
    except (
        orjson.JSONEncodeError
    ):  # the name of a file may hold bytes that are no UTF-8
        import json

        text = json.dumps(value, default=str, sort_keys=True, separators=(",", ":"))
        text += "\n"
    click.echo(escaped(text), nl=False)


def say(sentence: str) -> None:
    """A sentence for the reader, on standard error; on a terminal that is narrower, parted between words."""
    click.echo(fitted(sentence), err=True)


def say_written(output: str, sentence: str | None = None) -> None:
    """Say that a file was written, and if another one stood in its place; nothing for standard output."""
    from projections.audit.atomic_file import is_replaced

    if output == "-":
        return
    say(sentence or _("Wrote {file}.").format(file=visible(output)))
    if is_replaced(output):
        say(_("It replaces the file that had this name."))


def fitted(text: str, indent: int = 0) -> str:
    """A text for standard error: on a terminal, its lines parted between words to fit it behind an indent."""
    if sys.stderr is None or not sys.stderr.isatty():
        return text
    import shutil

    columns = max(shutil.get_terminal_size().columns - indent, 20)
    parts = [part for line in text.split("\n") for part in wrapped(line, columns)]
    return "\n".join(parts)


def tone_of_level(level: str) -> str | None:
    """The colour of a level of trust, which its word says too: none for the first."""
    if level in {"never met", "met"}:
        return None
    if level == "known":
        return "cyan"
    return "green"


def print_indented(
    line: str, indent: int, *, bold: bool = False, tone: str | None = None
) -> None:
    """A line behind spaces, in a colour; on a terminal that is narrower, parted between words behind the same spaces."""
    parts = [line]
    if sys.stdout.isatty():
        import shutil

        parts = wrapped(line, max(shutil.get_terminal_size().columns - indent, 20))
    for part in parts:
        click.echo(" " * indent + click.style(part, bold=bold or None, fg=tone))


def print_table(
    header: Sequence[str], lines: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> None:
    """A table, its header underlined by being bold on a terminal; see `table_lines`."""
    for line in table_lines(header, lines, right=right):
        click.echo(line)


def table_lines(
    header: Sequence[str],
    lines: Sequence[Sequence[str]],
    *,
    right: Sequence[int] = (),
    tones: Sequence[Tones] = (),
) -> Iterator[str]:
    """Columns as wide as their widest cell; `tones` are the colours of the cells of each line.

    `right` numbers the columns that are aligned to the right, as numbers are. On a terminal that is too
    narrow the columns are made narrower, and their cells folded between words.
    """
    widest = [max(map(width, column)) for column in zip(header, *lines, strict=True)]
    widths = widest
    if sys.stdout.isatty():
        widths = _fitting(widest, [header, *lines])
    for text in _folded(header, widths, right):
        yield click.style(text, bold=True)
    for number, line in enumerate(lines):
        tones_of_line = NO_TONES
        if tones:
            tones_of_line = tones[number]
        if widths == widest:
            yield _line(line, widths, right, tones_of_line)
        else:
            yield from _folded(line, widths, right, tones_of_line)


def page(lines: Sequence[str]) -> None:
    """Print lines; on a terminal that is shorter, through a pager."""
    if sys.stdout.isatty() and sys.stdin.isatty():
        import shutil

        if len(lines) >= shutil.get_terminal_size().lines:
            click.echo_via_pager("".join(f"{line}\n" for line in lines))
            return
    if lines:
        click.echo("\n".join(lines))


def _fitting(widths: Sequence[int], lines: Sequence[Sequence[str]]) -> list[int]:
    """The widths with which a line fits the terminal: whole words as far as they go, the widest give way."""
    import shutil

    excess = sum(widths) + 2 * (len(widths) - 1) - shutil.get_terminal_size().columns
    words = [max(map(_narrowest, column)) for column in zip(*lines, strict=True)]
    fitting, excess = _narrower(widths, words, excess)
    fitting, _excess = _narrower(fitting, [_PART] * len(widths), excess)
    return fitting


_PART: Final = 8
"""A column is no narrower than this because words of others are wide."""


def _narrower(
    widths: Sequence[int], least: Sequence[int], excess: int
) -> tuple[list[int], int]:
    """Take an excess from the widest columns, none of them below its least; gives what is left of it."""
    fitting = list(widths)
    while excess > 0:
        wide = [place for place in range(len(fitting)) if fitting[place] > least[place]]
        if not wide:
            break
        fitting[max(wide, key=fitting.__getitem__)] -= 1
        excess -= 1
    return fitting, excess


def _narrowest(text: str) -> int:
    """The width of a cell that is folded at every word: its widest word, behind its indent."""
    indent = len(text) - len(text.lstrip(" "))
    return indent + max(map(width, text.split(" ")))


def _folded(
    cells: Sequence[str],
    widths: Sequence[int],
    right: Sequence[int],
    tones: Tones = NO_TONES,
) -> list[str]:
    """A line of the table, as one or more of the terminal."""
    parts = [wrapped(text, size) for text, size in zip(cells, widths, strict=True)]
    return [
        _line(row, widths, right, tones) for row in zip_longest(*parts, fillvalue="")
    ]


def _line(
    cells: Sequence[str],
    widths: Sequence[int],
    right: Sequence[int],
    tones: Tones,
) -> str:
    padded: list[str] = []
    for place, (text, size) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (size - width(text))
        tone = tones.get(place)
        shown = text
        if tone and text:
            shown = click.style(text, fg=tone)
        cell = space + shown if place in right else shown + space
        padded.append(cell)
    return "  ".join(padded).rstrip()
