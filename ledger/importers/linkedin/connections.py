"""Connections.csv: whom the owner is connected to, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from ledger.facts import identifiers
from ledger.facts.person_commands import Details
from ledger.importers.linkedin import dates
from ledger.importers.linkedin.layouts import NETWORK
from ledger.importers.linkedin.parts import Part, Source, together, understood
from ledger.importers.records import Brought, Connected, Contact, Problem
from ledger.importers.tables import Row
from ledger.language import N_

HIDDEN: Final = N_("This member hides from exports: LinkedIn gives nothing but a day.")
NOBODY: Final = N_("This row names nobody.")


def connections(sources: Iterable[Source]) -> Part:
    """The rows of all the files, those of the file with the latest connection first.

    Firms and positions are those of the day of the export, so what the newest file says holds.
    """
    parts = [understood(source, _part(source)) for source in sources]
    return together(sorted(parts, key=_newest, reverse=True))


def _newest(part: Part) -> tuple[date, int]:
    days = [b.what.on for b in part.brought if isinstance(b.what, Connected) and b.what.on]
    return (max(days, default=date.min), len(part.brought))


def _part(source: Source) -> Part:
    brought: list[Brought] = []
    misread: list[Problem] = list(source.table.problems)
    hidden: list[Problem] = []
    seen: Counter[str] = Counter()
    for row in source.table.rows:
        on = dates.connected_on(row.cells["on"])
        if on is None and row.cells["on"]:
            misread.append(dates.not_a_date(source.file, row.line, row.cells["on"], "08 Feb 2026"))
        elif not (row.cells["given"] or row.cells["family"]):
            hidden.append(Problem(file=source.file, line=row.line, reason=_why_nobody(row)))
        else:
            who = _contact(row, _row(row, on, seen))
            what = Connected(network=NETWORK, on=on)
            brought.append(Brought(file=source.file, line=row.line, who=(who,), what=what))
    return Part(tuple(brought), tuple(misread), tuple(hidden))


def _why_nobody(row: Row) -> str:
    return NOBODY if any(text for column, text in row.cells.items() if column != "on") else HIDDEN


def _row(row: Row, on: date | None, seen: Counter[str]) -> str:
    """What tells the row again: name, day, and the ordinal among `seen` rows that are alike."""
    values = (row.cells["given"], row.cells["family"], on.isoformat() if on else "")
    first = identifiers.row(NETWORK, values, 0)
    seen[first] += 1
    return first if seen[first] == 1 else identifiers.row(NETWORK, values, seen[first] - 1)


def _contact(row: Row, told_by: str) -> Contact:
    given, family = row.cells["given"], row.cells["family"]
    urls = _some(row.cells.get("url", ""))
    emails = tuple(each for each in _some(row.cells.get("email", "")) if identifiers.email(each))
    return Contact(
        name=f"{given} {family}".strip(),
        given=given or None,
        family=family or None,
        details=Details(
            emails=emails or None,
            urls=urls or None,
            organisation=row.cells.get("organisation") or None,
            position=row.cells.get("position") or None,
        ),
        identifiers=identifiers.of_person(emails, urls),
        rows=(told_by,),
    )


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
