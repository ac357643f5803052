"""Rank the people met by trust: all of them, or the first few."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from projections.cli.read_session import ReadSession
from projections.engine.sqlite import ranking as rankings
from projections.engine.sqlite.ranking import Ranked
from projections.trust import query as ties
from projections.trust import top as highest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.facts.event import PersonId
    from projections.trust.model import Tie


def ranking_of_today(reading: ReadSession, today: date) -> list[Ranked]:
    """Everyone met, ranked by trust today; looked up if it was kept."""
    _name, _owner, _culture, permille = reading.book
    ranking = rankings.kept(reading.views, today, permille, None)
    if ranking is not None:
        return ranking
    return ranked(reading, today, permille, None)


def ranked_among(
    reading: ReadSession, day: date, permille: int, people: Iterable[PersonId]
) -> list[Ranked]:
    """The people met among these, by trust, then by name."""
    ties_by_person: dict[PersonId, Tie] = {}
    for person in people:
        tie = ties.tie(
            reading.tables,
            reading.identity,
            reading.owner,
            person,
            day,
            trust_permille=permille,
        )
        if tie.days_met:
            ties_by_person[person] = tie
    return _in_order(reading, ties_by_person, {})


def ranked(
    reading: ReadSession, day: date, permille: int, top: int | None
) -> list[Ranked]:
    """The listed people the owner met, the highest trust first, then by name; the first `top`, or all."""
    ties_by_person, names = _few(reading, day, permille, top) or _all(
        reading, day, permille
    )
    return _in_order(reading, ties_by_person, names)[:top]


def _in_order(
    reading: ReadSession,
    ties_by_person: Mapping[PersonId, Tie],
    names: Mapping[PersonId, str | None],
) -> list[Ranked]:
    order = sorted(
        ties_by_person,
        key=lambda person: (
            -ties_by_person[person].trust,
            names.get(person) or reading.name(person),
            person,
        ),
    )
    return [_as_ranked(person, ties_by_person[person]) for person in order]


def _few(
    reading: ReadSession, day: date, permille: int, top: int | None
) -> tuple[Mapping[PersonId, Tie], Mapping[PersonId, str | None]] | None:
    """The candidates for the first places and their names; None if everyone has to be looked at."""
    if top is None:
        return None
    arguments = (reading.tables, reading.identity, day, top, reading.listed)
    ties_by_person = highest.highest(*arguments, trust_permille=permille)
    if ties_by_person is None:
        return None
    names_by_person = {person: reading.name(person) for person in ties_by_person}
    return (
        ties_by_person,
        names_by_person,
    )


def _all(
    reading: ReadSession, day: date, permille: int
) -> tuple[Mapping[PersonId, Tie], Mapping[PersonId, str | None]]:
    ties_by_person = ties.ties(
        reading.tables, reading.identity, reading.owner, day, trust_permille=permille
    )
    # Everybody at once: to look each up costs more than to compute all ties.
    names = {entry.id: entry.name for entry in reading.queries.people()}
    listed_ties = {
        person: tie for person, tie in ties_by_person.items() if person in names
    }
    return listed_ties, names


def _as_ranked(person: PersonId, tie: Tie) -> Ranked:
    last_met = None
    if tie.last_met:
        last_met = tie.last_met.isoformat()
    return Ranked(
        person,
        tie.trust,
        tie.days_met,
        last_met,
        tie.evidence,
    )
