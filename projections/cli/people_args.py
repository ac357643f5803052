"""Who is meant on the command line of a reading, and how a person stands in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import Ambiguous, NotFound
from ledger.language.phrases import show_choice
from ledger.language.safe import visible

if TYPE_CHECKING:
    from ledger.facts.event import PersonId
    from ledger.facts.person.events import Resolver
    from projections.cli.read_session import Reading


def one_person(reading: Reading, text: str) -> PersonId:
    """The one person that `text` means. Raises NotFound with the nearest names, or Ambiguous."""
    return one_of(reading.readings, text)


def one_of(known: Resolver, text: str) -> PersonId:
    """The same, of whoever the directory knows."""
    found = known.resolve(text)
    if len(found) == 1:
        return found[0]
    if found:
        named = [f"{visible(known.name(each))} ({each[:8]})" for each in found]
        raise Ambiguous(
            "{text} may be {candidates}: write more of the name, or the id. If two of them are one "
            "person: 'handshake person merge'.",
            text=text,
            candidates=show_choice(named),
        )
    if nearest := known.nearest(text):
        raise NotFound(
            "Nobody here is called {text}. Did you mean {nearest}?",
            text=text,
            nearest=show_choice([visible(name) for name in nearest]),
        )
    raise NotFound("Nobody here is called {text}.", text=text)


def reference(reading: Reading, person: PersonId) -> dict[str, str]:
    """A person in JSON: the id, and the name as it is."""
    return {"id": person, "name": reading.name(person)}
