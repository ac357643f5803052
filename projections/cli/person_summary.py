"""What is known of a person besides the name, on one line: what tells people of one name apart."""

from __future__ import annotations

import json
from datetime import date

from ledger.facts.event import PersonId
from ledger.language import _, _n
from ledger.language.phrases import show_number
from ledger.language.safe import visible
from projections.cli.last_met import met_on
from projections.directory import query as directory
from projections.directory.resolve import Directory
from projections.trust import query as ties


def about(queries: Directory, person: PersonId) -> str:
    """Position, firm, place, addresses and how often they were met, as far as the ledger tells."""
    card = queries.card(person)
    details = [card.position, card.organisation, card.place, *_addresses(card), _met(queries, person)]
    return " · ".join(visible(detail) for detail in details if detail) or _("nothing but the name")


def _addresses(card: directory.Person) -> list[str]:
    return [*json.loads(card.emails), *json.loads(card.urls)]


def _met(queries: Directory, person: PersonId) -> str:
    days = ties.days_met_by(queries.tables, queries.group(person), date.max.toordinal())
    if not days:
        return ""
    day = date.fromordinal(days[-1][0])
    return _n("met on {count} day, {last}", "met on {count} days, the last {last}", len(days)).format(
        count=show_number(len(days)), last=met_on(queries, person, day)
    )
