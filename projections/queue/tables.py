"""How connections on line and plans to meet stand, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ledger.facts.event import PersonId, StreamId
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.events import Form, MeetingAgreed
from projections.engine.projection import Projection, Whole, nothing, rewriting
from projections.engine.replay import replay
from projections.engine.tables import Fact, Fields, Gathering, Row, Table, Tables, Told, ordinal

if TYPE_CHECKING:
    from ledger.facts.connection.events import Standing


class Connection(NamedTuple):
    """A connection of an owner with a person on a network, its events taken by (day, leaf).

    `standing` is empty where nothing was ever asked, or all that was said is retracted.
    `i` is the leaf of the first, whatever became of it. `since` is the day from which it stands so, empty where no file told it; `direction` that of
    the last request, empty where there was none. `courses` reads `requests`, and `connected` `spans`.
    """

    i: int
    stream: StreamId
    standing: str
    since: str
    precision: str
    owner: PersonId
    person: PersonId
    network: str
    direction: str
    messages: int
    requests: str
    spans: str

    @property
    def courses(self) -> list[Request]:
        """Its requests, in order."""
        return [_request(each) for each in self.requests.split()]

    @property
    def connected(self) -> list[tuple[str | None, str | None]]:
        """From which day to which it stood accepted; the first empty where no file told, the last None to this day."""
        ends = (each.split(",") for each in self.spans.split())
        return [(_told(since), _told(until)) for since, until in ends]


class Request(NamedTuple):
    """A request and what came of it.

    `answered` is None where there was no answer, empty where its day is not known; `days` how long
    it took, where both days are known to the day. `over` is the day on which it lapsed without an
    answer. `asked` may be empty.
    """

    asked: str
    sent: int
    answered: str | None
    days: int | None
    over: str | None


def _request(text: str) -> Request:
    asked, sent, answered, days, over = map(_told, text.split(","))
    return Request(asked or "", int(sent or 0), answered, int(days) if days else None, over)


def _told(text: str) -> str | None:
    return None if text == "-" else text


class Plan(NamedTuple):
    """A gathering that is proposed or agreed, and neither held nor over."""

    stream: StreamId
    status: str
    form: Form
    participants: str
    proposed_by: PersonId
    proposed_on: str
    agreed_on: str
    planned_for: str
    i: int

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Everybody who is to be there."""
        return tuple(self.participants.split())


CONNECTIONS: Final = Table(
    "queue_connections", Connection._fields, key=1, indexes=(("standing", "since"), ("person",))
)
PLANS: Final = Table("queue_plans", Plan._fields, key=1)


def _of_connection(_tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    told = [(fact.i, fact.kind, Fields(fact.state)) for fact in said_in_order(facts)]
    named = told or [(fact.i, fact.kind, Fields(fact.state)) for fact in facts if "person" in fact.state]
    if named:
        yield CONNECTIONS, _connection(facts[0].i, facts[0].stream, named[0][2], told)


def _many_connections(tables: Gathering, streams: Sequence[tuple[StreamId, Sequence[Told]]]) -> None:
    rows = tables.waiting(CONNECTIONS)
    for stream, facts in streams:
        i, _kind, first = facts[0]
        plain = _plain(i, stream, facts)
        rows[i,] = plain or _connection(i, stream, first, sorted(facts, key=_told_day))


def _plain(i: int, stream: StreamId, facts: Sequence[Told]) -> Connection | None:
    """The connection that was asked for, or accepted, or first the one and then the other, as most are; else None.

    It is what `_connection` says of it, in a third of the time.
    """
    (_i, one, first), (_j, other, last) = facts[0], facts[-1]
    asked, day, precision = first.occurred_on or "", last.occurred_on or "", last.precision or ""
    known = first.owner, first.person, first.network
    if len(facts) == 1 and one == "ConnectionRequested":
        sent = int(first.direction == "sent")
        requests = f"{day},{sent},-,-,-"
        return Connection(i, stream, "requested", day, precision, *known, first.direction, 0, requests, "")
    if len(facts) == 1 and one == "ConnectionAccepted":
        return Connection(i, stream, "accepted", day, precision, *known, "", 0, "", f"{day},-")
    if len(facts) == 2 and (one, other) == ("ConnectionRequested", "ConnectionAccepted") and asked <= day:
        answer = _answer((asked, first.precision or ""), "accepted", (day, precision))
        requests = f"{asked},{int(first.direction == 'sent')},{answer}"
        direction, spans = first.direction, f"{day},-"
        return Connection(i, stream, "accepted", day, precision, *known, direction, 0, requests, spans)
    return None


def _told_day(told: Told) -> tuple[str, int]:
    return told[2].occurred_on or "", told[0]


def said_in_order(facts: Sequence[Fact]) -> Sequence[Fact]:
    """What the facts of a connection say that is not retracted, by day and leaf; the undated first."""
    gone: set[int] = set()
    for fact in facts:
        if fact.kind == "ConnectionRetracted":
            gone.add(fact.state["event"])
        elif fact.kind == "ConnectionReinstated":
            gone.discard(fact.state["event"])
    live = [fact for fact in facts if "person" in fact.state and fact.v not in gone]
    # An empty text sorts before every day.
    return live if len(live) == 1 else sorted(live, key=_day_and_leaf)


def _day_and_leaf(fact: Fact) -> tuple[str, int]:
    return fact.state.get("occurred_on") or "", fact.i


def _connection(i: int, stream: StreamId, first: Any, live: Sequence[Told]) -> Connection:  # noqa: C901 - one loop, run for each of many; flat
    from ledger.facts.connection.events import standing_after

    standing: Standing | None = None
    since = precision = direction = open_request = ""
    messages, requests, spans = 0, list[str](), list[str]()
    asked = ("", "")
    for _i, kind, said in live:
        before = standing
        if kind == "MessagesExchanged":
            messages += said.count
            continue
        day, known, standing = said.occurred_on or "", said.precision or "", standing_after(before, kind)
        if standing != before or (not since and standing_after(None, kind) == standing):
            since, precision = day, known
        if kind == "ConnectionRequested":
            direction = said.direction
            if standing == "requested" != before:
                asked, open_request = (day, known), f"{day},{int(direction == 'sent')},"
        elif open_request and standing != "requested":
            requests.append(open_request + _answer(asked, standing, (day, known)))
            open_request = ""
        if standing == "accepted" != before:
            spans.append(f"{day},")
        elif before == "accepted" != standing:
            spans[-1] += day
    if open_request:
        requests.append(f"{open_request}-,-,-")
    if standing == "accepted":
        spans[-1] += "-"
    return Connection(
        i,
        stream,
        standing or "",
        since,
        precision,
        first.owner,
        first.person,
        first.network,
        direction,
        messages,
        " ".join(requests),
        " ".join(spans),
    )


def _answer(asked: tuple[str, str], standing: Standing | None, day: tuple[str, str]) -> str:
    """A request was accepted or declined, or lapsed: when it was answered, after how many days, when it was over."""
    if standing not in {"accepted", "declined"}:
        return f"-,-,{day[0]}"
    if asked[1] == day[1] == "day":
        return f"{day[0]},{max(0, ordinal(day[0]) - ordinal(asked[0]))},-"
    return f"{day[0]},-,-"


def _of_plan(_tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    if not any(fact.kind == "MeetingProposed" for fact in facts):
        return
    state = replay(facts, meeting_state.INITIAL, meeting_state.evolve)
    status = meeting_state.status(state)
    plan, said = meeting_state.proposal(state), meeting_state.answers(state)
    if plan is None or status not in {"proposed", "agreed"}:
        return
    agreed = [
        step.occurred_on.isoformat()
        for step in meeting_state.live(state)
        if isinstance(step, MeetingAgreed) and said[step.by] is MeetingAgreed
    ]
    row = Plan(
        stream=facts[0].stream,
        status=status,
        form=plan.form,
        participants=" ".join(plan.participants),
        proposed_by=plan.proposed_by,
        proposed_on=plan.occurred_on.isoformat(),
        agreed_on=max(agreed, default=""),
        planned_for=plan.planned_for.isoformat() if plan.planned_for else "",
        i=next(fact.i for fact in facts if fact.kind == "MeetingProposed"),
    )
    yield PLANS, tuple(row)


QUEUE: Final = Projection(
    name="queue",
    version=3,
    tables=(CONNECTIONS, PLANS),
    firsts={"Met": nothing},
    streams={"connection": rewriting(_of_connection), "meeting": rewriting(_of_plan)},
    whole={
        "Clicked": Whole(
            _many_connections, ("direction", "network", "occurred_on", "owner", "person", "precision")
        )
    },
)
