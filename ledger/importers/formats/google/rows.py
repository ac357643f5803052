"""A row of Google's table as an entry of the address book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Diagnostic
from ledger.importers.formats.address_book import Listed, email_of, once, whole_name
from ledger.importers.io.csv_table import Row
from ledger.language import N_
from ledger.language.folding import fold

BETWEEN: Final = ":::"
"""What parts the values of one cell."""

NOBODY: Final = N_("This row names nobody.")
OTHER: Final = N_("Google kept this address by itself, among the other contacts: --others takes these along.")

_OTHERS: Final = frozenset({"other contacts", "othercontacts", "autres contacts"})


def entry(file: str, row: Row, places: Mapping[str, Sequence[int]], *, others: bool) -> Listed | Diagnostic:
    """Whom the row lists. Those that Google collected by itself are left out unless `others` are wanted."""
    labels = _values(row.cells.get("labels", ""))
    if not others and _is_other(file, labels):
        return Diagnostic(file=file, line=row.line, reason=OTHER)
    details = _details(row, places, labels)
    given, family = row.cells.get("given", ""), row.cells.get("family", "")
    joined = whole_name(given, row.cells.get("additional", ""), family)
    instead = (row.cells.get("nickname"), row.cells.get("file as"), details.organisation)
    name = next(
        (
            n
            for each in (joined, row.cells.get("name"), *instead, *(details.emails or ()))
            if (n := whole_name(each))
        ),
        "",
    )
    if not name:
        return Diagnostic(file=file, line=row.line, reason=NOBODY)
    return Listed(
        file=file,
        line=row.line,
        name=name,
        given=whole_name(given) or None,
        family=whole_name(family) or None,
        details=details,
        nicknames=tuple(row.cells.get(column, "") for column in ("nickname", "maiden")),
    )


def _is_other(file: str, labels: Sequence[str]) -> bool:
    """Whether nobody but Google put this row there: so says its only label, or without any its file."""
    told = {fold(label) for label in labels}
    if told:
        return told <= _OTHERS
    return any(fold(part.removesuffix(".csv")) in _OTHERS for part in file.replace("\\", "/").split("/"))


def _details(row: Row, places: Mapping[str, Sequence[int]], labels: Sequence[str]) -> Details:
    custom = (text for text in _cells(row, places["custom"]) if identifiers.profile(text))
    return Details(
        emails=once(email_of(text) for text in _cells(row, places["email"])),
        phones=once(text for text in _cells(row, places["phone"]) if sum(map(str.isdigit, text)) > 2),
        urls=once((*_cells(row, places["url"]), *custom)),
        organisation=_first(row, "organisation"),
        position=_first(row, "position"),
        place=next(chain(_cells(row, places["city"]), _cells(row, places["region"])), None),
        tags=once(label for label in labels if not label.startswith("*")),
    )


def _cells(row: Row, places: Sequence[int]) -> Iterator[str]:
    """The values in these columns of the row, one after the other."""
    for at in places:
        if at < len(row.every):
            yield from _values(row.every[at])


def _first(row: Row, column: str) -> str | None:
    return next((text for value in _values(row.cells.get(column, "")) if (text := whole_name(value))), None)


def _values(cell: str) -> Sequence[str]:
    return [value for each in cell.split(BETWEEN) if (value := each.strip())]
