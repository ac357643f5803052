"""Refuse rows that break the ledger's rules, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import assert_never

from ledger.errors import LedgerError, Usage
from ledger.facts import rules
from ledger.facts.codec import clean
from ledger.facts.meeting import decide as meeting_decide
from ledger.facts.meeting import state as meeting_state
from ledger.importers.api import (
    Attended,
    Connected,
    Contact,
    Diagnostic,
    ImportedRow,
    Messaged,
    Noted,
    Planned,
    Requested,
)
from ledger.importers.match.meeting_rows import command, proposal

_ZONES = timedelta(days=1)
"""Messages are dated in universal time, where it may be tomorrow."""


def validated(
    rows: Iterable[ImportedRow], today: date
) -> tuple[list[ImportedRow], list[Diagnostic]]:
    """The rows that may be recorded, and for each row of a file that may not, why."""
    usable: list[ImportedRow] = []
    refused: list[Diagnostic] = []
    for row in rows:
        problem_found = refusal(row, today)
        if problem_found is None:
            usable.append(row)
        else:
            refused += row.rows * [problem_found]
    return usable, refused


def refusal(row: ImportedRow, today: date) -> Diagnostic | None:
    """Why a row may not be recorded, None where it may."""
    try:
        _check(row, today)
    except LedgerError as error:
        return problem(row, error.message, **error.details)
    return None


def problem(row: ImportedRow, reason: str, **details: object) -> Diagnostic:
    """Why a row is left out."""
    return Diagnostic(file=row.file, line=row.line, reason=reason, details=details)


def _check(row: ImportedRow, today: date) -> None:
    for contact in row.who:
        _check_contact(contact)
    match row.what:
        case Connected(network=network, on=on) | Requested(network=network, on=on):
            _check_network(network)
            rules.optional(
                row.what.message if isinstance(row.what, Requested) else None
            )
            if on:
                rules.past(on, today)
        case Messaged(network=network, through=through):
            _check_network(network)
            if through:
                rules.past(through, today + _ZONES)
        case Attended() | Planned():
            _check_meeting(row.what, today)
        case Noted(text=text, on=on):
            rules.required(text, Usage("The note is empty; write one."))
            if on:
                rules.past(on, today)
        case None:
            return
        case _:
            assert_never(row.what)


def _check_meeting(what: Attended | Planned, today: date) -> None:
    """Refuse a meeting or a plan that breaks a rule, with any participants."""
    participants = ("", "owner")
    record = (
        command(what, participants, today)
        if isinstance(what, Attended)
        else proposal(what, participants, "owner", today)
    )
    meeting_decide.decide(record, meeting_state.INITIAL)


@lru_cache(maxsize=100)
def _check_network(name: str) -> None:
    rules.network(name)


def _check_contact(contact: Contact) -> None:
    """Refuse a contact without a name, and text that no ledger can hold."""
    has_a_name = bool(contact.name.strip())
    if has_a_name and _is_surely_held(contact):
        return
    rules.required_name(contact.name)
    for name in (contact.given, contact.family, *contact.aliases):
        rules.optional_name(name)
    for value in vars(contact.details).values():
        if isinstance(value, str):
            rules.optional(value)
        elif value:
            rules.texts(value)


def _is_surely_held(contact: Contact) -> bool:
    """Whether all texts of a contact together are in NFC and no longer than a name may be, as of most people."""
    texts = [contact.name, *contact.aliases]
    for value in (contact.given, contact.family, *vars(contact.details).values()):
        if isinstance(value, str):
            texts.append(value)
        elif value:
            texts += value
    joined = "".join(texts)
    if len(joined) > rules.LONGEST_NAME:
        return False
    try:
        return clean(joined) == joined
    except Usage:
        return False
