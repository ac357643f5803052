"""The command that works through people of one name: join, not the same, or later."""

from __future__ import annotations

import json
import sys

import click

from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.writing import Writing, write
from ledger.facts.book import DistinguishPeople, MergePeople
from ledger.language import N_, _, _n
from ledger.language.console import ask, option
from ledger.language.safe import visible
from projections import directory
from projections.cli.readings import Answers
from projections.namesakes import Pair, pairs

ANSWERS = {"j": "join", "n": "not the same", "p": "not the same", "l": "later", "": "later"}


@writing_command("duplicates", N_("Work through people of one name: join them, tell them apart, or later."))
@option("--join-exact", is_flag=True, help=N_("Join all pairs of one name that nothing speaks against."))
def duplicates(session: Session, *, join_exact: bool) -> Written:
    """Ask about each open pair on a terminal, join the plain ones, or list them."""
    answers: dict[Pair, str] = {}

    def build(writing: Writing) -> None:
        readings = writing.readings
        if not isinstance(readings, Answers):
            raise TypeError("the program's own readings answer here")
        found = pairs(readings)
        for pair in found:
            if pair not in answers:
                answers[pair] = _answer(session, readings, pair, join_exact=join_exact)
            _record(writing, pair, answers[pair])
        _say(writing, [pair for pair in found if answers[pair] == "later"])

    return write(session, build)


def _answer(session: Session, readings: Answers, pair: Pair, *, join_exact: bool) -> str:
    if join_exact:
        return "join" if pair.plain else "later"
    if session.as_json or session.dry_run or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "later"
    for person in pair[:2]:
        click.echo("  " + described(readings, person), err=True)
    while (
        said := ask(_("One person? [j]oin, [n]ot the same, [l]ater")).strip().casefold()[:1]
    ) not in ANSWERS:
        click.echo(_("Please answer j, n or l."), err=True)
    return ANSWERS[said]


def described(readings: Answers, person: str) -> str:
    """Somebody on one line: name, firm, addresses, id."""
    known = directory.person(readings.tables, person) or directory.Person(person)
    parts = [readings.name(person), known.position, known.organisation, *_addresses(known), person[:8]]
    return " · ".join(visible(part) for part in parts if part)


def _addresses(known: directory.Person) -> list[str]:
    return [*json.loads(known.emails), *json.loads(known.urls)]


def _record(writing: Writing, pair: Pair, answer: str) -> None:
    match answer:
        case "join":
            writing.do("ledger", MergePeople(person=pair.second, into=pair.first), writing.origin)
        case "not the same":
            writing.do("ledger", DistinguishPeople(people=pair[:2]), writing.origin)
        case _:
            return


def _say(writing: Writing, later: list[Pair]) -> None:
    if not later:
        writing.say(_("Nothing is open."))
        return
    count = len(later)
    writing.say(
        _n("{count} pair of one name is open:", "{count} pairs of one name are open:", count).format(
            count=count
        )
    )
    for pair in later:
        why = "" if pair.plain else _(" (something speaks against it)")
        writing.say(f"  handshake person merge {pair.second[:8]} {pair.first[:8]}  {visible(pair.name)}{why}")
