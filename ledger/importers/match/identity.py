"""Who is who among the contacts of a reading, and whom of them the ledger knows.

Decided by addresses, then by rows, never by names:
- a profile address, else an e-mail address, else a row, tells a person of the ledger or of the
  same reading;
- a row does so only where no profile address says otherwise: two addresses on one site are two
  people. In one reading that holds for e-mail addresses too, for a couple may share one;
- a contact whose addresses tell two people shows that they are one. Two of the ledger are then
  merged, if they bear the same name and nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ledger.facts.event import PersonId
from ledger.facts.identifiers import profile
from ledger.importers.api import Contact
from ledger.importers.match.known import Apart, Face, names, profiles


@dataclass(eq=False)
class Someone:
    """One person of a reading: the contacts that are this person, and who it is in the ledger.

    `placed` holds the contacts by their place in the reading. `same` are further people of the
    ledger that turn out to be this one. `into` is who took this one over when two were found to be
    one.
    """

    face: Face | None = None
    placed: dict[int, Contact] = field(default_factory=dict)
    sites: dict[str, set[str]] = field(default_factory=dict)
    same: list[Face] = field(default_factory=list)
    into: Someone | None = None

    @property
    def contacts(self) -> list[Contact]:
        """The contacts in the order of the reading, however they came together."""
        return (
            [self.placed[at] for at in sorted(self.placed)]
            if len(self.placed) > 1
            else [*self.placed.values()]
        )


@dataclass
class _Index:
    """What is found so far: who bears an identifier, and who is which person of the ledger."""

    faces: Mapping[str, Face]
    apart: Apart
    bearers: dict[str, Someone] = field(default_factory=dict)
    people: dict[PersonId, Someone] = field(default_factory=dict)


def recognise(
    contacts: Sequence[Contact], faces: Mapping[str, Face], apart: Apart
) -> tuple[list[Someone], Mapping[str, Someone]]:
    """For each contact who it is, the same object for the same person; and whose a new identifier is.

    `faces` tells the people of the ledger by identifier. Those with profile addresses are placed
    first, so the order of the contacts does not matter.
    """
    index = _Index(faces, apart)
    placed: dict[int, Someone] = {}
    for at in sorted(range(len(contacts)), key=lambda at: _strength(contacts[at])):
        placed[at] = _place(at, contacts[at], index)
    bearers = {key: final(someone) for key, someone in index.bearers.items()}
    return [final(placed[at]) for at in range(len(contacts))], bearers


def final(someone: Someone) -> Someone:
    """Who this one is by now."""
    while someone.into is not None:
        someone = someone.into
    return someone


def sites_of(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """The profile addresses by site: one person has one on each."""
    found: dict[str, set[str]] = {}
    for identifier in identifiers:
        if not identifier.startswith("email:"):
            found.setdefault(identifier.partition(_end_of_site(identifier))[0], set()).add(identifier)
    return found


def differ(one: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> bool:
    """Whether the two have different addresses on one site."""
    return any(one[site].isdisjoint(other[site]) for site in one.keys() & other.keys())


def join(someone: Someone, face: Face, people: dict[PersonId, Someone]) -> None:
    """Let `someone` be this person of the ledger, and one with who is in the reading: `people` tells."""
    known = people.setdefault(face.person, someone)
    if known is someone:
        someone.face = face
    else:
        _absorb(known, someone)


def known_people(placed: Iterable[Someone]) -> dict[PersonId, Someone]:
    """Who of these is which person of the ledger."""
    return {someone.face.person: someone for someone in map(final, placed) if someone.face}


def _end_of_site(identifier: str) -> str:
    return "/" if identifier.startswith("url:") else ":"


def _strength(contact: Contact) -> int:
    if any(not each.startswith("email:") for each in contact.identifiers):
        return 0
    return 1 if contact.identifiers else 2


def _place(at: int, contact: Contact, index: _Index) -> Someone:
    sites = sites_of(contact.identifiers)
    found = _by_address(contact, sites, index) or _by_row(contact, sites, index) or Someone()
    own = _without(contact, {key for keys in sites.values() for key in keys if _is_others(key, found, index)})
    found.placed[at] = own
    for site, addresses in sites_of(own.identifiers).items():
        found.sites.setdefault(site, set()).update(addresses)
    for identifier in (*own.identifiers, *own.rows):
        if identifier not in index.faces:
            index.bearers.setdefault(identifier, found)
    return found


def _is_others(identifier: str, found: Someone, index: _Index) -> bool:
    return _bearer(identifier, index) not in (None, found)


def _without(contact: Contact, foreign: Collection[str]) -> Contact:
    """The contact without the profiles of other people."""
    if not foreign:
        return contact
    urls = tuple(url for url in contact.details.urls or () if profile(url) not in foreign)
    return replace(
        contact,
        details=replace(contact.details, urls=urls or None),
        identifiers=tuple(key for key in contact.identifiers if key not in foreign),
    )


def _by_address(contact: Contact, sites: Mapping[str, set[str]], index: _Index) -> Someone | None:
    found: Someone | None = None
    for identifier in sorted(contact.identifiers, key=_is_email):
        bearer = _bearer(identifier, index)
        if bearer is None or bearer is found:
            continue
        if found is not None:
            found = found if differ(sites, bearer.sites) else _one(found, bearer, index)
        elif not (_is_email(identifier) and differ(bearer.sites, sites)):
            found = bearer
    return found


def _is_email(identifier: str) -> bool:
    return identifier.startswith("email:")


def _by_row(contact: Contact, sites: Mapping[str, set[str]], index: _Index) -> Someone | None:
    for row in contact.rows:
        bearer = _bearer(row, index)
        if bearer is None or differ(bearer.sites, sites):
            continue
        if bearer.face is None or not sites or not differ(sites_of(profiles(bearer.face)), sites):
            return bearer
    return None


def _bearer(identifier: str, index: _Index) -> Someone | None:
    if (face := index.faces.get(identifier)) is None:
        bearer = index.bearers.get(identifier)
        return final(bearer) if bearer else None
    return final(index.people.setdefault(face.person, Someone(face=face)))


def _one(found: Someone, other: Someone, index: _Index) -> Someone:
    """The two as one, if they may be; else the first."""
    if differ(found.sites, other.sites):
        return found
    if found.face and other.face:
        if not _same(found.face, other.face, index.apart):
            return found
        found.same.append(other.face)
    elif other.face:
        found.face = other.face
    _absorb(found, other)
    return found


def _absorb(one: Someone, other: Someone) -> None:
    one.placed |= other.placed
    one.same += other.same
    for site, addresses in other.sites.items():
        one.sites.setdefault(site, set()).update(addresses)
    other.into = one


def _same(one: Face, other: Face, apart: Apart) -> bool:
    """Whether two people of the ledger, shown to be one by their addresses, may be merged unasked."""
    if not (one.stands and other.stands) or apart(one.person, other.person):
        return False
    if differ(sites_of(profiles(one)), sites_of(profiles(other))):
        return False
    return not names(one).isdisjoint(names(other)) or _is_address(one) or _is_address(other)


def _is_address(face: Face) -> bool:
    """Whether nothing better than an e-mail address is known as the person's name."""
    return any("@" in name for name in names(face))
