"""The highest ties without the others: whoever was met too rarely to be among them is not looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from projections.directory.identity import Identity
from projections.directory.query import book
from projections.engine.tables import Rows
from projections.trust.model import Tie, scepticism
from projections.trust.query import tie
from projections.trust.tables import EXCHANGES, MEETINGS

if TYPE_CHECKING:
    from ledger.facts.event import PersonId

PART: Final = 50
"""To look at one of fifty people by themselves takes no longer than to look at everybody at once."""

_ROUNDING: Final = 1 + 1e-9
"""A bound is computed in fewer steps than what it bounds: what these round is far less than that."""


def highest(  # noqa: PLR0913 - one more than five, and each needed
    tables: Rows,
    identity: Identity,
    as_of: date,
    count: int,
    listed: Callable[[PersonId], bool],
    *,
    trust_permille: int | None = None,
) -> dict[PersonId, Tie] | None:
    """The ties from the owner to people who are `listed`, among them all that can be of the `count` highest.

    None where fewer are found, or more would have to be looked at than pays: then `ties.ties` looks at everybody.
    """
    _name, owner, _culture, chosen = book(tables)
    permille = trust_permille or chosen
    apart = {person for group in identity.merged.values() for person in group}
    met = [(candidate, number) for candidate, number in tables.counts(MEETINGS) if candidate not in apart]
    share = len(met) // PART
    if max(count, len(apart)) > share or identity.owner != owner or owner in apart:
        return None

    def ties_to(people: Iterable[PersonId]) -> Iterator[tuple[PersonId, Tie]]:
        candidates = (
            (candidate, tie(tables, identity, owner, candidate, as_of, trust_permille=permille))
            for candidate in people
        )
        return ((candidate, person_tie) for candidate, person_tie in candidates if person_tie.days_met)

    likely = dict(ties_to(filter(listed, identity.merged)))
    likely |= islice(ties_to(candidate for candidate, _number in met[:share] if listed(candidate)), count)
    if len(likely) < count:
        return None
    threshold, at_most = (
        sorted(person_tie.trust for person_tie in likely.values())[-count],
        _bound(tables, permille),
    )
    possible = takewhile(lambda entry: at_most(entry[1]) >= threshold, met)
    remaining = [candidate for candidate, _number in possible if candidate not in likely]
    return likely | dict(ties_to(filter(listed, remaining))) if len(remaining) <= share else None


def _bound(tables: Rows, permille: int) -> Callable[[int], float]:
    """Trust after so many meetings, had each been the greatest there is, and today, and as much been given back."""
    greatest, exchanged = tables.greatest(MEETINGS) or 0.0, next(tables.scan(EXCHANGES), None)
    worth, scale = greatest * (2 if exchanged else 1), scepticism(permille)
    return lambda meetings: _ROUNDING * meetings * worth / (meetings * worth + scale)
