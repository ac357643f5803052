"""Who is meant by the names of a table.

In an address book each row is a person. In a journal of meetings a name is one person as often as it
stands there: the one whom the table knows by an address, if it knows one of that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ledger.facts import identifiers
from ledger.importers.api import Connected, Contact, Diagnostic
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.csv.layouts import TableLayout
from ledger.importers.formats.csv.rows import Statement
from ledger.language import N_
from ledger.language.folding import fold

SEVERAL: Final = N_("Several people of this table are called {name}: give an address there too.")


def cast(layout: TableLayout, rows: Sequence[Statement]) -> Sequence[tuple[Contact, ...] | Diagnostic]:
    """For each row its people, or why it is not known who they are."""
    if layout.is_told_by_day:
        return _by_day(layout.file_format, rows)
    return _by_addresses(layout.file_format, rows)


def _by_day(file_format: str, rows: Sequence[Statement]) -> list[tuple[Contact, ...]]:
    """The person of each row, told again by name, day and the place among equal rows of the file."""
    seen: Counter[tuple[str, str]] = Counter()
    people: list[tuple[Contact, ...]] = []
    for row in rows:
        name = row.people[0].name
        days = [claim.on for claim in row.claims if isinstance(claim, Connected) and claim.on]
        values = (name, days[0].isoformat() if days else "")
        first = (row.file, identifiers.row(file_format, values, 0))
        told_by = identifiers.row(file_format, values, seen[first])
        seen[first] += 1
        people.append((Contact(name=name, rows=(told_by,)),))
    return people


def _by_addresses(file_format: str, rows: Sequence[Statement]) -> list[tuple[Contact, ...] | Diagnostic]:
    is_bare = [[row.is_meeting and _has_only_a_name(who) for who in row.people] for row in rows]
    told = _told(
        file_format,
        [
            who
            for row, bare in zip(rows, is_bare, strict=True)
            for who, b in zip(row.people, bare, strict=True)
            if not b
        ],
    )
    by_name = _by_name(told.values(), {fold(who.name) for row in rows for who in row.people})
    return [_of_row(file_format, row, bare, told, by_name) for row, bare in zip(rows, is_bare, strict=True)]


def _has_only_a_name(who: Listed) -> bool:
    details = who.details
    return not (details.phones or identifiers.of_person(details.emails or (), details.urls or ()))


def _told(file_format: str, entries: Sequence[Listed]) -> Mapping[int, Contact]:
    """The contact of each of these entries, by the entry's identity."""
    made = people(file_format, entries)
    return {id(entry): row.who[0] for entry, row in zip(entries, made, strict=True)}


def _by_name(contacts: Iterable[Contact], wanted: set[str]) -> Mapping[str, Sequence[Contact]]:
    """Of each name the people who bear it, each once."""
    bearing: dict[str, list[Contact]] = {}
    for who in contacts:
        if (name := fold(who.name)) in wanted:
            bearing.setdefault(name, []).append(who)
    return {name: _each_once(some) for name, some in bearing.items()}


def _each_once(contacts: Iterable[Contact]) -> Sequence[Contact]:
    """One contact for each person: those that share an identifier are one."""
    leaders: dict[str, str] = {}

    def leader(token: str) -> str:
        while leaders.setdefault(token, token) != token:
            leaders[token] = token = leaders[leaders[token]]
        return token

    first: dict[str, Contact] = {}
    every = list(contacts)
    for who in every:
        tokens = (*who.identifiers, *who.rows)
        for token in tokens:
            leaders[leader(token)] = leader(tokens[0])
    for who in every:
        first.setdefault(leader((*who.identifiers, *who.rows)[0]), who)
    return list(first.values())


def _of_row(
    file_format: str,
    row: Statement,
    is_bare: Sequence[bool],
    told: Mapping[int, Contact],
    by_name: Mapping[str, Sequence[Contact]],
) -> tuple[Contact, ...] | Diagnostic:
    found: list[Contact] = []
    for who, bare in zip(row.people, is_bare, strict=True):
        if not bare:
            found.append(told[id(who)])
            continue
        bearing = by_name.get(fold(who.name), ())
        if len(bearing) > 1:
            return Diagnostic(file=row.file, line=row.line, reason=SEVERAL, details={"name": who.name})
        found.append(bearing[0] if bearing else _by_name_alone(file_format, who))
    return tuple(found)


def _by_name_alone(file_format: str, who: Listed) -> Contact:
    return Contact(
        name=who.name,
        given=who.given,
        family=who.family,
        details=who.details,
        rows=(identifiers.row(file_format, (who.name,), 0),),
    )
