"""How read commands print: JSON for programs, aligned tables for people, words beside them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Any, Final, TypeAlias

import click

from ledger.language import _
from ledger.language.text import escaped, visible, width, wrapped

Tones: TypeAlias = Mapping[int, str | None]
"""The colours of cells, by column."""

NO_TONES: Final[Tones] = {}

AT_ONCE: Final = 1_000
"""How many rows of a long list are read, laid out and printed together."""


def print_json(value: Any) -> None:
    """One JSON document on standard output, keys in order, never translated, nothing invisible in it."""
    click.echo(_json(value), nl=False)


def print_json_list(name: str, records: Iterable[Mapping[str, Any]]) -> None:
    """One JSON document with a single list in it, some records at a time."""
    waiting = iter(records)
    lot = list(islice(waiting, AT_ONCE))
    opening, body, closing = _list_in(_json({name: lot}))
    click.echo(opening + body, nl=False)
    while lot := list(islice(waiting, AT_ONCE)):
        _opening, body, closing = _list_in(_json({name: lot}))
        click.echo("," + body, nl=False)
    click.echo(closing, nl=False)


def _list_in(document: str) -> tuple[str, str, str]:
    """A JSON document with a list in it: what stands before its items, these, and what stands after them."""
    start = document.index("[") + 1
    end = document.rindex("]")
    items = document[start:end].rstrip()
    return document[:start], items, document[start + len(items) :]


def _json(value: Any) -> str:
    """A value as a line of JSON; on a terminal, indented."""
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
    return escaped(text)


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
    if sys.stderr is None:
        return text
    if not sys.stderr.isatty():
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
    header: Sequence[str], lines: Iterable[Sequence[str]], *, right: Sequence[int] = ()
) -> None:
    """A table, its header underlined by being bold on a terminal; see `table_lines`."""
    plain = ((line, NO_TONES) for line in lines)
    for line in table_lines(header, plain, right=right):
        click.echo(line)


def table_lines(
    header: Sequence[str],
    lines: Iterable[tuple[Sequence[str], Tones]],
    *,
    right: Sequence[int] = (),
) -> Iterator[str]:
    """Columns as wide as their widest cell; each line has the colours of its cells.

    `right` numbers the columns that are aligned to the right, as numbers are. On a terminal that is too
    narrow the columns are made narrower, and their cells folded between words. Of a long table the columns
    are as wide as the lines so far need.
    """
    waiting = iter(lines)
    widest = list(map(width, header))
    missing_header = [header]
    while True:
        lot = list(islice(waiting, AT_ONCE))
        cells = [line for line, _tones in lot]
        widest = _widest(widest, cells)
        widths = widest
        if sys.stdout.isatty():
            widths = _fitting(widest, [header, *cells])
        if missing_header:
            for text in _folded(missing_header.pop(), widths, right):
                yield click.style(text, bold=True)
        for line, tones in lot:
            if widths == widest:
                yield _line(line, widths, right, tones)
            else:
                yield from _folded(line, widths, right, tones)
        if len(lot) < AT_ONCE:
            return


def _widest(widths: Sequence[int], lines: Sequence[Sequence[str]]) -> list[int]:
    """The widths of columns that these lines fit too."""
    columns = zip(*lines, strict=True)
    if not lines:
        return list(widths)
    return [
        max(least, *map(width, column))
        for least, column in zip(widths, columns, strict=True)
    ]


def page(lines: Iterable[str]) -> None:
    """Print lines as they come; on a terminal that is shorter, through a pager."""
    waiting = iter(lines)
    if sys.stdout.isatty() and sys.stdin.isatty():
        import shutil

        height = shutil.get_terminal_size().lines
        beginning = list(islice(waiting, height))
        if len(beginning) == height:
            every_line = chain(beginning, waiting)
            click.echo_via_pager(f"{line}\n" for line in every_line)
            return
        waiting = iter(beginning)
    while lot := list(islice(waiting, AT_ONCE)):
        click.echo("\n".join(lot))


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
    """Take an excess from the widest columns, none of them below its least; gives the remaining excess."""
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
