"""One write: names looked up, commands decided, events appended together, again if overtaken."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ledger.cli.session import Session, Written
from ledger.errors import Busy
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event, PersonId, StreamId
from ledger.language import _
from ledger.language.phrases import show_date

if TYPE_CHECKING:
    from ledger.cli.queries import Queries
    from ledger.facts.event import NewEvents
    from ledger.store.ledger import Recorded

Lookup: TypeAlias = Callable[[str], Sequence[PersonId]]

ATTEMPTS = 50
MANY = 500
"""Recording this many streams may take a moment: a terminal shows how far it is."""

DEFAULT_CULTURE = "french"


class Writing:
    """What is about to be recorded: a unit of work over a ledger of a known size."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.queries: Queries = session.queries
        self.entries: dict[StreamId, NewEvents] = {}
        self.words: list[str] = []
        self.adds_people = False
        self.summary: dict[str, object] | None = None
        self.also: dict[str, object] = {}
        self.erase: list[int] = []
        self.source = "cli"
        if not self.queries.size:
            self._open()

    @cached_property
    def me(self) -> PersonId:
        """The owner."""
        return self.session.ledger.owner

    @cached_property
    def name_lookups(self) -> tuple[Lookup, Lookup]:
        """The people that a text may mean, and those without the beginnings of words: each text is looked up once."""
        return cache(self.queries.resolve), cache(self.queries.spelled)

    def _open(self) -> None:
        """The ledger's first two events, which precede the first write."""
        from ledger.facts import ledger_stream
        from ledger.facts.event import NewEvents
        from ledger.facts.person import events as people

        self.me, origin = str(uuid.uuid4()), str(uuid.uuid4())
        opened = ledger_stream.decide(
            ledger_stream.OpenLedger(owner=self.me, culture=DEFAULT_CULTURE),
            ledger_stream.INITIAL,
        )
        self.entries[origin] = NewEvents(origin, 0, opened)
        self.entries[self.me] = NewEvents(self.me, 0, (people.PersonAdded(name="me"),))
        self.adds_people = True
        self.words.append(
            _(
                "Created your ledger at {path}. Trust preset: {preset} (change it with 'handshake init --culture')."
            ).format(
                path=self.session.file,
                preset=_("French"),
            )
        )

    @property
    def origin(self) -> StreamId:
        """The ledger's own stream."""
        if self.queries.size:
            return self.session.ledger.origin
        return next(iter(self.entries))

    def history(self, stream: StreamId) -> list[Event]:
        """The stream's events, with those that this write adds."""
        entry = self.entries.get(stream)
        if entry is None or entry.version:
            return self.session.ledger.history(stream) + list(
                entry.events if entry else ()
            )
        return list(entry.events)

    def do(self, kind: str, command: Any, stream: StreamId | None = None) -> StreamId:
        """Decide `command` on the stream, a new one if none is named, and keep its events."""
        decider = STREAMS[kind]
        history = []
        if stream:
            history = self.history_as_mine(stream)
        state = decider.state(history)
        stream = stream or str(uuid.uuid4())
        self.add(stream, decider.decide(command, state), len(history))
        return stream

    def history_as_mine(self, stream: StreamId) -> list[Event]:
        """What `history` gives, in which the settings of other owners of a shared ledger say nothing."""
        from ledger.facts.owners_own import OWN, as_seen_by

        history = self.history(stream)
        is_nobodys_own = not any(isinstance(event, OWN) for event in history)
        if is_nobodys_own:
            return history
        recorded = self.session.ledger.history_by_recorder(stream)
        recorded += [(self.me, event) for event in history[len(recorded) :]]
        return as_seen_by({self.me, *self.queries.group(self.me)}, recorded)

    def add(
        self, stream: StreamId, events: tuple[Event, ...], length: int | None = None
    ) -> None:
        """Keep events for a stream of `length` events so far (None: look)."""
        from ledger.facts.event import NewEvents

        if not events:
            return
        if (entry := self.entries.get(stream)) is not None:
            self.entries[stream] = NewEvents(
                stream, entry.version, entry.events + events
            )
            return
        position = len(self.history(stream)) if length is None else length
        self.entries[stream] = NewEvents(stream, position, events)

    def say(self, sentence: str) -> None:
        """Say a sentence about this write once it is done."""
        self.words.append(sentence)


def write(
    session: Session, build: Callable[[Writing], None], *, source: str = "cli"
) -> Written:
    """Record what `build` decides, in one transaction; decided again whenever overtaken.

    Raises whatever `build` raises, and Busy when others never let go.
    """
    from ledger.store.port import Overtaken

    for _attempt in range(ATTEMPTS):
        writing = Writing(session)
        writing.source = source
        build(writing)
        _say_clock(writing)
        try:
            recorded = _append(session, writing)
        except Overtaken:
            continue
        return Written(
            batch=session.batch,
            recorded=recorded,
            owner=writing.me,
            before=writing.queries,
            dry_run=session.dry_run,
            as_json=session.as_json,
            words=writing.words,
            summary=writing.summary,
            also=writing.also,
            source=writing.source,
        )
    raise Busy("Other programs keep writing to this ledger; try again.")


CLOCK_BACK: Final = timedelta(hours=1)
CLOCK_AHEAD: Final = timedelta(days=5 * 365)
"""How far the clock may be from the last event without a warning: its time is stored."""


def _say_clock(writing: Writing) -> None:
    """Say if the clock goes before the last event, or is years after it."""
    if not writing.queries.size:
        return
    if writing.session.dry_run:
        return
    last = writing.session.ledger.recorded_last()
    passed = datetime.now(UTC) - last if last else timedelta(0)
    if last and not -CLOCK_BACK <= passed <= CLOCK_AHEAD:
        writing.say(
            _(
                "This computer's clock says {now}, but the last event was recorded on {last}. If the clock is wrong, set it; the ledger stores its time."
            ).format(
                now=show_date(datetime.now(UTC).date()), last=show_date(last.date())
            )
        )


def _append(session: Session, writing: Writing) -> list[Recorded]:
    from ledger.store.encode import Stamp

    entries = list(writing.entries.values())
    if session.dry_run:
        return _as_if(entries, writing.queries.size)
    stamp = Stamp(recorded_by=writing.me, source=f"{writing.source}:{session.batch}")
    size = None
    if writing.adds_people:
        size = writing.queries.size
    if len(entries) >= MANY:
        from ledger.cli.progress import Watched

        entries = Watched(entries, _("Recording"))
    return session.ledger.append(entries, stamp, size=size, erase=writing.erase)


def _as_if(entries: list[NewEvents], size: int) -> list[Recorded]:
    """The events in the places they would take."""
    from ledger.store.ledger import Recorded

    placed = [
        (entry.stream, v, event)
        for entry in entries
        for v, event in enumerate(entry.events, start=entry.version + 1)
    ]
    return [Recorded(i, *place) for i, place in enumerate(placed, start=size)]
