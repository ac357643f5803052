"""How a list is shown: as tables with numbers and pages on a terminal, as JSON, CSV or ids elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import click

from ledger.language import _
from ledger.language.phrases import show_choice
from ledger.language.text import cell, visible
from ledger.named_tuple import NamedTuple
from projections.cli.listing import Listing
from projections.cli.output import (
    AT_ONCE,
    NO_TONES,
    Tones,
    page,
    print_json,
    print_json_list,
    say,
    table_lines,
)


def _no_tones(_row: object) -> Tones:
    return NO_TONES


class Section(NamedTuple):
    """A table of a list: its rows, read once, and how one is shown, recorded and identified.

    `record` gives the row in JSON; `columns` names what of it stands in CSV; `tones` are the colours of its cells.
    """

    name: str
    rows: Iterable[Any]
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
    elif not listing.as_text:
        _print_for_programs(listing, sections)
    elif _print_tables(listing, sections):
        return
    elif listing.narrows:
        say(filtered() or _no_matches(listing))
    else:
        say(empty())


def show_long(listing: Listing, section: Section, empty: Callable[[], str]) -> None:
    """Print a list of a single section as `show` does, in JSON too as its rows come."""
    if listing.session.as_json:
        print_json_list(section.name, map(section.record, section.rows))
    else:
        show(listing, [section], dict, empty)


def _print_for_programs(listing: Listing, sections: Sequence[Section]) -> None:
    if listing.choice.as_ids:
        _print_ids(sections)
    else:
        _print_csv(sections)


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


def _print_tables(listing: Listing, sections: Sequence[Section]) -> bool:
    """The tables one after the other, and whether there was any row.

    On a terminal their rows are numbered, and the numbers remembered.
    """
    ids: list[str] = []
    numbered = sys.stdout.isatty()
    lines = _lines(sections, ids if numbered else None)
    beginning = next(lines, None)
    if beginning is None:
        return False
    page(chain((beginning,), lines))
    if numbered:
        from ledger.cli.list_numbers import remember

        remember(listing.session, listing.reading.ledger, ids)
    return True


def _lines(sections: Iterable[Section], ids: list[str] | None) -> Iterator[str]:
    """The lines of the sections that have rows; with a list of `ids` numbered, and their ids put into it."""
    is_above = False
    for section in sections:
        rows = iter(section.rows)
        for row in rows:
            if is_above:
                yield ""
            is_above = True
            yield from _table(section, chain((row,), rows), ids)


def _table(
    section: Section, rows: Iterable[Any], ids: list[str] | None
) -> Iterator[str]:
    """The lines of a section with its title, and with what stands below it."""
    header, right = list(section.header), list(section.right)
    if ids is None:
        lines = ((section.line(row), section.tones(row)) for row in rows)
    else:
        header.insert(0, "#")
        right = [0, *(place + 1 for place in right)]
        lines = _numbered(section, rows, ids)
    if section.title:
        yield section.title
    yield from table_lines(header, lines, right=right)
    yield from section.after


def _numbered(
    section: Section, rows: Iterable[Any], ids: list[str]
) -> Generator[tuple[Sequence[str], Tones]]:
    """The cells of rows behind their numbers, and their colours."""
    for row in rows:
        ids.append(section.identify(row))
        yield [str(len(ids)), *section.line(row)], _moved(section.tones(row))


def _moved(tones: Tones) -> Tones:
    """The colours of a row behind its number."""
    return {place + 1: tone for place, tone in tones.items()}


# ---------------------------------------------------------------- CSV


def _print_csv(sections: Sequence[Section]) -> None:
    """All rows as one table; the name of its section stands first where there are several."""
    lines = _csv_lines(sections)
    while lot := list(islice(lines, AT_ONCE)):
        click.echo("".join(lot), nl=False)


def _csv_lines(sections: Sequence[Section]) -> Iterator[str]:
    import csv
    import io

    column_names = (name for section in sections for name in section.columns)
    columns = list(dict.fromkeys(column_names))
    several = len(sections) > 1
    line = io.StringIO()
    table = csv.writer(line, lineterminator="\r\n")
    header = columns
    if several:
        header = ["list", *columns]
    table.writerow(header)
    for section in sections:
        for row in section.rows:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
            values = _flat(section.record(row))
            cells = [cell(_plain(values.get(name))) for name in columns]
            cells_of_line = cells
            if several:
                cells_of_line = [section.name, *cells]
            table.writerow(cells_of_line)
    yield line.getvalue()


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row in JSON by their columns: a person has a name and an id, several have lists of them."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if name == "person":
            flat["name"], flat["id"] = value["name"], value["id"]
        elif name == "people":
            flat["people"] = [person["name"] for person in value]
            flat["people_ids"] = [person["id"] for person in value]
        elif isinstance(value, dict):
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
