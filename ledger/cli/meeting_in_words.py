"""A meeting as a sentence tells it, in words: "Lunch with Ada on Friday 20 November, place: Procope"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from ledger.cli.write import Writing
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import _, _n
from ledger.language.phrases import show_date, show_list
from ledger.language.sentences import Interpretation, Named
from ledger.language.text import visible


def all_in_words(
    writing: Writing, meetings: Sequence[Interpretation], *, ids: bool = False
) -> list[str]:
    """The meetings in words; where it is the people who differ, with what tells namesakes apart."""
    parties = {meeting.people for meeting in meetings}
    if len(parties) < 2:
        return [in_words(writing, meeting) for meeting in meetings]
    details = _details(writing, meetings, ids=ids)
    return [in_words(writing, meeting, details) for meeting in meetings]


def _details(
    writing: Writing, meetings: Sequence[Interpretation], *, ids: bool
) -> dict[PersonId, str]:
    """What tells the people of these meetings apart; with the beginnings of ids, or only where nothing else does."""
    people: dict[PersonId, None] = {}
    for meeting in meetings:
        for named in meeting.people:
            people.update(dict.fromkeys(named.people))
    queries = writing.queries
    differences = queries.told_apart([*people])
    shown = [(queries.name(person), differences[person]) for person in people]
    details: dict[PersonId, str] = {}
    for person, name_and_difference in zip(people, shown, strict=True):
        needs_id = ids or shown.count(name_and_difference) > 1
        short_id = ""
        if needs_id:
            short_id = person[:8]
        parts = (visible(differences[person]), short_id)
        details[person] = ", ".join(filter(None, parts))
    return details


def in_words(
    writing: Writing,
    meeting: Interpretation,
    details: Mapping[PersonId, str] = MappingProxyType({}),
) -> str:
    """`Lunch with Ada on 20 November 2026, place: Procope, 120 minutes, note: the engine`."""
    title = "?"
    if meeting.form:
        title = _(forms()[meeting.form].title)
    names_of_people = [_name(writing, named, details) for named in meeting.people]
    people = show_list(names_of_people)
    met = _("{form} with {people}").format(form=title, people=people)
    dated = (
        _("{sentence} on {day}")
        if meeting.on.precision == "day"
        else _("{sentence} in {day}")
    )
    parts = [dated.format(sentence=met, day=show_date(*meeting.on))]
    if meeting.place:
        parts.append(_("place: {place}").format(place=visible(meeting.place)))
    if meeting.minutes:
        parts.append(
            _n("{n} minute", "{n} minutes", meeting.minutes).format(n=meeting.minutes)
        )
    if meeting.note:
        parts.append(_("note: {note}").format(note=visible(meeting.note)))
    return ", ".join(parts)


def kept_as_month(week: str, month: date) -> str:
    """Say by what a week is known: `"last week" is kept as its month, November 2026`."""
    sentence = _('"{week}" is kept as its month, {month}.')
    return sentence.format(week=visible(week), month=show_date(month, "month"))


def _name(writing: Writing, named: Named, details: Mapping[PersonId, str]) -> str:
    match named.people:
        case (person,):
            name = visible(writing.queries.name(person))
            detail = details.get(person)
            if not detail:
                return name
            return f"{name} ({detail})"
        case ():
            return _("{name} (new)").format(name=visible(named.text))
        case _:
            return visible(named.text)
