"""The who-knows command: the owners of a shared ledger who met a person, by trust."""

from __future__ import annotations

from typing import Any

from ledger.cli.options import PERSON
from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.console import option
from ledger.language.phrases import show_date, show_list, show_number
from ledger.language.text import visible
from projections.cli.output import print_json, print_table, say
from projections.cli.owners import owners_of
from projections.cli.read_options import day_shown
from projections.cli.read_session import (
    ReadSession,
    one_person,
    reading_command,
    reference,
)
from projections.network.knowers import Knower, knowers
from projections.trust.model import level_in_words

DIGITS = 3


@reading_command(
    "who-knows", N_("Show which owners of a shared ledger know a person best.")
)
@PERSON
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
def who_knows(session: Session, *, person: str, as_of: str | None) -> None:
    """Show the owners who met a person, those who trust most first."""
    with ReadSession.open(session) as reading:
        somebody = one_person(reading, person)
        on = day_shown(session, as_of)
        owners = owners_of(reading.ledger)
        met = knowers(reading.tables, reading.identity, owners, somebody, on)
        if reading.as_json:
            knowing = [_json(reading, knower) for knower in met]
            print_json({"person": reference(reading, somebody), "owners": knowing})
        elif not met:
            say(_("None of you has met {name}.").format(name=_name(reading, somebody)))
        else:
            _show(reading, met)


def _name(reading: ReadSession, person: PersonId) -> str:
    return visible(reading.name(person))


def _show(reading: ReadSession, met: list[Knower]) -> None:
    lines = [
        [
            _name(reading, knower.owner),
            show_number(knower.tie.trust, DIGITS),
            level_in_words(knower.tie),
            show_date(knower.since),
            show_date(knower.tie.last_met) if knower.tie.last_met else "",
            show_list([_name(reading, person) for person in knower.introduced_by]),
        ]
        for knower in met
    ]
    heads = [_("Owner"), _("Trust"), "", _("Since"), _("Last met"), _("Introduced by")]
    print_table(heads, lines, right=(1,))


def _json(reading: ReadSession, knower: Knower) -> dict[str, Any]:
    introducers_told = [reference(reading, person) for person in knower.introduced_by]
    return {
        "owner": reference(reading, knower.owner),
        "trust": knower.tie.trust,
        "since": knower.since.isoformat(),
        "last_met": knower.tie.last_met,
        "introduced_by": introducers_told,
    }
