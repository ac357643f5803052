"""Days without a year that lie far off: said plainly, and asked about on a terminal."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import click

from ledger.cli.menu import hanging
from ledger.cli.session import Session
from ledger.errors import Ambiguous
from ledger.language import _
from ledger.language.command_words import command_line
from ledger.language.console import confirm
from ledger.language.dates import NEAR
from ledger.language.phrases import show_full_date
from ledger.language.text import fold

_SOON: Final = timedelta(days=31)

_SAYS_A_YEAR: Final = re.compile(
    r"\b(?:last|next|dernier|derniere|prochain|passe|ago|il y a)\b"
)


def settle(session: Session, text: str, day: date) -> None:
    """Say which year was taken for a day that lies far off and names none; ask on a terminal.

    Raises Ambiguous if the answer is no.
    """
    if session.as_json:
        return
    if not is_year_left_out(text, day, session.today):
        return
    if not session.can_ask:
        refuse_soon(text, day, session.today)
        for line in hanging("", year_taken(day)):
            click.echo(line, err=True)
        return
    question = _("No year given: {day}?").format(day=show_full_date(day))
    is_likely = coming_day(day, session.today) is None
    if not session.answer_once(question, lambda: confirm(question, default=is_likely)):
        raise Ambiguous(
            '"{text}" gives no year; add it, as in {example}.',
            text=text,
            example=day.isoformat(),
        )


def refuse_soon(text: str, day: date, today: date) -> None:
    """Refuse a day of last year that comes again within a month: "5 December" in November is hardly a year ago."""
    coming = coming_day(day, today)
    if coming is not None:
        raise Ambiguous(
            '"{text}" gives no year: {day} is long past, {coming} is still to come. Add the year, or record a plan with {command}.',
            text=text,
            day=day,
            coming=coming,
            command=command_line("propose"),
        )


def coming_day(day: date, today: date) -> date | None:
    """The same day of the year within the next month, if that is soon and `day` is past."""
    if day > today:
        return None
    for year in (today.year, today.year + 1):
        try:
            coming = day.replace(year=year)
        except ValueError:
            continue
        if today < coming <= today + _SOON:
            return coming
    return None


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
