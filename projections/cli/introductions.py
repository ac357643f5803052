"""The introductions and via commands: who met whom at the same table, and through whom to reach somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from ledger.cli.options import PERSON, last_day
from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.console import argument, option
from ledger.language.dates import show_date
from ledger.language.phrases import show_list, show_number
from ledger.language.safe import visible
from projections.cli.describe import Naming
from projections.cli.output import print_json, print_table, say
from projections.cli.people_args import one_person, reference
from projections.cli.read_session import ReadSession, reading_command
from projections.network import acquaintances as queries
from projections.network import paths
from projections.network.acquaintances import Introduction, Together
from projections.network.paths import Chain, Link

SHOWN = 20
DIGITS = 3


@reading_command("introductions", N_("Who met whom at the same table, and who introduced whom."))
@argument("person", required=False, metavar="PERSON")
@option(
    "--top", type=click.IntRange(min=1), metavar="N", help=N_("Only so many pairs, the most often first.")
)
def introductions(session: Session, *, person: str | None, top: int | None) -> None:
    """Show introductions and tables."""
    with ReadSession.open(session) as reading:
        who = one_person(reading, person) if person else None
        made, pairs = _introductions(reading, who), _pairs(reading, who)
        if reading.as_json:
            print_json(
                {
                    "introductions": [_introduction_json(reading, each) for each in made],
                    "tables": [_pair_json(reading, each) for each in pairs[:top]],
                }
            )
        elif not made and not pairs:
            say(_("No introduction is recorded, and no table with two others at it."))
        else:
            _show(reading, made, pairs, top or SHOWN)


def _shows(reading: ReadSession, person: PersonId) -> bool:
    return person == reading.identity.root(reading.owner) or reading.listed(person)


def _introductions(reading: ReadSession, who: PersonId | None) -> list[Introduction]:
    """The introductions, or those in which somebody had a part; only of people whom lists show."""
    tables, identity = reading.tables, reading.identity
    made = list(queries.exchanges(tables, identity))
    wanted = queries.introduced(made)
    held = queries.companies(tables, identity) if wanted else iter(())
    known = queries.introductions(made, queries.by_person(held, wanted, identity.root(reading.owner)))
    return [
        each
        for each in known
        if (who is None or who in {each.by, *each.people})
        and all(_shows(reading, one) for one in (each.by, *each.people))
    ]


def _pairs(reading: ReadSession, who: PersonId | None) -> list[Together]:
    found = queries.together(reading.tables, reading.identity, who)
    return [each for each in found if all(map(reading.listed, each.people))]


def _show(reading: ReadSession, made: Sequence[Introduction], pairs: Sequence[Together], count: int) -> None:
    naming = Naming(reading.name, reading.owner)
    if made:
        lines = [
            [
                show_date(each.day),
                naming.of(each.by),
                show_list(sorted(naming.of(one) for one in each.people)),
                show_date(each.met_on) if each.met_on else "",
            ]
            for each in made
        ]
        print_table([_("Day"), _("By"), _("Introduced"), _("Met on")], lines)
    if made and pairs:
        click.echo()
    if pairs:
        click.echo(_("At the same table:"))
        lines = [
            [
                show_list(sorted(naming.of(one) for one in each.people)),
                str(each.times),
                show_date(each.first),
                show_date(each.last),
            ]
            for each in pairs[:count]
        ]
        print_table([_("People"), _("Times"), _("First"), _("Last")], lines, right=[1])


def _introduction_json(reading: ReadSession, each: Introduction) -> dict[str, Any]:
    return {
        "event": each.id,
        "occurred_on": each.day.isoformat(),
        "by": reference(reading, each.by),
        "people": [reference(reading, one) for one in sorted(each.people)],
        "met_on": each.met_on and each.met_on.isoformat(),
    }


def _pair_json(reading: ReadSession, each: Together) -> dict[str, Any]:
    return {
        "people": [reference(reading, one) for one in each.people],
        "times": each.times,
        "first": each.first.isoformat(),
        "last": each.last.isoformat(),
    }


# ---------------------------------------------------------------- via


@reading_command("via", N_("Through whom you reach a person: the strongest chain of at most three steps."))
@PERSON
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
def via(session: Session, *, person: str, as_of: str | None) -> None:
    """Show the strongest chain to a person."""
    with ReadSession.open(session) as reading:
        on = last_day(session, as_of) or session.today
        who = one_person(reading, person)
        found = paths.chain(reading.tables, reading.identity, reading.listed, who, on)
        if reading.as_json:
            print_json(_chain_json(reading, who, on, found))
        elif found is None:
            name = visible(reading.name(who))
            say(_("No chain of at most three steps to {name} is known.").format(name=name))
        else:
            _show_chain(reading, found)


def _show_chain(reading: ReadSession, found: Chain) -> None:
    naming = Naming(reading.name, reading.identity.root(reading.owner))
    steps = [
        _("{name} ({trust})").format(name=naming.of(each.to), trust=_strength(each)) for each in found.links
    ]
    click.echo(" -> ".join([naming.of(found.links[0].from_), *steps]))
    if len(found.links) > 1:
        weakest = found.weakest
        click.echo(
            _("The weakest link is between {one} and {other}: a coffee there helps most.").format(
                one=naming.of(weakest.from_), other=naming.of(weakest.to)
            )
        )


def _strength(link: Link) -> str:
    return show_number(link.trust, DIGITS) if link.how == "met" else _("introduced")


def _chain_json(reading: ReadSession, who: PersonId, on: date, found: Chain | None) -> dict[str, Any]:
    return {
        "as_of": on.isoformat(),
        "person": reference(reading, who),
        "chain": None if found is None else [_link_json(reading, each) for each in found.links],
        "strength": found and found.strength,
        "weakest": found and _link_json(reading, found.weakest),
    }


def _link_json(reading: ReadSession, each: Link) -> dict[str, Any]:
    return {
        "from": reference(reading, each.from_),
        "to": reference(reading, each.to),
        "trust": each.trust,
        "how": each.how,
    }
