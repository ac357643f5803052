"""The introductions and via commands: shared tables, introductions, and chains to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from ledger.cli.gc_pause import collecting_later
from ledger.cli.options import PERSON
from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.console import argument, option
from ledger.language.phrases import show_date, show_list, show_number
from ledger.language.text import visible
from projections.cli.describe import Naming
from projections.cli.output import print_indented, print_json, print_table, say
from projections.cli.read_options import day_shown, of_owners
from projections.cli.read_session import (
    ReadSession,
    one_person,
    reading_command,
    reference,
)
from projections.cli.tree_lines import Branch, tree_lines
from projections.network import acquaintances as queries
from projections.network import paths
from projections.network.acquaintances import Introduction, Together
from projections.network.paths import Chain, Link

SHOWN = 20
DIGITS = 3


@reading_command(
    "introductions", N_("Who met at the same table, and who introduced them.")
)
@argument("person", required=False, metavar="PERSON")
@option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=N_("Show at most N pairs, the most frequent first."),
)
def introductions(session: Session, *, person: str | None, top: int | None) -> None:
    """Show introductions and tables."""
    with collecting_later(), ReadSession.open(session) as reading:
        somebody = None
        if person:
            somebody = one_person(reading, person)
        if top is None and not reading.as_json:
            top = SHOWN
        introductions_made = _introductions(reading, somebody)
        pairs = _pairs(reading, somebody, top)
        if reading.as_json:
            introductions_told = [
                _introduction_json(reading, item) for item in introductions_made
            ]
            pairs_told = [_pair_json(reading, item) for item in pairs]
            print_json(
                {
                    "introductions": introductions_told,
                    "tables": pairs_told,
                }
            )
        elif not introductions_made and not pairs:
            say(_("No introductions recorded, and no meetings of three."))
        else:
            _show(reading, introductions_made, pairs)


def _shows(reading: ReadSession, person: PersonId) -> bool:
    return person == reading.identity.root(reading.owner) or reading.listed(person)


def _introductions(
    reading: ReadSession, somebody: PersonId | None
) -> list[Introduction]:
    """The introductions, or those with this person; only of listed people."""
    tables, identity = reading.tables, reading.identity
    exchanges = list(queries.exchanges(tables, identity))
    introduced_people = queries.introduced(exchanges)
    held = queries.companies(tables, identity) if introduced_people else iter(())
    introductions_made = queries.introductions(
        exchanges,
        queries.by_person(held, introduced_people, identity.root(reading.owner)),
    )
    shown: list[Introduction] = []
    for introduction in introductions_made:
        people = {introduction.by, *introduction.people}
        is_chosen = somebody is None or somebody in people
        if is_chosen and all(_shows(reading, person) for person in people):
            shown.append(introduction)
    return shown


def _pairs(
    reading: ReadSession, somebody: PersonId | None, top: int | None
) -> list[Together]:

    def listed(person: PersonId) -> bool:
        # Everyone is read when the meetings of everyone are no longer held in memory.
        if somebody is None:
            reading.queries.everyone()
        return reading.listed(person)

    return queries.together(
        reading.tables, reading.identity, somebody, listed=listed, top=top
    )


def _show(
    reading: ReadSession,
    introductions_made: Sequence[Introduction],
    pairs: Sequence[Together],
) -> None:
    naming = Naming(reading.name, reading.owner)
    lines_of_trees = tree_lines(_trees(reading, naming, introductions_made))
    for line in lines_of_trees:
        click.echo(line)
    if introductions_made and pairs:
        click.echo()
    if pairs:
        click.echo(_("At the same table:"))
        lines = [
            [
                show_list(sorted(map(naming.of, item.people))),
                str(item.times),
                show_date(item.first),
                show_date(item.last),
            ]
            for item in pairs
        ]
        print_table([_("People"), _("Times"), _("First"), _("Last")], lines, right=[1])


def _trees(
    reading: ReadSession, naming: Naming, introductions_made: Sequence[Introduction]
) -> list[Branch]:
    """The introductions below each person who made them; below a person met that way, those made in turn."""
    me = reading.identity.root(reading.owner)
    by_person: dict[PersonId, list[Introduction]] = {}
    for introduction in introductions_made:
        by_person.setdefault(introduction.by, []).append(introduction)
    came_by = {
        person: introduction.by
        for introduction in introductions_made
        if me in introduction.people
        for person in introduction.people
        if person != me
    }
    drawn: set[PersonId] = set()

    def tree(person: PersonId) -> Branch:
        drawn.add(person)
        branch = Branch(naming.of(person))
        for introduction in by_person[person]:
            twig = Branch(_introduced(naming, introduction, me))
            branch.branches.append(twig)
            for guest in sorted(introduction.people & came_by.keys()):
                is_a_branch = (
                    came_by[guest] == person and guest in by_person.keys() - drawn
                )
                if is_a_branch:
                    twig.branches += tree(guest).branches
        return branch

    roots = [person for person in by_person if came_by.get(person) not in by_person]
    trees = list(map(tree, roots))
    trees_left = [tree(person) for person in by_person if person not in drawn]
    return trees + trees_left


def _introduced(naming: Naming, introduction: Introduction, me: PersonId) -> str:
    """The people of an introduction, with its day and that of the meeting that came of it."""
    others = introduction.people - {me}
    people = introduction.people
    if me in introduction.people:
        people = others
    names = show_list(sorted(map(naming.of, people)))
    day = show_date(introduction.day)
    if introduction.met_on is None:
        return _("{people}, {day}").format(people=names, day=day)
    return _("{people}, {day}; met {met_on}").format(
        people=names, day=day, met_on=show_date(introduction.met_on)
    )


def _introduction_json(
    reading: ReadSession, introduction: Introduction
) -> dict[str, Any]:
    people_introduced = [
        reference(reading, person) for person in sorted(introduction.people)
    ]
    return {
        "event": introduction.id,
        "occurred_on": introduction.day.isoformat(),
        "by": reference(reading, introduction.by),
        "people": people_introduced,
        "met_on": introduction.met_on,
    }


def _pair_json(reading: ReadSession, pair: Together) -> dict[str, Any]:
    people_of_pair = [reference(reading, person) for person in pair.people]
    return {
        "people": people_of_pair,
        "times": pair.times,
        "first": pair.first.isoformat(),
        "last": pair.last.isoformat(),
    }


# ---------------------------------------------------------------- via


@reading_command(
    "via", N_("Find a way to a person. The strongest chain of up to three steps.")
)
@PERSON
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
@of_owners
def via(session: Session, *, person: str, as_of: str | None) -> None:
    """Show the strongest chain to a person."""
    with ReadSession.open(session) as reading:
        on = day_shown(session, as_of)
        target = one_person(reading, person)
        chain = paths.chain(
            reading.tables, reading.identity, reading.listed, target, on
        )
        by_owner = chain and session.all_owners and _best_owner(session, chain, on)
        if reading.as_json:
            owner = {}
            if by_owner:
                owner = {"owner": reference(reading, by_owner)}
            print_json(_chain_json(reading, target, on, chain) | owner)
        elif chain is None:
            name = visible(reading.name(target))
            say(_("No chain of up to three steps leads to {name}.").format(name=name))
        else:
            _show_chain(reading, chain, by_owner or None)


def _best_owner(session: Session, chain: Chain, on: date) -> PersonId | None:
    """The owner that a chain across the firm starts from: the one with the most trust in its first person."""
    from projections.cli.owners import owners_of
    from projections.network.knowers import knowers

    session.all_owners = False
    with ReadSession.open(session) as reading:
        owners = owners_of(reading.ledger)
        nearest = chain.links[0].to
        met = knowers(reading.tables, reading.identity, owners, nearest, on)
    if not met:
        return None
    return met[0].owner


def _show_chain(reading: ReadSession, chain: Chain, by_owner: PersonId | None) -> None:
    naming = Naming(reading.name, reading.identity.root(reading.owner))
    beginning = None
    if by_owner:
        beginning = visible(reading.name(by_owner))
    root = end = Branch(beginning or naming.of(chain.links[0].from_))
    for link in chain.links:
        step = _("{name} ({trust})").format(
            name=naming.of(link.to), trust=_strength(link)
        )
        end.branches.append(Branch(step))
        end = end.branches[0]
    for line in tree_lines([root]):
        click.echo(line)
    if len(chain.links) > 1:
        weakest = chain.weakest
        sentence = _(
            "The weakest link is between {one} and {other}; a coffee there helps most."
        )
        names = {"one": naming.of(weakest.from_), "other": naming.of(weakest.to)}
        print_indented(sentence.format(**names), 0)


def _strength(link: Link) -> str:
    if link.how == "met":
        return show_number(link.trust, DIGITS)
    return _("introduced")


def _chain_json(
    reading: ReadSession, target: PersonId, on: date, chain: Chain | None
) -> dict[str, Any]:
    return {
        "as_of": on.isoformat(),
        "person": reference(reading, target),
        "chain": None
        if chain is None
        else [_link_json(reading, link) for link in chain.links],
        "strength": chain and chain.strength,
        "weakest": chain and _link_json(reading, chain.weakest),
    }


def _link_json(reading: ReadSession, link: Link) -> dict[str, Any]:
    return {
        "from": reference(reading, link.from_),
        "to": reference(reading, link.to),
        "trust": link.trust,
        "how": link.how,
    }
