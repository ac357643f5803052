"""The events that a reading comes to, once it is known who is who; and what comes of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ledger.facts import ledger_stream
from ledger.facts.event import Event, PersonId, StreamId
from ledger.importers.api import Attended, Connected, Messaged, Noted, Requested
from ledger.importers.match import people as entering
from ledger.importers.match.connections import Tie, clicks
from ledger.importers.match.identity import Someone, final
from ledger.importers.match.known import Known
from ledger.importers.match.match import Cast
from ledger.importers.match.meetings import Gathering, gatherings
from ledger.importers.match.people import Stream
from ledger.importers.match.plan import Entry, Outcome, Terms


@dataclass
class Recorded:
    """What is decided so far.

    `streams` are the people, `described` those of whom there is news besides facts. By the number
    of a row: `new` is how many rows of its file bring a new fact, `retracted` are those whose fact
    was taken back since an earlier import, `moved` those whose meeting stands on another day,
    `lacking` those whose meeting stands without somebody of the row.
    """

    streams: dict[Someone, Stream] = field(default_factory=dict)
    described: set[Someone] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    new: dict[int, int] = field(default_factory=dict)
    retracted: set[int] = field(default_factory=set)
    moved: dict[int, StreamId] = field(default_factory=dict)
    lacking: dict[int, tuple[StreamId, tuple[PersonId, ...]]] = field(default_factory=dict)


def recorded(cast: Cast, terms: Terms) -> Recorded:
    """The events: of people with their notes, of connections, of meetings, then of the ledger itself."""
    done = Recorded()
    _people(cast, done, terms)
    done.described = {someone for someone, stream in done.streams.items() if stream.events or someone.same}
    _notes(cast, done, terms)
    done.entries += [stream.entry for stream in done.streams.values() if stream.events]
    made, new = clicks(_ties(cast, done.streams), terms)
    done.entries += made
    done.new.update(new)
    gathered = gatherings(
        _gatherings(cast, done.streams, terms.owner),
        terms,
        lambda person: ledger_stream.root(cast.merged.into, person),
    )
    done.entries += gathered.entries.values()
    done.moved, done.lacking = gathered.moved, gathered.lacking
    for number, outcome in gathered.outcomes.items():
        _count(cast, done, number, outcome)
    done.entries += _ledgers_own(cast, done.streams, terms.known)
    return done


def is_gone(someone: Someone) -> bool:
    """Whether this person was erased."""
    return someone.face is not None and someone.face.erased


def _people(cast: Cast, done: Recorded, terms: Terms) -> None:
    """A stream for everybody but the erased; for the owner, what the reading tells of them."""
    if cast.owner is not None and cast.me is not None and cast.owner.face is cast.me:
        keys = _keys(cast, cast.owner)
        done.streams[cast.owner] = entering.told_of_owner(cast.me, cast.owner.contacts[0], keys)
    for someone in cast.first:
        if not is_gone(someone) and not cast.is_me(someone):
            keys = _keys(cast, someone)
            joined = someone in cast.joined
            done.streams[someone] = entering.entered(someone, keys, joined=joined, fresh=terms.fresh)


def _keys(cast: Cast, someone: Someone) -> tuple[str, ...]:
    """The identifiers that are nobody's in the ledger yet: theirs from now on."""
    every = dict.fromkeys(key for who in someone.contacts for key in (*who.identifiers, *who.rows))
    bearers = cast.bearers
    return tuple(key for key in every if key in bearers and final(bearers[key]) is someone)


def _notes(cast: Cast, done: Recorded, terms: Terms) -> None:
    notes = {n: row.what for n, row in enumerate(cast.rows) if isinstance(row.what, Noted)}
    taken = dict(terms.known.streams({key for noted in notes.values() for key in noted.identifiers}))
    for number, noted in notes.items():
        for someone in cast.people[number]:
            if (stream := done.streams.get(someone)) and not cast.is_me(someone):
                people = _read_as(someone, stream)
                known = any(taken.get(key) in people for key in noted.identifiers)
                keys = tuple(key for key in noted.identifiers if key not in taken)
                taken.update(dict.fromkeys(keys, stream.person))
                outcome = entering.note(stream, replace(noted, identifiers=keys), terms, known=known)
                _count(cast, done, number, outcome)


def _count(cast: Cast, done: Recorded, number: int, outcome: Outcome) -> None:
    if outcome == "added":
        done.new[number] = cast.rows[number].rows
    elif outcome == "retracted":
        done.retracted.add(number)


def _ties(cast: Cast, streams: Mapping[Someone, Stream]) -> list[Tie]:
    ties: dict[tuple[Someone, str], Tie] = {}
    for number, (row, group) in enumerate(zip(cast.rows, cast.people, strict=True)):
        if not isinstance(row.what, Connected | Requested | Messaged):
            continue
        for someone in group:
            if someone in streams and not cast.is_me(someone):
                network = row.what.network.strip().lower()
                tie = ties.get((someone, network))
                if tie is None:
                    tie = Tie(_read_as(someone, streams[someone]), network, someone.face is None, [])
                    ties[someone, network] = tie
                tie.said.append((number, row.rows, row.what))
    return list(ties.values())


def _read_as(someone: Someone, stream: Stream) -> tuple[PersonId, ...]:
    """Everybody who is read as this person once the entries are appended, the one that stays first."""
    known = (face.streams for face in (someone.face, *someone.same) if face)
    return tuple(dict.fromkeys((stream.person, *(each for some in known for each in some))))


def _gatherings(cast: Cast, streams: Mapping[Someone, Stream], owner: PersonId) -> list[Gathering]:
    """The meetings at which somebody was besides the owner and those who were erased."""
    found = []
    for number, (row, group) in enumerate(zip(cast.rows, cast.people, strict=True)):
        if isinstance(row.what, Attended):
            others = [streams[s].person for s in group if s in streams and not cast.is_me(s)]
            if others:
                confirmed = tuple(
                    streams[someone].person
                    for contact, someone in zip(row.who, group, strict=True)
                    if contact in row.confirmed and someone in streams and not cast.is_me(someone)
                )
                found.append(Gathering(number, row.what, tuple({owner, *others}), confirmed))
    return found


def _ledgers_own(cast: Cast, streams: Mapping[Someone, Stream], known: Known) -> list[Entry]:
    """Who turns out to be one person, and of whom an answer says that they are two."""
    commands: list[ledger_stream.BookCommand] = [
        ledger_stream.MergePeople(person=face.person, into=someone.face.person)
        for someone in streams
        if someone.face
        for face in someone.same
    ]
    commands += [
        ledger_stream.DistinguishPeople(people=(streams[someone].person, face.person))
        for someone, face in cast.separate.items()
    ]
    state, events = cast.merged, list[Event]()
    for command in commands:
        for event in ledger_stream.decide(command, state):
            state = ledger_stream.evolve(state, event)
            events.append(event)
    return [Entry(known.origin, cast.merged.version, tuple(events))] if events else []
