"""The ledger's own events, whose stream id is its origin: state, commands, decide, evolve."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeAlias, assert_never

from ledger.errors import Refused, Usage
from ledger.facts.codec import clean
from ledger.facts.event import (
    Bounds,
    Code,
    Event,
    Frozen,
    Pattern,
    PersonId,
    StreamId,
    event,
)
from ledger.facts.meeting.events import forms
from ledger.facts.rules import limit_people, unknown_form

PRESETS: Final[Mapping[str, int]] = {"french": 260, "anglo": 400, "nordic": 690}
"""Share of people who say that most people can be trusted, in thousandths, by culture.

Sources: European and World Values Surveys 2017-22 (France; United States and United Kingdom
averaged; Denmark, Finland, Norway and Sweden averaged).
"""

OWN: Final = "own"
"""The culture of a share that is no preset's. No other word is stored: a name could be personal."""

MOST_WANTED: Final = 1_000
"""The most meetings of one form that a goal may name."""

KEY: Final = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="

Span: TypeAlias = Literal["week", "month"]

GoalCount: TypeAlias = Annotated[int, Bounds(1, MOST_WANTED)]

Permille: TypeAlias = Annotated[int, Bounds(1, 999)]
"""A share in thousandths: no number in the ledger is a fraction."""


@event("ledger")
class LedgerOpened(Event):
    """Leaf 0: whose ledger it is, and in which culture trust is earned."""

    owner: PersonId
    culture: Code
    trust_permille: Permille


@event("ledger")
class CultureChosen(Event):
    """Trust is earned at another rate from now on, for all days."""

    culture: Code
    trust_permille: Permille


@event("ledger")
class PeopleMerged(Event):
    """Two entries are one person: `person` is now read as `into`."""

    person: PersonId
    into: PersonId


@event("ledger")
class PeopleUnmerged(Event):
    """`person` is a separate person again."""

    person: PersonId


@event("ledger")
class PeopleDistinguished(Event):
    """These people have the same name and are different people."""

    people: tuple[PersonId, ...]


@event("ledger")
class DistinctionWithdrawn(Event):
    """It is open again whether these people are the same."""

    people: tuple[PersonId, ...]


@event("ledger")
class SigningKeySet(Event):
    """Checkpoints are signed with this Ed25519 key from now on (32 bytes, base64)."""

    public_key: Annotated[str, Pattern(KEY)]


@event("ledger")
class SigningKeyRevoked(Event):
    """What this key signed over the ledger with this event, or later ones, counts for nothing."""

    public_key: Annotated[str, Pattern(KEY)]


@event("ledger")
class GoalSet(Event):
    """The owner aims at a number of meetings of a form every week or month; null for no aim."""

    form: Code
    count: GoalCount | None
    per: Span


@event("ledger")
class OwnerAdded(Event):
    """One more person records in this ledger, beside the one who opened it."""

    owner: PersonId


@event("ledger")
class LedgerJoined(Event):
    """The events of another ledger came in, up to this size; its root makes its proofs checkable here."""

    origin: StreamId
    size: Annotated[int, Bounds(1)]
    root: Annotated[str, Pattern("[0-9a-f]{64}")]


@event("ledger")
class MeetingsJoined(Event):
    """Two records are of one meeting: `meeting` is retracted, and `same_as` counts for both."""

    meeting: StreamId
    same_as: StreamId


@event("ledger")
class MeetingsParted(Event):
    """`meeting` is again a meeting of its own."""

    meeting: StreamId


@event("ledger")
class MeetingsDistinguished(Event):
    """These records look alike and are of different meetings."""

    meetings: tuple[StreamId, ...]


@event("ledger")
class MeetingDistinctionWithdrawn(Event):
    """It is open again whether these records are of one meeting."""

    meetings: tuple[StreamId, ...]


class OpenLedger(Frozen):
    """Open the ledger of `owner`; with a share of trusting people, in thousandths, of that culture."""

    owner: PersonId
    culture: str = "french"
    trust_permille: int | None = None


class ChooseCulture(Frozen):
    """Choose a preset, or any share of trusting people, in thousandths."""

    culture: str = OWN
    trust_permille: int | None = None


class MergePeople(Frozen):
    """Record that two entries are one person."""

    person: PersonId
    into: PersonId


class UnmergePeople(Frozen):
    """Split a merged person off again."""

    person: PersonId


class DistinguishPeople(Frozen):
    """Record that these people are different people."""

    people: tuple[PersonId, ...]


class SetSigningKey(Frozen):
    """Sign checkpoints with this key from now on; with `revoke`, the one before it counts no more."""

    public_key: str
    revoke: bool = False


class SetGoal(Frozen):
    """Aim at a number of meetings of a form every week or month; without a count, no longer."""

    form: str
    count: int | None = None
    per: Span = "week"


class JoinLedger(Frozen):
    """Note that another ledger's events came in, up to a size with this root."""

    origin: StreamId
    size: int
    root: str


class JoinMeetings(Frozen):
    """Record that two records are of one meeting."""

    meeting: StreamId
    same_as: StreamId


class DistinguishMeetings(Frozen):
    """Record that two records are of different meetings."""

    meetings: tuple[StreamId, ...]


class AddOwner(Frozen):
    """Let one more person record in the ledger."""

    owner: PersonId


BookCommand: TypeAlias = (
    OpenLedger
    | ChooseCulture
    | MergePeople
    | UnmergePeople
    | DistinguishPeople
    | SetSigningKey
    | SetGoal
    | AddOwner
    | JoinLedger
    | JoinMeetings
    | DistinguishMeetings
)


class Goal(NamedTuple):
    """How many meetings of a form the owner aims at, every week or month."""

    target: int
    per: Span


class Book(Frozen):
    """The state of the ledger's own stream. `into` maps each merged person to the surviving one."""

    version: int = 0
    owner: PersonId | None = None
    culture: str = "french"
    trust_permille: int = PRESETS["french"]
    into: Mapping[PersonId, PersonId] = field(default_factory=dict)
    distinct: frozenset[tuple[PersonId, ...]] = frozenset()
    public_key: str | None = None
    revoked_keys: frozenset[str] = frozenset()
    goals: Mapping[str, Goal] = field(default_factory=dict)
    added: tuple[PersonId, ...] = ()
    joined: Mapping[StreamId, int] = field(default_factory=dict)
    same_meetings: Mapping[StreamId, StreamId] = field(default_factory=dict)
    distinct_meetings: frozenset[tuple[StreamId, ...]] = frozenset()

    @property
    def owners(self) -> tuple[PersonId, ...]:
        """Everyone who records in the ledger, in the order in which they came."""
        if not self.owner:
            return ()
        return (self.owner, *self.added)


INITIAL = Book()


def evolve(state: Book, event: Event) -> Book:
    """The state after one more event of the stream."""
    state = replace(state, version=state.version + 1)
    match event:
        case LedgerOpened():
            state = replace(state, owner=event.owner)
            return replace(
                state, culture=event.culture, trust_permille=event.trust_permille
            )
        case CultureChosen():
            return replace(
                state, culture=event.culture, trust_permille=event.trust_permille
            )
        case PeopleMerged():
            return replace(state, into={**state.into, event.person: event.into})
        case PeopleUnmerged():
            into = {
                person: other
                for person, other in state.into.items()
                if person != event.person
            }
            return replace(state, into=into)
        case PeopleDistinguished():
            return replace(state, distinct=state.distinct | {event.people})
        case DistinctionWithdrawn():
            return replace(state, distinct=state.distinct - {event.people})
        case SigningKeySet():
            return replace(state, public_key=event.public_key)
        case SigningKeyRevoked():
            return _without_key(state, event.public_key)
        case GoalSet():
            goals = {**state.goals}
            goals.pop(event.form, None)
            if event.count is not None:
                goals[event.form] = Goal(event.count, event.per)
            return replace(state, goals=goals)
        case OwnerAdded():
            return replace(state, added=(*state.added, event.owner))
        case LedgerJoined():
            return replace(state, joined={**state.joined, event.origin: event.size})
        case MeetingsJoined():
            same = {**state.same_meetings, event.meeting: event.same_as}
            return replace(state, same_meetings=same)
        case MeetingsParted():
            same = {**state.same_meetings}
            same.pop(event.meeting, None)
            return replace(state, same_meetings=same)
        case MeetingsDistinguished():
            distinct = state.distinct_meetings | {event.meetings}
            return replace(state, distinct_meetings=distinct)
        case MeetingDistinctionWithdrawn():
            distinct = state.distinct_meetings - {event.meetings}
            return replace(state, distinct_meetings=distinct)
        case _:
            return state


def _without_key(state: Book, public_key: str) -> Book:
    """The state once this key is revoked: no key signs if it was the one that did."""
    revoked = state.revoked_keys | {public_key}
    current = state.public_key
    if state.public_key == public_key:
        current = None
    return replace(state, public_key=current, revoked_keys=revoked)


def root(into: Mapping[PersonId, PersonId], person: PersonId) -> PersonId:
    """The surviving entry of `person` after all merges."""
    while person in into:
        person = into[person]
    return person


def decide(command: BookCommand, state: Book) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule."""
    match command:
        case OpenLedger():
            if state.owner is not None:
                raise Refused("This ledger is already open.")
            return (LedgerOpened(owner=command.owner, **settled_culture(command)),)
        case ChooseCulture():
            chosen = settled_culture(command)
            same = chosen == {
                "culture": state.culture,
                "trust_permille": state.trust_permille,
            }
            if same:
                return ()
            return (CultureChosen(**chosen),)
        case MergePeople():
            return _merge(command, state)
        case UnmergePeople():
            if command.person not in state.into:
                raise Refused("This person was not merged; there is nothing to split.")
            return (PeopleUnmerged(person=command.person),)
        case DistinguishPeople():
            return _distinguish(command, state)
        case SetSigningKey():
            return _key(command, state)
        case SetGoal():
            return _goal(command, state)
        case JoinLedger():
            if state.joined.get(command.origin) == command.size:
                return ()
            return (
                LedgerJoined(
                    origin=command.origin, size=command.size, root=command.root
                ),
            )
        case JoinMeetings():
            return _join_meetings(command, state)
        case DistinguishMeetings():
            return _distinguish_meetings(command, state)
        case AddOwner():
            if command.owner in state.owners:
                return ()
            return (OwnerAdded(owner=command.owner),)
        case _:
            assert_never(command)


def settled_culture(command: OpenLedger | ChooseCulture) -> dict[str, Any]:
    """The culture and the share of trusting people that a command chooses; refused if there is no such."""
    share = command.trust_permille
    if share is None and (share := PRESETS.get(command.culture)) is None:
        raise Usage(
            "No such culture: {culture}; the choices are {known}.",
            culture=clean(command.culture),
            known=tuple(PRESETS),
        )
    if not 1 <= share <= 999:
        raise Refused(
            "{share} is out of range; use 1 to 999 (people in a thousand who trust others).",
            share=share,
        )
    culture = OWN
    if PRESETS.get(command.culture) == share:
        culture = command.culture
    return {"culture": culture, "trust_permille": share}


def _merge(command: MergePeople, state: Book) -> tuple[Event, ...]:
    """Merge two people, after withdrawing a decision that they are distinct."""
    _may_merge(command, state)
    merged = PeopleMerged(person=command.person, into=command.into)
    into = evolve(state, merged).into
    of_both = (people for people in state.distinct if _same(into, people))
    over = sorted(of_both)
    withdrawn = [DistinctionWithdrawn(people=people) for people in over]
    return (*withdrawn, merged)


def _same(into: Mapping[PersonId, PersonId], people: tuple[PersonId, ...]) -> bool:
    """Whether any two of these people are read as one."""
    roots = {root(into, person) for person in people}
    return len(roots) < len(people)


def _may_merge(command: MergePeople, state: Book) -> None:
    person, into = command.person, command.into
    if person == into:
        raise Refused("You cannot merge a person into themselves; name two people.")
    if root(state.into, into) == root(state.into, person):
        raise Refused("These two are already one person.")
    if person in state.into:
        raise Refused("This person was merged into someone else; unmerge first.")
    is_owner = state.owner is not None and person == root(state.into, state.owner)
    if is_owner:
        raise Refused(
            "You cannot be merged into someone else; merge the other person into 'me'."
        )


def _distinguish(command: DistinguishPeople, state: Book) -> tuple[Event, ...]:
    people = tuple(sorted(set(command.people)))
    if len(people) < 2:
        raise Refused("Name the two people to tell apart.")
    limit_people(people)
    if _same(state.into, people):
        raise Refused("These people are merged; unmerge them first.")
    if people in state.distinct:
        return ()
    return (PeopleDistinguished(people=people),)


def _join_meetings(command: JoinMeetings, state: Book) -> tuple[Event, ...]:
    """Join two records of a meeting, after withdrawing a decision that they are distinct."""
    meeting, same_as = command.meeting, command.same_as
    if root(state.same_meetings, meeting) == root(state.same_meetings, same_as):
        raise Refused("These two are already one meeting.")
    joined = MeetingsJoined(meeting=meeting, same_as=same_as)
    pair = tuple(sorted((meeting, same_as)))
    if pair in state.distinct_meetings:
        return (MeetingDistinctionWithdrawn(meetings=pair), joined)
    return (joined,)


def _distinguish_meetings(
    command: DistinguishMeetings, state: Book
) -> tuple[Event, ...]:
    one, other = sorted(command.meetings)
    if root(state.same_meetings, one) == root(state.same_meetings, other):
        raise Refused("These two are already one meeting.")
    if (one, other) in state.distinct_meetings:
        return ()
    return (MeetingsDistinguished(meetings=(one, other)),)


def _key(command: SetSigningKey, state: Book) -> tuple[Event, ...]:
    from ledger.facts.ed25519 import is_weak

    if not re.fullmatch(KEY, command.public_key):
        raise Usage("This is not an Ed25519 public key; give its 32 bytes in base64.")
    if is_weak(command.public_key):
        raise Refused(
            "This key proves nothing: its signatures can be made without a private key. Create one with 'handshake init --sign --new-key'."
        )
    if command.public_key in state.revoked_keys:
        raise Refused(
            "This key was revoked; create another with 'handshake init --sign --new-key'."
        )
    if command.revoke and state.public_key is None:
        raise Refused("No signing key is set; there is nothing to revoke.")
    if command.public_key == state.public_key:
        return ()
    key_set = SigningKeySet(public_key=command.public_key)
    if command.revoke and state.public_key is not None:
        return (SigningKeyRevoked(public_key=state.public_key), key_set)
    return (key_set,)


def _goal(command: SetGoal, state: Book) -> tuple[Event, ...]:
    """The goal; nothing if it is the same, or if one is ended that was never set."""
    if command.form not in forms():
        raise unknown_form(command.form, forms())
    standing = state.goals.get(command.form)
    if command.count is None:
        if standing is None:
            return ()
        return (GoalSet(form=command.form, count=None, per=standing.per),)
    if not 1 <= command.count <= MOST_WANTED:
        raise Refused(
            "A goal must be 1 to {most} meetings, not {count}; 0 removes it.",
            count=command.count,
            most=MOST_WANTED,
        )
    if standing == Goal(command.count, command.per):
        return ()
    return (GoalSet(form=command.form, count=command.count, per=command.per),)
