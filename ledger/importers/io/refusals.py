"""Refusals of whole files: too many lines, a file of another program, a file without anybody in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Diagnostic
from ledger.importers.io.table_header import words_of_lines
from ledger.language.text import fold

MOST_LINES: Final = 1_000_000
"""No list of people is so long; a file made to fill the memory is."""

_TICKETS: Final = fold("Ticketnummer")
_KNOWN: Final = tuple(
    (file_format, frozenset(map(fold, words)))
    for file_format, words in (
        ("google", ("E-mail 1 - Value",)),
        ("google", ("Phone 1 - Value",)),
        ("outlook", ("E-mail Address",)),
        ("outlook", ("Nom complet de l'adresse de messagerie",)),
        ("outlook", ("E-Mail-Adresse",)),
        ("linkedin", ("First Name", "Connected On")),
        ("xing", ("Name", "Kontakt bestätigt am")),
    )
)
"""Words of a header that show whose table it is: the name of the format that reads it."""


def refuse_crowds(file: str, data: bytes) -> None:
    """Refuse a file of more lines than any list of people has."""
    is_a_crowd = data.count(b"\n") > MOST_LINES or data.count(b"\r") > MOST_LINES
    if is_a_crowd:
        raise BadInput(
            "{file} has more than {most} lines; split it, or choose the right file.",
            file=file,
            most=MOST_LINES,
        )


def refuse_tickets(file: str, text: str) -> None:
    """Refuse a list of tickets of XING Events: buyers of tickets are not contacts."""
    is_a_ticket = any(_TICKETS in words for words in words_of_lines(text))
    if is_a_ticket:
        raise BadInput(
            "{file} is a list of tickets from XING Events, not of contacts; meeting at an event does not connect you.",
            file=file,
        )


def format_of(text: str) -> str | None:
    """The format whose file the text is, None where it is none that is known."""
    if text.lstrip("\ufeff \r\n")[:11].casefold() == "begin:vcard":
        return "vcard"
    lines = words_of_lines(text)
    formats_known = (
        name for name, shown in _KNOWN if any(shown <= words for words in lines)
    )
    return next(formats_known, None)


def refuse_others(file: str, text: str, file_format: str) -> None:
    """Refuse a file that shows that it is of another format than `wanted`."""
    if (guessed := format_of(text)) is not None and guessed != file_format:
        raise BadInput(
            "{file} is another kind of file; import it with 'handshake import {format} FILE'.",
            file=file,
            format=guessed,
        )


def refuse_empty(files: Sequence[str], problems: Iterable[Diagnostic]) -> BadInput:
    """The refusal of files in the right format that hold nobody to import."""
    further_files = []
    if len(files) > 2:
        further_files = ["…"]
    file = ", ".join([*files[:2], *further_files])
    if not (refused := tuple(problems)):
        return BadInput("{file} has a header but no rows.", file=file)
    return BadInput(
        "{file} has no one to import; unusable entries: {count}.",
        file=file,
        count=len(refused),
        problems=refused,
    )
