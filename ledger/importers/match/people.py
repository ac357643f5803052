"""The events of people: who is added, comes back, or turns out to have changed; their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ledger.facts import identifiers
from ledger.facts.event import Event, PersonId
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
from ledger.importers.match.identity import Someone, differ, sites_of
from ledger.importers.match.known import Face
from ledger.importers.match.plan import Entry, Outcome, Terms


@dataclass
class Stream:
    """A person's stream while events are decided for it."""

    person: PersonId
    face: Face | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def history(self) -> Sequence[Event]:
        """The events that the ledger has of the person."""
        return self.face.history if self.face else ()

    @property
    def state(self) -> person_decide.Person:
        """What these and the events decided so far add up to."""
        state = self.face.state if self.face else person_decide.INITIAL
        for event in self.events:
            state = person_decide.evolve(state, event)
        return state

    def do(self, command: PersonCommand) -> None:
        """Decide the command and keep its events."""
        self.events += person_decide.decide(command, self.state)

    @property
    def entry(self) -> Entry:
        """The events as the store takes them."""
        return Entry(self.person, len(self.history), tuple(self.events))


def entered(someone: Someone, keys: tuple[str, ...], *, joined: bool, fresh: Callable[[], str]) -> Stream:
    """The stream of somebody of the reading with what the reading says of them.

    `keys` are the identifiers among theirs that are nobody else's. `joined` says that somebody
    answered that this is that person: the keys are then kept even if there is no news.
    """
    if someone.face is None:
        stream = Stream(fresh())
        stream.do(added(someone.contacts, keys))
        _also_called(stream, someone.contacts)
        return stream
    stream = Stream(someone.face.person, someone.face)
    if someone.face.retracted:
        stream.do(RetractPerson(reinstate=True))
    change = news(someone.contacts, someone.face)
    if change:
        stream.do(ChangeDetails(details=change, identifiers=keys))
    elif joined and keys:
        # No command: nothing is said of the person but by what they are recognised from now on.
        stream.events.append(DetailsChanged(identifiers=keys))
    _also_called(stream, someone.contacts)
    return stream


def _also_called(stream: Stream, contacts: Iterable[Contact]) -> None:
    """Other names to answer to, but those that the ledger has had: one taken away stays away."""
    had = {event.alias for event in stream.history if isinstance(event, AliasAdded)}
    for alias in dict.fromkeys(alias for contact in contacts for alias in contact.aliases):
        if optional(alias) and optional(alias) not in had:
            stream.do(NamePersonAlso(alias=alias))


def told_of_owner(face: Face, told: Contact, keys: tuple[str, ...]) -> Stream:
    """The owner's stream with the profile under which the reading knows them.

    Nothing where another one is known on that site already, or that one is somebody else's.
    """
    stream = Stream(face.person, face)
    urls = told.details.urls or ()
    known = sites_of(identifiers.of_person(urls=face.state.details.get("urls", ())))
    change = news([Contact(name=told.name, details=Details(urls=urls))], face)
    if change and keys and not differ(known, sites_of(keys)):
        stream.do(ChangeDetails(details=change, identifiers=keys))
    return stream


def note(stream: Stream, noted: Noted, terms: Terms, *, known: bool) -> Outcome:
    """Take a note unless it is there; one that was retracted comes back only to restore it.

    `known` says that one of its identifiers is a note's of this person; its text may be erased.
    """
    text = optional(noted.text)
    history = (*stream.history, *stream.events)
    taken = [v for v, e in enumerate(history, 1) if isinstance(e, NoteTaken) and e.text == text]
    if not taken and not known:
        stream.do(TakeNote(**vars(noted), today=terms.today))
        return "added"
    retracted = [v for v in taken if v in stream.state.retracted_notes]
    if not retracted or len(retracted) < len(taken):
        return "unchanged"
    if not terms.restore:
        return "retracted"
    stream.do(RetractNote(note=retracted[0], reinstate=True))
    return "added"
