"""How a list is shown: as tables with numbers and pages on a terminal, as JSON, CSV or ids elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from ledger.language import _
from ledger.language.phrases import show_choice
from ledger.language.text import cell, visible
from ledger.named_tuple import NamedTuple
from projections.cli.listing import Listing
from projections.cli.output import (
    NO_TONES,
    Tones,
    page,
    print_json,
    say,
    table_lines,
)


def _no_tones(_row: object) -> Tones:
    return NO_TONES


class Section(NamedTuple):
    """A table of a list: its rows, and how one is shown, recorded and identified.

    `record` gives the row in JSON; `columns` names what of it stands in CSV; `tones` are the colours of its cells.
    """

    name: str
    rows: Sequence[Any]
    header: Sequence[str]
    line: Callable[[Any], Sequence[str]]
    record: Callable[[Any], dict[str, Any]]
    identify: Callable[[Any], str]
    columns: Sequence[str]
    right: Sequence[int] = ()
    title: str = ""
    after: Sequence[str] = ()
    tones: Callable[[Any], Tones] = _no_tones


def show(
    listing: Listing,
    sections: Sequence[Section],
    document: Callable[[], dict[str, Any]],
    empty: Callable[[], str],
    filtered: Callable[[], str] = str,
) -> None:
    """Print a list in the form asked for; `empty` says why there are no rows, `filtered` why with a filter."""
    if listing.session.as_json:
        print_json(document())
    elif listing.choice.as_ids:
        _print_ids(sections)
    elif listing.choice.as_csv:
        _print_csv(sections)
    elif any(section.rows for section in sections):
        _print_tables(listing, sections)
    elif listing.narrows:
        say(filtered() or _no_matches(listing))
    else:
        say(empty())


def _no_matches(listing: Listing) -> str:
    """A sentence that nothing fits, with known values similar to those asked for."""
    nearest = list(map(visible, listing.nearest))
    if not nearest:
        return _("No matches.")
    return _("No matches. Did you mean {nearest}?").format(nearest=show_choice(nearest))


def _print_ids(sections: Iterable[Section]) -> None:
    for section in sections:
        for row in section.rows:
            click.echo(section.identify(row))


# ---------------------------------------------------------------- tables


def _print_tables(listing: Listing, sections: Sequence[Section]) -> None:
    """The tables one after the other; on a terminal their rows are numbered, and the numbers remembered."""
    numbered = sys.stdout.isatty()
    lines: list[str] = []
    ids: list[str] = []
    for section in sections:
        if not section.rows:
            continue
        if lines:
            lines.append("")
        start = None
        if numbered:
            start = len(ids) + 1
        lines += _lines(section, start)
        ids += map(section.identify, section.rows)
    page(lines)
    if numbered:
        from ledger.cli.list_numbers import remember

        remember(listing.session, listing.reading.ledger, ids)


def _lines(section: Section, first: int | None) -> Iterator[str]:
    """The lines of a section, numbered from `first`."""
    if section.title:
        yield section.title
    header, right = list(section.header), list(section.right)
    table = [list(section.line(row)) for row in section.rows]
    tones = list(map(section.tones, section.rows))
    if first is not None:
        tones = list(map(_moved, tones))
        header.insert(0, "#")
        right = [0, *(place + 1 for place in right)]
        for number, cells in enumerate(table, start=first):
            cells.insert(0, str(number))
    yield from table_lines(header, table, right=right, tones=tones)
    yield from section.after


def _moved(tones: Tones) -> Tones:
    """The colours of a row behind its number."""
    return {place + 1: tone for place, tone in tones.items()}


# ---------------------------------------------------------------- CSV


def _print_csv(sections: Sequence[Section]) -> None:
    """All rows as one table; the name of its section stands first where there are several."""
    import csv
    import io

    column_names = (name for section in sections for name in section.columns)
    columns = list(dict.fromkeys(column_names))
    several = len(sections) > 1
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    header = columns
    if several:
        header = ["list", *columns]
    table.writerow(header)
    for section in sections:
        for row in section.rows:
            values = _flat(section.record(row))
            cells = [cell(_plain(values.get(name))) for name in columns]
            cells_of_line = cells
            if several:
                cells_of_line = [section.name, *cells]
            table.writerow(cells_of_line)
    click.echo(text.getvalue(), nl=False)


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row in JSON by their columns: a person has a name and an id, several have lists of them."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if name == "person":
            flat["name"], flat["id"] = value["name"], value["id"]
        elif name == "people":
            flat["people"] = [person["name"] for person in value]
            flat["people_ids"] = [person["id"] for person in value]
        elif isinstance(value, Mapping):
            flat |= value
        else:
            flat[name] = value
    return flat


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list() | tuple():
            return "; ".join(map(str, value))
        case bool():
            if value:
                return "true"
            return "false"
        case _:
            return str(value)
