"""What is known of a person besides the name, on one line: what tells people of one name apart."""

from __future__ import annotations

import json
from datetime import date

from ledger.facts.base import PersonId
from ledger.language import _, _n
from ledger.language.safe import visible
from projections import directory
from projections.cli.lately import met_on
from projections.evidence import DAYS
from projections.resolving import Directory


def about(known: Directory, person: PersonId) -> str:
    """Position, firm, place, addresses and how often they were met, as far as the ledger tells."""
    found = directory.person(known.tables, known.identity.root(person)) or directory.Person(person)
    details = [found.position, found.organisation, found.place, *_addresses(found), _met(known, person)]
    return " · ".join(visible(each) for each in details if each) or _("nothing but the name")


def _addresses(found: directory.Person) -> list[str]:
    return [*json.loads(found.emails), *json.loads(found.urls)]


def _met(known: Directory, person: PersonId) -> str:
    days = sorted({str(row[1]) for each in known.group(person) for row in known.tables.scan(DAYS, (each,))})
    if not days:
        return ""
    return _n("met on {count} day, {last}", "met on {count} days, the last {last}", len(days)).format(
        count=len(days), last=met_on(known, person, date.fromisoformat(days[-1]))
    )
