"""What a reading adds to a ledger: who its people are, which of its facts are new, what must be asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ledger.facts.event import PersonId
from ledger.importers.api import ImportFile
from ledger.importers.match.known import Known
from ledger.importers.match.match import cast
from ledger.importers.match.plan import Answers, Plan, Terms
from ledger.importers.match.record import recorded
from ledger.importers.match.summary import tallied
from ledger.importers.match.validate import sifted


def plan(  # noqa: PLR0913 - the one door of this package
    reading: ImportFile,
    known: Known,
    owner: PersonId,
    today: date,
    *,
    answers: Answers | None = None,
    restore: bool = False,
    fresh: Callable[[], str] = lambda: str(uuid.uuid4()),
) -> Plan:
    """What importing the reading into the ledger of `owner` would append, and what comes of each row.

    People are recognised by profile address, e-mail address or row (`recognising`); whoever was
    merged is read as the other one, whoever was retracted comes back, whoever was erased does
    not. Who is left is added, and is a candidate if exactly one person bears the name: `answers`
    says of candidates of an earlier plan who they are. Meetings and notes that were retracted
    since their import come back with `restore` only. Only what is new is in the entries:
    planning again once they are appended gives none. `fresh` makes the ids of new streams.
    """
    terms = Terms(known=known, owner=owner, today=today, restore=restore, fresh=fresh)
    rows, refused = sifted(reading.rows, today)
    people = cast(reading, rows, terms, answers or {})
    done = recorded(people, terms)
    tally = tallied(people, done)
    open_questions = (
        replace(question, person=done.streams[someone].person) for someone, question in people.open.items()
    )
    return Plan(
        entries=tuple(done.entries),
        read=reading.read,
        added=tally.added,
        changed=tally.changed,
        unchanged=tally.unchanged,
        suppressed=tally.suppressed,
        skipped=(*reading.problems, *refused, *tally.skipped),
        candidates=tuple(open_questions),
    )
