"""The tie between two people on a day, read from the evidence; DESIGN section 6."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from projections.directory.identity import Identity
from projections.directory.query import book
from projections.engine.tables import Row, Rows, ordinal
from projections.trust.model import Evidence, Tie, days_met, explained, scepticism, weighed
from projections.trust.tables import ELSEWHERE, EXCHANGES, MEETINGS, MISSED

if TYPE_CHECKING:
    from ledger.facts.event import PersonId


def tie(  # noqa: PLR0913 - one more than five, and each needed
    tables: Rows,
    identity: Identity,
    from_: PersonId,
    to: PersonId,
    as_of: date,
    *,
    trust_permille: int | None = None,
) -> Tie:
    """How far `from_` may trust `to` on a day; reads days where it can, meetings where it must.

    `trust_permille` asks for another culture than the one chosen.
    """
    _name, owner, _culture, chosen = book(tables)
    if identity.group(from_) != (owner,) or owner == identity.root(to):
        full = explain(tables, identity, from_, to, as_of, trust_permille=trust_permille)
        return full._replace(contributions=(), no_shows=())
    people, until = identity.group(to), as_of.isoformat()
    exchanged = (row for person in people for row in tables.scan(EXCHANGES, (person,), high=until))
    return weighed(
        days_met_by(tables, people, as_of.toordinal()),
        [day for _i, day in {(i, ordinal(day)) for _p, day, i, partner in exchanged if partner == owner}],
        [no_show.day for no_show in no_shows(tables, people, until)],
        scepticism(trust_permille or chosen),
        as_of.toordinal(),
    )


def explain(  # noqa: PLR0913 - one more than five, and each needed
    tables: Rows,
    identity: Identity,
    from_: PersonId,
    to: PersonId,
    as_of: date,
    *,
    trust_permille: int | None = None,
) -> Tie:
    """The same from every event between them, with what each contributes."""
    ours, theirs = identity.group(from_), identity.group(to)
    _name, owner, _culture, chosen = book(tables)
    until, alone = as_of.isoformat(), ours == theirs
    return explained(
        () if alone else meetings(tables, owner, ours, theirs, as_of.toordinal()),
        () if alone else exchanges(tables, ours, theirs, until),
        () if alone else no_shows(tables, theirs, until),
        scepticism(trust_permille or chosen),
        as_of.toordinal(),
    )


def ties(
    tables: Rows, identity: Identity, owner: PersonId, as_of: date, *, trust_permille: int | None = None
) -> dict[PersonId, Tie]:
    """The tie from the owner to everybody he had met by that day, in one pass over the days."""
    merged = {person for group in identity.merged.values() for person in group}
    by_days = identity.group(owner) == (owner,) == (book(tables)[1],)
    scale = scepticism(trust_permille or book(tables)[3])
    tie_of: dict[PersonId, Tie] = {}
    if by_days:
        tie_of = dict(_plain(tables, merged | {owner}, scale, as_of))
    roots = identity.merged if by_days else everybody(tables, identity)
    for root in roots:
        owner_tie = tie(tables, identity, owner, root, as_of, trust_permille=trust_permille)
        if owner_tie.days_met:
            tie_of[root] = owner_tie
    return tie_of


def _plain(tables: Rows, without: set[PersonId], scale: float, as_of: date) -> Iterator[tuple[PersonId, Tie]]:
    """The ties of those who were never merged."""
    until, today = as_of.isoformat(), as_of.toordinal()
    owner = book(tables)[1]
    exchanged, missed = beside(tables.scan(EXCHANGES)), beside(tables.scan(MISSED))
    for person, days, worths in tables.columns(MEETINGS):
        met = days_met(days, worths, today)
        if met and person not in without:
            back = {(i, ordinal(day)) for _p, day, i, partner in exchanged(person) if partner == owner}
            absent = [ordinal(row[1]) for row in missed(person) if row[1] <= until]
            received = [day for _i, day in back if day <= today]
            yield person, weighed(met, received, absent, scale, today)


def beside(rows: Iterator[Row]) -> Callable[[PersonId], list[Row]]:
    """The rows of a person, to be asked for in the order of people."""
    groups = groupby(rows, key=itemgetter(0))
    here = next(groups, None)

    def of(person: PersonId) -> list[Row]:
        nonlocal here
        while here and here[0] < person:
            here = next(groups, None)
        return list(here[1]) if here and here[0] == person else []

    return of


def last_met(tables: Rows, identity: Identity, person: PersonId, as_of: date) -> date | None:
    """The last day by then on which the owner met the person in the flesh."""
    owner_tie = tie(tables, identity, book(tables)[1], person, as_of)
    return owner_tie.last_met


def anybody_met(tables: Rows) -> bool:
    """Whether the owner was ever at a meeting with anybody."""
    return next(tables.scan(MEETINGS), None) is not None


def everybody(tables: Rows, identity: Identity) -> set[PersonId]:
    """Everybody who was at a meeting, the owner apart unless somebody was merged into him."""
    return {identity.root(row[0]) for table in (MEETINGS, ELSEWHERE) for row in tables.scan(table)}


def days_met_by(tables: Rows, people: Sequence[PersonId], until: int) -> list[tuple[int, float]]:
    """The days met, in order, with their weights; a meeting with two of a group counts once."""
    if len(people) == 1:
        return days_met(*tables.columns_of(MEETINGS, people[0]), until)
    held = {row[2]: row for person in people for row in tables.scan(MEETINGS, (person,), high=until)}
    rows = sorted((day, i, x) for _who, day, i, x in held.values())
    return days_met([row[0] for row in rows], [row[2] for row in rows], until)


def meetings(
    tables: Rows, owner: str, ours: Sequence[PersonId], theirs: Sequence[PersonId], until: int
) -> Iterable[Evidence]:
    """The meetings at which somebody of both groups was; the owner has no rows, those with him do."""
    if owner in theirs:
        ours, theirs = theirs, ours
    with_ours = {i for our in ours for _day, i, _x in attended(tables, our, until)}
    met = {row[2]: row for their in theirs for row in tables.scan(MEETINGS, (their,), high=until)}
    elsewhere = {
        row[2]: row for their_id in theirs for row in tables.scan(ELSEWHERE, (their_id,), high=until)
    }
    for _who, day, i, x in (*met.values(), *elsewhere.values()):
        if i in with_ours or (owner in ours and i in met):
            yield Evidence(i, day, x)


def attended(tables: Rows, person: PersonId, until: int) -> Iterator[tuple[int, int, float]]:
    """The meetings a person was at: day, leaf and worth of each, those with the owner first."""
    for table in (MEETINGS, ELSEWHERE):
        yield from (row[1:] for row in tables.scan(table, (person,), high=until))


def attendances(
    tables: Rows, person: PersonId, low: int | None = None, high: int | None = None, *, reverse: bool = False
) -> list[Iterator[tuple[int, int]]]:
    """Day and leaf of the meetings that a person was at, in order: those with the owner, then the others."""
    scans = (
        tables.scan(table, (person,), low=low, high=high, reverse=reverse) for table in (MEETINGS, ELSEWHERE)
    )
    return [((row[1], row[2]) for row in scan) for scan in scans]


def every_exchange(tables: Rows) -> Iterator[tuple[PersonId, str, int, PersonId]]:
    """A person, the day, the leaf and the other person of every exchange; the owner is always the other."""
    return (row for row in tables.scan(EXCHANGES))


def exchanges(
    tables: Rows, ours: Sequence[PersonId], theirs: Sequence[PersonId], until: str
) -> Iterable[Evidence]:
    """The exchanges between somebody of one group and somebody of the other, each once."""
    sides = ((person, partners) for group, partners in ((ours, theirs), (theirs, ours)) for person in group)
    return {
        Evidence(i, ordinal(day))
        for person, partners in sides
        for _person, day, i, partner in tables.scan(EXCHANGES, (person,), high=until)
        if partner in partners
    }


def no_shows(tables: Rows, people: Sequence[PersonId], until: str) -> Iterable[Evidence]:
    """The gatherings that somebody of the group missed, each once."""
    rows = sorted(
        (row for p in people for row in tables.scan(MISSED, (p,), high=until)),
        key=itemgetter(2),
        reverse=True,
    )
    return {stream: Evidence(i, ordinal(day)) for _person, day, i, stream in rows}.values()
