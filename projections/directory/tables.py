"""The directory's tables: who is who. It is the only read model that holds names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ledger.language.text import words
from ledger.named_tuple import NamedTuple
from projections.directory import VERSION
from projections.engine.tables import (
    Fact,
    Projection,
    Row,
    Rows,
    Stream,
    Table,
    Tables,
    one_by_one,
)

if TYPE_CHECKING:
    from ledger.facts.event import PersonId


class Person(NamedTuple):
    """What is known of a person. Lists are JSON; `added` is the leaf at which the person was entered.

    `wishes` are the cadences and snoozes of everyone who set one, the latest of each; `every_days` and `until`, the
    reader's own, follow from it and are not kept.
    """

    id: PersonId
    name: str | None = None
    given: str | None = None
    family: str | None = None
    organisation: str | None = None
    position: str | None = None
    place: str | None = None
    language: str | None = None
    emails: str = "[]"
    phones: str = "[]"
    urls: str = "[]"
    tags: str = "[]"
    aliases: str = "[]"
    retracted: int = 0
    restricted: int = 0
    erased: int = 0
    added: int = -1
    wishes: str = ""
    every_days: int | None = None
    until: str | None = None

    @property
    def standing(self) -> str:
        """`erased`, `retracted`, `restricted` or `here`, the first that holds."""
        if self.erased:
            return "erased"
        if self.retracted:
            return "retracted"
        if self.restricted:
            return "restricted"
        return "here"


_KEPT: Final = Person._fields.index("every_days")

PEOPLE: Final = Table("directory_people", Person._fields[:_KEPT], key=1)

WORDS: Final = Table("directory_words", ("word", "name", "person", "shown"), key=4)
"""A row for each word of a name or alias; `name` is all its words sorted, `shown` as it is written."""

IDENTIFIERS: Final = Table("directory_identifiers", ("identifier", "person"), key=2)
"""The present addresses of people, in clear."""

MERGES: Final = Table("directory_merges", ("person", "read_as"), key=1)

DISTINCT: Final = Table("directory_distinct", ("people",), key=1)
"""Namesakes who are not the same person, by their ids with spaces between."""

DISTINCT_MEETINGS: Final = Table("directory_distinct_meetings", ("meetings",), key=1)
"""Records that look alike and are not of one meeting, by their streams with spaces between."""

BOOK: Final = Table("directory_book", ("name", "culture", "trust_permille"), key=1)
"""One row: the culture chosen last."""

BOOK_KEY: Final = ("book",)

GOALS: Final = Table("directory_goals", ("form", "count", "per"), key=1)
"""How many meetings of a form the owner aims at, every `week` or `month`."""

_LISTS: Final = frozenset({"emails", "phones", "urls", "tags"})
_DETAILS: Final = frozenset({"organisation", "position", "place", "language"})

Change: TypeAlias = Callable[[Person, Fact], Person]


# ---------------------------------------------------------------- one person's events


def person_of(facts: Sequence[Fact]) -> Person | None:
    """What is known of a person after the facts of their stream; None if they say nothing of one."""
    person = None
    for fact in facts:
        change = CHANGES.get(fact.kind)
        if change is not None:
            person = change(person or Person(fact.stream), fact)
    return person


def _added(before: Person, fact: Fact) -> Person:
    return before._replace(added=fact.i, **_names(fact), **_details(fact))


def _begun(fact: Fact) -> Person:
    """The entry of a person, from the first fact about them."""
    text = fact.text or {}
    names = text.get("name"), text.get("given"), text.get("family")
    return Person(fact.stream, *names, added=fact.i, **_details(fact))


def _renamed(before: Person, fact: Fact) -> Person:
    return before._replace(**_names(fact))


def _names(fact: Fact) -> dict[str, Any]:
    text = fact.text
    if not text:
        return {}
    return {
        "name": text.get("name"),
        "given": text.get("given"),
        "family": text.get("family"),
    }


def _detailed(before: Person, fact: Fact) -> Person:
    return before._replace(**_details(fact))


def _details(fact: Fact) -> dict[str, Any]:
    """The details that a fact changes; an empty text takes one away."""
    details: dict[str, Any] = {}
    for name, value in (fact.text or {}).items():
        if name in _DETAILS:
            details[name] = value or None
        elif name in _LISTS:
            details[name] = _as_json(value)
    return details


def _also_named(before: Person, fact: Fact) -> Person:
    aliases = as_list(before.aliases)
    alias = (fact.text or {}).get("alias")
    if not alias:
        return before
    if alias in aliases:
        return before
    aliases.append(alias)
    return before._replace(aliases=_as_json(aliases))


def _no_longer_named(before: Person, fact: Fact) -> Person:
    removed = (fact.text or {}).get("alias")
    aliases = [alias for alias in as_list(before.aliases) if alias != removed]
    return before._replace(aliases=_as_json(aliases))


def _wished(before: Person, fact: Fact, field: str) -> Person:
    """An owner's wish, in the place of an earlier one of the same owner."""
    wish = f"{field}:{fact.state.get('recorded_by', '')}:"
    others = [text for text in before.wishes.split() if not text.startswith(wish)]
    value = fact.state[field]
    others.append(f"{wish}{'' if value is None else value}")
    return before._replace(wishes=" ".join(others))


def seen_by(person: Person, owner: Collection[PersonId]) -> Person:
    """A person with the wishes of one owner, whose entries are given; of several entries the latest wish holds."""
    for wish in person.wishes.split():
        field, recorder, value = wish.split(":")
        if recorder not in owner:
            continue
        if field != "every_days":
            person = person._replace(until=value or None)
        elif value:
            person = person._replace(every_days=int(value))
        else:
            person = person._replace(every_days=None)
    return person


_NONE: Final = "[]"
"""A list of nothing, as JSON."""


def _as_json(values: list[str] | None) -> str:
    if not values:
        return _NONE
    if (
        len(values) == 1
        and (only := values[0]).isprintable()
        and '"' not in only
        and "\\" not in only
    ):
        return f'["{only}"]'  # what JSON makes of most
    import json

    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def as_list(text: str) -> list[str]:
    """A list that a row holds as JSON."""
    if text == _NONE:
        return []
    if text.count('"') == 2 and "\\" not in text:
        return [text[2:-2]]
    import json

    values: list[str] = json.loads(text)
    return values


CHANGES: Final[dict[str, Change]] = {
    "PersonAdded": _added,
    "PersonRenamed": _renamed,
    "AliasAdded": _also_named,
    "AliasRemoved": _no_longer_named,
    "DetailsChanged": _detailed,
    "CadenceSet": lambda before, fact: _wished(before, fact, "every_days"),
    "PersonSnoozed": lambda before, fact: _wished(before, fact, "until"),
    "PersonRestricted": lambda before, _fact: before._replace(restricted=1),
    "PersonUnrestricted": lambda before, _fact: before._replace(restricted=0),
    "PersonRetracted": lambda before, _fact: before._replace(retracted=1),
    "PersonReinstated": lambda before, _fact: before._replace(retracted=0),
    "PersonErased": lambda before, _fact: Person(
        before.id, erased=1, added=before.added
    ),
}
"""How each kind of fact changes the row of its person."""


def _of_person(_rows: Rows, stream: Stream) -> Iterable[tuple[Table, Row]]:
    """What is known of a person, and the rows by which names and addresses lead there."""
    person = stream.once(person_of)
    if person is None:
        return ()
    return one_by_one(_of_people((person,)))


def _of_added(
    _rows: Rows, added: Iterable[Fact]
) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The rows of many people with a single fact each."""
    return _of_people(list(map(_begun, added)))


def _of_people(people: Sequence[Person]) -> Iterable[tuple[Table, Iterable[Row]]]:
    words: list[Row] = []
    reachable: list[Person] = []
    for person in people:
        if person.retracted:
            continue
        words += _words_of(person.name, person.id)
        if person.aliases != _NONE:
            for alias in as_list(person.aliases):
                words += _words_of(alias, person.id)
        if not person.emails == person.urls == _NONE:
            reachable.append(person)
    rows: list[Row] = [person[:_KEPT] for person in people]
    return (PEOPLE, rows), (WORDS, words), (IDENTIFIERS, _identifiers_of(reachable))


def _words_of(shown: str | None, person: PersonId) -> list[Row]:
    if not shown:
        return []
    name_words = words(shown)
    name = " ".join(sorted(name_words))
    return [(word, name, person, shown) for word in name_words]


def _identifiers_of(people: Sequence[Person]) -> list[Row]:
    if not people:
        return []
    from ledger.facts.identifiers import of_person  # not needed to read rows

    rows: list[Row] = []
    for person in people:
        addresses = of_person(as_list(person.emails), as_list(person.urls))
        rows += [(address, person.id) for address in addresses]
    return rows


# ---------------------------------------------------------------- the ledger's own events


def _is_ours(tables: Tables, fact: Fact) -> bool:
    """Whether a choice was made in this ledger, and not in one that was joined to it."""
    opening = tables.fact(0)
    return opening is not None and opening.stream == fact.stream


def _culture_chosen(tables: Tables, fact: Fact) -> None:
    if not _is_ours(tables, fact):
        return
    tables.put(BOOK, (*BOOK_KEY, fact.state["culture"], fact.state["trust_permille"]))


def _goal_set(tables: Tables, fact: Fact) -> None:
    """A goal is its owner's: what another owner aims at says nothing here."""
    state = fact.state
    is_anothers = not _is_ours(tables, fact) or state.get("recorded_by") != tables.owner
    if is_anothers:
        return
    if state["count"] is None:
        tables.drop(GOALS, (state["form"],))
    else:
        tables.put(GOALS, (state["form"], state["count"], state["per"]))


def _merged(tables: Tables, fact: Fact) -> None:
    """Read a person as another; not where both are one already, as two ledgers that were joined may have said."""
    person = _survivor(tables, fact.state["person"])
    into = fact.state["into"]
    if person != _survivor(tables, into):
        tables.put(MERGES, (person, into))


def _survivor(tables: Tables, person: PersonId) -> PersonId:
    while (merged := tables.get(MERGES, (person,))) is not None:
        _person, person = merged
    return person


def _people(fact: Fact) -> Row:
    return (" ".join(fact.state["people"]),)


def _meetings(fact: Fact) -> Row:
    return (" ".join(fact.state["meetings"]),)


PROJECTION: Final = Projection(
    name="directory",
    version=VERSION,
    tables=(
        PEOPLE,
        WORDS,
        IDENTIFIERS,
        MERGES,
        DISTINCT,
        DISTINCT_MEETINGS,
        BOOK,
        GOALS,
    ),
    streams={"person": _of_person},
    handlers={
        "LedgerOpened": _culture_chosen,
        "CultureChosen": _culture_chosen,
        "GoalSet": _goal_set,
        "PeopleMerged": _merged,
        "PeopleUnmerged": lambda tables, fact: tables.drop(
            MERGES, (fact.state["person"],)
        ),
        "PeopleDistinguished": lambda tables, fact: tables.put(DISTINCT, _people(fact)),
        "DistinctionWithdrawn": lambda tables, fact: tables.drop(
            DISTINCT, _people(fact)
        ),
        "MeetingsDistinguished": lambda tables, fact: tables.put(
            DISTINCT_MEETINGS, _meetings(fact)
        ),
        "MeetingDistinctionWithdrawn": lambda tables, fact: tables.drop(
            DISTINCT_MEETINGS, _meetings(fact)
        ),
    },
    lone={"PersonAdded": _of_added},
)
