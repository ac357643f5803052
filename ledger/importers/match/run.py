"""Plan an import: match its people, find its new facts, and list the open questions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ledger.facts.event import PersonId
from ledger.importers.api import ImportFile
from ledger.importers.match.import_plan import Answers, ImportContext, ImportPlan
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.match import match
from ledger.importers.match.record import decided
from ledger.importers.match.summary import summarised
from ledger.importers.match.validate import validated


def plan(  # noqa: PLR0913 - the one door of this package
    file: ImportFile,
    index: LedgerIndex,
    owner: PersonId,
    today: date,
    *,
    answers: Answers | None = None,
    restore: bool = False,
    fresh: Callable[[], str] = lambda: str(uuid.uuid4()),
) -> ImportPlan:
    """What importing the file into the ledger of `owner` would append, and what comes of each row.

    People are recognised by profile address, e-mail address or row (`identity`). Merged people are
    read as the one that stays, retracted ones come back, erased ones do not. The others are added,
    with a question where exactly one person bears the name; `answers` are to questions of an earlier
    plan. Meetings and notes that were retracted since their import come back with `restore` only.
    Only what is new is in the entries: planning again once they are appended gives none. `fresh`
    makes the ids of new streams.
    """
    context = ImportContext(
        index=index, owner=owner, today=today, restore=restore, fresh=fresh
    )
    rows, refused = validated(file.rows, today)
    matched = match(file, rows, context, answers or {})
    facts = decided(matched, context)
    summary = summarised(matched, facts)
    return ImportPlan(
        entries=tuple(facts.entries),
        read=file.read,
        added=summary.added,
        changed=summary.changed,
        unchanged=summary.unchanged,
        suppressed=summary.suppressed,
        skipped=(*file.problems, *refused, *summary.skipped),
        candidates=tuple(
            replace(question, person=facts.streams[candidate].person)
            for candidate, question in matched.open.items()
        ),
    )
