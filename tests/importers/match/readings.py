"""Readings as importers give them, of one row or a few."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Claim, Contact, ImportedRow, ImportFile

DAY = date(2026, 2, 8)
URL = "linkedin:camille-demo"
OTHER_URL = "linkedin:another-demo"
EMAIL = "email:camille@example.org"


def row(*values: str) -> str:
    """What tells a row again."""
    return identifiers.row("test", values, 0)


def camille(
    *keys: str,
    name: str = "Camille Lefèvre",
    given: str | None = "Camille",
    **details: Any,
) -> Contact:
    """Somebody with these identifiers, told as addresses too."""
    emails = tuple(
        key.removeprefix("email:") for key in keys if key.startswith("email:")
    )
    slugs = [
        key.removeprefix("linkedin:") for key in keys if key.startswith("linkedin:")
    ]
    urls = tuple(f"https://www.linkedin.com/in/{slug}" for slug in slugs)
    return Contact(
        name=name,
        given=given,
        family="Lefèvre" if given else None,
        details=Details(emails=emails or None, urls=urls or None, **details),
        identifiers=tuple(key for key in keys if not key.startswith("row:")),
        rows=tuple(key for key in keys if key.startswith("row:")),
    )


def said(what: Claim, *who: Contact, line: int = 2, rows: int = 1) -> ImportedRow:
    """A row."""
    return ImportedRow(file="f.csv", line=line, who=who, what=what, rows=rows)


def reading(
    *who: Contact | Claim | ImportedRow, owner: Contact | None = None
) -> ImportFile:
    """One row for each contact, saying of each what stands after it, if anything."""
    brought: list[ImportedRow] = []
    for each in who:
        if isinstance(each, ImportedRow):
            brought.append(each)
        elif isinstance(each, Contact):
            brought.append(said(None, each, line=len(brought) + 2))
        else:
            brought[-1] = said(each, *brought[-1].who, line=brought[-1].line)
    return ImportFile(
        rows=tuple(brought), problems=(), read=sum(b.rows for b in brought), owner=owner
    )
