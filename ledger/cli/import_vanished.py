"""Plans of an imported calendar that a later export of it no longer has: asked about, or listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from ledger.cli.fulfilment import in_words
from ledger.cli.import_index import WritingIndex
from ledger.cli.queries import ImportedPlan
from ledger.cli.write import Writing
from ledger.facts.event import StreamId
from ledger.facts.meeting.commands import AnswerMeeting
from ledger.importers.api import Attended, ImportFile, Planned
from ledger.language import _
from ledger.language.console import confirm
from ledger.named_tuple import NamedTuple

FORMAT: Final = "ics"


def settle_vanished(writing: Writing, file: ImportFile) -> None:
    """Call off the plans that someone at the terminal says are off; elsewhere say which are gone, and how to call them off."""
    for plan in vanished(writing, file):
        words = in_words(writing, plan)
        question = _("The calendar no longer has {plan}. Call it off?")
        if writing.session.can_ask:
            text = question.format(plan=words)
            if writing.session.answer_once(text, partial(confirm, text)):
                _call_off(writing, plan.stream)
            continue
        writing.say(
            _(
                "The calendar no longer has {plan}. If it is off: handshake cancel {id}"
            ).format(plan=words, id=plan.stream[:8])
        )


def _call_off(writing: Writing, stream: StreamId) -> None:
    today = writing.session.today
    cancel = AnswerMeeting(answer="cancel", by=writing.me, on=today, today=today)
    writing.do("meeting", cancel, stream)


def vanished(writing: Writing, file: ImportFile) -> list[ImportedPlan]:
    """The open plans to come of an earlier export of the same calendar that this file no longer has.

    It is the same calendar if it has at least half of what was imported with the plan. The file must
    reach beyond the day of the plan, or have all the rest: a part of a calendar says nothing of the other part.
    """
    if not writing.queries.size:
        return []
    known = _FileMeetings.of(writing, file)
    gone: list[ImportedPlan] = []
    for plan in writing.queries.imported_plans(FORMAT, writing.session.today):
        is_known = plan.stream in known.streams or plan.stream in writing.entries
        if is_known:
            continue
        others = set(plan.imported_with) - {plan.stream}
        standing = others & known.streams
        is_covered = known.last is not None and plan.planned_for <= known.last
        enough = len(others) / 2 if is_covered else len(others)
        if standing and len(standing) >= enough:
            gone.append(plan)
    return gone


class _FileMeetings(NamedTuple):
    """The meetings of the ledger that a file has, and the last day that it tells of."""

    streams: set[StreamId]
    last: date | None

    @classmethod
    def of(cls, writing: Writing, file: ImportFile) -> _FileMeetings:
        """What is known of a file."""
        claims = [*_claims(file)]
        keys = {key for claim in claims for key in claim.identifiers}
        keys |= {key for fallen in file.called_off for key in fallen.identifiers}
        streams = {*WritingIndex(writing).streams(keys).values()}
        last = max((claim.on for claim in claims), default=None)
        return cls(streams, last)


def _claims(file: ImportFile) -> Iterator[Attended | Planned]:
    for row in file.rows:
        if isinstance(row.what, Attended | Planned):
            yield row.what
