"""What commands read: a ledger with its views caught up, and what they answer to read and write commands."""

from __future__ import annotations

import functools
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, Self

import click

import projections as kept
from ledger.cli.options import JSON
from ledger.cli.session import Session
from ledger.cli.who import nobody, said_of_twin, the_one
from ledger.errors import NotFound
from ledger.language import N_, _, _n, current, see_days_from
from ledger.language.console import Command
from ledger.language.phrases import (
    filled,
    show_full_weekday,
    show_number,
    show_past_date,
)
from ledger.language.text import visible
from ledger.store.ledger import Ledger
from projections.cli.output import say
from projections.directory import query as directory
from projections.directory.resolve import Directory
from projections.engine.sqlite.open import (
    Views,
    check_nothing_lost,
    open_views,
)
from projections.engine.sqlite.views_file import views_file

if TYPE_CHECKING:
    from ledger.cli.queries import ImportedPlan, OpenPlan, Queries
    from ledger.facts.event import PersonId, Precision, StreamId
    from ledger.store.port import Away, Perspective, Store
    from projections.directory.query import Identity
    from projections.engine.tables import Row, Rows


def reading_command(
    name: str,
    help: str,  # noqa: A002 - click's word
) -> Callable[[Callable[..., None]], click.Command]:
    """A command that reads: gets the session first, and --json."""

    def make(function: Callable[..., None]) -> click.Command:
        def run(session: Session, /, *, as_json: bool, **options: Any) -> None:
            session.as_json = as_json
            function(session, **options)

        decorated: Any = functools.update_wrapper(click.pass_obj(run), function)
        return click.command(name, cls=Command, help=help)(JSON(decorated))

    return make


def views_of(
    ledger: Ledger, *, grown: bool = False, viewpoint: Perspective | None = None
) -> Views:
    """The views of a ledger, caught up, a word said where they had to be made again.

    With `grown` they are known to be behind, and not looked at first as they are.
    """
    projections = kept.PROJECTIONS if grown else None
    store = ledger.store.nearby()
    file = store.file
    if viewpoint is not None:
        store = store.seen_from(viewpoint)
        file = f"{file}.{viewpoint.key}"
    return open_views(store, views_file(file), _made_again, projections)


@contextmanager
def _seen_views(session: Session, ledger: Ledger) -> Iterator[tuple[Views, Ledger]]:
    """The views that a session asks for, of an owner or all of them, and the ledger as it is seen there."""
    with views_of(ledger) as views:
        is_of_one_owner = session.owner_name is None and not session.all_owners
        if is_of_one_owner:
            yield views, ledger
            return
        from projections.cli.owners import viewpoint

        queries = ViewQueries(views.tables, views.size)
        seen_from = viewpoint(session, ledger, queries)
        if session.owner_name is not None:
            owner = visible(queries.name(seen_from.owner))
            say(_("As {name} sees it:").format(name=owner))
    with views_of(ledger, viewpoint=seen_from) as views:
        yield views, Ledger(views.store)


def _made_again(message: str, details: dict[str, Any]) -> None:
    say(filled(message, details))


class ViewQueries(Directory):
    """The directory's answers, and those of timeline and queue; implements `Queries`."""

    def about(self, person: PersonId) -> str:
        """What is known of a person besides the name, on one line that is safe to show."""
        card = self.card(person)
        addresses = [
            *directory.texts_of(card.emails),
            *directory.texts_of(card.urls),
        ]
        details = [
            card.position,
            card.organisation,
            card.place,
            *addresses,
            self._met(person),
        ]
        return " · ".join(map(visible, filter(None, details))) or _("only the name")

    def told_apart(self, people: Sequence[PersonId]) -> Mapping[PersonId, str]:
        """What tells each of these from the others of the same name: firm, position, place, last meeting."""
        from projections.directory.namesakes import differences, traits

        traits_by_person = {
            person: (
                *traits(self.card(person)),
                self._met(person) or _("never met"),
            )
            for person in people
        }
        return differences(
            {person: self.name(person) for person in people},
            traits_by_person,
        )

    def _met(self, person: PersonId) -> str:
        """How often a person was met, and when last."""
        from projections.trust import query as ties

        days = ties.days_met_by(self.tables, self.group(person), date.max.toordinal())
        if not days:
            return ""
        day = date.fromordinal(days[-1][0])
        return _n(
            "met on {count} day, {last}",
            "met on {count} days, most recently {last}",
            len(days),
        ).format(count=show_number(len(days)), last=self.met_on(person, day))

    def met_on(self, person: PersonId, day: date, store: Store | None = None) -> str:
        """A day on which the person was met, in words; `November 2015` where only the month is known."""
        return show_past_date(day, self.precision_of(person, day, store))

    def precision_of(
        self, person: PersonId, day: date, store: Store | None = None
    ) -> Precision:
        """How precisely a day on which the person was met is known.

        A month or a year is stored as its first day, which is why no other has to be looked up. In most
        gatherings nothing was said after the meeting itself: then its leaf in the ledger tells.
        """
        if day.day != 1:
            return "day"
        if store and any(
            _plainly_that_day(store, i) for i in self._met_at(person, day)
        ):
            return "day"
        from projections.timeline import query as timeline

        happenings = timeline.happenings(
            self.tables, self.identity, person, since=day, until=day
        )
        precisions = {
            row.precision for row in happenings if row.sort == "met" and row.live
        }
        if "day" in precisions or not precisions:
            return "day"
        if "month" in precisions:
            return "month"
        return "year"

    def _met_at(self, person: PersonId, day: date) -> Iterator[int]:
        """The leaves of the meetings with a person on a day."""
        from projections.trust.query import attendances

        on = day.toordinal()
        for member in self.group(person):
            with_owner, _others = attendances(self.tables, member, on, on)
            yield from (i for _day, i in with_owner)

    def open_plans(
        self, people: Sequence[PersonId], *, alone: bool = False
    ) -> Sequence[OpenPlan]:
        """Plans, not over, with these people, with `alone` with no one else; oldest first."""
        from projections.queue import query as queue

        return queue.open_plans(self.tables, self.identity, people, alone=alone)

    def imported_plans(self, file_format: str, since: date) -> Sequence[ImportedPlan]:
        """The open plans from a day on that imports of this format recorded."""
        from ledger.cli.queries import ImportedPlan
        from projections.queue import query as queue
        from projections.timeline import query as timeline
        from projections.timeline.entries import at

        plans: list[ImportedPlan] = []
        imported: dict[str, set[StreamId]] = {}
        for plan in queue.open_plans(self.tables, self.identity, ()):
            if plan.planned_for is None:
                continue
            if plan.planned_for < since:
                continue
            entry = at(self.tables, plan.i)
            if entry is None:
                continue
            if not entry.source.startswith(f"import:{file_format}:"):
                continue
            if entry.batch not in imported:
                _name, rows = timeline.batch(self.tables, entry.batch)
                imported[entry.batch] = {
                    row.stream for row in rows if row.sort in {"met", "plan"}
                }
            plans.append(
                ImportedPlan(
                    plan.stream,
                    plan.form,
                    plan.people,
                    plan.proposed_on,
                    plan.planned_for,
                    plan.planned_at,
                    imported[entry.batch],
                )
            )
        return plans

    def same_meetings(
        self, form: str, people: Sequence[PersonId], day: date
    ) -> Sequence[str]:
        """The ids of meetings of this form with just these people on this day."""
        from projections.timeline import query as timeline

        meetings = timeline.same_meetings(self.tables, self.identity, form, people, day)
        return [meeting.id for meeting in meetings]

    def told_by_others(
        self, form: str, people: Sequence[PersonId], day: date
    ) -> Sequence[tuple[str, str]]:
        """Records of a meeting of this form and day with these people by other owners: the owner, and the stream."""
        from ledger.facts.meeting.events import forms
        from projections.cli.one_meeting import told_by_others

        kind = forms()[form].__name__
        told = told_by_others(self.tables, self.identity, kind, people, day)
        return [(self.name(recorder), entry.stream) for recorder, entry in told]

    def typed_meetings(
        self, people: Sequence[PersonId], day: date
    ) -> Sequence[tuple[StreamId, str]]:
        """The meetings with just these people on this day that were typed in, each with its form."""
        from ledger.facts.meeting.events import forms
        from projections.timeline import query as timeline

        form_of = {kind.__name__: form for form, kind in forms().items()}
        meetings = timeline.meetings_of(self.tables, self.identity, people, day)
        typed = (meeting for meeting in meetings if meeting.source.startswith("cli:"))
        return [
            (meeting.stream, form_of[meeting.kind])
            for meeting in typed
            if meeting.kind in form_of
        ]

    def batch(
        self, beginning: str | None
    ) -> tuple[str, Sequence[tuple[StreamId, int]]]:
        """A batch (None: the last in effect) and its events, stream and position, in order."""
        from projections.timeline import query as timeline

        name, events = timeline.batch(self.tables, beginning)
        return name, [(event.stream, event.v) for event in events]

    def undoes(self) -> Mapping[str, str]:
        """For each batch that undoes another, in order, the one that it undoes."""
        from projections.timeline import query as timeline

        return timeline.undoes(self.tables)

    def batches_about(self, person: PersonId) -> set[str]:
        """The batches that recorded something about the person that still stands."""
        from projections.timeline import query as timeline

        return timeline.batches_about(self.tables, self.identity, person)

    def latest_event(
        self, person: PersonId | None, sorts: Collection[str], *, live: bool
    ) -> str | None:
        """The id of the last event of these sorts that stands, or does not: with a person by day, else as recorded."""
        from projections.timeline import query as timeline

        if person is None:
            row = timeline.latest(self.tables, self.size, sorts, live=live)
            if row:
                return row.id
            return None
        happened = timeline.happenings(self.tables, self.identity, person, reverse=True)
        for row in happened:
            if row.sort in sorts and bool(row.live) is live:
                return row.id
        return None

    def in_words(self, events: Sequence[tuple[StreamId, int]]) -> Sequence[str]:
        """Events, by stream and position, as sentences that are safe to show."""
        from projections.cli.describe import (
            NAMES_A_PLAN,
            Naming,
            dated,
            describe,
            with_plan,
        )

        mine = self.identity.group(self.owner) if self.owner else ()
        naming = Naming(self.name, self.owner or "", mine)
        sentences: list[str] = []
        for stream, v in events:
            history = self.tables.history(stream)
            fact = history[v - 1]
            state = fact.state
            if fact.kind in NAMES_A_PLAN:
                state = with_plan([step.state for step in history], v)
            sentence = describe(fact.kind, stream, state, naming)
            day = None
            if "planned_for" not in fact.state:
                day = fact.state.get("occurred_on")
            sentences.append(dated(sentence, day, fact.state.get("precision")))
        return sentences


_TO_THE_DAY: Final = b'"precision":"day"'
"""What an event says in clear of a day that is known; canonical JSON has no other way to write it."""


def _plainly_that_day(store: Store, i: int) -> bool:
    """Whether the event at a leaf says that its day is known, and nothing else was said in its stream."""
    row = store.bare_row(i)
    if row is None:
        return False
    if _TO_THE_DAY not in row.state:
        return False
    return len(list(store.histories([row.stream]))) == 1


def queries(session: Session) -> ViewQueries:
    """The answers for a session's ledger, its views caught up; kept open as long as the session."""
    see_days_from(session.today)
    views = session.stack.enter_context(views_of(session.ledger))
    # Somebody may be asked something, and take minutes to answer: nobody is to wait for that. Whether what
    # was looked up still holds is seen by the ledger's size when it is recorded.
    views.release()
    return ViewQueries(views.tables, views.size)


class ReadSession:
    """A ledger, its views, and how to answer."""

    def __init__(
        self, session: Session, ledger: Ledger, queries: ViewQueries, views: Views
    ) -> None:
        self.session: Final = session
        self.ledger: Final = ledger
        self.queries: Final = queries
        self.as_json: Final = session.as_json
        self.views: Final = views
        # Words stand for a missing name, and a letter may be in another language than the rest.
        self._name: Final = cache(lambda person, _language: queries.name(person))
        self._listed: Final = cache(queries.listed)

    @classmethod
    @contextmanager
    def open(cls, session: Session) -> Iterator[Self]:
        """The reading of a session; NotFound where there is no ledger yet.

        A ledger on a server that does not answer is read as of when it last did.
        """
        see_days_from(session.today)
        with (
            opened(session, nearby=True) as ledger,
            _seen_views(session, ledger) as (views, seen),
        ):
            if ledger.store.away is not None:
                say(away_words(ledger.store.away, session.today))
            yield cls(session, seen, ViewQueries(views.tables, views.size), views)

    @property
    def tables(self) -> Rows:
        """The rows of every projection."""
        return self.queries.tables

    @property
    def identity(self) -> Identity:
        """The merges."""
        return self.queries.identity

    @cached_property
    def owner(self) -> PersonId:
        """The owner of the ledger."""
        return self.queries.owner or ""

    @property
    def book(self) -> Row:
        """The directory's row about the ledger itself: name, owner, culture, thousandths."""
        return directory.book(self.tables)

    def name(self, person: PersonId) -> str:
        """The name to show for a person."""
        name: str = self._name(person, current())
        return name

    def listed(self, person: PersonId) -> bool:
        """Whether lists show the person."""
        return self._listed(person)

    def titles(self, leaves: Iterable[int]) -> dict[int, str]:
        """What the events at leaves are called in one or two words: their form, or their kind."""
        from projections.timeline.entries import TimelineEntries

        return {
            row.i: _(_title(row.kind))
            for row in TimelineEntries(self.tables).at_each(leaves)
        }


def _title(kind: str) -> str:
    """The message id of what an event of a kind is called: a meeting has its title from its class."""
    from ledger.facts.event import kind_named

    title: str = getattr(kind_named(kind), "title", TITLES.get(kind, kind))
    return title


TITLES: Final = {
    "FavourGiven": N_("Favour given"),
    "FavourReceived": N_("Favour received"),
    "IntroductionMade": N_("Introduction"),
    "MeetingMissed": N_("Missed meeting"),
}


@contextmanager
def opened(session: Session, *, nearby: bool = False) -> Iterator[Ledger]:
    """The ledger, for reading, with `nearby` its copy on this computer. Raises NotFound if it does not exist yet."""
    open_ledger = Ledger.open_nearby if nearby else Ledger.open
    try:
        opened_ledger = open_ledger(session.file)
    except NotFound as error:
        raise NotFound(
            "No ledger at {path} yet; the first thing you record creates it, such as 'handshake coffee NAME --new'.",
            path=session.file,
        ) from error
    with opened_ledger as ledger:
        yield ledger


@contextmanager
def opened_whole(session: Session) -> Iterator[Ledger]:
    """The ledger, for reading all of it. Raises Damaged if events are gone that the views have counted."""
    with opened(session) as ledger:
        check_nothing_lost(ledger.store, views_file(ledger.store.file))
        yield ledger


def away_words(away: Away, today: date) -> str:
    """The sentence about a server that does not answer: why, and as of when it is read."""
    return _("The server cannot be reached ({reason}); as of {day}, {time}.").format(
        reason=visible(away.reason),
        day=show_full_weekday(away.seen.date(), today),
        time=f"{away.seen:%H:%M}",
    )


def one_person(reading: ReadSession, text: str) -> PersonId:
    """The one person that `text` means. Raises NotFound with the nearest names, or Ambiguous."""
    return one_of(reading.session, reading.queries, text)


def one_of(session: Session, queries: Queries, text: str) -> PersonId:
    """The one person of a directory that `text` means; says which of two if an import added a namesake.

    Asked on a terminal where several may be meant.
    """
    if text in session.chosen:
        return session.chosen[text]
    person = the_one(session, queries, text, queries.resolve(text))
    if person is None:  # no one is added by reading
        raise nobody(queries, text, may_add=False)
    if sentence := said_of_twin(queries, text, person):
        say(sentence)
    return person


def reference(reading: ReadSession, person: PersonId) -> dict[str, str]:
    """A person in JSON: the id, and the name as it is."""
    return {"id": person, "name": reading.name(person)}
