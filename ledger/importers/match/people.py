"""The events of people: added, reinstated or changed; their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ledger.facts import identifiers
from ledger.facts.event import Event, NewEvents, PersonId
from ledger.facts.person import decide as person_decide
from ledger.facts.person.commands import (
    ChangeDetails,
    Details,
    NamePersonAlso,
    PersonCommand,
    RetractNote,
    RetractPerson,
    TakeNote,
)
from ledger.facts.person.events import AliasAdded, DetailsChanged, NoteTaken
from ledger.facts.rules import optional
from ledger.importers.api import Contact, Noted
from ledger.importers.match.details import added, news
from ledger.importers.match.import_plan import ImportContext, Outcome
from ledger.importers.match.known import KnownPerson
from ledger.importers.match.same_people import Candidate, differ, sites_of


@dataclass
class PersonStream:
    """A person's stream while events are decided for it."""

    person: PersonId
    before: KnownPerson | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def history(self) -> Sequence[Event]:
        """The events that the ledger has of the person."""
        if self.before:
            return self.before.history
        return ()

    @property
    def state(self) -> person_decide.PersonState:
        """What these and the events decided so far add up to."""
        state = person_decide.INITIAL
        if self.before:
            state = self.before.state
        for event in self.events:
            state = person_decide.evolve(state, event)
        return state

    def do(self, command: PersonCommand) -> None:
        """Decide the command and keep its events."""
        self.events += person_decide.decide(command, self.state)

    @property
    def entry(self) -> NewEvents:
        """The events as the store takes them."""
        return NewEvents(self.person, len(self.history), tuple(self.events))


def entered(
    candidate: Candidate,
    keys: tuple[str, ...],
    *,
    joined: bool,
    fresh: Callable[[], str],
) -> PersonStream:
    """The stream of a candidate with what the file says of them.

    `keys` are the identifiers among theirs that are no one else's. `joined` if an answer joined the
    candidate with this person: the keys are then kept even without news, as addresses always are that an
    earlier version did not know.
    """
    if candidate.entry is None:
        stream = PersonStream(fresh())
        stream.do(added(candidate.contacts, keys))
        _add_aliases(stream, candidate.contacts)
        return stream
    stream = PersonStream(candidate.entry.person, candidate.entry)
    if candidate.entry.retracted:
        stream.do(RetractPerson(reinstate=True))
    change = news(candidate.contacts, candidate.entry)
    if change:
        stream.do(ChangeDetails(details=change, identifiers=keys))
    elif keys and (joined or any(map(_is_address, keys))):
        # No command: nothing changes but by what the person is recognised from now on.
        stream.events.append(DetailsChanged(identifiers=keys))
    _add_aliases(stream, candidate.contacts)
    return stream


def _is_address(identifier: str) -> bool:
    return identifier.startswith(("email:", "linkedin:", "url:"))


def _add_aliases(stream: PersonStream, contacts: Iterable[Contact]) -> None:
    """Add aliases that the ledger never had: one taken away stays away."""
    before: set[str | None] = {None}
    for event in stream.history:
        if isinstance(event, AliasAdded):
            before.add(event.alias)
    aliases: dict[str, None] = {}
    for contact in contacts:
        aliases.update(dict.fromkeys(contact.aliases))
    for alias in aliases:
        if optional(alias) not in before:
            stream.do(NamePersonAlso(alias=alias))


def of_owner(
    owner: KnownPerson, contact: Contact, keys: tuple[str, ...]
) -> PersonStream:
    """The owner's stream with the profile that the file has of them.

    Nothing if another one is known on that site already, or that one is someone else's.
    """
    stream = PersonStream(owner.person, owner)
    urls = contact.details.urls or ()
    sites = sites_of(identifiers.of_person(urls=owner.state.details.get("urls", ())))
    change = news([Contact(name=contact.name, details=Details(urls=urls))], owner)
    if change and keys and not differ(sites, sites_of(keys)):
        stream.do(ChangeDetails(details=change, identifiers=keys))
    return stream


def note(
    stream: PersonStream, noted: Noted, context: ImportContext, *, is_there: bool
) -> Outcome:
    """Add a note unless it is there; one that was retracted comes back only to restore it.

    `is_there` if one of its identifiers is a note's of this person; its text may be erased.
    """
    text = optional(noted.text)
    same: list[int] = []
    for v, event in enumerate((*stream.history, *stream.events), start=1):
        if isinstance(event, NoteTaken) and event.text == text:
            same.append(v)
    if not same and not is_there:
        stream.do(TakeNote(**vars(noted), today=context.today))
        return "added"
    retracted = [v for v in same if v in stream.state.retracted_notes]
    still_stands = len(retracted) < len(same)
    if still_stands:
        return "unchanged"
    if not retracted:
        return "unchanged"
    if not context.restore:
        return "retracted"
    stream.do(RetractNote(note=retracted[0], reinstate=True))
    return "added"
