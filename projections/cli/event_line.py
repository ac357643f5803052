"""One event as a line: its day, what it was, what was written about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ledger.facts.meeting.events import forms
from ledger.language import _
from ledger.language.phrases import show_date
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple
from ledger.store import merkle
from projections.cli.describe import NAMES_A_PLAN, Naming, describe, with_plan
from projections.cli.list_output import Section
from projections.cli.output import AT_ONCE
from projections.cli.read_session import ReadSession, reference
from projections.timeline.entries import TimelineEntry

if TYPE_CHECKING:
    from ledger.store.port import Store


_SECOND: Final = 2
"""The position of the event that the command of a proposal may record after it."""


class Texts(dict[int, bytes]):
    """Sealed texts by leaf, as far as they are there; `private` are the leaves whose text another owner keeps."""

    private: frozenset[int] = frozenset()


def texts_of(reading: ReadSession, shown: Iterable[TimelineEntry]) -> Texts:
    """The sealed texts of these events, by leaf, as far as they are there."""
    store = reading.ledger.store
    return _texts(store, shown, partial(merkle.erasures, store))


def _texts(
    store: Store, shown: Iterable[TimelineEntry], erasures: Callable[[], set[str]]
) -> Texts:
    leaves = [row.text for row in shown if row.text is not None]
    texts = Texts(store.texts(leaves))
    missing = [leaf for leaf in leaves if leaf not in texts]
    if not missing:
        return texts
    if store.me() is None:
        return texts
    erased = erasures()
    withheld = (leaf for leaf in missing if not _is_erased(store, leaf, erased))
    texts.private = frozenset(withheld)
    return texts


def states_of(
    reading: ReadSession, shown: Iterable[TimelineEntry]
) -> dict[int, dict[str, Any]]:
    """What each of these events says by itself, without its sealed text, by leaf."""
    leaves = sorted(row.i for row in shown)
    rows = reading.ledger.store.checked_rows_at(leaves)
    return {i: json.loads(state) for i, _stream, _v, _topic, state in rows}


def _is_erased(store: Store, leaf: int, erased: set[str]) -> bool:
    row = store.bare_row(leaf)
    if row is None or f"{row.stream}/{row.v}" in erased:
        return True
    return merkle.is_explained(row, erased)


def stands(reading: ReadSession, row: TimelineEntry) -> bool:
    """Whether an event holds: neither retracted, nor a note about a retracted person."""
    if row.sort != "note":
        return bool(row.live)
    if not row.live:
        return False
    people_stand = (
        reading.queries.standing(person) != "retracted" for person in row.participants
    )
    return all(people_stand)


def when(row: TimelineEntry) -> str:
    """The day of an event as it is known."""
    if not row.day:
        return _("day unknown")
    return show_date(date.fromisoformat(row.day), row.precision)


def what(
    reading: ReadSession,
    row: TimelineEntry,
    said: Mapping[str, Any],
    naming: Naming,
) -> str:
    """The event as a sentence, as it stands now; marked where it was retracted. `said` is what it says by itself."""
    state = dict(said)
    is_a_meeting = row.kind in {kind.__name__ for kind in forms().values()}
    if is_a_meeting:
        state["participants"] = list(row.participants)
    if row.kind in NAMES_A_PLAN:
        history = reading.ledger.store.history(row.stream)
        state = with_plan([json.loads(step.state) for step in history], row.v)
    if row.kind == "MeetingProposed":
        state |= _hour_of(reading, row)
    sentence = describe(row.kind, row.stream, state, naming)
    if row.live:
        return sentence
    return _("{sentence} (retracted)").format(sentence=sentence)


def completes_proposal(reading: ReadSession, row: TimelineEntry) -> bool:
    """Whether an event only gives a proposal of the same command its time of day; both share a line."""
    is_no_second_schedule = row.kind != "MeetingScheduled" or row.v != _SECOND
    if is_no_second_schedule:
        return False
    proposal = reading.ledger.store.history(row.stream)[0]
    return bool(json.loads(proposal.state)["source"] == row.source)


def _hour_of(reading: ReadSession, row: TimelineEntry) -> dict[str, Any]:
    """The time of day from the command of a proposal, if it has one."""
    for step in reading.ledger.store.history(row.stream)[1:_SECOND]:
        state = json.loads(step.state)
        is_from_the_same = state["source"] == row.source and "planned_at" in state
        if is_from_the_same:
            return {"planned_at": state["planned_at"]}
    return {}


def text(row: TimelineEntry, texts: Texts) -> str:
    """The place and the note on one line."""
    if row.text is None:
        return ""
    if row.sort == "person":
        return ""
    stored = texts.get(row.text)
    if stored is None:
        if row.text in texts.private:
            return _("(private)")
        return _("(text erased)")
    sealed = json.loads(stored)
    parts: list[str] = []
    for field in ("place", "note", "message", "text", "why"):
        written = sealed.get(field)
        if written:
            parts.append(" ".join(written.split()))
    return visible(" · ".join(parts))


def short_id(row: TimelineEntry) -> str:
    """The shortest id by which commands know the event: in a stream of several facts with its position."""
    beginning = row.stream[:8]
    if row.sort in {"met", "plan", "exchange"}:
        return beginning
    return f"{beginning}/{row.v}"


def as_json(
    reading: ReadSession, row: TimelineEntry, texts: dict[int, bytes]
) -> dict[str, Any]:
    """The event in the shape that scripts rely on."""
    sealed = None
    if row.text is not None and row.sort != "person":
        sealed = texts.get(row.text)
    people_told = [reference(reading, person) for person in row.participants]
    sealed_fields = None
    if sealed:
        sealed_fields = {k: v for k, v in json.loads(sealed).items() if v}
    return {
        "i": row.i,
        "id": row.id,
        "kind": row.kind,
        "occurred_on": row.day or None,
        "precision": row.precision,
        "people": people_told,
        "minutes": row.minutes,
        "about": row.about,
        "retracted": not row.live,
        "batch": row.batch,
        "recorded_at": row.recorded_at,
        "text": sealed_fields,
    }


_COLUMNS: Final = (
    "i",
    "id",
    "kind",
    "occurred_on",
    "precision",
    "people",
    "people_ids",
    "minutes",
    "about",
    "place",
    "note",
    "tags",
    "message",
    "retracted",
    "batch",
    "recorded_at",
)


class _Stored:
    """What is stored of some events, read when it is first needed."""

    def __init__(
        self,
        reading: ReadSession,
        rows: Sequence[TimelineEntry],
        erasures: Callable[[], set[str]],
    ) -> None:
        self._reading: Final = reading
        self._rows: Final = rows
        self._erasures: Final = erasures

    @cached_property
    def texts(self) -> Texts:
        """The sealed texts by leaf."""
        return _texts(self._reading.ledger.store, self._rows, self._erasures)

    @cached_property
    def states(self) -> dict[int, dict[str, Any]]:
        """What each says by itself, by leaf."""
        return states_of(self._reading, self._rows)


class EventLine(NamedTuple):
    """An event, and what is stored of it and of those read with it."""

    row: TimelineEntry
    stored: _Stored


def event_lines(
    reading: ReadSession, rows: Iterable[TimelineEntry]
) -> Iterator[EventLine]:
    """Events with what is stored of them, which is read of some at a time."""
    erasures = cache(partial(merkle.erasures, reading.ledger.store))
    waiting = iter(rows)
    while lot := list(islice(waiting, AT_ONCE)):
        stored = _Stored(reading, lot, erasures)
        yield from (EventLine(row, stored) for row in lot)


def events_section(
    reading: ReadSession, rows: Iterable[TimelineEntry], *, batches: bool = False
) -> Section:
    """Events as a table of a list, read as they are shown; with their batches if asked for."""
    mine = reading.identity.group(reading.owner)
    naming = Naming(reading.name, reading.owner, mine)
    header = [_("Day"), _("What"), _("Note"), _("Id")]
    if batches:
        header.append(_("Command"))

    def line(event: EventLine) -> list[str]:
        row, stored = event
        sentence = what(reading, row, stored.states[row.i], naming)
        cells = [when(row), sentence, text(row, stored.texts), short_id(row)]
        if not batches:
            return cells
        return [*cells, row.batch[:8]]

    return Section(
        name="events",
        rows=event_lines(reading, rows),
        header=header,
        line=line,
        record=lambda event: as_json(reading, event.row, event.stored.texts),
        identify=lambda event: event.row.id,
        columns=_COLUMNS,
    )
