"""The tie between two people on a day, read from the evidence; DESIGN section 6."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from projections.directory.query import Identity, book
from projections.engine.tables import Row, Rows, Table, bounds, ordinal
from projections.trust.model import (
    Evidence,
    Tie,
    days_met,
    explained,
    scepticism,
    weighed,
)
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
    is_owner: bool = False,
) -> Tie:
    """How far `from_` may trust `to` on a day; reads days where it can, meetings where it must.

    `trust_permille` asks for another culture than the one chosen. `is_owner` marks `from_` as an owner of the
    ledger, whose missed meetings are their own.
    """
    owner = tables.owner
    if identity.group(from_) != (owner,) or owner == identity.root(to):
        full = explain(
            tables,
            identity,
            from_,
            to,
            as_of,
            trust_permille=trust_permille,
            is_owner=is_owner,
        )
        return full._replace(contributions=(), no_shows=())
    people = identity.group(to)
    until = as_of.isoformat()
    today = as_of.toordinal()
    exchanged: list[Row] = []
    for person in people:
        exchanged += tables.scan(EXCHANGES, (person,), high=until)
    return weighed(
        days=days_met_by(tables, people, today),
        exchanges=days_exchanged(exchanged, owner),
        missed=[no_show.day for no_show in no_shows(tables, (owner,), people, until)],
        scepticism=scale_of(tables, trust_permille),
        as_of=today,
    )


def scale_of(tables: Rows, trust_permille: int | None) -> float:
    """The scepticism of the culture asked for, else of the one chosen for the ledger."""
    return scepticism(trust_permille or book(tables)[3])


def days_exchanged(rows: Iterable[Row], partner: PersonId) -> list[int]:
    """The day of each exchange with a partner, from rows of exchanges; of two rows of one event, one counts."""
    days: dict[tuple[int, int], int] = {}
    for _person, occurred_on, i, counterpart in rows:
        if counterpart == partner:
            day = ordinal(occurred_on)
            days[i, day] = day
    return list(days.values())


def explain(  # noqa: PLR0913 - one more than five, and each needed
    tables: Rows,
    identity: Identity,
    from_: PersonId,
    to: PersonId,
    as_of: date,
    *,
    trust_permille: int | None = None,
    is_owner: bool = False,
    size: int | None = None,
) -> Tie:
    """The tie from every event between two people, with the contribution of each; with `size`, from the ledger's first events."""
    ours = identity.group(from_)
    theirs = identity.group(to)
    owner = tables.owner
    scale = scale_of(tables, trust_permille)
    today = as_of.toordinal()
    if ours == theirs:
        return explained((), (), (), scale, today)
    until = as_of.isoformat()
    waiting = ours if is_owner else (*ours, *identity.group(owner))
    return explained(
        meetings=_among_first(meetings(tables, owner, ours, theirs, today), size),
        exchanges=_among_first(exchanges(tables, ours, theirs, until), size),
        missed=_among_first(no_shows(tables, waiting, theirs, until), size),
        scepticism=scale,
        as_of=today,
    )


def _among_first(evidence: Iterable[Evidence], size: int | None) -> Iterable[Evidence]:
    """The evidence from the first `size` events of the ledger; all of it for None."""
    if size is None:
        return evidence
    return [event for event in evidence if event.i < size]


def ties(
    tables: Rows,
    identity: Identity,
    owner: PersonId,
    as_of: date,
    *,
    trust_permille: int | None = None,
) -> dict[PersonId, Tie]:
    """The tie from the owner to everyone he had met by that day, in one pass over the days."""
    tie_of: dict[PersonId, Tie] = {}
    roots: Iterable[PersonId]
    if identity.group(owner) == (owner,) == (tables.owner,):
        merged = set(chain.from_iterable(identity.merged.values()))
        scale = scale_of(tables, trust_permille)
        tie_of.update(_plain(tables, merged | {owner}, scale, as_of))
        roots = identity.merged
    else:
        roots = everybody(tables, identity)
    for root in roots:
        owner_tie = tie(
            tables, identity, owner, root, as_of, trust_permille=trust_permille
        )
        if owner_tie.days_met:
            tie_of[root] = owner_tie
    return tie_of


def _plain(
    tables: Rows, without: set[PersonId], scale: float, as_of: date
) -> Iterator[tuple[PersonId, Tie]]:
    """The ties of those who were never merged."""
    today = as_of.toordinal()
    owner = tables.owner
    exchanged = beside(tables.scan(EXCHANGES))
    missed = beside(tables.scan(MISSED))
    for person, days, worths in tables.columns(MEETINGS):
        if person in without:
            continue
        met = days_met(days, worths, today)
        if not met:
            continue
        received = days_exchanged(exchanged(person), owner)
        absent = [ordinal(row[1]) for row in missed_by(missed(person), (owner,))]
        yield (
            person,
            weighed(
                days=met,
                exchanges=[day for day in received if day <= today],
                missed=[day for day in absent if day <= today],
                scepticism=scale,
                as_of=today,
            ),
        )


def beside(rows: Iterator[Row]) -> Callable[[PersonId], list[Row]]:
    """The rows of a person, to be asked for in the order of people."""
    groups = groupby(rows, key=itemgetter(0))
    here = next(groups, None)

    def of(person: PersonId) -> list[Row]:
        nonlocal here
        while here and here[0] < person:
            here = next(groups, None)
        if here is None:
            return []
        bearer, rows_of_bearer = here
        if bearer != person:
            return []
        return list(rows_of_bearer)

    return of


def last_met(
    tables: Rows, identity: Identity, person: PersonId, as_of: date
) -> date | None:
    """The last day by then on which the owner met the person in person."""
    owner_tie = tie(tables, identity, tables.owner, person, as_of)
    return owner_tie.last_met


def anybody_met(tables: Rows) -> bool:
    """Whether the owner was ever at a meeting with anybody."""
    return next(tables.scan(MEETINGS), None) is not None


def everybody(tables: Rows, identity: Identity) -> set[PersonId]:
    """Everyone who was at a meeting, the owner apart unless someone was merged into him."""
    rows = chain(tables.scan(MEETINGS), tables.scan(ELSEWHERE))
    return {identity.root(person) for person, _day, _i, _x in rows}


def days_met_by(
    tables: Rows, people: Sequence[PersonId], until: int
) -> list[tuple[int, float]]:
    """The days met, in order, with their weights; a meeting with two of a group counts once."""
    if len(people) == 1:
        days, worths = tables.columns_of(MEETINGS, people[0])
        return days_met(days, worths, until)
    held = sorted(
        _evidence(tables, MEETINGS, people, until).values(), key=attrgetter("day", "i")
    )
    return days_met(
        days=[meeting.day for meeting in held],
        worths=[meeting.x for meeting in held],
        until=until,
    )


def days_in_person(
    tables: Rows, identity: Identity, until: int
) -> Iterator[tuple[PersonId, list[int]]]:
    """Everyone the owner met in person up to a day, with the days met, in order, without weighing them."""
    apart = set(chain.from_iterable(identity.merged.values()))
    for person, numbers, worths in tables.columns(MEETINGS):
        days = {
            day
            for day, worth in zip(numbers, worths, strict=True)
            if worth and day <= until
        }
        if days and person not in apart:
            yield person, sorted(days)
    for root in identity.merged:
        met = days_met_by(tables, identity.group(root), until)
        if met and root != identity.owner:
            yield root, [day for day, _weight in met]


def people_met(
    tables: Rows, identity: Identity, owner: PersonId, as_of: date
) -> set[PersonId]:
    """Everyone that the owner had met in person by a day: the people that `ties` covers."""
    if not identity.group(owner) == (owner,) == (tables.owner,):
        return set(ties(tables, identity, owner, as_of))
    until = as_of.toordinal()
    met = {
        identity.root(person) for person, day in tables.firsts(MEETINGS) if day <= until
    }
    met.discard(owner)
    return met


def is_met_by(tables: Rows, person: PersonId, as_of: date) -> bool:
    """Whether the owner had met a person, under this very id, in person by a day."""
    days, worths = tables.columns_of(MEETINGS, person)
    return any(worths[: bisect_right(days, as_of.toordinal())])


def _evidence(
    tables: Rows, table: Table, people: Sequence[PersonId], until: int
) -> dict[int, Evidence]:
    """By leaf, the meetings of a group in one table; a meeting with two of the group counts once."""
    by_leaf: dict[int, Evidence] = {}
    for person in people:
        for _person, day, i, x in tables.scan(table, (person,), high=until):
            by_leaf[i] = Evidence(i, day, x)
    return by_leaf


def meetings(
    tables: Rows,
    owner: str,
    ours: Sequence[PersonId],
    theirs: Sequence[PersonId],
    until: int,
) -> Iterable[Evidence]:
    """The meetings at which someone of both groups was; the owner has no rows, those with him do."""
    if owner in theirs:
        ours, theirs = theirs, ours
    attended_by_ours: set[int] = set()
    for person in ours:
        attended_by_ours.update(i for _day, i, _x in attended(tables, person, until))
    with_owner = _evidence(tables, MEETINGS, theirs, until)
    elsewhere = _evidence(tables, ELSEWHERE, theirs, until)
    if owner in ours:
        attended_by_ours.update(with_owner)
    for meeting in chain(with_owner.values(), elsewhere.values()):
        if meeting.i in attended_by_ours:
            yield meeting


def attended(
    tables: Rows, person: PersonId, until: int
) -> Iterator[tuple[int, int, float]]:
    """The meetings a person was at: day, leaf and worth of each, those with the owner first."""
    for table in (MEETINGS, ELSEWHERE):
        for _person, day, i, x in tables.scan(table, (person,), high=until):
            yield day, i, x


def attendances(
    tables: Rows,
    person: PersonId,
    low: int | None = None,
    high: int | None = None,
    *,
    reverse: bool = False,
) -> list[Iterator[tuple[int, int]]]:
    """Day and leaf of the meetings that a person was at, in order: those with the owner, then the others."""
    places: list[Iterator[tuple[int, int]]] = []
    for table in (MEETINGS, ELSEWHERE):
        rows = tables.scan(table, (person,), low=low, high=high, reverse=reverse)
        places.append((day, i) for _person, day, i, _x in rows)
    return places


def seats(
    tables: Rows,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Iterator[tuple[int, list[PersonId]]]:
    """Who was at each meeting, as its key number, by day and leaf.

    Both bounds are included. Each table of people is read once.
    """
    people: list[PersonId] = []
    taken: list[int] = []
    with_owner = 0
    for table in (ELSEWHERE, MEETINGS):
        with_owner = len(people)  # from this seat on, once both are read
        for person, numbers in tables.keys(table, *bounds(since, until)):
            seat = len(people)
            people.append(person)
            taken += [number << _SEAT | seat for number in numbers]
    taken.sort()
    for meeting, seats_of_meeting in groupby(taken, key=_meeting):
        places = [place & _LAST_SEAT for place in seats_of_meeting]
        present = [people[seat] for seat in places]
        if places[-1] >= with_owner:
            present.append(tables.owner)
        yield meeting, present


_SEAT: Final = 32
"""How many bits say which person took a seat."""

_LAST_SEAT: Final = (1 << _SEAT) - 1


def _meeting(place: int) -> int:
    return place >> _SEAT


def companions(tables: Rows, identity: Identity) -> dict[int, list[PersonId]]:
    """The people at each meeting with two entries or more besides the owner's, as its key number, by day and leaf.

    The owner is not among them; someone who was merged may stand there twice. Most meetings are with one person, and
    are only counted.
    """
    attended, shared = _attended_by_several(tables)
    people: dict[int, list[PersonId]] = {meeting: [] for meeting in sorted(shared)}
    for person, numbers in attended:
        root = identity.root(person)
        if root == identity.me:
            continue
        for meeting in shared.intersection(numbers):
            people[meeting].append(root)
    return people


def _attended_by_several(
    tables: Rows,
) -> tuple[list[tuple[PersonId, array[int]]], set[int]]:
    """The meetings that each entry attended, and those that several did, as key numbers."""
    attended: list[tuple[PersonId, array[int]]] = []
    so_far: set[int] = set()
    shared: set[int] = set()
    for person, numbers in attended_by_each(tables):
        shared.update(so_far.intersection(numbers))
        so_far.update(numbers)
        attended.append((person, array("q", numbers)))
    return attended, shared


def attended_by_each(tables: Rows) -> Iterator[tuple[PersonId, list[int]]]:
    """Every entry of a person who was at a meeting, perhaps twice, with those meetings as key numbers."""
    return chain(tables.keys(MEETINGS), tables.keys(ELSEWHERE))


def meetings_with_owner(
    tables: Rows, *, since: date | None = None, until: date | None = None
) -> Iterator[tuple[PersonId, list[int]]]:
    """Everyone that met the owner in a period, and those meetings as key numbers in order."""
    return tables.keys(MEETINGS, *bounds(since, until))


def leaves_of_meetings(
    tables: Rows, identity: Identity, person: PersonId, until: date | None = None
) -> list[int]:
    """The leaves of the owner's meetings with a person up to a day, calls included, by day and leaf."""
    _low, high = bounds(None, until)
    with_owner, without_owner = _places(tables, identity.group(person), high)
    mine = set(identity.group(tables.owner)) - {tables.owner}
    if mine and without_owner:  # somebody was merged with the owner
        _places_with_owner, mine_elsewhere = _places(tables, mine, high)
        with_owner |= without_owner & mine_elsewhere
    return [leaf for _day, leaf in sorted(with_owner)]


def _places(
    tables: Rows, group: Iterable[PersonId], until: int | None
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Day and leaf of the meetings that people of a group were at: those with the owner, and the others."""
    with_owner: set[tuple[int, int]] = set()
    without_owner: set[tuple[int, int]] = set()
    for person in group:
        attended_with, attended_without = attendances(tables, person, None, until)
        with_owner.update(attended_with)
        without_owner.update(attended_without)
    return with_owner, without_owner


def meetings_with_others(
    tables: Rows,
    identity: Identity,
    is_shown: Callable[[PersonId], bool],
    *,
    since: date | None = None,
    until: date | None = None,
) -> set[int]:
    """The owner's meetings in a period with somebody else who is shown, as key numbers."""
    owner = tables.owner
    me = identity.root(owner)

    def with_others(table: Table) -> set[int]:
        meetings: set[int] = set()
        for person, numbers in tables.keys(table, *bounds(since, until)):
            root = identity.root(person)
            if root != me and is_shown(root):
                meetings.update(numbers)
        return meetings

    meetings = with_others(MEETINGS)
    mine = set(identity.group(owner)) - {owner}
    if (
        mine
    ):  # somebody was merged with the owner: what they did without the owner counts too
        elsewhere = with_others(ELSEWHERE)
        for person, numbers in tables.keys(ELSEWHERE, *bounds(since, until)):
            if person in mine:
                meetings.update(elsewhere.intersection(numbers))
    return meetings


def every_exchange(tables: Rows) -> Iterator[tuple[PersonId, str, int, PersonId]]:
    """A person, the day, the leaf and the other person of every exchange; the owner is always the other."""
    return (row for row in tables.scan(EXCHANGES))


def exchange_leaves(tables: Rows, people: Iterable[PersonId]) -> set[int]:
    """The leaves of the exchanges in which one of these people has part."""
    leaves: set[int] = set()
    for person in people:
        rows = tables.scan(EXCHANGES, (person,))
        leaves.update(i for _person, _day, i, _partner in rows)
    return leaves


def exchanges(
    tables: Rows, ours: Sequence[PersonId], theirs: Sequence[PersonId], until: str
) -> Iterable[Evidence]:
    """The exchanges between people of two groups, without duplicates."""
    exchanged: set[Evidence] = set()
    for group, partners in ((ours, theirs), (theirs, ours)):
        for person in group:
            for _person, day, i, partner in tables.scan(
                EXCHANGES, (person,), high=until
            ):
                if partner in partners:
                    exchanged.add(Evidence(i, ordinal(day)))
    return exchanged


def missed_by(rows: Iterable[Row], waiting: Collection[PersonId]) -> list[Row]:
    """Keep the rows of meetings for which one of these people waited."""
    return [row for row in rows if not set(row[4].split()).isdisjoint(waiting)]


def no_shows(
    tables: Rows, waiting: Sequence[PersonId], theirs: Sequence[PersonId], until: str
) -> Iterable[Evidence]:
    """The gatherings that people of one group attended and people of the other missed, without duplicates."""
    rows: list[Row] = []
    for person in theirs:
        rows += missed_by(tables.scan(MISSED, (person,), high=until), waiting)
    # Of several no-shows in one gathering the earliest counts, which is read last.
    rows.sort(key=itemgetter(2), reverse=True)
    by_gathering: dict[str, Evidence] = {}
    for _person, day, i, stream, _expected in rows:
        by_gathering[stream] = Evidence(i, ordinal(day))
    return by_gathering.values()
