"""friends.md as a reading. It does not say whether people met: the words of each activity have to.

An activity whose words tell nothing is unclear and makes no trust: it is kept as a note, from which
`export friends` makes an activity again.
"""

from __future__ import annotations

import re
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
from ledger.importers.formats.friends.marks import Kind, marked, unmarked
from ledger.importers.formats.friends.sections import (
    TWICE,
    DayLine,
    Lists,
    NamedLine,
    in_days,
    read_lines,
)
from ledger.importers.io.archive import of_each
from ledger.importers.io.encoding import decode
from ledger.language import N_
from ledger.language.meeting_words import (
    distance,
    form_of,
    is_no_place,
    outcome,
    tells_presence,
)

FILES: Final = ("friends.md",)
FORMAT: Final = "friends"

NO_WORD: Final = N_("The text doesn't say whether you met.")
BOTH: Final = N_("The text mentions both a meeting and a call.")
DOUBTFUL: Final = N_("The text doesn't say whether it took place.")


_CLAUSES: Final = re.compile(r"[.!;,]\s|\s[-–—]\s")
_TO_COME: Final = re.compile(
    r"\b(?:next|in (?:a|two|three)) (?:week|month|year)s?\b|\btomorrow\b|\bdemain\b"
    r"|\b(?:semaine|mois|année) prochaine?\b|\bprochain",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"(?i)\b(?:about|regarding|au sujet d\w*|à propos d\w*|parlé d\w*|discuté d\w*"
    r"|ordered|bought|sent|delivered|cooked|brought|commandé|acheté|envoyé|livré|apporté)\b"
    r".*?(?=[.;,]|\b(?:over|during|at|pendant|lors|autour)\b|$)"
)
"""What people talk about, or bring each other, is no meeting of theirs."""


@dataclass(frozen=True, kw_only=True)
class FriendsFile(Sifted):
    """A reading of friends.md; `aside` are notes of the owner's: what is about no one, other names of places."""

    aside: tuple[Noted, ...] = ()


def read(files: Sequence[Named], *, encoding: str | None = None) -> FriendsFile:
    """The people, meetings and notes of the files; activities of unclear wording are among the unclear.

    Raises BadInput for a file without a header of friends.md, and where there is not one entry.
    """
    encodings: dict[str, str] = {}
    parts, refused = of_each(
        files, lambda name, data: _part(name, data, encoding, encodings)
    )
    rows: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    unclear: list[Unclear] = []
    aside: list[Noted] = []
    for part in parts:
        rows += part.reading.rows
        problems += part.reading.problems
        unclear += part.unclear
        aside += part.aside
    problems += refused
    if not (rows or unclear or aside):
        names = ", ".join(name for name, _data in files)
        raise BadInput("{file} has no people.", file=names, problems=tuple(problems))
    reading = ImportFile(
        rows=tuple(rows),
        problems=tuple(problems),
        read=len(rows) + len(problems),
        encodings=encodings,
    )
    return FriendsFile(reading=reading, unclear=tuple(unclear), aside=tuple(aside))


def _part(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> FriendsFile:
    text, encodings[file] = decode(file, data, encoding=encoding)
    lists = read_lines(file, text)
    if lists is None:
        raise BadInput(
            "{file} is not a friends.md; expected a line such as ### Activities:.",
            file=file,
        )
    contacts, rows, problems = _friends(file, lists)
    unclear: list[Unclear] = []
    aside: list[Noted] = []
    for day in in_days(lists.activities):
        people = _people(day, contacts)
        if not people:
            aside.append(_kept("activity", day))
        elif isinstance(activity := _activity(file, day, people), Unclear):
            unclear.append(activity)
        else:
            rows.append(activity)
    for day in in_days(lists.notes):
        people = _people(day, contacts)
        if people:
            rows.append(
                ImportedRow(file=file, line=day.event.line, who=people, what=_note(day))
            )
        else:
            aside.append(_kept("note", day))
    aside += _places(lists)
    reading = ImportFile(
        rows=tuple(rows), problems=(*lists.problems, *problems), read=0
    )
    return FriendsFile(reading=reading, unclear=tuple(unclear), aside=tuple(aside))


def _people(day: DayLine, contacts: dict[str, Contact]) -> tuple[Contact, ...]:
    """The people named on a line."""
    contacts_told = (_contact(name, contacts) for name in markup.people(day.event.text))
    return tuple(contacts_told)


def _friends(
    file: str, lists: Lists
) -> tuple[dict[str, Contact], list[ImportedRow], list[Diagnostic]]:
    """Everyone on the list of friends by name."""
    contacts: dict[str, Contact] = {}
    rows: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    for friend in lists.friends:
        if friend.name in contacts:
            details = {"name": friend.name}
            problems.append(
                Diagnostic(file=file, line=friend.line, reason=TWICE, details=details)
            )
            continue
        contacts[friend.name] = _friend(friend)
        rows.append(
            ImportedRow(file=file, line=friend.line, who=(contacts[friend.name],))
        )
    return contacts, rows, problems


def _friend(friend: NamedLine) -> Contact:
    return Contact(
        name=friend.name,
        details=Details(place=friend.place, tags=friend.tags or None),
        rows=(_key("friend", friend.name),),
        aliases=friend.aliases,
    )


def _contact(name: str, contacts: dict[str, Contact]) -> Contact:
    """The friend with a name, or a new person if the list of friends lacks it."""
    clean = " ".join(name.split())
    return contacts.setdefault(
        clean, Contact(name=clean, rows=(_key("friend", clean),))
    )


def _activity(
    file: str, day: DayLine, people: tuple[Contact, ...]
) -> ImportedRow | Unclear:
    text = day.event.text
    line = day.event.line
    form, reason = _form(markup.bare(text))
    place = day.place
    is_at_another_place = (
        form and place and distance(place) and not is_at_a_distance(form)
    )
    if is_at_another_place:
        reason = reason or BOTH
    if place and is_no_place(place):
        place = None
    attended = Attended(
        form=form or APPOINTMENT,
        on=day.event.on,
        place=place,
        note=text,
        tags=markup.tags(text),
        identifiers=(
            _key("activity", day.event.on.isoformat(), text, ordinal=day.ordinal),
        ),
    )
    if form and not reason:
        return ImportedRow(file=file, line=line, who=people, what=attended)
    appointment = replace(attended, form=APPOINTMENT)
    outcome_told = None
    if reason == DOUBTFUL:
        outcome_told = outcome(markup.bare(text)) or "open"
    return Unclear(
        meeting=ImportedRow(file=file, line=line, who=people, what=appointment),
        text=text,
        suggested=form or APPOINTMENT,
        reason=reason or NO_WORD,
        otherwise=ImportedRow(
            file=file, line=line, who=people, what=_kept("activity", day)
        ),
        outcome=outcome_told,
    )


def _form(words: str) -> tuple[Form | None, str | None]:
    """The form that an activity's words name, and why it is uncertain, if it is."""
    form = form_of(words)
    at_a_distance = distance(words)
    if outcome(words):
        return form, DOUBTFUL
    if _is_ahead(words):
        return form, DOUBTFUL
    if form is None:
        if at_a_distance:
            return at_a_distance, None
        if tells_presence(words):
            return APPOINTMENT, None
        return None, NO_WORD
    without_subject = _SUBJECT.sub(" ", words)
    if not form_of(without_subject):
        return form, NO_WORD
    if at_a_distance:
        return form, BOTH
    return form, None


def _is_ahead(words: str) -> bool:
    """Whether a clause asks for a meeting, or speaks of one to come."""
    if words.rstrip().endswith("?"):
        return True
    ahead = list(filter(_TO_COME.search, _CLAUSES.split(words)))
    return any(map(form_of, ahead))


def _note(day: DayLine) -> Noted:
    """A note as it stands, with its day and its place among the notes of that day."""
    text = day.event.text
    needs_mark = not day.alone or unmarked(text) is not None
    if needs_mark:
        text = marked("note", text, day.event.on, day.number)
    return _noted("note", day, text)


def _kept(kind: Kind, day: DayLine) -> Noted:
    return _noted(kind, day, marked(kind, day.event.text, day.event.on, day.number))


def _noted(kind: Kind, day: DayLine, text: str) -> Noted:
    # Not the key of the meeting that it would be: a note and a meeting are kept in different streams.
    key = _key(
        f"kept {kind}", day.event.on.isoformat(), day.event.text, ordinal=day.ordinal
    )
    return Noted(text=text, on=day.event.on, identifiers=(key,))


def _places(lists: Lists) -> Iterator[Noted]:
    """The places that have other names, or that nothing else names."""
    named: set[str] = set()
    for event in (*lists.activities, *lists.notes):
        named.update(markup.places(event.text))
    for friend in lists.friends:
        if friend.place:
            named.add(friend.place)
    for place in lists.locations:
        if not place.aliases and place.name in named:
            continue
        text = place.name
        if place.aliases:
            also = " ".join(f"a.k.a. {alias}" for alias in place.aliases)
            text = f"{text} ({also})"
        key = _key("place", place.name)
        yield Noted(text=marked("place", text), identifiers=(key,))


def _key(kind: str, *told: str, ordinal: int = 0) -> str:
    return identifiers.row(FORMAT, (kind, *told), ordinal)
