"""A row of a table: whom it lists, who else was there, and what it says was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ledger.facts.person.commands import Details
from ledger.importers.api import Attended, Claim, Diagnostic
from ledger.importers.formats.address_book import (
    Listed,
    email_of,
    emails_of,
    once,
    phones_of,
    whole_name,
    without_invisible,
)
from ledger.importers.formats.csv.cells import company, everybody, is_doubtful, tags, values
from ledger.importers.formats.csv.columns import SEVERAL
from ledger.importers.formats.csv.deeds import Terms, deeds
from ledger.importers.io.csv_table import Row
from ledger.language import N_

MOST: Final = 100
"""Where more people are, nobody meets them all."""

NOBODY: Final = N_("This row names nobody.")
ONE_OR_SEVERAL: Final = N_("{text} may be one person or several: part several by a semicolon.")
CROWD: Final = N_("This row names more than {most} people.")


@dataclass(frozen=True)
class Said:
    """What a row says: `deeds`, none or several, of everybody in `who`."""

    file: str
    line: int
    who: tuple[Listed, ...]
    deeds: tuple[Claim, ...]

    @property
    def is_meeting(self) -> bool:
        """Whether people met."""
        return any(isinstance(deed, Attended) for deed in self.deeds)


def said(file: str, row: Row, terms: Terms) -> Said | Diagnostic:
    """What the row says, or why it is of no use."""
    done = deeds(file, row, terms)
    if isinstance(done, Diagnostic):
        return done
    found = Said(file, row.line, (), done)
    if found.is_meeting and is_doubtful(name := _name(row.cells)):
        return Diagnostic(file=file, line=row.line, reason=ONE_OR_SEVERAL, details={"text": name})
    who = tuple(islice(_company(file, row) if found.is_meeting else _alone(file, row), MOST + 1))
    if len(who) > MOST:
        return Diagnostic(file=file, line=row.line, reason=CROWD, details={"most": MOST})
    return replace(found, who=who) if who else Diagnostic(file=file, line=row.line, reason=NOBODY)


def _alone(file: str, row: Row) -> Iterator[Listed]:
    """The person whom a row of an address book lists."""
    town = row.cells.get("city") or row.cells.get("place") or row.cells.get("country")
    details = replace(_details(row.cells), place=town or None, tags=once(tags(row.cells.get("tags", ""))))
    if name := _name(row.cells) or next(iter((*_firm(details), *(details.emails or ()))), ""):
        yield _listed(file, row, name, details)


def _firm(details: Details) -> tuple[str, ...]:
    """Who answers at an address that has no name."""
    return (details.organisation,) if details.organisation and details.emails else ()


def _company(file: str, row: Row) -> Iterator[Listed]:
    """Everybody whom a row of a journal names; of several nothing but the names is known."""
    names = company(_name(row.cells))
    details = replace(_details(row.cells), place=row.cells.get("city") or None)
    if not names and details.emails:
        names = [details.emails[0]]
    for name in names:
        yield _listed(file, row, name, details if len(names) == 1 else Details())
    for text in everybody(row.cells.get("with", ""))[: MOST + 1]:
        address = email_of(text)
        name = whole_name(text.partition("<")[0].strip(' "')) if address and "<" in text else text
        yield Listed(
            file=file,
            line=row.line,
            name=name or text,
            details=Details(emails=(address,) if address else None),
        )


def _name(cells: Mapping[str, str]) -> str:
    return whole_name(cells.get("name")) or whole_name(cells.get("given"), cells.get("family"))


def _listed(file: str, row: Row, name: str, details: Details) -> Listed:
    parted = whole_name(row.cells.get("given"), row.cells.get("family")) == name
    return Listed(
        file=file,
        line=row.line,
        name=name,
        given=row.cells.get("given") or None if parted else None,
        family=row.cells.get("family") or None if parted else None,
        details=details,
    )


def _details(cells: Mapping[str, str]) -> Details:
    texts = {column: [cells.get(f"{column}{n}", "") for n in ("", " 2", " 3")] for column in SEVERAL}
    return Details(
        emails=once(email for text in texts["email"] for email in emails_of(text)),
        phones=once(phone for text in texts["phone"] for phone in phones_of(text)),
        urls=once(without_invisible(value) for text in texts["url"] for value in values(text)),
        organisation=cells.get("organisation") or None,
        position=cells.get("position") or None,
    )
