"""Choose the one person that a text means, or say why that is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.errors import Ambiguous, NotFound
from ledger.language import _
from ledger.language.phrases import show_choice
from ledger.language.safe_text import visible

if TYPE_CHECKING:
    from ledger.cli.queries import Queries
    from ledger.facts.event import PersonId


def the_one(
    queries: Queries,
    text: str,
    candidates: Sequence[PersonId],
    *,
    may_add: bool = False,
) -> PersonId:
    """The only candidate. Raises NotFound with the nearest names, Ambiguous where it is not certain."""
    if not candidates:
        raise nobody(queries, text, may_add=may_add)
    if len(candidates) > 1 or queries.doubtful(text, candidates[0]):
        raise ambiguous(queries, text, candidates)
    return candidates[0]


def said_of_twin(queries: Queries, text: str, somebody: PersonId) -> str | None:
    """A sentence about an imported namesake that was not meant; None without one."""
    if somebody.startswith(text.strip().lower()):
        return None
    twins = queries.passed_over(somebody)
    if not twins:
        return None
    return _(
        "{name} is the one you entered ({id}), not the one of an import ({other}): "
        "'handshake person duplicates' asks whether they are one person."
    ).format(name=visible(queries.name(somebody)), id=somebody[:8], other=twins[0][:8])


def nobody(queries: Queries, text: str, *, may_add: bool = True) -> NotFound:
    """The error for a text that means nobody, with the names that come near; `may_add` if --new helps."""
    nearest = show_choice([visible(name) for name in queries.nearest(text)])
    if nearest and may_add:
        return NotFound(
            "Nobody here is called {text}. Did you mean {nearest}? Add --new if this is somebody new.",
            text=text,
            nearest=nearest,
        )
    if nearest:
        return NotFound(
            "Nobody here is called {text}. Did you mean {nearest}?",
            text=text,
            nearest=nearest,
        )
    if may_add:
        return NotFound(
            "Nobody here is called {text}. Add --new if this is somebody new.",
            text=text,
        )
    return NotFound("Nobody here is called {text}.", text=text)


def ambiguous(queries: Queries, text: str, candidates: Sequence[PersonId]) -> Ambiguous:
    """The error for a text that may mean several people, or not quite certainly one."""
    if len(candidates) == 1:
        return Ambiguous(
            "{text} may be {candidates}, or somebody else: write more of the name, or the id.",
            text=text,
            candidates=names(queries, candidates),
        )
    return Ambiguous(
        "{text} may be {candidates}: write more of the name, or the id. If two of them are one "
        "person: 'handshake person merge'.",
        text=text,
        candidates=names(queries, candidates),
    )


def names(queries: Queries, candidates: Sequence[PersonId]) -> str:
    """The names of these people with the beginnings of their ids, as a list."""
    return show_choice(
        [f"{visible(queries.name(person))} ({person[:8]})" for person in candidates]
    )
