"""Who is meant on the command line of a reading, and how a person stands in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import who
from projections.cli.output import say

if TYPE_CHECKING:
    from ledger.cli.queries import Queries
    from ledger.facts.event import PersonId
    from projections.cli.read_session import ReadSession


def one_person(reading: ReadSession, text: str) -> PersonId:
    """The one person that `text` means. Raises NotFound with the nearest names, or Ambiguous."""
    return one_of(reading.queries, text)


def one_of(known: Queries, text: str) -> PersonId:
    """The one person of a directory that `text` means; says which of two if an import added a namesake."""
    person = who.the_one(known, text, known.resolve(text))
    if sentence := who.said_of_twin(known, text, person):
        say(sentence)
    return person


def reference(reading: ReadSession, person: PersonId) -> dict[str, str]:
    """A person in JSON: the id, and the name as it is."""
    return {"id": person, "name": reading.name(person)}
