"""Match the contacts of a file with each other and with the people of the ledger.

Decided by addresses, then by rows, never by names:
- a profile address, else an e-mail address, else a row, identifies a person of the ledger or of the
  same file;
- a row does so only where no profile address contradicts it: two addresses on one site are two
  people. In one file that holds for e-mail addresses too, for a couple may share one;
- a contact whose addresses lead to two people shows that they are one. Two of the ledger are then
  merged, if they bear the same name and nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from ledger.facts.event import PersonId
from ledger.facts.identifiers import profile
from ledger.importers.api import Contact
from ledger.importers.match.known import Apart, KnownPerson


@dataclass(eq=False)
class Candidate:
    """One person of a file: the contacts that are this person, and the entry in the ledger.

    `placed` holds the contacts by their place in the file. `same` are further people of the ledger
    that turn out to be this one. `into` is the candidate that took this one over when two were
    found to be one.
    """

    entry: KnownPerson | None = None
    placed: dict[int, Contact] = field(default_factory=dict)
    sites: dict[str, set[str]] = field(default_factory=dict)
    same: list[KnownPerson] = field(default_factory=list)
    into: Candidate | None = None

    @property
    def contacts(self) -> list[Contact]:
        """The contacts in the order of the file, however they came together."""
        if len(self.placed) == 1:  # nearly always
            return [*self.placed.values()]
        return [self.placed[place] for place in sorted(self.placed)]


@dataclass
class _Index:
    """Candidates by their new identifiers, and by the person of the ledger that they are."""

    entries: Mapping[str, KnownPerson]
    apart: Apart
    bearers: dict[str, Candidate] = field(default_factory=dict)
    people: dict[PersonId, Candidate] = field(default_factory=dict)


def recognise(
    contacts: Sequence[Contact], entries: Mapping[str, KnownPerson], apart: Apart
) -> tuple[list[Candidate], Mapping[str, Candidate]]:
    """The candidate of each contact, one object a person; and the candidate of each new identifier.

    `entries` are the people of the ledger by identifier. Contacts with profile addresses are placed
    first, so the order of the contacts does not matter.
    """
    index = _Index(entries, apart)
    placed: dict[int, Candidate] = {}
    strengths = list(map(_strength, contacts))
    for place in sorted(range(len(contacts)), key=strengths.__getitem__):
        placed[place] = _place(place, contacts[place], index)
    bearers = {
        identifier: final(candidate) for identifier, candidate in index.bearers.items()
    }
    candidates = [final(placed[place]) for place in range(len(contacts))]
    return candidates, bearers


def final(candidate: Candidate) -> Candidate:
    """The candidate that this one has become part of."""
    while candidate.into is not None:
        candidate = candidate.into
    return candidate


def sites_of(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """The profile addresses by site: one person has one on each."""
    sites: dict[str, set[str]] = {}
    for identifier in identifiers:
        if _is_email(identifier):
            continue
        site_ends = "/" if identifier.startswith("url:") else ":"
        sites.setdefault(identifier.partition(site_ends)[0], set()).add(identifier)
    return sites


def differ(sites: Mapping[str, set[str]], than: Mapping[str, set[str]]) -> bool:
    """Whether two people have different addresses on one site."""
    shared_sites = sites.keys() & than.keys()
    return any(sites[site].isdisjoint(than[site]) for site in shared_sites)


def join(
    candidate: Candidate, entry: KnownPerson, people: dict[PersonId, Candidate]
) -> None:
    """Let the candidate be a person of the ledger, together with the one of the file that is that person already."""
    bearer = people.setdefault(entry.person, candidate)
    if bearer is candidate:
        candidate.entry = entry
    else:
        _absorb(bearer, candidate)


def by_entry(candidates: Iterable[Candidate]) -> dict[PersonId, Candidate]:
    """The candidates that are people of the ledger, by their entries."""
    people: dict[PersonId, Candidate] = {}
    for candidate in map(final, candidates):
        if candidate.entry:
            people[candidate.entry.person] = candidate
    return people


def _strength(contact: Contact) -> int:
    if not contact.identifiers:
        return 2
    if all(map(_is_email, contact.identifiers)):
        return 1
    return 0


def _place(place: int, contact: Contact, index: _Index) -> Candidate:
    sites = sites_of(contact.identifiers)
    candidate = (
        _by_address(contact, sites, index)
        or _by_row(contact, sites, index)
        or Candidate()
    )
    contact = _without_foreign(contact, sites, candidate, index)
    candidate.placed[place] = contact
    for site, addresses in sites_of(contact.identifiers).items():
        candidate.sites.setdefault(site, set()).update(addresses)
    for identifier in (*contact.identifiers, *contact.rows):
        if identifier not in index.entries:
            index.bearers.setdefault(identifier, candidate)
    return candidate


def _without_foreign(
    contact: Contact, sites: Mapping[str, set[str]], candidate: Candidate, index: _Index
) -> Contact:
    """The contact without the profiles of other people."""
    foreign: set[str] = set()
    for address in chain.from_iterable(sites.values()):
        bearer = _bearer(address, index)
        if bearer is None:
            continue
        if bearer is candidate:
            continue
        foreign.add(address)
    if not foreign:
        return contact
    urls = [url for url in contact.details.urls or () if profile(url) not in foreign]
    identifiers = [
        identifier for identifier in contact.identifiers if identifier not in foreign
    ]
    details = replace(contact.details, urls=tuple(urls) or None)
    return contact._replace(details=details, identifiers=tuple(identifiers))


def _by_address(
    contact: Contact, sites: Mapping[str, set[str]], index: _Index
) -> Candidate | None:
    candidate: Candidate | None = None
    for identifier in sorted(contact.identifiers, key=_is_email):
        bearer = _bearer(identifier, index)
        if bearer is None:
            continue
        if bearer is candidate:
            continue
        if candidate is None:
            shared = _is_email(identifier) and differ(bearer.sites, sites)
            candidate = None if shared else bearer
        elif not differ(sites, bearer.sites):
            candidate = _unite(candidate, bearer, index)
    return candidate


def _is_email(identifier: str) -> bool:
    return identifier.startswith("email:")


def _by_row(
    contact: Contact, sites: Mapping[str, set[str]], index: _Index
) -> Candidate | None:
    for row in contact.rows:
        bearer = _bearer(row, index)
        if bearer is None:
            continue
        if differ(bearer.sites, sites):
            continue
        if bearer.entry is None:
            return bearer
        if not sites:
            return bearer
        if not differ(sites_of(bearer.entry.profiles), sites):
            return bearer
    return None


def _bearer(identifier: str, index: _Index) -> Candidate | None:
    entry = index.entries.get(identifier)
    if entry is not None:
        return final(index.people.setdefault(entry.person, Candidate(entry=entry)))
    bearer = index.bearers.get(identifier)
    if not bearer:
        return None
    return final(bearer)


def _unite(candidate: Candidate, bearer: Candidate, index: _Index) -> Candidate:
    """Both candidates as one if they may be united; else the first."""
    if differ(candidate.sites, bearer.sites):
        return candidate
    if candidate.entry and bearer.entry:
        if not _may_be_merged(candidate.entry, bearer.entry, index.apart):
            return candidate
        candidate.same.append(bearer.entry)
    elif bearer.entry:
        candidate.entry = bearer.entry
    _absorb(candidate, bearer)
    return candidate


def _absorb(candidate: Candidate, absorbed: Candidate) -> None:
    candidate.placed |= absorbed.placed
    candidate.same += absorbed.same
    for site, addresses in absorbed.sites.items():
        candidate.sites.setdefault(site, set()).update(addresses)
    absorbed.into = candidate


def _may_be_merged(entry: KnownPerson, twin: KnownPerson, apart: Apart) -> bool:
    """Whether two people of the ledger, shown to be one by their addresses, may be merged unasked."""
    if not entry.stands:
        return False
    if not twin.stands:
        return False
    if apart(entry.person, twin.person):
        return False
    if differ(sites_of(entry.profiles), sites_of(twin.profiles)):
        return False
    if entry.names & twin.names:
        return True
    return _is_address(entry) or _is_address(twin)


def _is_address(entry: KnownPerson) -> bool:
    """Whether nothing better than an e-mail address is known as the person's name."""
    return any("@" in name for name in entry.names)
