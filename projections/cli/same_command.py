"""The same command: two records of one meeting, as two colleagues make them, become one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from ledger.cli import event_ids
from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts.event import StreamId
from ledger.facts.ledger_stream import DistinguishMeetings
from ledger.language import N_, _, _n
from ledger.language.command_words import command_line
from ledger.language.console import argument, ask_or_later, option
from ledger.language.phrases import show_date, show_number
from ledger.language.text import visible
from projections.cli.describe import Naming, describe
from projections.cli.one_meeting import (
    MeetingPair,
    in_order,
    may_be_one,
    meeting_in,
    streams_of,
    unite,
)
from projections.cli.read_session import ViewQueries
from projections.timeline.entries import TimelineEntry


@writing_command(
    "same",
    N_("Say that two records are one meeting, such as yours and a colleague's."),
)
@argument("meetings", metavar="[MEETING MEETING]", nargs=-1)
@option(
    "--different",
    is_flag=True,
    help=N_("Say that they are two meetings; they are not proposed again."),
)
def same(session: Session, *, meetings: Sequence[str], different: bool) -> Written:
    """Join two records; without any, list what may be one meeting, and ask on a terminal."""
    if len(meetings) not in ({2} if different else {0, 2}):
        raise Usage("Name two meetings, or none to see what may be the same.")

    def build(writing: Writing) -> None:
        queries = writing.queries
        if not isinstance(queries, ViewQueries):
            raise TypeError("the program's own queries answer here")
        if meetings:
            streams = [
                event_ids.meant(writing, text, {"met"}).stream for text in meetings
            ]
            one, other = [meeting_in(queries.tables, stream) for stream in streams]
            if different:
                _tell_apart(writing, one.stream, other.stream)
            else:
                _unite(writing, queries, *in_order(one, other))
            return
        pairs = list(may_be_one(queries.tables, queries.identity))
        _ask(writing, queries, pairs)

    return write(session, build)


def _unite(
    writing: Writing, queries: ViewQueries, less: TimelineEntry, more: TimelineEntry
) -> None:
    unite(writing, less, more, queries.identity.root)
    writing.say(_("Both records are one meeting now; it counts once."))


def _tell_apart(writing: Writing, one: StreamId, other: StreamId) -> None:
    """Record that two records are of different meetings."""
    if one == other:
        raise Refused("These are the same record; name two.")
    writing.do("ledger", DistinguishMeetings(meetings=(one, other)), writing.origin)
    writing.say(_("They stay two meetings; you will not be asked again."))


def _ask(writing: Writing, queries: ViewQueries, pairs: Sequence[MeetingPair]) -> None:
    """Ask about each pair on a terminal; elsewhere say what to type."""
    writing.summary = {"pairs": [_record(queries, pair) for pair in pairs]}
    if not pairs:
        writing.say(_("No two records look like one meeting."))
    for pair in pairs:
        sentence = pair_words(queries, pair)
        if not writing.session.can_ask:
            writing.say(
                _("{pair} {command}").format(pair=sentence, command=typed(pair))
            )
            continue
        question = _("{pair} Is it one meeting? Press Enter to decide later.")
        question = question.format(pair=sentence)
        is_one = writing.session.answer_once(question, partial(ask_or_later, question))
        if is_one:
            _unite(writing, queries, pair.less, pair.more)
        elif is_one is not None:
            _tell_apart(writing, *streams_of(pair))
    if pairs and not writing.session.can_ask:
        writing.say(_("If they are two meetings, add --different to the command."))


def typed(pair: MeetingPair) -> str:
    """What to type to join a pair."""
    return command_line(f"same {pair.less.stream[:8]} {pair.more.stream[:8]}")


def pair_words(queries: ViewQueries, pair: MeetingPair) -> str:
    """What two people recorded: `Coffee with Zoé Ménard, 20 November: recorded by Ada Okafor and by Tom Riedl`."""
    naming = Naming(queries.name, queries.owner or "")
    state = {"participants": list(pair.more.participants)}
    recorders = [visible(queries.name(person)) for person in pair.recorders]
    return _("{meeting}, {day}: recorded by {one} and by {other}.").format(
        meeting=describe(pair.more.kind, pair.more.stream, state, naming),
        day=show_date(date.fromisoformat(pair.more.day)),
        one=recorders[0],
        other=recorders[1],
    )


def _record(queries: ViewQueries, pair: MeetingPair) -> dict[str, object]:
    recorders_told = [
        {"id": person, "name": queries.name(person)} for person in pair.recorders
    ]
    return {
        "meetings": [pair.less.id, pair.more.id],
        "kind": pair.more.kind,
        "occurred_on": pair.more.day,
        "recorded_by": recorders_told,
    }


def count_words(count: int) -> str:
    """How many pairs wait to be looked at."""
    return _n(
        "{count} meeting may have been recorded twice: handshake same.",
        "{count} meetings may have been recorded twice: handshake same.",
        count,
    ).format(count=show_number(count))
