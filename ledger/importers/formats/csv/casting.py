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
        equal_row = (row.file, identifiers.row(file_format, values, 0))
        told_by = identifiers.row(file_format, values, seen[equal_row])
        seen[equal_row] += 1
        people.append((Contact(name=name, rows=(told_by,)),))
    return people


def _by_addresses(file_format: str, rows: Sequence[Statement]) -> list[tuple[Contact, ...] | Diagnostic]:
    is_bare = [[row.is_meeting and _has_only_a_name(person) for person in row.people] for row in rows]
    contacts = _told(
        file_format,
        [
            person
            for row, bare in zip(rows, is_bare, strict=True)
            for person, b in zip(row.people, bare, strict=True)
            if not b
        ],
    )
    by_name = _by_name(contacts.values(), {fold(person.name) for row in rows for person in row.people})
    return [
        _of_row(file_format, row, bare, contacts, by_name) for row, bare in zip(rows, is_bare, strict=True)
    ]


def _has_only_a_name(person: Listed) -> bool:
    details = person.details
    return not (details.phones or identifiers.of_person(details.emails or (), details.urls or ()))


def _told(file_format: str, entries: Sequence[Listed]) -> Mapping[int, Contact]:
    """The contact of each of these entries, by the entry's identity."""
    rows = people(file_format, entries)
    return {id(entry): row.who[0] for entry, row in zip(entries, rows, strict=True)}


def _by_name(contacts: Iterable[Contact], names: set[str]) -> Mapping[str, Sequence[Contact]]:
    """Of each name the people who bear it, each once."""
    bearing: dict[str, list[Contact]] = {}
    for person in contacts:
        if (name := fold(person.name)) in names:
            bearing.setdefault(name, []).append(person)
    return {name: _each_once(bearers) for name, bearers in bearing.items()}


def _each_once(contacts: Iterable[Contact]) -> Sequence[Contact]:
    """One contact for each person: those that share an identifier are one."""
    leaders: dict[str, str] = {}

    def leader(token: str) -> str:
        while leaders.setdefault(token, token) != token:
            leaders[token] = token = leaders[leaders[token]]
        return token

    contacts_by_leader: dict[str, Contact] = {}
    every = list(contacts)
    for person in every:
        tokens = (*person.identifiers, *person.rows)
        for token in tokens:
            leaders[leader(token)] = leader(tokens[0])
    for person in every:
        contacts_by_leader.setdefault(leader((*person.identifiers, *person.rows)[0]), person)
    return list(contacts_by_leader.values())


def _of_row(
    file_format: str,
    row: Statement,
    is_bare: Sequence[bool],
    known_contacts: Mapping[int, Contact],
    by_name: Mapping[str, Sequence[Contact]],
) -> tuple[Contact, ...] | Diagnostic:
    people: list[Contact] = []
    for person, bare in zip(row.people, is_bare, strict=True):
        if not bare:
            people.append(known_contacts[id(person)])
            continue
        bearing = by_name.get(fold(person.name), ())
        if len(bearing) > 1:
            return Diagnostic(file=row.file, line=row.line, reason=SEVERAL, details={"name": person.name})
        people.append(bearing[0] if bearing else _by_name_alone(file_format, person))
    return tuple(people)


def _by_name_alone(file_format: str, person: Listed) -> Contact:
    return Contact(
        name=person.name,
        given=person.given,
        family=person.family,
        details=person.details,
        rows=(identifiers.row(file_format, (person.name,), 0),),
    )
