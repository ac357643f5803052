"""People of a file who bear a known name: one question for all of them on a terminal, a list elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias, cast

import click

from ledger.cli.likeness import described, rows
from ledger.cli.queries import Readings
from ledger.cli.write import Writing
from ledger.importers.match.plan import Answer, Candidate
from ledger.language import _, _n
from ledger.language.console import ask
from ledger.language.phrases import show_number

Said: TypeAlias = Literal["join", "separate", "later", "stop"]

# The letters of both languages answer in each of them.
OF_ALL: Final = {"j": "all", "r": "all", "o": "each", "u": "each", "l": "later", "t": "later"}
OF_ONE: Final[Mapping[str, Said]] = {
    "j": "join",
    "r": "join",
    "n": "separate",
    "p": "separate",
    "l": "later",
    "t": "later",
    "s": "stop",
}


def answered(candidates: Sequence[Candidate], readings: Readings) -> dict[Candidate, Answer]:
    """Who is somebody known and who is not, as somebody at the terminal says; nothing of who is left open."""
    for line in described(candidates, readings):
        click.echo(line, err=True)
    if len(candidates) == 1:
        return _one_by_one(candidates, readings, shown=True)
    question = _("Are they the same people? [j]oin all {count}, [o]ne by one, [l]ater")
    match _letter(question.format(count=show_number(len(candidates))), OF_ALL):
        case "all":
            return dict.fromkeys(candidates, "join")
        case "each":
            return _one_by_one(candidates, readings)
        case _:
            return {}


def _one_by_one(
    candidates: Sequence[Candidate], readings: Readings, *, shown: bool = False
) -> dict[Candidate, Answer]:
    answers: dict[Candidate, Answer] = {}
    for each in candidates:
        for line in () if shown else rows([each], readings):
            click.echo(line, err=True)
        match said := ask_about_one():
            case "join" | "separate":
                answers[each] = said
            case "stop":
                break
            case _:
                pass
    return answers


def ask_about_one() -> Said:
    """Whether the two just shown are one person."""
    return cast("Said", _letter(_("One person? [j]oin, [n]ot the same, [l]ater, [s]top here"), OF_ONE))


def _letter(question: str, meanings: Mapping[str, str]) -> str:
    while (said := ask(question).strip().casefold()[:1]) not in meanings:
        click.echo(_("Please answer with one of the letters in brackets."), err=True)
    return meanings[said]


def say_open(writing: Writing, candidates: Sequence[Candidate], *, shown: bool) -> None:
    """Say who is left open and what to do about it; `shown` if they were shown already."""
    if not candidates:
        return
    count = len(candidates)
    if not shown:
        for line in described(candidates, writing.readings, joining=not writing.session.dry_run):
            writing.say(line)
    writing.say(_next(count, dry_run=writing.session.dry_run).format(count=show_number(count)))


def _next(count: int, *, dry_run: bool) -> str:
    if dry_run:
        return _(
            "The import asks about this once on a terminal; "
            "elsewhere it is left to 'handshake person duplicates'."
        )
    return _n(
        "{count} is left open: 'handshake person duplicates' asks about each, "
        "with --join-exact it joins them if nothing speaks against it.",
        "{count} are left open: 'handshake person duplicates' asks about each, "
        "with --join-exact it joins whoever nothing speaks against.",
        count,
    )
