"""What a write recorded and what it changed, in words and in JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, Final

import click

from ledger.cli.session import Session, Written
from ledger.errors import LedgerError
from ledger.facts.codec import State, state_of, text_of
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.meeting.events import (
    MeetingMissed,
    MeetingProposed,
    MeetingScheduled,
    Met,
)
from ledger.language import N_, _, _n
from ledger.language.phrases import filled, sentence, show_list, show_number
from ledger.language.text import fold, visible
from ledger.named_tuple import NamedTuple
from ledger.store.encode import instant
from ledger.store.ledger import Ledger, Recorded
from projections.cli.describe import ANSWERS, Naming, dated, describe, with_plan
from projections.cli.output import print_json, say
from projections.cli.read_session import ViewQueries, views_of
from projections.engine.sqlite.open import Views
from projections.engine.sqlite.tables import SqliteRows
from projections.engine.tables import Fact
from projections.trust import query as ties
from projections.trust.model import NEVER_MET, Tie, level, shown_level

SHOWN = 10
"""The most events and changes of trust that are shown one by one."""

DIGITS = 3

NOT_SHOWN = N_(
    "This was recorded (undo it with 'handshake undo {batch}'), but its effect cannot be shown ({reason})."
)


AMENDED: Final = {
    "MeetingCorrected": N_("Corrected: {event}"),
    "MeetingRetracted": N_("Retracted: {event}"),
    "MeetingReinstated": N_("Reinstated: {event}"),
    "ExchangeCorrected": N_("Corrected: {event}"),
    "ExchangeRetracted": N_("Retracted: {event}"),
    "ExchangeReinstated": N_("Reinstated: {event}"),
    "ConnectionRetracted": N_("Retracted: {event}"),
    "ConnectionReinstated": N_("Reinstated: {event}"),
    "NoteRetracted": N_("Retracted: {event}"),
    "NoteReinstated": N_("Reinstated: {event}"),
}
"""The sentence for an event that amends an earlier one."""


class TrustMove(NamedTuple):
    """Trust in a person today, before and after a write, and the level it has reached."""

    person: PersonId
    before: float
    after: float
    level: str


class Report(NamedTuple):
    """What is shown of a write: sentences on standard error, then lines or a JSON document on standard output."""

    sentences: Sequence[str]
    lines: Sequence[str]
    document: dict[str, Any] | None


def show(session: Session, written: Written) -> None:
    """Show a write. What fails once it is recorded is a warning, and no failure of the command."""
    try:
        report = _report(session, written)
    except (LedgerError, OSError) as error:
        if not written.is_stored:
            raise
        report = _bare_report(session, written, error)
    try:
        _print(report)
    except BrokenPipeError:
        raise
    except OSError as error:
        if not written.is_stored:
            raise
        sys.stdout = None  # or its last flush, on exit, would fail once more
        say(_recorded_although(error, written.batch))


def _report(session: Session, written: Written) -> Report:
    touched = _touched(session.ledger, written)
    # Read before the views are opened anew: then they hold what was recorded.
    size, before = _ties_before(written, touched, session.today)
    with (
        views_of(session.ledger, grown=not written.dry_run) as views,
        _as_if(views, written),
    ):
        answers = ViewQueries(views.tables, views.size)
        after = _ties(answers, touched, session.today)
        if _is_among_others(written, size, views.size):
            start, end = written.recorded[0].i, written.recorded[-1].i + 1
            before = _ties(answers, touched, session.today, size=start)
            after = _ties(answers, touched, session.today, size=end)
        changes = [
            TrustMove(
                person,
                before[person].trust if person in before else 0.0,
                after[person].trust if person in after else 0.0,
                level(after[person]) if person in after else NEVER_MET,
            )
            for person in touched
        ]
        if written.as_json:
            return Report((), (), _as_json(session, written, answers, changes))
        sentences = _sentences(session.ledger, written, answers, changes)
        sentences += _next_step(written, answers, session.today)
        return Report(sentences, _lines(written), None)


_ACQUAINT: Final = frozenset({"ConnectionRequested", "ConnectionAccepted"})
"""Events after which a first coffee may be due."""


def _next_step(written: Written, answers: ViewQueries, today: date) -> list[str]:
    """New people, waiting requests and the next step, after connections were recorded or imported."""
    if not written.is_stored:
        return []
    is_import = written.source.startswith("import:")
    kinds = {type(recorded.event).__name__ for recorded in written.recorded}
    if not is_import and _ACQUAINT.isdisjoint(kinds):
        return []
    from projections.cli.next_step import after_connection, after_import

    if is_import:
        return after_import(answers, written, today)
    return after_connection(answers, written, today)


def _bare_report(
    session: Session, written: Written, error: LedgerError | OSError
) -> Report:
    """Return what can be shown of a write without the views: what was recorded, and why there is no more."""
    warning = _recorded_although(error, written.batch)
    if not written.as_json:
        return Report([*written.words, warning], _lines(written), None)
    document: dict[str, Any] = {"batch": written.batch, "dry_run": False}
    if written.summary is not None:
        return Report([warning], (), document | written.summary)
    document |= {
        "as_of": session.today.isoformat(),
        "events": _events(written),
        "trust": [],
    }
    return Report([warning], (), document | dict(written.also))


def _recorded_although(error: LedgerError | OSError, batch: str) -> str:
    if isinstance(error, LedgerError):
        message = _(
            "This was recorded (undo it with 'handshake undo {batch}'), but its effect cannot be shown. {problem}"
        )
        return message.format(batch=batch[:8], problem=sentence(error))
    return filled(NOT_SHOWN, {"batch": batch[:8], "reason": error})


def _print(report: Report) -> None:
    for words in report.sentences:
        say(words)
    if report.document is not None:
        print_json(report.document)
    for line in report.lines:
        click.echo(line)


def _as_if(views: Views, written: Written) -> AbstractContextManager[None]:
    """With a dry run, the views as they would be."""
    if not written.dry_run:
        return nullcontext()
    from projections.engine.sqlite.preview import preview

    return preview(views, list(map(_fact, written.recorded)))


def _fact(recorded: Recorded) -> Fact:
    """A recorded event as projections fold it, where it was not recorded after all."""
    stamp = {"recorded_at": instant(), "recorded_by": "", "source": "cli:"}
    state = state_of(recorded.event) | stamp
    return Fact(
        recorded.i,
        recorded.stream,
        recorded.v,
        type(recorded.event).__name__,
        state,
        text_of(recorded.event),
    )


def _touched(ledger: Ledger, written: Written) -> list[PersonId]:
    """The people that the events name, without the owner; no one if there are too many to show."""
    people: dict[PersonId, None] = {}
    for recorded in written.recorded:
        about = subject(ledger, recorded)
        state = about[1] if about else state_of(recorded.event)
        if recorded.event.stream_kind == "person":
            people[recorded.stream] = None
        for field in ("participants", "people", "person", "into", "by", "missed_by"):
            value: Any = state.get(field)
            people_told = value
            if not isinstance(value, list):
                people_told = [value] if value else []
            people.update(dict.fromkeys(people_told))
        if len(people) > 5 * SHOWN:
            return []
    people.pop(written.owner, None)
    return list(people)


def _ties_before(
    written: Written, people: Sequence[PersonId], today: date
) -> tuple[int, dict[PersonId, Tie]]:
    """The ties as the views hold them now, and the number of events that they cover."""
    queries = written.before
    if not isinstance(queries, ViewQueries):
        return 0, {}
    tables = queries.tables
    if not isinstance(tables, SqliteRows):
        return 0, {}
    with tables.moment() as size:
        return size, _ties(queries, people, today)


def _ties(
    queries: ViewQueries,
    people: Sequence[PersonId],
    today: date,
    *,
    size: int | None = None,
) -> dict[PersonId, Tie]:
    """The ties to people; with `size`, from the first `size` events alone."""
    owner = queries.owner
    if owner is None:
        return {}
    tables, identity = queries.tables, queries.identity
    if size is None:
        return {
            person: ties.tie(tables, identity, owner, person, today)
            for person in people
        }
    return {
        person: ties.explain(tables, identity, owner, person, today, size=size)
        for person in people
    }


def _is_among_others(written: Written, before: int, after: int) -> bool:
    """Whether other programs recorded while this one did, and what it added can be told apart from theirs.

    `before` and `after` are the events that the views held when they were asked.
    """
    if not written.is_stored:
        return False
    start, end = written.recorded[0].i, written.recorded[-1].i + 1
    is_alone = (before, after) == (start, end)
    return not is_alone and all(map(_only_adds, written.recorded))


def _only_adds(recorded: Recorded) -> bool:
    """Whether an event is evidence of its own, and changes nothing about that of earlier events."""
    event, kind = recorded.event, type(recorded.event).__name__
    if event.stream_kind == "exchange":
        return kind not in AMENDED
    return isinstance(event, (Met, MeetingMissed)) or kind == "PersonAdded"


def _as_json(
    session: Session,
    written: Written,
    answers: ViewQueries,
    changes: Sequence[TrustMove],
) -> dict[str, Any]:
    document: dict[str, Any] = {"batch": written.batch, "dry_run": written.dry_run}
    if written.summary is not None:
        return document | written.summary
    trust = [
        {
            "person": {"id": change.person, "name": answers.name(change.person)},
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]
    shown = {
        "as_of": session.today.isoformat(),
        "events": _events(written),
        "trust": trust,
    }
    return document | shown | dict(written.also)


def _events(written: Written) -> list[dict[str, Any]]:
    return [
        {
            "i": recorded.i,
            "id": recorded.id,
            "kind": type(recorded.event).__name__,
            **state_of(recorded.event),
        }
        for recorded in written.recorded
    ]


def _sentences(
    ledger: Ledger, written: Written, answers: ViewQueries, changes: Sequence[TrustMove]
) -> list[str]:
    sentences = []
    if written.dry_run:
        sentences = [_("Nothing recorded yet; this would be:")]
    sentences += written.words
    if written.summary is not None:
        return sentences
    naming = Naming(answers.name, written.owner)
    events = [
        recorded for recorded in written.recorded if _worth_telling(recorded, written)
    ]
    times = _times_of_proposals(written.recorded)
    events = [recorded for recorded in events if recorded not in times.values()]
    for recorded in events[:SHOWN]:
        scheduled = times.get(recorded.stream)
        more_state = {}
        if scheduled:
            more_state = state_of(scheduled.event)
        sentences.append(_sentence(ledger, recorded, naming, more_state))
    more = len(events) - SHOWN
    if more > 0:
        sentences.append(
            _n("and {more} more.", "and {more} more.", more).format(
                more=show_number(more)
            )
        )
    trust = _trust_sentence(changes, answers)
    if not trust:
        return sentences
    return [*sentences, trust]


def _lines(written: Written) -> list[str]:
    """Return the ids of the events, or of the batch where they are many; nothing if nothing was recorded."""
    if not written.is_stored:
        return []
    if sys.stdout.isatty():
        return [click.style(_line_for_people(written), dim=True)]
    if written.summary is not None:
        return [written.batch]
    ids = [recorded.id for recorded in written.recorded]
    if len(ids) <= SHOWN:
        return ids
    return [*ids[:SHOWN], written.batch]


def _line_for_people(written: Written) -> str:
    """The id by which a terminal may name the event, and how to undo it: `#a599f29f · undo: handshake undo`."""
    is_undo = written.source.startswith("undo:")
    batch = ""
    if is_undo:
        batch = f" {written.batch[:8]}"
    undo = _("undo: {command}").format(command=f"handshake undo{batch}")
    events = [
        recorded
        for recorded in written.recorded
        if type(recorded.event).__name__ not in {"LedgerOpened", "PersonAdded"}
    ]
    if written.summary is not None or is_undo:
        return undo
    recorded = (events or written.recorded)[-1]
    has_several = recorded.event.stream_kind not in {"meeting", "exchange"}
    position = ""
    if has_several:
        position = f"/{recorded.v}"
    return f"#{recorded.stream[:8]}{position} · {undo}"


def _worth_telling(recorded: Recorded, written: Written) -> bool:
    """Whether a sentence of its own is due: not where the command has said it in its own words."""
    own_words = {
        "PersonAdded",
        "LedgerOpened",
        "PeopleMerged",
        "CultureChosen",
        "PersonRenamed",
        "AliasAdded",
    }
    return not written.words or type(recorded.event).__name__ not in own_words


def _times_of_proposals(events: Sequence[Recorded]) -> dict[StreamId, Recorded]:
    """The events that give a proposal of the same write its time of day; one sentence tells both."""
    proposed: set[StreamId] = set()
    times: dict[StreamId, Recorded] = {}
    for recorded in events:
        if isinstance(recorded.event, MeetingProposed):
            proposed.add(recorded.stream)
        is_schedule = isinstance(recorded.event, MeetingScheduled)
        if is_schedule and recorded.stream in proposed:
            times[recorded.stream] = recorded
    return times


def _sentence(
    ledger: Ledger, recorded: Recorded, naming: Naming, more_state: State
) -> str:
    about = subject(ledger, recorded)
    kind, state = about or (type(recorded.event).__name__, state_of(recorded.event))
    state = {**more_state, **state}
    if kind == "MeetingScheduled":
        state = _moved(ledger, recorded.stream, state)
    if kind in ANSWERS:
        state = {**_proposal(ledger, recorded.stream), **state}
    description = describe(kind, recorded.stream, state, naming)
    day, precision = state.get("occurred_on"), state.get("precision")
    if kind in {"MeetingProposed", "MeetingScheduled"}:
        day = None  # the day it is planned for is in the sentence, and the one that matters
    if kind in ANSWERS and kind != "MeetingMissed":
        day, precision = (
            state.get("planned_for"),
            "day",
        )  # the day of the answer is today
    day_told = None
    if day:
        day_told = str(day)
    precision_told = None
    if precision:
        precision_told = str(precision)
    shown = dated(description, day_told, precision_told)
    if about:
        shown = amended(type(recorded.event).__name__, shown)
    return _("{sentence}.").format(sentence=shown)


def _moved(ledger: Ledger, stream: StreamId, schedule: State) -> State:
    """A schedule with the plan it belongs to; in a dry run the ledger does not have it yet."""
    states = list(map(state_of, ledger.history(stream)))
    if schedule not in states:
        states.append(schedule)
    return with_plan(states, states.index(schedule) + 1)


def _proposal(ledger: Ledger, stream: StreamId) -> State:
    """The form, participants and day of the plan that a stream began with, as last moved."""
    plan: dict[str, Any] = {}
    for event in ledger.history(stream):
        if isinstance(event, MeetingProposed | MeetingScheduled):
            plan |= state_of(event)
    return plan


def _trust_sentence(changes: Sequence[TrustMove], answers: ViewQueries) -> str | None:
    """How trust changed, where it can be seen."""
    moved = [
        change
        for change in changes
        if round(change.before, DIGITS) != round(change.after, DIGITS)
    ]
    if not moved:
        return None
    shown = [
        _("{name} {before} → {after} ({level})").format(
            name=visible(answers.name(change.person)),
            before=show_number(change.before, DIGITS),
            after=show_number(change.after, DIGITS),
            level=shown_level(change.level),
        )
        for change in sorted(
            moved, key=lambda change: fold(answers.name(change.person))
        )[:SHOWN]
    ]
    if len(changes) == 1:
        change = moved[0]
        return _("Trust {before} → {after} ({level}).").format(
            before=show_number(change.before, DIGITS),
            after=show_number(change.after, DIGITS),
            level=shown_level(change.level),
        )
    return _("Trust: {changes}.").format(changes=show_list(shown))


# ---------------------------------------------------------------- what an amendment is about


def subject(ledger: Ledger, recorded: Recorded) -> tuple[str, State] | None:
    """The kind and state of the event that an amendment changes; None for every other event."""
    if type(recorded.event).__name__ not in AMENDED:
        return None
    history = ledger.history(recorded.stream)
    if len(history) < recorded.v:  # a dry run
        history.append(recorded.event)
    position = getattr(recorded.event, "event", None) or getattr(
        recorded.event, "note", None
    )
    event = history[position - 1] if isinstance(position, int) else _held(history)
    if not event:
        return None
    return (type(event).__name__, state_of(event))


def _held(history: list[Event]) -> Event | None:
    """The meeting or exchange as last corrected, retracted or not; else the plan."""
    from ledger.facts import exchange
    from ledger.facts.meeting import state as meeting_state

    state = STREAMS[history[0].stream_kind].state(history)
    if isinstance(state, exchange.Exchange):
        return state.made
    if isinstance(state, meeting_state.Meeting):
        steps = [
            step for _v, step in state.steps if isinstance(step, Met | MeetingProposed)
        ]
        if not steps:
            return None
        return steps[-1]
    return None


def amended(kind: str, sentence: str) -> str:
    """`Retracted: Coffee with …`."""
    return _(AMENDED[kind]).format(event=sentence)
