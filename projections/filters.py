"""Narrow a list: the same filters for every list, by the people in it and by how and when they met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, islice
from typing import Final, TypeAlias

from ledger.facts.event import PersonId, StreamId
from ledger.facts.meeting.events import Form
from ledger.language.text import fold, words
from ledger.named_tuple import NamedTuple
from projections.directory.query import Identity, Person
from projections.directory.tables import as_list
from projections.engine.tables import Rows, bounds, key_leaf, key_number
from projections.queue.query import connections as connections_of
from projections.search.query import leaves_with
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry, form_met
from projections.trust import query as ties

FEW: Final = 1000
"""The meetings of this many people are looked up one by one; of more, all meetings are read."""


class Filter(NamedTuple):
    """What a list is narrowed to; an empty filter keeps everything.

    All of several tags and companions must fit; of several organisations, places and forms, one.
    """

    tags: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    companions: tuple[PersonId, ...] = ()
    forms: tuple[Form, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def about_people(self) -> bool:
        """Whether it asks for something that is known of people."""
        return bool(self.tags or self.organisations or self.places)

    @property
    def about_meetings(self) -> bool:
        """Whether it asks for something about meetings."""
        return any((self.since, self.until, self.companions, self.forms))


class Occasion(NamedTuple):
    """What a filter looks at in a list of events: the people, the day, the form, the leaf of its text."""

    people: Collection[PersonId]
    day: date | None = None
    form: Form | None = None
    leaf: int | None = None


def occasion_of(row: TimelineEntry) -> Occasion:
    """What a filter looks at in an event."""
    day_of_row = None
    if row.day:
        day_of_row = date.fromisoformat(row.day)
    return Occasion(
        people=row.participants,
        day=day_of_row,
        form=_form_of(row),
        leaf=row.i,
    )


def _form_of(row: TimelineEntry) -> Form | None:
    """The form of a meeting or of a proposal; an answer to a proposal has none."""
    if row.sort == "plan":
        return row.about
    return form_met(row.kind)


Written: TypeAlias = Callable[[int], tuple[Sequence[str], str]]
"""The tags and the place that are written in the event at a leaf itself."""


# ---------------------------------------------------------------- what is known of people


def fits(
    chosen: Filter, entry: Person, tags: Sequence[str] = (), place: str = ""
) -> bool:
    """Whether a person fits, with the tags and the place of an event they were at."""
    if chosen.tags:
        borne = set(map(fold, (*as_list(entry.tags), *tags)))
        if not borne.issuperset(map(fold, chosen.tags)):
            return False
    if not _any_in(chosen.organisations, entry.organisation or ""):
        return False
    if _any_in(chosen.places, entry.place or ""):
        return True
    if not place:
        return False
    return _any_in(chosen.places, place)


def _any_in(texts: Sequence[str], value: str) -> bool:
    """Whether all words of one of these texts stand in a value; true without a text."""
    if not texts:
        return True
    present = set(words(value))
    matches = (present.issuperset(words(text)) for text in texts)
    return any(matches)


# ---------------------------------------------------------------- lists of people


def people(
    tables: Rows, identity: Identity, entries: Iterable[Person], chosen: Filter
) -> set[PersonId]:
    """The people of `entries` that fit, and had one meeting with the owner that fits the rest."""
    if chosen.about_people:
        entries = [entry for entry in entries if fits(chosen, entry)]
    fitting = {entry.id for entry in entries}
    fitting.discard(identity.me)
    if not chosen.about_meetings:
        return fitting
    fitting.difference_update(chosen.companions)
    meetings = _meetings(tables, identity, chosen)
    attended: Iterable[tuple[PersonId, list[int]]]
    if len(fitting) <= FEW:
        members = chain.from_iterable(map(identity.group, fitting))
        attended = ((member, _attended(tables, member, chosen)) for member in members)
    else:
        attended = ties.meetings_with_owner(
            tables, since=chosen.since, until=chosen.until
        )
    met = {person for person, numbers in attended if _among(numbers, meetings)}
    return fitting.intersection(map(identity.root, met))


def _among(attended: list[int], meetings: set[int] | None) -> bool:
    """Whether one of the meetings that a person attended is among others; None stands for all."""
    if meetings is None:
        return bool(attended)
    return not meetings.isdisjoint(attended)


def _meetings(tables: Rows, identity: Identity, chosen: Filter) -> set[int] | None:
    """The meetings of a chosen form at which all companions were; None if neither is asked for."""
    meetings: set[int] | None = None
    if chosen.forms:
        meetings = timeline.meetings_of_forms(
            tables, chosen.forms, since=chosen.since, until=chosen.until
        )
    for companion in chosen.companions:
        attended: set[int] = set()
        for member in identity.group(companion):
            attended.update(_attended(tables, member, chosen))
        meetings = attended if meetings is None else meetings & attended
    return meetings


def _attended(tables: Rows, person: PersonId, chosen: Filter) -> list[int]:
    """The meetings of a person with the owner in the time chosen, as key numbers in order."""
    in_time = bounds(chosen.since, chosen.until)
    with_owner, _without = ties.attendances(tables, person, *in_time)
    return [key_number(day, leaf) for day, leaf in with_owner]


# ---------------------------------------------------------------- lists of events


def occasions(
    tables: Rows,
    identity: Identity,
    entries: Iterable[Person],
    chosen: Filter,
    written: Written,
) -> Callable[[Occasion], bool]:
    """A test of events: they fit if one of their people does, or if what is written in them helps."""
    about_people = _about_people(tables, identity, entries, chosen, written)

    def fitting(occasion: Occasion) -> bool:
        if not _in_time(occasion.day, chosen):
            return False
        is_another_form = chosen.forms and occasion.form not in chosen.forms
        if is_another_form:
            return False
        roots = set(map(identity.root, occasion.people))
        if not roots.issuperset(chosen.companions):
            return False
        return about_people(roots, occasion.leaf)

    return fitting


def met_rarely(tables: Rows, identity: Identity, person: PersonId) -> bool:
    """Whether a person was at so few meetings that each is as soon read as left out."""
    groups = (ties.attendances(tables, member) for member in identity.group(person))
    attended = chain.from_iterable(chain.from_iterable(groups))
    return sum(1 for _place in islice(attended, FEW + 1)) <= FEW


def left_out(
    tables: Rows,
    identity: Identity,
    entries: Callable[[], Iterable[Person]],
    chosen: Filter,
) -> timeline.LeftOut:
    """The events that are known not to fit by what is kept of meetings, people and connections."""
    # The owner has no rows: their meetings are those of others with them.
    companions = [person for person in chosen.companions if person != identity.me]
    present = [_attended_by(tables, identity.group(person)) for person in companions]
    noted: set[int] = set()
    fitting: set[PersonId] = set()
    if chosen.about_people:
        listed = (entry for entry in entries() if entry.id != identity.me)
        fitting = {entry.id for entry in listed if fits(chosen, entry)}
        members = chain.from_iterable(map(identity.group, fitting))
        present.append(_attended_by(tables, frozenset(members)))
        noted = _noted(tables, chosen)
    leaves = timeline.Leaves()
    for form, meetings in timeline.leaves_of_forms(tables):
        if chosen.forms and form not in chosen.forms:
            leaves.update(meetings)
            continue
        for attended in present:
            leaves.update([i for i in meetings if i not in attended and i not in noted])

    def streams() -> Container[StreamId]:
        people = {entry.id for entry in entries()} - {identity.me}
        if not chosen.forms:  # no event of a person or a connection is of a form
            people -= fitting
        of_people = _streams_of(tables, identity, people)
        return of_people.difference(tables.streams(sorted(noted)))

    if not chosen.forms and not chosen.about_people:
        return timeline.LeftOut(leaves)
    return timeline.LeftOut(leaves, _StreamsLeftOut(streams))


class _StreamsLeftOut:
    """The streams that a list leaves out, found once many are asked for: a few are as soon read."""

    def __init__(self, find: Callable[[], Container[StreamId]]) -> None:
        self._find: Final = find
        self._asked = 0

    @cached_property
    def _streams(self) -> Container[StreamId]:
        return self._find()

    def __contains__(self, stream: object) -> bool:
        """Whether a stream is left out."""
        self._asked += 1
        return self._asked > FEW and stream in self._streams


def _attended_by(tables: Rows, people: Collection[PersonId]) -> timeline.Leaves:
    """The leaves of the meetings at which one of these people was."""
    leaves = timeline.Leaves()
    for person, numbers in ties.attended_by_each(tables):
        if person in people:
            leaves.update(list(map(key_leaf, numbers)))
    return leaves


def _streams_of(
    tables: Rows, identity: Identity, people: set[PersonId]
) -> frozenset[StreamId]:
    """The streams about these people alone: their own, and those of connections with them."""
    connections = (
        row.stream
        for row in connections_of(tables, identity)
        if identity.root(row.person) in people
    )
    return frozenset(chain(people, connections))


def _noted(tables: Rows, chosen: Filter) -> set[int]:
    """The leaves where a tag or a place of the filter may be written."""
    noted: set[int] = set()
    for text in (*chosen.tags, *chosen.places):
        noted |= leaves_with(tables, words(text))
    return noted


def _in_time(day: date | None, chosen: Filter) -> bool:
    """Whether a day is within the time chosen; an unknown day is within none."""
    if day is None:
        return chosen.since is None and chosen.until is None
    since = chosen.since or date.min
    until = chosen.until or date.max
    return since <= day <= until


def _about_people(
    tables: Rows,
    identity: Identity,
    entries: Iterable[Person],
    chosen: Filter,
    written: Written,
) -> Callable[[set[PersonId], int | None], bool]:
    """A test of the people of an event and of its text."""
    if not chosen.about_people:
        return lambda _people, _leaf: True
    owner = identity.me
    known = {entry.id: entry for entry in entries if entry.id != owner}
    fitting = {entry.id for entry in known.values() if fits(chosen, entry)}
    noted = _noted(tables, chosen)

    def test(people: set[PersonId], leaf: int | None) -> bool:
        if not fitting.isdisjoint(people):
            return True
        if leaf is None or leaf not in noted:
            return False
        tags, place = written(leaf)
        others = [known[person] for person in people if person in known]
        present = others or [Person(owner)]
        fitted = (fits(chosen, entry, tags, place) for entry in present)
        return any(fitted)

    return test
