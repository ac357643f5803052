"""An occurrence of an entry as a row: what it says of whom, in the words of `records`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ledger.facts import identifiers
from ledger.facts.meeting.events import Form
from ledger.facts.rules import LONGEST_MINUTES
from ledger.importers.api import APPOINTMENT, Attended, Contact, ImportedRow, Unclear
from ledger.importers.formats.ics.guests import FORMAT, Guest
from ledger.importers.formats.ics.judging import Verdict
from ledger.importers.formats.ics.recurrence import Steps
from ledger.importers.formats.ics.series import Occurrence
from ledger.importers.formats.ics.zones import UTC, Zone
from ledger.language import N_
from ledger.language.form_words import form_of

UNSURE: Final = N_("{on} ({text}): {names} did not say that they would come: were they there?")

UNTITLED: Final = "..."

_SPLIT: Final = re.compile(r"_R[0-9]{8}(?:T[0-9]{6}Z?)?(?=@|$)")
"""What Google puts into the UID of the rest of a series where one has changed "this and following"."""

_LONGEST_NOTE: Final = 500


@dataclass(frozen=True)
class Setting:
    """What all rows need: who the guests are by token, universal time now, the zone where the reader is.

    `steps` are what their rules may take together.
    """

    contacts: Mapping[str, Contact]
    now: datetime
    home: Zone
    steps: Steps = field(default_factory=Steps)


def is_over(occurrence: Occurrence, setting: Setting) -> bool:
    """Whether the occurrence has ended."""
    start, entry = occurrence.start, occurrence.entry
    return (start.zone or setting.home).universal(start.wall + entry.length) <= setting.now


def day_of(occurrence: Occurrence, setting: Setting) -> datetime:
    """Return when it was on the wall where it was: universal time as in the calendar, or where its reader is."""
    start = occurrence.start
    if start.zone is not UTC:
        return start.wall
    return start.in_zone(occurrence.entry.calendar.local_zone(setting.home))


def row(occurrence: Occurrence, verdict: Verdict, setting: Setting) -> ImportedRow | Unclear:
    """The meeting, the call, or what somebody has to say about."""
    summary = " ".join(occurrence.entry.component.text("SUMMARY").split())[:_LONGEST_NOTE]
    form = form_of(summary) or APPOINTMENT
    if verdict.kind == "call":
        return _brought(occurrence, verdict, setting, verdict.people, verdict.form or "video", summary)
    everybody = (*verdict.people, *verdict.unsure)
    if verdict.kind == "unclear":
        return Unclear(
            meeting=_brought(occurrence, verdict, setting, everybody, verdict.form or APPOINTMENT, summary),
            text=summary,
            suggested=verdict.form or form,
            reason=verdict.reason,
            details={
                **_told(occurrence, setting, summary),
                "property": verdict.property,
                "other": verdict.other,
            },
            series=occurrence.entry.uid,
        )
    certain = _brought(occurrence, verdict, setting, verdict.people, form, summary)
    if not verdict.unsure:
        return certain
    names = tuple(setting.contacts[each.token].name for each in verdict.unsure)
    return Unclear(
        meeting=replace(certain, who=tuple(setting.contacts[each.token] for each in everybody)),
        text=summary,
        suggested=form,
        reason=UNSURE,
        details={**_told(occurrence, setting, summary), "names": names, "property": "ATTENDEE"},
        series=occurrence.entry.uid,
        otherwise=certain,
    )


def _told(occurrence: Occurrence, setting: Setting, summary: str) -> dict[str, object]:
    """Which occurrence is meant, for who reads why it is unclear."""
    return {"on": day_of(occurrence, setting).date(), "text": summary or UNTITLED}


def identifier(occurrence: Occurrence) -> str:
    """What tells the occurrence again in every export; an entry without a UID by when and what it is."""
    entry = occurrence.entry
    if not entry.uid:
        return identifiers.row(FORMAT, (occurrence.key, entry.component.text("SUMMARY")), 0)
    return identifiers.occurrence(_SPLIT.sub("", entry.uid), occurrence.key)


def told_again(occurrence: Occurrence, invited: Iterable[Guest]) -> tuple[str, ...]:
    """Return the identifiers of an occurrence, also that of its entry if it has no other occurrence.

    Nobody meets the same person twice at one time: an occurrence is told again by who was `invited`
    and when it began, under whatever UID another calendar or a later export has it.
    """
    entry = occurrence.entry
    alone = occurrence.alone and entry.uid and not _SPLIT.search(entry.uid)
    of_entry = (identifiers.occurrence(entry.uid, ""),) if alone else ()
    begin = occurrence.start.key
    together = (identifiers.row(FORMAT, ("met", begin, guest.token), 0) for guest in invited)
    return (identifier(occurrence), *of_entry, *together)


def _brought(  # noqa: PLR0913, PLR0917  a meeting has so many sides
    occurrence: Occurrence, verdict: Verdict, setting: Setting, who: Iterable[Guest], form: Form, summary: str
) -> ImportedRow:
    minutes = round(occurrence.entry.length.total_seconds() / 60)
    what = Attended(
        form=form,
        on=day_of(occurrence, setting).date(),
        minutes=min(minutes, LONGEST_MINUTES) or None,
        place=verdict.place or None,
        note=summary or None,
        identifiers=told_again(occurrence, (*verdict.people, *verdict.unsure)),
    )
    return ImportedRow(
        file=occurrence.entry.calendar.file,
        line=occurrence.entry.component.line,
        who=tuple(setting.contacts[each.token] for each in who),
        what=what,
    )
