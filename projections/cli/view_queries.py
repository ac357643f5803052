"""The read side's answers for the write commands: names, plans, batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledger.language import _, _n
from ledger.language.phrases import show_number
from ledger.language.safe_text import visible
from projections.directory.resolve import Directory

if TYPE_CHECKING:
    from ledger.cli.queries import OpenPlan
    from ledger.cli.session import Session
    from ledger.facts.event import PersonId, StreamId


class ViewQueries(Directory):
    """The directory's answers, and those of timeline and queue; implements `Queries`."""

    def about(self, person: PersonId) -> str:
        """What is known of a person besides the name, on one line that is safe to show."""
        import json

        card = self.card(person)
        addresses = [*json.loads(card.emails), *json.loads(card.urls)]
        details = [
            card.position,
            card.organisation,
            card.place,
            *addresses,
            self._met(person),
        ]
        return " · ".join(visible(detail) for detail in details if detail) or _(
            "nothing but the name"
        )

    def _met(self, person: PersonId) -> str:
        """How often a person was met, and when last."""
        from projections.cli.last_met import met_on
        from projections.trust import query as ties

        days = ties.days_met_by(self.tables, self.group(person), date.max.toordinal())
        if not days:
            return ""
        day = date.fromordinal(days[-1][0])
        return _n(
            "met on {count} day, {last}",
            "met on {count} days, the last {last}",
            len(days),
        ).format(count=show_number(len(days)), last=met_on(self, person, day))

    def open_plans(
        self, people: Sequence[PersonId], *, alone: bool = False
    ) -> Sequence[OpenPlan]:
        """Plans, not over, with these people, with `alone` with nobody else; oldest first."""
        from projections.queue import query as queue

        return queue.open_plans(self.tables, self.identity, people, alone=alone)

    def same_meetings(
        self, form: str, people: Sequence[PersonId], day: date
    ) -> Sequence[str]:
        """The ids of meetings of this form with just these people on this day."""
        from projections.timeline import query as timeline

        meetings = timeline.same_meetings(self.tables, self.identity, form, people, day)
        return [meeting.id for meeting in meetings]

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


def queries(session: Session) -> ViewQueries:
    """The answers for a session's ledger, its views caught up; kept open as long as the session."""
    from projections.cli.read_session import views_of

    views = session.stack.enter_context(views_of(session.ledger))
    # Somebody may be asked something, and take minutes to answer: nobody is to wait for that. Whether what
    # was looked up still holds is seen by the ledger's size when it is recorded.
    views.release()
    return ViewQueries(views.tables, views.size)
