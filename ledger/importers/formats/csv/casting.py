"""From the names of a table to people.

In an address book each row is a person. In a journal of meetings a name is one person as often as it
stands there: the one with an address, if the table has one of that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from ledger.facts import identifiers
from ledger.importers.api import Connected, Contact, Diagnostic
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.csv.layouts import TableLayout
from ledger.importers.formats.csv.rows import Statement
from ledger.language import N_
from ledger.language.text import fold

SEVERAL: Final = N_(
    "Several people in this table are called {name}; add an address there too."
)


def cast(
    layout: TableLayout, rows: Sequence[Statement]
) -> Sequence[tuple[Contact, ...] | Diagnostic]:
    """For each row its people, or why it is not known who they are."""
    if layout.is_told_by_day:
        return _by_day(layout.file_format, rows)
    return _by_addresses(layout.file_format, rows)


def _connected_on(row: Statement) -> str:
    """The first day of a connection that a row tells, in ISO."""
    for claim in row.claims:
        if isinstance(claim, Connected) and claim.on:
            return claim.on.isoformat()
    return ""


def _by_day(file_format: str, rows: Sequence[Statement]) -> list[tuple[Contact, ...]]:
    """The person of each row, identified by name, day and the place among equal rows of the file."""
    seen: Counter[tuple[str, str]] = Counter()
    people: list[tuple[Contact, ...]] = []
    for row in rows:
        name = row.people[0].name
        values = (name, _connected_on(row))
        equal_row = (row.file, identifiers.row(file_format, values, 0))
        told_by = identifiers.row(file_format, values, seen[equal_row])
        seen[equal_row] += 1
        people.append((Contact(name=name, rows=(told_by,)),))
    return people


def _by_addresses(
    file_format: str, rows: Sequence[Statement]
) -> list[tuple[Contact, ...] | Diagnostic]:
    """The people of each row: by their addresses, else by a name that one person of the table bears."""
    identified: list[Listed] = []
    bare_names: set[str] = set()
    for row in rows:
        if not row.is_meeting:
            identified += row.people
            continue
        for person in row.people:
            if _is_bare(person):
                bare_names.add(fold(person.name))
            else:
                identified.append(person)
    contacts = [row.who[0] for row in people(file_format, identified)]
    by_name = _by_name(contacts, bare_names) if bare_names else {}
    in_order = iter(contacts)
    cast_rows: list[tuple[Contact, ...] | Diagnostic] = []
    for row in rows:
        if row.is_meeting:
            cast_rows.append(_company(file_format, row, in_order, by_name))
        else:
            cast_rows.append(tuple(islice(in_order, len(row.people))))
    return cast_rows


def _is_bare(person: Listed) -> bool:
    """Whether a journal has nothing but the name of a person."""
    details = person.details
    if person.uid:
        return False
    if details.phones:
        return False
    addresses = identifiers.of_person(details.emails or (), details.urls or ())
    return not addresses


def _by_name(
    contacts: Iterable[Contact], names: set[str]
) -> Mapping[str, Sequence[Contact]]:
    """The people with each name, without duplicates."""
    bearing: dict[str, list[Contact]] = {}
    for person in contacts:
        name = fold(person.name)
        if name in names:
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
        contacts_by_leader.setdefault(
            leader((*person.identifiers, *person.rows)[0]), person
        )
    return list(contacts_by_leader.values())


def _company(
    file_format: str,
    row: Statement,
    identified: Iterator[Contact],
    by_name: Mapping[str, Sequence[Contact]],
) -> tuple[Contact, ...] | Diagnostic:
    """The people of a meeting; of those who are `identified` the next ones are its own."""
    company: list[Contact] = []
    unclear: list[str] = []
    for person in row.people:
        if not _is_bare(person):
            company.append(next(identified))
            continue
        bearing = by_name.get(fold(person.name), ())
        if len(bearing) > 1:
            unclear.append(person.name)
        contact = bearing[0] if bearing else _by_name_alone(file_format, person)
        company.append(contact)
    if unclear:
        details = {"name": unclear[0]}
        return Diagnostic(file=row.file, line=row.line, reason=SEVERAL, details=details)
    return tuple(company)


def _by_name_alone(file_format: str, person: Listed) -> Contact:
    return Contact(
        name=person.name,
        given=person.given,
        family=person.family,
        details=person.details,
        rows=(identifiers.row(file_format, (person.name,), 0),),
    )
