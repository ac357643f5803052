"""Everybody met by trust, computed: all of them, or only so many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from projections.cli.read_session import ReadSession
from projections.engine.sqlite.ranking import Ranked
from projections.trust import query as ties
from projections.trust import top as highest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.facts.event import PersonId
    from projections.trust.model import Tie


def ranked(reading: ReadSession, day: date, permille: int, top: int | None) -> list[Ranked]:
    """Those whom lists show and the owner ever met, the highest trust first, then by name; the first `top`, or all."""
    found, names = _few(reading, day, permille, top) or _all(reading, day, permille)
    order = sorted(found, key=lambda who: (-found[who].trust, names[who] or reading.name(who), who))
    return [_as_ranked(who, found[who]) for who in order[:top]]


def _few(
    reading: ReadSession, day: date, permille: int, top: int | None
) -> tuple[Mapping[PersonId, Tie], Mapping[PersonId, str | None]] | None:
    """Those who can be among the first, and their names, where not everybody has to be looked at for that."""
    if top is None:
        return None
    asked = (reading.tables, reading.identity, day, top, reading.listed)
    found = highest.highest(*asked, trust_permille=permille)
    return None if found is None else (found, {who: reading.name(who) for who in found})


def _all(
    reading: ReadSession, day: date, permille: int
) -> tuple[Mapping[PersonId, Tie], Mapping[PersonId, str | None]]:
    found = ties.ties(reading.tables, reading.identity, reading.owner, day, trust_permille=permille)
    # Everybody at once: to look each up costs more than to compute all ties.
    names = {each.id: each.name for each in reading.queries.people()}
    return {who: tie for who, tie in found.items() if who in names}, names


def _as_ranked(person: PersonId, tie: Tie) -> Ranked:
    return Ranked(person, tie.trust, tie.days_met, tie.last_met.isoformat() if tie.last_met else None)
