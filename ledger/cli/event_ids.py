"""Which event is meant: an index, an id or its beginning, a number of a list, `last`, or a person's last meeting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from ledger.cli import list_numbers, who
from ledger.cli.write import Writing
from ledger.errors import Ambiguous, NotFound
from ledger.facts.event import PersonId, StreamId
from ledger.language.command_words import command_line
from ledger.language.phrases import show_list
from ledger.language.text import fold, shell_word
from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ledger.cli.queries import OpenPlan

LEAST = 4
"""The fewest characters by which an id is known."""

A_WHOLE_BEGINNING: Final = 8
"""How many characters of an id are shown, as in `#a599f29f`."""

LATEST: Final = frozenset({"last", "dernier", "derniere"})

HAPPENED: Final = frozenset({"met", "exchange"})
"""What can be corrected."""

RECORDED: Final = HAPPENED | {"plan", "click", "note"}
"""What can be retracted."""


class EventPlace(NamedTuple):
    """A stream, its kind, and a position in it; None where only the stream was named."""

    stream: StreamId
    kind: str
    v: int | None


def meant(
    writing: Writing, text: str, sorts: Collection[str], *, live: bool = True
) -> EventPlace:
    """The event that `text` names: as in `place`, or by its number in the last list, `last`, or a person.

    `last` is the last one recorded of these sorts that stands, or with `live` false was retracted; a person
    stands for the last meeting with them. Raises NotFound, Ambiguous, and Refused for an old list.
    """
    text = text.strip()
    if is_number(text):
        ledger = writing.session.ledger
        numbered = list_numbers.id_of_number(writing.session, ledger, text)
        row = place(writing, numbered)
        if row.kind != "person":
            return row
        if row.v is not None:
            return row
        return _last_meeting(writing, row.stream, live=live)
    if fold(text) in LATEST:
        event = writing.queries.latest_event(None, sorts, live=live)
        if event is None:
            raise NotFound("No such event is recorded.")
        return place(writing, event)
    try:
        return place(writing, text)
    except NotFound:
        like_an_id = not set(text.lower()) - set("0123456789abcdef-/#")
        is_an_id = like_an_id and not writing.queries.resolve(text)
        if is_an_id:
            raise

    def was_met(person: PersonId) -> bool:
        return bool(writing.queries.latest_event(person, {"met"}, live=live))

    return _last_meeting(writing, who.person(writing, text, likely=was_met), live=live)


def is_number(text: str) -> bool:
    """Whether a text is a number of the last list; a longer one may be the beginning of an id."""
    return text.strip().isdecimal() and len(text.strip()) <= list_numbers.DIGITS


def _last_meeting(writing: Writing, person: PersonId, *, live: bool) -> EventPlace:
    event = writing.queries.latest_event(person, {"met"}, live=live)
    if event is None:
        raise NotFound(
            "No such meeting with {name}.", name=writing.queries.name(person)
        )
    return place(writing, event)


def place(writing: Writing, text: str) -> EventPlace:
    """The event that `text` names: `#7`, `<stream>/<v>`, or the unique beginning of a stream.

    Raises NotFound and Ambiguous.
    """
    store = writing.session.ledger.store
    start, _slash, position = text.strip().partition("/")
    is_shown_id = start.startswith("#") and len(start) > A_WHOLE_BEGINNING
    if is_shown_id:
        start = start[1:]
    if start.startswith("#") and start[1:].isdecimal():
        row = store.row(int(start[1:]))
        streams, position = [], ""
        if row:
            streams, position = [row.stream], str(row.v)
    else:
        enough = len(start) >= LEAST and not set(start.lower()) - set(
            "0123456789abcdef-"
        )
        streams = []
        if enough:
            streams = store.streams_beginning(start.lower())
    if len(streams) > 1:
        raise Ambiguous('Several ids begin with "{text}"; type more of it.', text=text)
    is_no_place = not streams or (position and not position.isdecimal())
    if is_no_place:
        raise _unknown(text)
    version = None
    if position:
        version = int(position)
    return _placed(writing, text, streams[0], version)


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


def plan(writing: Writing, text: str, days: str = "--for DATE") -> StreamId:
    """The meeting that `text` names by its id, its number in the last list, or a person with one open plan.

    `days` are the options of the command that a refusal proposes.
    """
    if is_number(text):
        ledger = writing.session.ledger
        text = list_numbers.id_of_number(writing.session, ledger, text)
    try:
        event_place = place(writing, text)
    except NotFound:
        return _plan_with(writing, text, days)
    if event_place.kind != "meeting":
        raise NotFound('"{text}" is not a meeting.', text=text)
    return event_place.stream


def _plan_with(writing: Writing, text: str, days: str) -> StreamId:
    def is_planned(person: PersonId) -> bool:
        return bool(writing.queries.open_plans([writing.me, person]))

    somebody = who.person(writing, text, likely=is_planned)
    plans = writing.queries.open_plans([writing.me, somebody])
    if not plans:
        name = shell_word(writing.queries.name(somebody))
        raise NotFound(
            "No open plan with {text}. To record one: {command}",
            text=text,
            command=command_line(f"propose coffee {name} {days}"),
        )
    if len(plans) > 1:
        return _one_of_plans(writing, text, plans)
    return plans[0].stream


def _one_of_plans(writing: Writing, text: str, plans: Sequence[OpenPlan]) -> StreamId:
    """The plan picked on a terminal, once in a command. Raises Ambiguous if none is."""
    from ledger.cli.fulfilment import in_words

    session = writing.session
    if text in session.picked_plans:
        return session.picked_plans[text]
    rows = [in_words(writing, plan) for plan in plans]
    if session.can_ask:
        from ledger.cli.menu import pick

        place = pick(rows)
        if place is None:
            raise Ambiguous("Nothing chosen.")
        session.picked_plans[text] = plans[place].stream
        return plans[place].stream
    named = [
        f"{row} ({plan.stream[:8]})" for row, plan in zip(rows, plans, strict=True)
    ]
    raise Ambiguous(
        "Several open plans with {text}: {plans}. Give one id.",
        text=text,
        plans=show_list(named),
    )
