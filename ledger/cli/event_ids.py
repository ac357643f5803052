"""Which event is meant: an index, an id, or the unique beginning of one."""

from __future__ import annotations

from typing import NamedTuple

from ledger.cli import who
from ledger.cli.write import Writing
from ledger.errors import Ambiguous, NotFound
from ledger.facts.event import StreamId
from ledger.language.phrases import show_list

LEAST = 4


class EventPlace(NamedTuple):
    """A stream, its kind, and a position in it; None where only the stream was named."""

    stream: StreamId
    kind: str
    v: int | None


def place(writing: Writing, text: str) -> EventPlace:
    """The event that `text` names: `#7`, `<stream>/<v>`, or the unique beginning of a stream.

    Raises NotFound and Ambiguous.
    """
    store = writing.session.ledger.store
    start, _slash, position = text.strip().partition("/")
    if start.startswith("#") and start[1:].isdecimal():
        row = store.row(int(start[1:]))
        streams = [row.stream] if row else []
        position = str(row.v) if row else ""
    else:
        enough = len(start) >= LEAST and not set(start.lower()) - set(
            "0123456789abcdef-"
        )
        streams = store.streams_beginning(start.lower()) if enough else []
    if len(streams) > 1:
        raise Ambiguous('Several ids begin with "{text}"; type more of it.', text=text)
    if not streams or (position and not position.isdecimal()):
        raise _unknown(text)
    return _placed(writing, text, streams[0], int(position) if position else None)


def _placed(writing: Writing, text: str, stream: StreamId, v: int | None) -> EventPlace:
    stored = writing.session.ledger.store.history(stream)
    if v is not None and not 1 <= v <= len(stored):
        raise _unknown(text)
    return EventPlace(stream, stored[0].topic.partition(".")[0], v)


def _unknown(text: str) -> NotFound:
    return NotFound(
        "No such event: {text}. 'handshake timeline' shows the ids; #7 is the eighth event.",
        text=text,
    )


def plan(writing: Writing, text: str) -> StreamId:
    """The meeting that `text` names by its id, or by a person with one open plan."""
    try:
        event_place = place(writing, text)
    except NotFound:
        return _plan_with(writing, text)
    if event_place.kind != "meeting":
        raise NotFound('"{text}" is not a meeting.', text=text)
    return event_place.stream


def _plan_with(writing: Writing, text: str) -> StreamId:
    somebody = who.person(writing, text)
    plans = writing.queries.open_plans([writing.me, somebody])
    if not plans:
        raise NotFound("No open plan with {text}.", text=text)
    if len(plans) > 1:
        from ledger.cli.fulfilment import in_words

        named = [f"{in_words(writing, plan)} ({plan.stream[:8]})" for plan in plans]
        raise Ambiguous(
            "{text} has several open plans: {plans}. Name one by its id.",
            text=text,
            plans=show_list(named),
        )
    return plans[0].stream
