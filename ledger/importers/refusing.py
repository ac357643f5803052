"""Refusals of whole files: too many lines, a file of another program, a file without anybody in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.errors import BadInput
from ledger.importers.records import Problem
from ledger.importers.tables import Layout, read_table

MOST_LINES: Final = 1_000_000
"""No list of people is so long; a file made to fill the memory is."""

_TICKETS: Final = Layout("", {"ticket": ("Ticketnummer",)}, required=frozenset({"ticket"}))
_KNOWN: Final = (
    (
        "google",
        (
            Layout("", {"email": ("E-mail 1 - Value",)}, required=frozenset({"email"})),
            Layout("", {"phone": ("Phone 1 - Value",)}, required=frozenset({"phone"})),
        ),
    ),
    (
        "outlook",
        (
            Layout("", {"email": ("E-mail Address",)}, required=frozenset({"email"})),
            Layout("", {"email": ("Nom complet de l'adresse de messagerie",)}, required=frozenset({"email"})),
            Layout("", {"email": ("E-Mail-Adresse",)}, required=frozenset({"email"})),
        ),
    ),
    (
        "linkedin",
        (
            Layout(
                "",
                {"given": ("First Name",), "on": ("Connected On",)},
                required=frozenset({"given", "on"}),
            ),
        ),
    ),
    (
        "xing",
        (
            Layout(
                "",
                {"name": ("Name",), "on": ("Kontakt bestätigt am",)},
                required=frozenset({"name", "on"}),
            ),
        ),
    ),
)
"""By what the header of a table shows whose it is: the name of the format that reads it."""


def refuse_crowds(file: str, data: bytes) -> None:
    """Refuse a file of more lines than any list of people has."""
    if data.count(b"\n") > MOST_LINES or data.count(b"\r") > MOST_LINES:
        raise BadInput(
            "{file} has more than {most} lines: split it, or choose the right file.",
            file=file,
            most=MOST_LINES,
        )


def refuse_tickets(file: str, text: str) -> None:
    """Refuse a list of tickets of XING Events: who bought one is nobody's contact."""
    if read_table(file, text[:_PEEK], (_TICKETS,)) is not None:
        raise BadInput(
            "{file} is a list of tickets from XING Events, not of contacts: who came to an event is not "
            "connected to you.",
            file=file,
        )


def is_of(file: str, text: str) -> str | None:
    """The format whose table the text is, None where it is none that is known."""
    if text.lstrip("\ufeff \r\n")[:11].casefold() == "begin:vcard":
        return "vcard"
    head = text[:_PEEK]
    return next((name for name, layouts in _KNOWN if read_table(file, head, layouts) is not None), None)


def refuse_others(file: str, text: str, wanted: str) -> None:
    """Refuse a file that shows that it is of another format than `wanted`."""
    if (found := is_of(file, text)) is not None and found != wanted:
        raise BadInput(
            "{file} is a file of another kind: bring it with 'handshake import {format} FILE'.",
            file=file,
            format=found,
        )


def refuse_empty(files: Sequence[str], problems: Iterable[Problem]) -> BadInput:
    """The refusal of files that have the right form and nobody who can be taken."""
    return BadInput(
        "{file} has nobody who can be taken: of {count} entries none could be used.",
        file=files[0] if len(files) == 1 else ", ".join([*files[:2], *(["…"] if len(files) > 2 else [])]),
        count=len(found := tuple(problems)),
        problems=found,
    )


_PEEK: Final = 50_000
