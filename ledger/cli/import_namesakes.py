"""People of a file with a known name: one question for all of them on a terminal, a list elsewhere.

What the ledger knows and what the file says stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final, Literal, TypeAlias, cast

import click

from ledger.cli.menu import hanging
from ledger.cli.queries import Queries
from ledger.cli.write import Writing
from ledger.importers.match.import_plan import Answer, Question
from ledger.language import N_, _, _n
from ledger.language.command_words import command_line
from ledger.language.console import ask
from ledger.language.phrases import show_number
from ledger.language.text import fold, pad, visible, width

Decision: TypeAlias = Literal["join", "separate", "later", "stop"]

SHOWN: Final = 10
"""Questions are shown with what is known of both up to this many; --json and `person duplicates` show all."""

AGREEING: Final = {
    "organisation": N_("same organisation"),
    "position": N_("same position"),
    "place": N_("same place"),
    "phones": N_("same phone number"),
}

# The letters of both languages answer in each of them.
OF_ALL: Final = {
    "j": "all",
    "r": "all",
    "o": "each",
    "u": "each",
    "l": "later",
    "t": "later",
}
OF_ONE: Final[Mapping[str, Decision]] = {
    "j": "join",
    "r": "join",
    "n": "separate",
    "p": "separate",
    "l": "later",
    "t": "later",
    "s": "stop",
}


def answered(questions: Sequence[Question], queries: Queries) -> dict[Question, Answer]:
    """The answers of someone at the terminal; questions left open have none."""
    for line in _listed(questions, queries):
        click.echo(line, err=True)
    if len(questions) == 1:
        return _one_by_one(questions, queries, shown=True)
    prompt = _("Same people? [j]oin all {count}, decide [o]ne by one, [l]ater")
    match _letter(prompt.format(count=show_number(len(questions))), OF_ALL):
        case "all":
            return dict.fromkeys(questions, "join")
        case "each":
            return _one_by_one(questions, queries)
        case _:
            return {}


def _one_by_one(
    questions: Sequence[Question], queries: Queries, *, shown: bool = False
) -> dict[Question, Answer]:
    answers: dict[Question, Answer] = {}
    for question in questions:
        for line in () if shown else _rows([question], queries):
            click.echo(line, err=True)
        match decision := ask_about_one():
            case "join" | "separate":
                answers[question] = decision
            case "stop":
                break
            case _:
                pass
    return answers


def ask_about_one() -> Decision:
    """Whether the two just shown are one person."""
    return cast(
        "Decision",
        _letter(_("Same person? [j]oin, [n]o, [l]ater, [s]top"), OF_ONE),
    )


def _letter(prompt: str, meanings: Mapping[str, str]) -> str:
    while (letter := ask(prompt).strip().casefold()[:1]) not in meanings:
        click.echo(_("Please answer with one of the letters in brackets."), err=True)
    return meanings[letter]


def say_open(writing: Writing, questions: Sequence[Question], *, shown: bool) -> None:
    """Say which questions are open and what to do about them; `shown` if they were shown already."""
    dry_run = writing.session.dry_run
    if not shown:
        for line in _listed(questions, writing.queries, joining=not dry_run):
            writing.say(line)
    count = len(questions)
    writing.say(_next(count, dry_run=dry_run).format(count=show_number(count)))


def _next(count: int, *, dry_run: bool) -> str:
    if dry_run:
        return _(
            "On a terminal the import asks about this; otherwise use 'handshake person duplicates'."
        )
    return _n(
        "{count} possible duplicate to review: 'handshake person duplicates' asks about each; with --join-exact it joins those that show no conflict.",
        "{count} possible duplicates to review: 'handshake person duplicates' asks about each; with --join-exact it joins those that show no conflict.",
        count,
    )


# ---------------------------------------------------------------- ledger and file side by side


def _listed(
    questions: Sequence[Question], queries: Queries, *, joining: bool = False
) -> Iterator[str]:
    """Lines that show the questions with what is known of both sides; `joining`: and how to join them."""
    count = len(questions)
    yield _n(
        "{count} person has the same name as someone in the ledger, and no address tells whether they are one:",
        "{count} people have the same names as people in the ledger, and no address tells whether they are the same:",
        count,
    ).format(count=show_number(count))
    yield from _rows(questions[:SHOWN], queries, joining=joining)
    if (more := count - SHOWN) > 0:
        yield _n("  and {more} more", "  and {more} more", more).format(
            more=show_number(more)
        )


def _rows(
    questions: Sequence[Question], queries: Queries, *, joining: bool = False
) -> Iterator[str]:
    """Lines for each question, aligned."""
    sides = [
        (visible(question.name), _sides(question, queries, joining=joining))
        for question in questions
    ]
    names = max(width(name) for name, _lines in sides)
    label_widths = (width(label) for _name, lines in sides for label, _text in lines)
    labels = max(label_widths)
    for name, lines in sides:
        for place, (label, text) in enumerate(lines):
            start = f"  {pad('' if place else name, names)}  {pad(label, labels)}  "
            yield from hanging(start, text)


def _sides(
    question: Question, queries: Queries, *, joining: bool
) -> list[tuple[str, str]]:
    name = queries.name(question.existing)
    differing = ""
    if fold(name) != fold(question.name):
        differing = f"{visible(name)} · "
    lines = [
        (_("ledger"), differing + queries.about(question.existing)),
        (_("file"), _in_file(question)),
    ]
    if question.agreeing:
        details_agreeing = (_(AGREEING[detail]) for detail in question.agreeing)
        lines.append((_("both"), ", ".join(details_agreeing)))
    if joining and question.person:
        ids = f"{question.person[:8]} {question.existing[:8]}"
        lines.append((_("join"), command_line(f"person merge {ids}")))
    return lines


def _in_file(question: Question) -> str:
    """What the file says, and where."""
    details = question.details
    parts = [details.position, details.organisation, details.place]
    parts += [*(details.emails or ()), *(details.urls or ())]
    file = visible(PurePath(question.file).name)
    where = _("{file}, line {line}").format(file=file, line=question.line)
    return " · ".join([*map(visible, filter(None, parts)), where])
