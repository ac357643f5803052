"""Says which of the people in a list may be someone met already: imports added them under the same name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.command_words import command_line
from ledger.language.text import visible
from projections.cli.output import say
from projections.cli.read_session import ReadSession
from projections.directory.duplicates import pairs
from projections.trust import query as ties

_A_FEW: Final = 50
"""Of more people than this, the names of everyone are read once."""


def say_met_namesakes(
    reading: ReadSession, people: Sequence[PersonId], today: date
) -> None:
    """Name each of these people who bears the name of someone met, with the command that joins the two."""
    queries = reading.queries
    names = dict.fromkeys(map(queries.name, people))
    bearers = queries.named(names, many=len(names) > _A_FEW)
    listed = frozenset(people)
    for pair in pairs(reading.tables, reading.identity, bearers):
        for person, twin in (pair.people, pair.people[::-1]):
            is_met_twin = person in listed and _is_met(reading, twin, today)
            if pair.plain and is_met_twin:
                merge = f"person merge {pair.latter[:8]} {pair.former[:8]}"
                sentence = _(
                    "{name} may be someone you know already ({details}). If so: {command}"
                )
                say(
                    sentence.format(
                        name=visible(queries.name(person)),
                        details=queries.about(twin),
                        command=command_line(merge),
                    )
                )


def _is_met(reading: ReadSession, person: PersonId, day: date) -> bool:
    group = reading.identity.group(person)
    return any(ties.is_met_by(reading.tables, member, day) for member in group)
