"""An occurrence of an entry as a row: a meeting, a call, or what someone has to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ledger.facts import identifiers
from ledger.facts.meeting.events import Form
from ledger.facts.rules import LONGEST_MINUTES
from ledger.importers.api import (
    APPOINTMENT,
    Attended,
    CalledOff,
    Contact,
    ImportedRow,
    Planned,
    Unclear,
)
from ledger.importers.formats.ics.event_series import Occurrence
from ledger.importers.formats.ics.guests import FORMAT, Guest
from ledger.importers.formats.ics.judging import (
    OWN_ANSWER,
    TENTATIVE,
    WORDS,
    Verdict,
)
from ledger.importers.formats.ics.recurrence import Steps
from ledger.importers.formats.ics.zones import UTC, Zone
from ledger.language import N_
from ledger.language.meeting_words import Outcome, form_of, outcome, outcome_in_note

UNSURE: Final = N_("{on} ({text}): {names} did not answer; were they there?")

UNTITLED: Final = "..."

_SPLIT: Final = re.compile(r"_R[0-9]{8}(?:T[0-9]{6}Z?)?(?=@|$)")
"""What Google puts into the UID of the rest of a series where one has changed "this and following"."""

_LONGEST_NOTE: Final = 500


@dataclass(frozen=True)
class Setting:
    """What all rows need: the guests as contacts by token, universal time now, the zone of the reader.

    `steps` are what their rules may take together.
    """

    contacts: Mapping[str, Contact]
    now: datetime
    home: Zone
    steps: Steps = field(default_factory=Steps)


def is_over(occurrence: Occurrence, setting: Setting) -> bool:
    """Tell whether the occurrence has ended."""
    zone = occurrence.start.zone or setting.home
    end = occurrence.start.wall + occurrence.entry.length
    return zone.universal(end) <= setting.now


def is_before(occurrence: Occurrence, until: datetime, setting: Setting) -> bool:
    """Tell whether the occurrence begins by a universal time."""
    zone = occurrence.start.zone or setting.home
    return zone.universal(occurrence.start.wall) <= until


def day_of(occurrence: Occurrence, setting: Setting) -> datetime:
    """Return when it was on the wall where it was: universal time as in the calendar, or where its reader is."""
    start = occurrence.start
    if start.zone is not UTC:
        return start.wall
    return start.in_zone(occurrence.entry.calendar.local_zone(setting.home))


def row(
    occurrence: Occurrence, verdict: Verdict, setting: Setting
) -> ImportedRow | Unclear:
    """Return the meeting or the call, or what someone has to decide."""
    title = occurrence.entry.title[:_LONGEST_NOTE]
    form = form_of(title) or APPOINTMENT
    if verdict.kind == "call":
        return _attended(
            occurrence, verdict, setting, verdict.people, verdict.form or "video"
        )
    everybody = (*verdict.people, *verdict.unsure)
    if verdict.kind == "unclear":
        outcome_told = None
        if verdict.reason == WORDS:
            outcome_told = _outcome(occurrence)
        return Unclear(
            meeting=_attended(
                occurrence, verdict, setting, everybody, verdict.form or APPOINTMENT
            ),
            text=title,
            suggested=verdict.form or form,
            reason=verdict.reason,
            details=_details(
                occurrence, setting, property=verdict.property, other=verdict.other
            ),
            series=occurrence.entry.uid,
            outcome=outcome_told,
        )
    certain = _attended(occurrence, verdict, setting, verdict.people, form)
    if not verdict.unsure:
        return certain
    unsure_names = (contact.name for contact in _contacts(verdict.unsure, setting))
    names = tuple(unsure_names)
    return Unclear(
        meeting=certain._replace(who=_contacts(everybody, setting)),
        text=title,
        suggested=form,
        reason=UNSURE,
        details=_details(occurrence, setting, names=names, property="ATTENDEE"),
        series=occurrence.entry.uid,
        otherwise=certain,
    )


def _outcome(occurrence: Occurrence) -> Outcome:
    """Return what the words of an entry say against its having taken place; a question leaves it open."""
    entry = occurrence.entry
    return (
        outcome(entry.title)
        or outcome_in_note(entry.component.text("DESCRIPTION"))
        or "open"
    )


def _details(
    occurrence: Occurrence, setting: Setting, **details: object
) -> dict[str, object]:
    """Return what a reason names: which occurrence is meant, and the details."""
    title = occurrence.entry.title[:_LONGEST_NOTE]
    return {
        "on": day_of(occurrence, setting).date(),
        "text": title or UNTITLED,
        **details,
    }


def _contacts(guests: Iterable[Guest], setting: Setting) -> tuple[Contact, ...]:
    contacts_of_guests = (setting.contacts[guest.token] for guest in guests)
    return tuple(contacts_of_guests)


def identifier(occurrence: Occurrence) -> str:
    """Return what tells the occurrence again in every export: of an entry without a UID its time and title."""
    entry = occurrence.entry
    if not entry.uid:
        return identifiers.row(
            FORMAT, (occurrence.key, entry.component.text("SUMMARY")), 0
        )
    return identifiers.occurrence(_SPLIT.sub("", entry.uid), occurrence.key)


def _identifiers(occurrence: Occurrence, invited: Iterable[Guest]) -> tuple[str, ...]:
    """Return the identifiers of an occurrence, also that of its entry if it has no other occurrence.

    No one meets the same person twice at one time: an occurrence is recognised again by who was `invited`
    and when it began, under whatever UID another calendar or a later export has it.
    """
    keys = [identifier(occurrence)]
    uid = occurrence.entry.uid
    is_by_itself = occurrence.alone and uid and not _SPLIT.search(uid)
    if is_by_itself:
        keys.append(identifiers.occurrence(uid, ""))
    begin = occurrence.start.key
    keys += (
        identifiers.row(FORMAT, ("met", begin, guest.token), 0) for guest in invited
    )
    return tuple(keys)


def plan_row(occurrence: Occurrence, verdict: Verdict, setting: Setting) -> ImportedRow:
    """Return the plan that an occurrence to come is."""
    entry = occurrence.entry
    guests = sorted((*verdict.people, *verdict.unsure), key=_by_role)
    start = day_of(occurrence, setting)
    minutes = round(entry.length.total_seconds() / 60)
    title = entry.title[:_LONGEST_NOTE]
    from_guest = guests[0].is_organizer
    is_open = verdict.reason in {OWN_ANSWER, TENTATIVE}
    planned = Planned(
        form=verdict.form or form_of(title) or APPOINTMENT,
        on=start.date(),
        at=f"{start:%H:%M}",
        minutes=min(minutes, LONGEST_MINUTES) or None,
        place=verdict.place or None,
        note=title or None,
        from_guest=from_guest,
        agreed=not is_open and (from_guest or guests[0].answer == "yes"),
        identifiers=_identifiers(occurrence, guests),
    )
    return ImportedRow(
        file=entry.calendar.file,
        line=entry.component.line,
        who=_contacts(guests, setting),
        what=planned,
    )


def _by_role(guest: Guest) -> tuple[bool, bool]:
    """The organizer stands before those who accepted, and they before all others."""
    return not guest.is_organizer, guest.answer != "yes"


def fallen(occurrence: Occurrence) -> CalledOff:
    """Return what tells again the plan that an occurrence once was."""
    return CalledOff(identifiers=_identifiers(occurrence, ()))


def _attended(
    occurrence: Occurrence,
    verdict: Verdict,
    setting: Setting,
    guests: Iterable[Guest],
    form: Form,
) -> ImportedRow:
    """Return the row of a meeting or call of a form with guests."""
    entry = occurrence.entry
    minutes = round(entry.length.total_seconds() / 60)
    attended = Attended(
        form=form,
        on=day_of(occurrence, setting).date(),
        minutes=min(minutes, LONGEST_MINUTES) or None,
        place=verdict.place or None,
        note=entry.title[:_LONGEST_NOTE] or None,
        identifiers=_identifiers(occurrence, (*verdict.people, *verdict.unsure)),
    )
    return ImportedRow(
        file=entry.calendar.file,
        line=entry.component.line,
        who=_contacts(guests, setting),
        what=attended,
    )
