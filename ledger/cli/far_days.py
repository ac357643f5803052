"""Days without a year that lie far off: said plainly, and asked about on a terminal."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import click

from ledger.cli.menu import hanging
from ledger.cli.session import Session
from ledger.errors import Ambiguous
from ledger.language import _
from ledger.language.console import confirm
from ledger.language.dates import NEAR
from ledger.language.phrases import show_full_date
from ledger.language.text import fold

_SAYS_A_YEAR: Final = re.compile(
    r"\b(?:last|next|dernier|derniere|prochain|passe|ago|il y a)\b"
)


def settle(session: Session, text: str, day: date) -> None:
    """Say which year was taken for a day that lies far off and names none; ask on a terminal.

    Raises Ambiguous if the answer is no.
    """
    if session.as_json or not is_year_left_out(text, day, session.today):
        return
    if not session.can_ask:
        for line in hanging("", year_taken(day)):
            click.echo(line, err=True)
        return
    question = _("No year given: {day}?").format(day=show_full_date(day))
    if not session.answer_once(question, lambda: confirm(question, default=True)):
        raise Ambiguous(
            '"{text}" gives no year; add it, as in {example}.',
            text=text,
            example=day.isoformat(),
        )


def year_taken(day: date) -> str:
    """The sentence that tells which year was taken."""
    return _("No year given: taken as {day}.").format(day=show_full_date(day))


def is_year_left_out(sentence: str, day: date, today: date) -> bool:
    """Whether a sentence names a day far from today, by its number and without its year."""
    if abs((day - today).days) <= NEAR:
        return False
    plain = fold(sentence)
    has_number = re.search(rf"(?<!\d)0?{day.day}(?!\d)", plain)
    has_year = re.search(rf"{day.year}|[/.'’-]{day:%y}\b", sentence)
    return bool(has_number) and not has_year and not _SAYS_A_YEAR.search(plain)
