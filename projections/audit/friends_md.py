"""The ledger as friends.md, in the order in which `friends clean` writes it.

What came from a friends.md goes out as it came in, line for line. What was recorded here is said in
one sentence with the people in **asterisks** and the place in _underscores_; what a note of it has of
these signs is escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias

from ledger.facts.event import PersonId
from ledger.importers.formats.friends import markup
from ledger.importers.formats.friends.marks import unmarked
from ledger.language import _
from ledger.language.phrases import show_list

_SIGNS: Final = str.maketrans(dict.fromkeys("([)]@*_\t\r\n", " "))
"""What stands for something else in a line of the file."""


class Activity(NamedTuple):
    """A meeting or a call that stands; `order` is where the ledger has it, `title` its form as it is said.

    `from_file` says that its note is a line of a friends.md.
    """

    on: date
    order: int
    title: str
    people: tuple[PersonId, ...]
    place: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    from_file: bool = False


class Note(NamedTuple):
    """A note on one person; without a person, one of the owner's own. `from_file`: a line of a friends.md."""

    on: date
    order: int
    person: PersonId | None
    text: str
    from_file: bool = False


class Friend(NamedTuple):
    """Someone who stands, but the owner."""

    name: str
    aliases: tuple[str, ...] = ()
    place: str | None = None
    tags: tuple[str, ...] = ()


class _Line(NamedTuple):
    """A line of a list by day; `number` is its place among those of its day, where that is known."""

    on: date
    order: int
    text: str
    number: int | None = None


Names: TypeAlias = Mapping[PersonId, str]


def friends_file(
    meetings: Iterable[Activity],
    notes: Iterable[Note],
    friends: Mapping[PersonId, Friend],
) -> str:
    """The text of the file: activities, notes, friends, locations."""
    names = _names(friends)
    every = list(_copies(notes, names))
    activities = [
        _Line(each.on, each.order, _activity(each, names)) for each in meetings
    ]
    held = Counter((line.on, line.text) for line in activities)
    for line in _of_kind(every, "activity"):
        if held[line.on, line.text]:  # taken for a meeting since
            held[line.on, line.text] -= 1
        else:
            activities.append(line)
    lines_of_activities = [f"{line.on}: {line.text}" for line in _ordered(activities)]
    lines_of_notes = [
        f"{line.on}: {line.text}" for line in _ordered(_of_kind(every, "note"))
    ]
    lines_of_friends = [
        _friend(name, friends[person])
        for name, person in sorted((n, p) for p, n in names.items())
    ]
    lists = (
        ("Activities", lines_of_activities),
        (
            "Notes",
            lines_of_notes,
        ),
        (
            "Friends",
            lines_of_friends,
        ),
        (
            "Locations",
            _places([*activities, *_of_kind(every, "note")], every, friends.values()),
        ),
    )
    sections = (
        f"### {title}:\n" + "".join(f"- {line}\n" for line in lines)
        for title, lines in lists
    )
    return "\n".join(sections)


def _names(friends: Mapping[PersonId, Friend]) -> dict[PersonId, str]:
    """What each one is called in the file, where no two may bear one name: a namesake gets the next free number."""
    written = {person: _plain(friend.name) or "?" for person, friend in friends.items()}
    taken = set(written.values())
    names: dict[PersonId, str] = {}
    used: set[str] = set()
    for person, name in written.items():
        names[person] = name if name not in used else _numbered(name, taken)
        used.add(names[person])
        taken.add(names[person])
    return names


def _numbered(name: str, taken: Collection[str]) -> str:
    return next(numbered for n in count(2) if (numbered := f"{name} {n}") not in taken)


def _plain(text: str) -> str:
    """A text on one line, without the signs that the file has a meaning for."""
    return " ".join(text.translate(_SIGNS).split())


def _activity(meeting: Activity, names: Names) -> str:
    """The line of a meeting: as imported if its people are unchanged, else a sentence."""
    people = [names[person] for person in meeting.people if person in names]
    note = _one_line(meeting.note or "")
    if meeting.from_file:
        if (line := _renamed(note, people)) is not None:
            return line
        note = note.replace("**", "")
    else:
        note = markup.escaped(note)
    fields = {"what": meeting.title, "people": _listed(people)}
    if place := _plain(meeting.place or ""):
        said = _("{what} with {people} at _{place}_.").format(**fields, place=place)
    else:
        said = _("{what} with {people}.").format(**fields)
    return " ".join(filter(None, (said, note, *_tagged(meeting.tags))))


def _renamed(text: str, people: Sequence[str]) -> str | None:
    """The text of a friends.md where it names these people, one of them renamed; None where it names others."""
    named = markup.people(text)
    missing = set(people).difference(named)
    gone = set(named).difference(people)
    if not named:
        return None
    if len(missing) > min(1, len(gone)):
        return None
    if len(gone) == len(missing) == 1:
        return text.replace(f"**{gone.pop()}**", f"**{missing.pop()}**")
    return text


class _Copy(NamedTuple):
    """A note that may stand with several people, said once; `kind` is the list in which it stands."""

    kind: str
    line: _Line


def _copies(notes: Iterable[Note], names: Names) -> Iterator[_Copy]:
    """Each note as often as one person has it, in the words of the file."""
    people: dict[Note, Counter[PersonId | None]] = {}
    first: dict[Note, int] = {}
    for note in notes:
        same = note._replace(order=0, person=None, text=_one_line(note.text))
        people.setdefault(same, Counter())[note.person] += 1
        first[same] = min(note.order, first.get(same, note.order))
    for note, having in people.items():
        who = [
            names[person] for person in having if person is not None and person in names
        ]
        marked = unmarked(note.text) if note.from_file else None
        kind, number, text = marked or ("note", None, note.text)
        line = _Line(
            note.on, first[note], _about(who, text, from_file=note.from_file), number
        )
        for _again in range(max(having.values())):
            yield _Copy(kind, line)


def _about(people: Sequence[str], text: str, *, from_file: bool) -> str:
    """A note, with the names of the people it is about."""
    line = _renamed(text, people) if people else text
    if from_file and line is not None:
        return line
    words = markup.escaped(text)
    if from_file:
        words = text.replace("**", "")
    if not people:
        return words
    return f"{_listed(people)}: {words}"


def _listed(people: Iterable[str]) -> str:
    """The names as friends.md marks them, in one list."""
    return show_list([f"**{name}**" for name in people])


def _tagged(tags: Iterable[str]) -> list[str]:
    """The tags that friends.md can hold, with their sign."""
    written = filter(None, map(markup.tag, tags))
    return [f"@{tag}" for tag in written]


def _of_kind(copies: Iterable[_Copy], kind: str) -> list[_Line]:
    return [each.line for each in copies if each.kind == kind]


def _ordered(lines: Iterable[_Line]) -> list[_Line]:
    """The newest day first; within a day the ledger's order, with those whose place is known at it."""
    days: dict[date, list[_Line]] = {}
    for line in sorted(lines, key=attrgetter("order")):
        days.setdefault(line.on, []).append(line)
    ordered: list[_Line] = []
    for day in sorted(days, reverse=True):
        row: list[_Line] = []
        numbered: list[_Line] = []
        for line in days[day]:
            if line.number is None:
                row.append(line)
            else:
                numbered.append(line)
        for line in sorted(numbered, key=_number):
            row.insert(_number(line), line)
        ordered += row
    return ordered


def _number(line: _Line) -> int:
    return line.number or 0


def _friend(name: str, friend: Friend) -> str:
    parts = [name]
    other_names = [
        f"a.k.a. {alias}"
        for alias in map(_plain, friend.aliases)
        if alias not in {"", name}
    ]
    if other_names:
        parts.append(f"({' '.join(other_names)})")
    place = _plain(friend.place or "")
    if place:
        parts.append(f"[{place}]")
    return " ".join([*parts, *_tagged(friend.tags)])


def _places(
    lines: Iterable[_Line], copies: Iterable[_Copy], friends: Iterable[Friend]
) -> list[str]:
    """Every place that the file names, with its other names where it has some."""
    places_copied = _of_kind(copies, "place")
    told = {line.text.partition(" (a.k.a. ")[0]: line.text for line in places_copied}
    named = set(told)
    for line in lines:
        named.update(markup.places(line.text))
    for friend in friends:
        if friend.place:
            named.add(_plain(friend.place))
    named.discard("")
    return [told.get(place, place) for place in sorted(named)]


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
