"""A row of Outlook's table as an entry of the address book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ledger.facts.person.commands import Details
from ledger.importers.api import Diagnostic
from ledger.importers.formats.address_book import Listed, email_of, once, whole_name
from ledger.importers.io.csv_table import Row
from ledger.language import N_

NOBODY: Final = N_("This row names nobody.")


def entry(file: str, row: Row, places: Mapping[str, Sequence[int]]) -> Listed | Diagnostic:
    """Whom the row lists."""

    def texts(column: str) -> Iterator[str]:
        return (text for at in places[column] if at < len(row.every) if (text := whole_name(row.every[at])))

    details = _details({column: tuple(texts(column)) for column in places})
    given, additional, family = (next(texts(column), "") for column in ("given", "additional", "family"))
    joined = whole_name(given, additional, family)
    instead = (*texts("name"), *texts("nickname"), details.organisation or "", *(details.emails or ()))
    name = next((text for text in (joined, *instead) if text), "")
    if not name:
        return Diagnostic(file=file, line=row.line, reason=NOBODY)
    return Listed(
        file=file,
        line=row.line,
        name=name,
        given=given or None,
        family=family or None,
        details=details,
        nicknames=tuple(texts("nickname")),
    )


def _details(texts: Mapping[str, Sequence[str]]) -> Details:
    tags = (tag for text in texts["categories"] for tag in re.split("[;,]", text))
    return Details(
        emails=once(map(email_of, texts["email"])),
        phones=once(text for text in texts["phone"] if sum(map(str.isdigit, text)) > 2),
        urls=once(texts["url"]),
        organisation=next(iter(texts["organisation"]), None),
        position=next(iter(texts["job"]), None),
        place=next(iter(texts["city"]), None),
        tags=once(tags),
    )
