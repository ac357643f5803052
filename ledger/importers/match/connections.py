"""The events of connections: what a file says of someone on a network, less what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, TypeAlias, assert_never

from ledger.facts import identifiers
from ledger.facts.connection import decide as connection_decide
from ledger.facts.connection.decide import CountMessages, RecordConnection
from ledger.facts.connection.events import (
    INITIAL,
    Connection,
    MessagesExchanged,
    evolve,
    live,
)
from ledger.facts.event import Event, NewEvents, PersonId, StreamId
from ledger.importers.api import Connected, Messaged, Requested
from ledger.importers.match.import_plan import ImportContext

Click: TypeAlias = Connected | Requested | Messaged


@dataclass(frozen=True, eq=False)
class ClickRows:
    """All that a file says of the owner and one person on one network.

    `people` are the entries read as that person, the one that stays first; `new` if the ledger
    knows none of them. `clicks` have the number of their row and how many rows of the file it sums up.
    """

    people: tuple[PersonId, ...]
    network: str
    new: bool
    clicks: list[tuple[int, int, Click]]


@dataclass(frozen=True)
class _Past:
    """What the ledger has of a connection: the stream to go on with, its person and length, all that stands."""

    stream: StreamId | None
    person: PersonId
    version: int
    state: Connection


def clicks(
    connections: Sequence[ClickRows], context: ImportContext
) -> tuple[list[NewEvents], dict[int, int]]:
    """The entries to append, and for each row by number how many rows of the file are new with it.

    What is known of a merged entry counts as known. The facts of a connection share one stream.
    """
    entries: list[NewEvents] = []
    new: dict[int, int] = {}
    for rows, past in zip(connections, _pasts(connections, context), strict=True):
        events = _decided(rows, past, context, new)
        if events:
            entries.append(
                NewEvents(past.stream or context.fresh(), past.version, tuple(events))
            )
    return entries, new


def _pasts(connections: Sequence[ClickRows], context: ImportContext) -> Iterator[_Past]:
    keys = [_keys(rows, context.owner) for rows in connections]
    streams = context.index.streams([*chain.from_iterable(keys)])
    histories = context.index.histories(set(streams.values()))
    for rows, by_person in zip(connections, keys, strict=True):
        known_streams: dict[PersonId, StreamId] = {}
        for key, person in by_person.items():
            if key in streams:
                known_streams[person] = streams[key]
        yield _past(rows.people[0], known_streams, histories)


def _keys(rows: ClickRows, owner: PersonId) -> dict[str, PersonId]:
    """The identifiers of the connections that the ledger may have, and the person of each."""
    if rows.new:
        return {}
    return {
        identifiers.connection(owner, person, rows.network): person
        for person in rows.people
    }


def _past(
    person: PersonId,
    streams: Mapping[PersonId, StreamId],
    histories: Mapping[StreamId, Sequence[Event]],
) -> _Past:
    if not streams:
        return _Past(None, person, 0, INITIAL)
    connected, stream = next(iter(streams.items()))
    steps = [
        step for known in streams.values() for step in live(_folded(histories[known]))
    ]
    state = Connection(steps=tuple((0, step) for step in steps))
    return _Past(stream, connected, len(histories[stream]), state)


def _folded(history: Sequence[Event]) -> Connection:
    state = INITIAL
    for event in history:
        state = evolve(state, event)
    return state


def _decided(
    rows: ClickRows, past: _Past, context: ImportContext, new: dict[int, int]
) -> list[Event]:
    """The events of a connection in the order of their days; notes in `new` what each row brings."""
    state, added_up = past.state, 0
    events: list[Event] = []
    keys = (
        ()
        if past.stream
        else (identifiers.connection(context.owner, past.person, rows.network),)
    )
    messages = [
        (number, count)
        for number, count, click in rows.clicks
        if isinstance(click, Messaged)
    ]
    for number, click in _in_order(rows):
        for event in events[added_up:]:  # only now: most connections have one click
            state = evolve(state, event)
        added_up = len(events)
        command = _command(click, past.person, context, () if events else keys)
        for event in connection_decide.decide(command, state):
            events.append(event)
            if isinstance(event, MessagesExchanged):
                _share(messages, event.count, new)
            else:
                new[number] = 1
    return events


def _in_order(rows: ClickRows) -> list[tuple[int, Click]]:
    """The clicks by day, undated ones first; all messages as one, last."""
    dated: list[tuple[int, Click]] = []
    messages: list[tuple[int, Messaged]] = []
    for number, _count, click in rows.clicks:
        if isinstance(click, Messaged):
            messages.append((number, click))
        else:
            dated.append((number, click))
    dated.sort(key=lambda fact: (_day(fact[1]), isinstance(fact[1], Connected)))
    if not messages:
        return dated
    days = [click.through for _number, click in messages if click.through]
    total = sum(click.total for _number, click in messages)
    together = Messaged(
        network=rows.network, total=total, through=max(days, default=None)
    )
    return [*dated, (messages[0][0], together)]


def _day(click: Click) -> date:
    if isinstance(click, Messaged):
        return date.min
    return click.on or date.min


def _share(
    messages: Iterable[tuple[int, int]], increase: int, new: dict[int, int]
) -> None:
    """Share the new messages out to their rows, as many as each has, in order."""
    for number, rows in messages:
        new[number] = min(rows, increase)
        increase -= new[number]


def _command(
    click: Click, person: PersonId, context: ImportContext, keys: tuple[str, ...]
) -> RecordConnection | CountMessages:
    common: dict[str, Any] = {
        "owner": context.owner,
        "person": person,
        "network": click.network,
        "today": context.today,
        "identifiers": keys,
    }
    match click:
        case Messaged(through=through):
            # Told in universal time: what was written tonight may be tomorrow's there.
            return CountMessages(
                **common,
                on=min(through, context.today) if through else None,
                total=click.total,
            )
        case Connected():
            return RecordConnection(
                **common, on=click.on, precision=click.precision, fact="accepted"
            )
        case Requested():
            return RecordConnection(
                **common,
                on=click.on,
                precision=click.precision,
                fact="requested",
                direction=click.direction,
                message=click.message,
            )
        case _:
            assert_never(click)
