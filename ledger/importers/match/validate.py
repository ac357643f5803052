"""Rows that the rules of the ledger refuse, whoever they are about: told before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import assert_never

from ledger.errors import LedgerError, Usage
from ledger.facts import rules
from ledger.facts.canonical import clean
from ledger.facts.meeting import decide as meeting_decide
from ledger.facts.meeting import state as meeting_state
from ledger.importers.api import Asked, Attended, Brought, Connected, Contact, Messaged, Noted, Problem
from ledger.importers.match.meetings import command

_ZONES = timedelta(days=1)
"""Messages are dated in universal time, where it may be tomorrow."""


def sifted(rows: Iterable[Brought], today: date) -> tuple[list[Brought], list[Problem]]:
    """The rows that may be recorded, and for each row of a file that may not, why."""
    kept: list[Brought] = []
    refused: list[Problem] = []
    for row in rows:
        if found := refusal(row, today):
            refused += row.rows * [found]
        else:
            kept.append(row)
    return kept, refused


def refusal(row: Brought, today: date) -> Problem | None:
    """Why a row may not be recorded, None where it may."""
    try:
        _check(row, today)
    except LedgerError as error:
        return problem(row, error.message, **error.details)
    return None


def problem(row: Brought, reason: str, **details: object) -> Problem:
    """Why a row is left out."""
    return Problem(file=row.file, line=row.line, reason=reason, details=details)


def _check(row: Brought, today: date) -> None:
    for who in row.who:
        _check_contact(who)
    match row.what:
        case Connected(network=network, on=on) | Asked(network=network, on=on):
            _check_network(network)
            clean((isinstance(row.what, Asked) and row.what.message) or "")
            if on:
                rules.past(on, today)
        case Messaged(network=network, through=through):
            _check_network(network)
            if through:
                rules.past(through, today + _ZONES)
        case Attended():
            meeting_decide.decide(command(row.what, ("", "owner"), today), meeting_state.INITIAL)
        case Noted(text=text, on=on):
            rules.required(text, Usage("The note is empty: write one."))
            if on:
                rules.past(on, today)
        case None:
            return
        case _:
            assert_never(row.what)


@lru_cache(maxsize=100)
def _check_network(name: str) -> None:
    rules.network(name)


def _check_contact(who: Contact) -> None:
    """Refuse who has no name, and text that no ledger can hold."""
    if not rules.optional(who.name):
        raise Usage("The name is empty: give one.")
    for text in (who.given, who.family, *vars(who.details).values()):
        if text and not (text := text if isinstance(text, str) else "".join(text)).isascii():
            clean(text)
