"""The events of people: who is added, comes back, or turns out to have changed; their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ledger.facts import identifiers, person_decide
from ledger.facts.base import Event, PersonId
from ledger.facts.people import DetailsChanged, NoteTaken
from ledger.facts.person_commands import (
    ChangeDetails,
    Details,
    PersonCommand,
    RetractNote,
    RetractPerson,
    TakeNote,
)
from ledger.facts.rules import optional
from ledger.importers.describing import added, news
from ledger.importers.known import Face
from ledger.importers.plans import Entry, Outcome, Terms
from ledger.importers.recognising import Someone, differ, sites_of
from ledger.importers.records import Contact, Noted


@dataclass
class Stream:
    """A person's stream while events are decided for it."""

    person: PersonId
    history: Sequence[Event]
    state: person_decide.Person
    events: list[Event] = field(default_factory=list)

    def do(self, command: PersonCommand) -> None:
        """Decide the command and keep its events."""
        self.keep(person_decide.decide(command, self.state))

    def keep(self, events: Iterable[Event]) -> None:
        """Keep events that were decided."""
        for event in events:
            self.events.append(event)
            self.state = person_decide.evolve(self.state, event)

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
        stream = Stream(fresh(), (), person_decide.INITIAL)
        stream.do(added(someone.contacts, keys))
        return stream
    stream = of_face(someone.face)
    if stream.state.retracted:
        stream.do(RetractPerson(reinstate=True))
    change = news(someone.contacts, someone.face)
    if change:
        stream.do(ChangeDetails(details=change, identifiers=keys))
    elif joined and keys:
        # No command: nothing is said of the person but by what they are recognised from now on.
        stream.keep([DetailsChanged(identifiers=keys)])
    return stream


def told_of_owner(face: Face, told: Contact, keys: tuple[str, ...]) -> Stream:
    """The owner's stream with the profile under which the reading knows them.

    Nothing where another one is known on that site already, or that one is somebody else's.
    """
    stream = of_face(face)
    urls = told.details.urls or ()
    known = sites_of(identifiers.of_person(urls=face.state.details.get("urls", ())))
    change = news([Contact(name=told.name, details=Details(urls=urls))], face)
    if change and keys and not differ(known, sites_of(keys)):
        stream.do(ChangeDetails(details=change, identifiers=keys))
    return stream


def of_face(face: Face) -> Stream:
    """The stream of a person of the ledger, nothing said yet."""
    return Stream(face.person, face.history, face.state)


def note(stream: Stream, noted: Noted, terms: Terms, *, known: bool) -> Outcome:
    """Take a note, `known` if one of its identifiers is; one that was retracted only to restore it."""
    if not known:
        stream.do(TakeNote(**vars(noted), today=terms.today))
        return "added"
    text = optional(noted.text)
    history = (*stream.history, *stream.events)
    taken = [v for v, e in enumerate(history, 1) if isinstance(e, NoteTaken) and e.text == text]
    retracted = [v for v in taken if v in stream.state.retracted_notes]
    if not retracted or len(retracted) < len(taken):
        return "unchanged"
    if not terms.restore:
        return "retracted"
    stream.do(RetractNote(note=retracted[0], reinstate=True))
    return "added"
