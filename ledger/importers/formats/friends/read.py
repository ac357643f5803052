"""friends.md as a reading. It does not say whether people met: the words of each activity have to.

An activity whose words tell nothing is unclear and makes no trust: it is kept as a note, from which
`export friends` makes an activity again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.meeting.events import Form, is_at_a_distance
from ledger.facts.person.commands import Details
from ledger.importers.api import (
    APPOINTMENT,
    Attended,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    Noted,
    Sifted,
    Unclear,
)
from ledger.importers.formats.friends import markup
from ledger.importers.formats.friends.days import Day, in_days
from ledger.importers.formats.friends.lines import TWICE, Lists, Thing, read_lines
from ledger.importers.formats.friends.marks import Kind, marked, unmarked
from ledger.importers.io.encoding import decode
from ledger.importers.io.files import of_each
from ledger.language import N_
from ledger.language.form_words import form_of, tells_presence
from ledger.language.meeting_words import distance, is_no_place, outcome

FILES: Final = ("friends.md",)
FORMAT: Final = "friends"

NO_WORD: Final = N_("Its words do not say whether you met.")
BOTH: Final = N_("Its words name a meeting and a call.")
DOUBTFUL: Final = N_("Its words leave it open whether it took place.")


@dataclass(frozen=True, kw_only=True)
class FriendsFile(Sifted):
    """A reading of friends.md; `aside` are notes of the owner's: what is about nobody, other names of places."""

    aside: tuple[Noted, ...] = ()


def read(files: Sequence[Named], *, encoding: str | None = None) -> FriendsFile:
    """What the files hold; activities whose words tell nothing are among the unclear.

    Raises BadInput for a file without a header of friends.md, and where there is not one entry.
    """
    encodings: dict[str, str] = {}
    parts, refused = of_each(files, lambda name, data: _part(name, data, encoding, encodings))
    brought = tuple(row for part in parts for row in part.reading.rows)
    problems = (*(row for part in parts for row in part.reading.problems), *refused)
    unclear = tuple(row for part in parts for row in part.unclear)
    aside = tuple(noted for part in parts for noted in part.aside)
    if not (brought or unclear or aside):
        raise BadInput("{file} holds nobody.", file=", ".join(name for name, _ in files), problems=problems)
    reading = ImportFile(
        rows=brought, problems=problems, read=len(brought) + len(problems), encodings=encodings
    )
    return FriendsFile(reading=reading, unclear=unclear, aside=aside)


def _part(file: str, data: bytes, encoding: str | None, encodings: dict[str, str]) -> FriendsFile:
    text, encodings[file] = decode(file, data, encoding=encoding)
    if (lists := read_lines(file, text)) is None:
        raise BadInput("{file} is no friends.md: a line such as ### Activities: was expected.", file=file)
    contacts, brought, problems = _friends(file, lists)
    rows: list[ImportedRow | Unclear] = [*brought]
    aside: list[Noted] = []
    for kind, events in (("activity", lists.activities), ("note", lists.notes)):
        for day in in_days(events):
            who = tuple(_contact(name, contacts) for name in markup.people(day.event.text))
            if not who:
                aside.append(_kept("activity" if kind == "activity" else "note", day))
            elif kind == "activity":
                rows.append(_activity(file, day, who))
            else:
                rows.append(ImportedRow(file=file, line=day.event.line, who=who, what=_note(day)))
    aside += _places(lists)
    found = tuple(row for row in rows if isinstance(row, ImportedRow))
    reading = ImportFile(rows=found, problems=(*lists.problems, *problems), read=0)
    return FriendsFile(
        reading=reading, unclear=tuple(row for row in rows if isinstance(row, Unclear)), aside=tuple(aside)
    )


def _friends(file: str, lists: Lists) -> tuple[dict[str, Contact], list[ImportedRow], list[Diagnostic]]:
    """Everybody on the list of friends by name."""
    contacts: dict[str, Contact] = {}
    brought: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    for each in lists.friends:
        if each.name in contacts:
            problems.append(Diagnostic(file=file, line=each.line, reason=TWICE, details={"name": each.name}))
            continue
        contacts[each.name] = _friend(each)
        brought.append(ImportedRow(file=file, line=each.line, who=(contacts[each.name],)))
    return contacts, brought, problems


def _friend(each: Thing) -> Contact:
    details = Details(place=each.place, tags=each.tags or None)
    return Contact(name=each.name, details=details, rows=(_key("friend", each.name),), aliases=each.aliases)


def _contact(name: str, contacts: dict[str, Contact]) -> Contact:
    """Whoever a text names; somebody new where the list of friends has nobody of the name."""
    clean = " ".join(name.split())
    return contacts.setdefault(clean, Contact(name=clean, rows=(_key("friend", clean),)))


def _activity(file: str, day: Day, who: tuple[Contact, ...]) -> ImportedRow | Unclear:
    text = day.event.text
    form, reason = _form(markup.bare(text))
    if form and day.place and distance(day.place) and not is_at_a_distance(form):
        reason = reason or BOTH
    attended = Attended(
        form=form or APPOINTMENT,
        on=day.event.on,
        place=None if day.place and is_no_place(day.place) else day.place,
        note=text,
        tags=markup.tags(text),
        identifiers=(_key("activity", day.event.on.isoformat(), text, ordinal=day.ordinal),),
    )
    brought = ImportedRow(file=file, line=day.event.line, who=who, what=attended)
    if form and not reason:
        return brought
    return Unclear(
        meeting=ImportedRow(file=file, line=day.event.line, who=who, what=_as_appointment(attended)),
        text=text,
        suggested=form or APPOINTMENT,
        reason=reason or NO_WORD,
        otherwise=ImportedRow(file=file, line=day.event.line, who=who, what=_kept("activity", day)),
    )


def _form(words: str) -> tuple[Form | None, str | None]:
    """The form that the words of an activity tell, and why it is not certain, if it is not."""
    form, at_a_distance = form_of(words), distance(words)
    if outcome(words):
        return form, DOUBTFUL
    if at_a_distance:
        return (form or APPOINTMENT, BOTH) if form else (at_a_distance, None)
    if form is None and tells_presence(words):
        return APPOINTMENT, None
    return form, None if form else NO_WORD


def _note(day: Day) -> Noted:
    """A note as it stands; with its day and place among several, which nothing else keeps."""
    text = day.event.text
    needs_mark = not day.alone or unmarked(text) is not None
    return _noted("note", day, marked("note", text, day.event.on, day.number) if needs_mark else text)


def _kept(kind: Kind, day: Day) -> Noted:
    return _noted(kind, day, marked(kind, day.event.text, day.event.on, day.number))


def _noted(kind: Kind, day: Day, text: str) -> Noted:
    # Not the key of the meeting that it would be: a note and a meeting are kept in different streams.
    key = _key(f"kept {kind}", day.event.on.isoformat(), day.event.text, ordinal=day.ordinal)
    return Noted(text=text, on=day.event.on, identifiers=(key,))


def _places(lists: Lists) -> Iterator[Noted]:
    """The places that have other names, or that nothing else names."""
    texts = [event.text for event in (*lists.activities, *lists.notes)]
    named = {place for text in texts for place in markup.places(text)}
    named |= {friend.place for friend in lists.friends if friend.place}
    for each in lists.locations:
        if each.aliases or each.name not in named:
            also = " ".join(f"a.k.a. {alias}" for alias in each.aliases)
            text = f"{each.name} ({also})" if also else each.name
            yield Noted(text=marked("place", text), identifiers=(_key("place", each.name),))


def _as_appointment(attended: Attended) -> Attended:
    return replace(attended, form=APPOINTMENT)


def _key(kind: str, *told: str, ordinal: int = 0) -> str:
    return identifiers.row(FORMAT, (kind, *told), ordinal)
