"""Two records of one meeting: how they are found, and how they become one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import combinations, groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.errors import Refused
from ledger.facts.event import UNSET
from ledger.facts.ledger_stream import JoinMeetings
from ledger.facts.meeting.commands import CorrectMeeting, RetractMeeting
from projections.directory import query as directory
from projections.engine.tables import key_day, key_leaf
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry, at, standing
from projections.trust.query import attendances, seats

if TYPE_CHECKING:
    from datetime import date

    from ledger.cli.write import Writing
    from ledger.facts.event import PersonId, StreamId
    from projections.directory.query import Identity
    from projections.engine.tables import Rows

_WHY: Final = "joined"
"""Why the record that tells less is retracted."""

Root = Callable[["PersonId"], "PersonId"]


class MeetingPair(NamedTuple):
    """Two records of what may be one meeting, the one that tells less first, with those who recorded them."""

    less: TimelineEntry
    more: TimelineEntry
    recorders: tuple[PersonId, PersonId]


def streams_of(pair: MeetingPair) -> tuple[StreamId, StreamId]:
    """The streams of a pair in order, as the ledger names them."""
    one, other = sorted((pair.less.stream, pair.more.stream))
    return one, other


def meeting_in(tables: Rows, stream: StreamId) -> TimelineEntry:
    """Return the meeting of a stream. Raises Refused if none stands there."""
    for entry in standing(tables.history(stream)):
        if entry.sort == "met" and entry.live:
            return entry
    raise Refused("{event} is no meeting that took place.", event=stream[:8])


def in_order(one: TimelineEntry, other: TimelineEntry) -> tuple[TimelineEntry, ...]:
    """Return two meetings, the one that tells less first, so that two ledgers that join each other agree."""
    return tuple(sorted((one, other), key=_tells))


def _tells(entry: TimelineEntry) -> tuple[bool, bool, StreamId]:
    return entry.text is not None, entry.minutes is not None, entry.stream


def unite(
    writing: Writing, less: TimelineEntry, more: TimelineEntry, root: Root
) -> None:
    """Make one meeting of two records: everyone was at the one that tells more, and the other counts no more."""
    _check_one_meeting(less, more, root)
    writing.do(
        "ledger",
        JoinMeetings(meeting=less.stream, same_as=more.stream),
        writing.origin,
    )
    here = set(map(root, more.participants))
    added = set(map(root, less.participants)) - here
    minutes = less.minutes if more.minutes is None else None
    if added or minutes is not None:
        everyone = tuple(sorted({*more.participants, *added}))
        participants = None
        if added:
            participants = everyone
        minutes_after = UNSET if minutes is None else minutes
        correction = CorrectMeeting(
            today=writing.session.today,
            participants=participants,
            minutes=minutes_after,
        )
        writing.do("meeting", correction, more.stream)
    writing.do("meeting", RetractMeeting(why=_WHY), less.stream)


def _check_one_meeting(one: TimelineEntry, other: TimelineEntry, root: Root) -> None:
    if one.stream == other.stream:
        raise Refused("These are the same record; name two.")
    if (one.day, one.precision) != (other.day, other.precision):
        raise Refused(
            "The two meetings were on different days; correct one of them first."
        )
    people = set(map(root, one.participants))
    if people.isdisjoint(map(root, other.participants)):
        raise Refused("No one was at both meetings.")


# ---------------------------------------------------------------- what may be one meeting


def may_be_one(tables: Rows, identity: Identity) -> Iterator[MeetingPair]:
    """Yield pairs of meetings of one day and kind that two people recorded, with the same others; each record once."""
    apart = directory.distinct_meetings(tables)
    batch_recorder = timeline.recorders(tables)
    by_day = groupby(seats(tables), key=_day)
    for _day_of_group, seated in by_day:
        records: list[MeetingRecord] = []
        for number, people in seated:
            leaf = key_leaf(number)
            company = frozenset(map(identity.root, people))
            recorder = identity.root(batch_recorder(leaf))
            records.append(MeetingRecord(leaf, company, recorder))
        yield from _of_one_day(tables, records, apart)


class MeetingRecord(NamedTuple):
    """The leaf of a meeting, the people who were there, and the person who recorded it."""

    leaf: int
    company: frozenset[PersonId]
    recorder: PersonId


def _day(seat: tuple[int, list[PersonId]]) -> int:
    number, _people = seat
    return key_day(number)


def _of_one_day(
    tables: Rows,
    records: Collection[MeetingRecord],
    apart: Collection[tuple[StreamId, ...]],
) -> Iterator[MeetingPair]:
    paired: set[int] = set()
    for one, other in sorted(_alike(records)):
        if one.leaf in paired or other.leaf in paired:
            continue
        pair = _pair(tables, one, other)
        if pair is not None and streams_of(pair) not in apart:
            paired |= {one.leaf, other.leaf}
            yield pair


def _alike(
    records: Collection[MeetingRecord],
) -> Iterator[tuple[MeetingRecord, MeetingRecord]]:
    """Two records each, the earlier leaf first, that two people made of meetings with the same others."""
    recorders = sorted({record.recorder for record in records})
    for recording in combinations(recorders, 2):
        by_others: defaultdict[frozenset[PersonId], list[MeetingRecord]]
        by_others = defaultdict(list)
        for record in records:
            if record.recorder in recording:
                by_others[record.company.difference(recording)].append(record)
        by_others.pop(frozenset(), None)
        for same_others in by_others.values():
            for one, other in combinations(sorted(same_others), 2):
                if one.recorder != other.recorder:
                    yield one, other


def _pair(tables: Rows, one: MeetingRecord, other: MeetingRecord) -> MeetingPair | None:
    """The pair, if both records are of one kind of meeting and of a day that is known."""
    entries = at(tables, one.leaf), at(tables, other.leaf)
    if entries[0] is None or entries[1] is None:
        return None
    if entries[0].kind != entries[1].kind:
        return None
    if {entries[0].precision, entries[1].precision} != {"day"}:
        return None
    recorders = one.recorder, other.recorder
    less, more = in_order(entries[0], entries[1])
    if less is entries[1]:
        recorders = recorders[::-1]
    return MeetingPair(less, more, recorders)


def told_by_others(
    tables: Rows, identity: Identity, kind: str, people: Iterable[PersonId], day: date
) -> list[tuple[PersonId, TimelineEntry]]:
    """The meetings of this kind and day with the same others that someone else recorded, each with who did."""
    me = identity.me
    others = set(map(identity.root, people)) - {me}
    if not others:
        return []
    on = day.toordinal()
    leaves: set[int] = set()
    group = identity.group(min(others))
    for member in group:
        for places in attendances(tables, member, on, on):
            leaves.update(leaf for _day, leaf in places)
    told: list[tuple[PersonId, TimelineEntry]] = []
    for leaf in sorted(leaves):
        recorder, entry = _recorder(tables, identity, leaf), at(tables, leaf)
        if recorder == me:
            continue
        if entry is None:
            continue
        if entry.kind != kind:
            continue
        company = set(map(identity.root, entry.participants))
        if company - {me, recorder} == others - {recorder}:
            told.append((recorder, entry))
    return told


def _recorder(tables: Rows, identity: Identity, leaf: int) -> PersonId:
    fact = tables.fact(leaf)
    if not fact:
        return ""
    return identity.root(fact.state["recorded_by"])
