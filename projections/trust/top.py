"""The highest ties without the others: people who cannot be among them are pruned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Final

from projections.directory.query import Identity, book
from projections.engine.tables import Rows
from projections.trust.model import Tie, scepticism
from projections.trust.query import tie
from projections.trust.tables import EXCHANGES, MEETINGS

if TYPE_CHECKING:
    from ledger.facts.event import PersonId

PART: Final = 50
"""To look at one of fifty people by themselves takes no longer than to look at everyone at once."""

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

    None where fewer are found, or more would have to be looked at than pays: then `ties.ties` looks at everyone.
    """
    _name, owner, _culture, chosen = book(tables)
    permille = trust_permille or chosen
    apart = set(chain.from_iterable(identity.merged.values()))
    counts = [
        (candidate, number)
        for candidate, number in tables.counts(MEETINGS)
        if candidate not in apart
    ]
    share = len(counts) // PART
    if max(count, len(apart)) > share:
        return None
    if identity.owner != owner or owner in apart:
        return None

    def ties_to(people: Iterable[PersonId]) -> Iterator[tuple[PersonId, Tie]]:
        for candidate in filter(listed, people):
            person_tie = tie(
                tables, identity, owner, candidate, as_of, trust_permille=permille
            )
            if person_tie.days_met:
                yield candidate, person_tie

    likely = dict(ties_to(identity.merged))
    most_met = [candidate for candidate, _number in counts[:share]]
    likely |= islice(ties_to(most_met), count)
    if len(likely) < count:
        return None
    trusts = (person_tie.trust for person_tie in likely.values())
    ranked = sorted(trusts)
    threshold = ranked[-count]
    at_most = _bound(tables, permille)
    possible = takewhile(lambda entry: at_most(entry[1]) >= threshold, counts)
    remaining = [
        candidate for candidate, _number in possible if candidate not in likely
    ]
    if len(remaining) > share:
        return None
    return likely | dict(ties_to(remaining))


def _bound(tables: Rows, permille: int) -> Callable[[int], float]:
    """An upper bound of trust by the number of meetings: all of them today, of the greatest worth, with favours to match."""
    worth = tables.greatest(MEETINGS) or 0.0
    exchanged = next(tables.scan(EXCHANGES), None)
    if exchanged is not None:
        worth *= 2
    scale = scepticism(permille)
    return lambda meetings: _ROUNDING * meetings * worth / (meetings * worth + scale)
