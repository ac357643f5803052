"""How connections and plans to meet stand: a row for each.

This is one of two read models to begin with (the other is `trust`): two tables, and for each kind of
stream a function that says what rows its facts amount to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from ledger.facts.event import PersonId, StreamId
from ledger.named_tuple import NamedTuple
from projections.engine.tables import (
    Fact,
    Projection,
    Row,
    Rows,
    Stream,
    Table,
    no_rows,
    ordinal,
)
from projections.queue import VERSION

if TYPE_CHECKING:
    from ledger.facts.connection.events import Standing
    from ledger.facts.meeting.events import Form
    from projections.meetings import FoldedMeeting


class ConnectionRow(NamedTuple):
    """A connection of an owner with a person on a network, its events taken by (day, leaf).

    `standing` is empty if nothing was ever requested, or every event is retracted. `i` is the leaf of the
    first event. `holder`, whose connection it is, is empty for the reader's own. `since` is the day from which it stands so, empty if no file told it; `direction` that of
    the last request, empty without one. `requests_in` reads `requests`, and `spans_in` reads `spans`.
    """

    i: int
    stream: StreamId
    standing: str
    since: str
    precision: str
    person: PersonId
    network: str
    direction: str
    messages: int
    requests: str
    spans: str
    holder: PersonId = ""

    @property
    def connected(self) -> list[tuple[str | None, str | None]]:
        """From which day to which it stood accepted: see `spans_in`."""
        return spans_in(self.spans)


class Request(NamedTuple):
    """A request and what came of it.

    `answered` is None without an answer, empty if its day is not known; `days` how long it took, if both
    are known to the day. `over` is the day on which it lapsed without an answer. `asked` may be empty.
    """

    asked: str
    sent: int
    answered: str | None
    days: int | None
    over: str | None


def spans_in(text: str) -> list[tuple[str | None, str | None]]:
    """From which day to which a connection stood accepted.

    The first is empty if no file told it, the second None if it is yet to come.
    """
    spans: list[tuple[str | None, str | None]] = []
    for span in text.split():
        since, until = span.split(",")
        spans.append((_optional(since), _optional(until)))
    return spans


def requests_in(text: str) -> list[Request]:
    """The requests of a connection, in order."""
    return list(map(_request, text.split()))


def _request(text: str) -> Request:
    asked_on, sent, answered, days, over = map(_optional, text.split(","))
    return Request(
        asked=asked_on or "",
        sent=int(sent or 0),
        answered=answered,
        days=int(days) if days else None,
        over=over,
    )


def _optional(text: str) -> str | None:
    if text == "-":
        return None
    return text


class Plan(NamedTuple):
    """A plan that is proposed or agreed, and neither held nor over."""

    stream: StreamId
    status: str
    form: Form
    participants: str
    proposed_by: PersonId
    proposed_on: str
    agreed_on: str
    planned_for: str
    planned_at: str
    minutes: int
    i: int

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Everyone that the plan is with."""
        return tuple(self.participants.split())


CONNECTIONS: Final = Table(
    "queue_connections",
    ConnectionRow._fields,
    key=1,
    indexes=(("standing", "since"), ("person",)),
)
PLANS: Final = Table("queue_plans", Plan._fields, key=1)


def _of_connection(rows: Rows, stream: Stream) -> Iterable[tuple[Table, Row]]:
    """The row of a connection: what its events amount to that are not retracted, by day."""
    named = [fact for fact in stream.facts if "person" in fact.state]
    if not named:
        return ()
    live = named
    if len(named) < len(stream.facts):
        gone = _retracted(stream.facts)
        live = [fact for fact in named if fact.v not in gone]
    if len(live) > 1:
        live = sorted(live, key=_day_and_leaf)
    opening = live[0] if live else named[0]
    row = _connection(stream.facts[0], opening, live)
    owner = opening.state["owner"]
    return ((CONNECTIONS, row if owner == rows.owner else row._replace(holder=owner)),)


def _retracted(facts: Sequence[Fact]) -> set[int]:
    """The positions of the events that are retracted."""
    gone: set[int] = set()
    for fact in facts:
        if fact.kind == "ConnectionRetracted":
            gone.add(fact.state["event"])
        elif fact.kind == "ConnectionReinstated":
            gone.discard(fact.state["event"])
    return gone


def _day_and_leaf(fact: Fact) -> tuple[str, int]:
    """An empty text sorts before every day."""
    return fact.state.get("occurred_on") or "", fact.i


def _connection(beginning: Fact, opening: Fact, live: Sequence[Fact]) -> ConnectionRow:  # noqa: C901 - one loop over the events; flat
    standing: Standing | None = None
    since = since_precision = asked_on = asked_precision = ""
    direction = open_request = ""
    messages = 0
    requests: list[str] = []
    spans: list[str] = []
    for fact in live:
        state, before = fact.state, standing
        if fact.kind == "MessagesExchanged":
            messages += state["count"]
            continue
        day = state.get("occurred_on") or ""
        precision = state.get("precision") or ""
        standing = _standing_after(before, fact.kind)
        if standing != before or (
            not since and _standing_after(None, fact.kind) == standing
        ):
            since, since_precision = day, precision
        if fact.kind == "ConnectionRequested":
            direction = state["direction"]
            if standing == "requested" != before:
                asked_on, asked_precision = day, precision
                open_request = f"{day},{int(direction == 'sent')},"
        elif open_request and standing != "requested":
            is_exact = asked_precision == precision == "day"
            open_request += _answer(asked_on, standing, day, is_exact=is_exact)
            requests.append(open_request)
            open_request = ""
        if standing == "accepted" != before:
            spans.append(f"{day},")
        elif before == "accepted" != standing:
            spans[-1] += day
    if open_request:
        requests.append(f"{open_request}-,-,-")
    if standing == "accepted":
        spans[-1] += "-"
    return ConnectionRow(
        i=beginning.i,
        stream=beginning.stream,
        standing=standing or "",
        since=since,
        precision=since_precision,
        person=opening.state["person"],
        network=opening.state["network"],
        direction=direction,
        messages=messages,
        requests=" ".join(requests),
        spans=" ".join(spans),
    )


@cache
def _standing_after(before: Standing | None, kind: str) -> Standing | None:
    from ledger.facts.connection.events import standing_after  # not needed to read rows

    return standing_after(before, kind)


def _of_clicks(
    rows_read: Rows, clicks: Iterable[Any]
) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The rows of connections that have a single click."""
    reader = rows_read.owner
    rows: list[Row] = []
    for click in clicks:
        direction = getattr(click, "direction", "")
        alike = _alone(click.kind, click.occurred_on, click.precision, direction)
        rows.append(
            (
                click.i,
                click.stream,
                *alike[2:5],
                click.person,
                click.network,
                *alike[7:-1],
                "" if click.owner == reader else click.owner,
            )
        )
    return ((CONNECTIONS, rows),)


@lru_cache(10_000)
def _alone(
    kind: str, occurred_on: str | None, precision: str | None, direction: str
) -> ConnectionRow:
    """The row of a single click, without its place and people; cached, since many are made on one day."""
    state = {
        "occurred_on": occurred_on,
        "precision": precision,
        "direction": direction,
        "person": "",
        "network": "",
    }
    fact = Fact(0, "", 1, kind, state)
    return _connection(fact, fact, (fact,))


def _answer(
    asked_on: str, standing: Standing | None, day: str, *, is_exact: bool
) -> str:
    """When a request was answered, after how many days, and when it lapsed, as `Request` has it."""
    if standing not in {"accepted", "declined"}:
        return f"-,-,{day}"
    if is_exact:
        days = ordinal(day) - ordinal(asked_on)
        return f"{day},{max(0, days)},-"
    return f"{day},-,-"


def _of_meeting(_rows: Rows, stream: Stream) -> Iterable[tuple[Table, Row]]:
    """The row of a plan that is proposed or agreed, and neither held nor over."""
    from projections.meetings import meeting as fold  # not needed to read rows

    meeting = stream.once(fold)
    plan = meeting.plan
    if plan is None:
        return ()
    if meeting.status not in {"proposed", "agreed"}:
        return ()
    schedule = meeting.schedule
    row = Plan(
        stream=stream.facts[0].stream,
        status=meeting.status or "",
        form=plan.state["form"],
        participants=" ".join(plan.participants),
        proposed_by=plan.state["proposed_by"],
        proposed_on=plan.occurred_on,
        agreed_on=_agreed_on(meeting),
        planned_for=schedule.get("planned_for") or "",
        planned_at=schedule.get("planned_at") or "",
        minutes=schedule.get("minutes") or 0,
        i=next(fact.i for fact in stream.facts if fact.kind == "MeetingProposed"),
    )
    return ((PLANS, row),)


def _agreed_on(meeting: FoldedMeeting) -> str:
    """The last day on which someone agreed and did not decline later; empty if nobody did."""
    answers = meeting.answers
    agreed_on = ""
    for step in meeting.live():
        if step.kind != "MeetingAgreed":
            continue
        person = step.state["by"]
        if answers[person] == "MeetingAgreed":
            agreed_on = max(agreed_on, step.occurred_on)
    return agreed_on


PROJECTION: Final = Projection(
    name="queue",
    version=VERSION,
    tables=(CONNECTIONS, PLANS),
    streams={"connection": _of_connection, "meeting": _of_meeting},
    lone={"Met": no_rows, "Clicked": _of_clicks},
)
