"""The command that works through people of one name: join, not the same, or later."""

from __future__ import annotations

import sys

import click

from ledger.cli.import_namesakes import Decision, ask_about_one
from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.facts.ledger_stream import DistinguishPeople, MergePeople
from ledger.language import N_, _, _n
from ledger.language.command_words import command_line
from ledger.language.console import option
from ledger.language.phrases import show_number
from ledger.language.text import visible
from projections.cli.read_session import ViewQueries
from projections.directory.duplicates import Pair, pairs


@writing_command(
    "duplicates",
    N_(
        "Review people with the same name. Join them, tell them apart, or decide later."
    ),
)
@option(
    "--join-exact",
    is_flag=True,
    help=N_("Join all same-name pairs that show no conflict."),
)
def duplicates(session: Session, *, join_exact: bool) -> Written:
    """Ask about each open pair on a terminal, join the plain ones, or list them."""
    answers: dict[Pair, Decision] = {}
    asking = (
        sys.stdin.isatty()
        and sys.stderr.isatty()
        and not (session.as_json or session.dry_run)
    )

    def build(writing: Writing) -> None:
        queries = writing.queries
        if not isinstance(queries, ViewQueries):
            raise TypeError("the program's own queries answer here")
        pairs_found = pairs(queries.tables, queries.identity, queries.bearers())
        if join_exact:
            exact = [pair for pair in pairs_found if pair.plain]
            answers.update(dict.fromkeys(exact, "join"))
        elif asking:
            open_pairs = [pair for pair in pairs_found if pair not in answers]
            _ask(queries, open_pairs, answers)
        undecided: list[Pair] = []
        for pair in pairs_found:
            answer = answers.get(pair, "later")
            _record(writing, pair, answer)
            if answer == "later":
                undecided.append(pair)
        _say(writing, undecided)
        writing.also = {"pairs": [_as_json(queries, pair) for pair in undecided]}

    return write(session, build)


def _as_json(queries: ViewQueries, pair: Pair) -> dict[str, object]:
    """A pair that is open; `plain` where nothing says that they are two."""
    people = [{"id": person, "name": queries.name(person)} for person in pair.people]
    return {"name": pair.name, "people": people, "plain": pair.plain}


def _ask(
    queries: ViewQueries, pairs_found: list[Pair], answers: dict[Pair, Decision]
) -> None:
    """Ask about each pair, until someone says stop."""
    for place, pair in enumerate(pairs_found, start=1):
        if len(pairs_found) > 1:
            click.echo(
                _("{place} of {count}").format(
                    place=show_number(place), count=show_number(len(pairs_found))
                ),
                err=True,
            )
        for person in pair.people:
            click.echo("  " + described(queries, person), err=True)
        if (decision := ask_about_one()) == "stop":
            answers.update(dict.fromkeys(pairs_found[place - 1 :], "later"))
            return
        answers[pair] = decision


def described(queries: ViewQueries, person: str) -> str:
    """Someone on one line: name, what is known, id."""
    return " · ".join(
        [visible(queries.name(person)), queries.about(person), person[:8]]
    )


def _record(writing: Writing, pair: Pair, answer: Decision) -> None:
    match answer:
        case "join":
            writing.do(
                "ledger",
                MergePeople(person=pair.latter, into=pair.former),
                writing.origin,
            )
        case "separate":
            writing.do("ledger", DistinguishPeople(people=pair.people), writing.origin)
        case _:
            return


def _say(writing: Writing, later: list[Pair]) -> None:
    if not later:
        writing.say(_("No possible duplicates to review."))
        return
    count = len(later)
    writing.say(
        _n(
            "{count} pair of possible duplicates to review:",
            "{count} pairs of possible duplicates to review:",
            count,
        ).format(count=show_number(count))
    )
    for pair in later:
        why = ""
        if not pair.plain:
            why = _(" (they may differ)")
        merge = command_line(f"person merge {pair.latter[:8]} {pair.former[:8]}")
        writing.say(f"  {merge}  {visible(pair.name)}{_differing(writing, pair)}{why}")


def _differing(writing: Writing, pair: Pair) -> str:
    """What tells the two apart, in the order of their ids in the command; nothing if neither is known better."""
    differences = writing.queries.told_apart([pair.latter, pair.former])
    details = [visible(differences[person]) for person in (pair.latter, pair.former)]
    if not all(details):
        return ""
    return _(": ") + " / ".join(details)
