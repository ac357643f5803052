"""The events of connections: what a reading says of somebody on a network, less what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, assert_never

from ledger.facts import identifiers
from ledger.facts.connection import decide as connection_decide
from ledger.facts.connection.decide import CountMessages, RecordConnection
from ledger.facts.connection.events import INITIAL, Connection, MessagesExchanged, evolve, live
from ledger.facts.event import Event, PersonId, StreamId
from ledger.importers.api import Connected, Messaged, Requested
from ledger.importers.match.plan import Entry, Terms

Click: TypeAlias = Connected | Requested | Messaged


@dataclass(frozen=True, eq=False)
class Tie:
    """All that a reading says of the owner and one person on one network.

    `people` are everybody who is read as that person, the one that stays first, `new` says that
    the ledger knows none of them. `said` are the clicks, each with the number of its row and how
    many rows of the file it sums up.
    """

    people: tuple[PersonId, ...]
    network: str
    new: bool
    said: list[tuple[int, int, Click]]


@dataclass(frozen=True)
class _Past:
    """What the ledger has of a tie: the stream to go on with, its person and length, all that stands."""

    stream: StreamId | None
    person: PersonId
    version: int
    state: Connection


def clicks(ties: Sequence[Tie], terms: Terms) -> tuple[list[Entry], dict[int, int]]:
    """The entries to append, and for each row by number how many rows of the file are new with it.

    What is known of somebody who was merged counts as known. Facts of one tie share one stream.
    """
    entries: list[Entry] = []
    new: dict[int, int] = {}
    for tie, past in zip(ties, _pasts(ties, terms), strict=True):
        if events := _decided(tie, past, terms, new):
            entries.append(Entry(past.stream or terms.fresh(), past.version, tuple(events)))
    return entries, new


def _pasts(ties: Sequence[Tie], terms: Terms) -> Iterable[_Past]:
    keys = [
        [] if tie.new else [identifiers.connection(terms.owner, each, tie.network) for each in tie.people]
        for tie in ties
    ]
    streams = terms.known.streams([key for some in keys for key in some])
    histories = terms.known.histories(set(streams.values()))
    for tie, some in zip(ties, keys, strict=True):
        found = {p: streams[key] for p, key in zip(tie.people, some, strict=False) if key in streams}
        yield _past(tie.people[0], found, histories)


def _past(
    first: PersonId, found: Mapping[PersonId, StreamId], histories: Mapping[StreamId, Sequence[Event]]
) -> _Past:
    if not found:
        return _Past(None, first, 0, INITIAL)
    person, stream = next(iter(found.items()))
    stands = [step for each in found.values() for step in live(_folded(histories[each]))]
    return _Past(stream, person, len(histories[stream]), Connection(steps=tuple((0, s) for s in stands)))


def _folded(history: Sequence[Event]) -> Connection:
    state = INITIAL
    for event in history:
        state = evolve(state, event)
    return state


def _decided(tie: Tie, past: _Past, terms: Terms, new: dict[int, int]) -> list[Event]:
    """The events of a tie in the order of their days; notes in `new` what each row brings."""
    state, added_up = past.state, 0
    events: list[Event] = []
    keys = () if past.stream else (identifiers.connection(terms.owner, past.person, tie.network),)
    counted = [(number, rows) for number, rows, click in tie.said if isinstance(click, Messaged)]
    for number, click in _in_order(tie):
        for event in events[added_up:]:  # only now: most people are said one thing of
            state = evolve(state, event)
        added_up = len(events)
        command = _command(click, past.person, terms, () if events else keys)
        made = connection_decide.decide(command, state)
        events += made
        for event in made:
            if isinstance(event, MessagesExchanged):
                _share(counted, event.count, new)
            else:
                new[number] = 1
    return events


def _in_order(tie: Tie) -> list[tuple[int, Click]]:
    """The clicks by day, what has none first; all messages as one, last."""
    facts: list[tuple[int, Click]] = [
        (number, click) for number, _, click in tie.said if not isinstance(click, Messaged)
    ]
    facts.sort(key=lambda fact: (_day(fact[1]), isinstance(fact[1], Connected)))
    counts = [(number, click) for number, _, click in tie.said if isinstance(click, Messaged)]
    if not counts:
        return facts
    days = [click.through for _, click in counts if click.through]
    total = sum(click.total for _, click in counts)
    every = Messaged(network=tie.network, total=total, through=max(days, default=None))
    return [*facts, (counts[0][0], every)]


def _day(click: Click) -> date:
    return (None if isinstance(click, Messaged) else click.on) or date.min


def _share(counted: Iterable[tuple[int, int]], increase: int, new: dict[int, int]) -> None:
    """Which rows the new messages are: as many as there are, the first ones first."""
    for number, rows in counted:
        new[number] = min(rows, increase)
        increase -= new[number]


def _command(
    click: Click, person: PersonId, terms: Terms, keys: tuple[str, ...]
) -> RecordConnection | CountMessages:
    tie: dict[str, Any] = {
        "owner": terms.owner,
        "person": person,
        "network": click.network,
        "today": terms.today,
        "identifiers": keys,
    }
    match click:
        case Messaged(through=through):
            # Told in universal time: what was written tonight may be tomorrow's there.
            return CountMessages(**tie, on=min(through, terms.today) if through else None, total=click.total)
        case Connected():
            return RecordConnection(**tie, on=click.on, precision=click.precision, fact="accepted")
        case Requested():
            return RecordConnection(
                **tie,
                on=click.on,
                precision=click.precision,
                fact="requested",
                direction=click.direction,
                message=click.message,
            )
        case _:
            assert_never(click)
