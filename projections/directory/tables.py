"""Who is who: the only read model that holds names. What it keeps, and how facts change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ledger.language import folding
from projections.directory.identity import Identity
from projections.engine.projection import Many, Projection
from projections.engine.tables import Fact, Gathering, Lot, Row, Rows, Table, Tables

if TYPE_CHECKING:
    from ledger.facts.event import PersonId


class Person(NamedTuple):
    """What is known of a person. Lists are JSON; `added` is the leaf that brought the person."""

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
    every_days: int | None = None
    until: str | None = None
    retracted: int = 0
    restricted: int = 0
    erased: int = 0
    added: int = -1
    withheld: str = "[]"

    @property
    def standing(self) -> str:
        """`erased`, `retracted`, `restricted` or `here`, the first that holds."""
        flags = {"erased": self.erased, "retracted": self.retracted, "restricted": self.restricted}
        return next((word for word, flag in flags.items() if flag), "here")


PEOPLE: Final = Table("directory_people", Person._fields, key=1)

WORDS: Final = Table("directory_words", ("word", "name", "person", "shown"), key=4)
"""One row a word of a name or alias; `name` is all its words sorted, `shown` as it is written."""

IDENTIFIERS: Final = Table("directory_identifiers", ("identifier", "person"), key=2)
"""The addresses people have now, in clear."""

MERGES: Final = Table("directory_merges", ("person", "read_as"), key=1)
DISTINCT: Final = Table("directory_distinct", ("people",), key=1)
"""People, by their ids parted by spaces, who bear one name and are not the same."""

BOOK: Final = Table("directory_book", ("name", "owner", "culture", "trust_permille"), key=1)
"""One row: whose ledger it is, and the culture chosen last."""

_BOOK: Final = ("book",)
_LISTS: Final = ("emails", "phones", "urls", "tags")
_DETAILS: Final = frozenset({*_LISTS, "organisation", "position", "place", "language"})
_NO_TEXT: Final[dict[str, Any]] = {}

Change: TypeAlias = Callable[[Person, Fact], Person]


def book(tables: Rows) -> Row:
    """The row of `BOOK`; empty where no ledger was opened."""
    return tables.get(BOOK, _BOOK) or (*_BOOK, "", "french", 260)


def person(tables: Rows, who: PersonId) -> Person | None:
    """What is known of a person under this very id, merges apart."""
    return Person._make(row) if (row := tables.get(PEOPLE, (who,))) else None


def people(tables: Rows) -> Iterator[Person]:
    """Everybody who was ever entered, by id."""
    return map(Person._make, tables.scan(PEOPLE))


def identity(tables: Rows) -> Identity:
    """Who is read as whom."""
    return Identity(into=dict(tables.scan(MERGES)), owner=book(tables)[1] or None)


# ---------------------------------------------------------------- one person's events


def _added(before: Person, fact: Fact) -> Person:
    return _renamed(_detailed(before, fact)._replace(added=fact.i), fact)


def _renamed(before: Person, fact: Fact) -> Person:
    if not (text := fact.text):
        return before
    return before._replace(name=text.get("name"), given=text.get("given"), family=text.get("family"))


def _detailed(before: Person, fact: Fact) -> Person:
    said = {name: value for name, value in (fact.text or {}).items() if name in _DETAILS}
    new: dict[str, Any] = {n: _listed(v) if n in _LISTS else v or None for n, v in said.items()}
    return before._replace(**new)


def _also_named(before: Person, fact: Fact) -> Person:
    alias, known = (fact.text or {}).get("alias"), _list(before.aliases)
    return before._replace(aliases=_listed([*known, alias])) if alias and alias not in known else before


def _no_longer_named(before: Person, fact: Fact) -> Person:
    alias = (fact.text or {}).get("alias")
    return before._replace(aliases=_listed([each for each in _list(before.aliases) if each != alias]))


def _erased(before: Person, _fact: Fact) -> Person:
    return Person(before.id, erased=1, added=before.added, withheld=before.withheld)


def _listed(values: list[str] | None) -> str:
    if not values:
        return "[]"
    if len(values) == 1 and (only := values[0]).isprintable() and '"' not in only and "\\" not in only:
        return f'["{only}"]'  # what JSON makes of most
    import json

    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _list(text: str) -> list[str]:
    if text == "[]":
        return []
    if text.count('"') == 2 and "\\" not in text:
        return [text[2:-2]]
    import json

    found: list[str] = json.loads(text)
    return found


CHANGES: Final[dict[str, Change]] = {
    "PersonAdded": _added,
    "PersonRenamed": _renamed,
    "AliasAdded": _also_named,
    "AliasRemoved": _no_longer_named,
    "DetailsChanged": _detailed,
    "CadenceSet": lambda before, fact: before._replace(every_days=fact.state["every_days"]),
    "PersonSnoozed": lambda before, fact: before._replace(until=fact.state["until"]),
    "PersonRestricted": lambda before, _fact: before._replace(restricted=1),
    "PersonUnrestricted": lambda before, _fact: before._replace(restricted=0),
    "PersonRetracted": lambda before, _fact: before._replace(retracted=1),
    "PersonReinstated": lambda before, _fact: before._replace(retracted=0),
    "PersonErased": _erased,
}


def _added_first(tables: Tables, fact: Fact) -> None:
    _keep(tables, None, _new(fact.i, fact.stream, fact.text or {}))


def _new(i: int, stream: PersonId, text: dict[str, Any]) -> Person:
    """The person of a first event `PersonAdded`: what `_added` makes of it, at once."""
    said = text.get
    return Person(
        stream,
        said("name"),
        said("given"),
        said("family"),
        said("organisation") or None,
        said("position") or None,
        said("place") or None,
        said("language") or None,
        _listed(said("emails")),
        _listed(said("phones")),
        _listed(said("urls")),
        _listed(said("tags")),
        added=i,
    )


def _many_added(tables: Gathering, lot: Lot) -> None:
    from ledger.facts import identifiers

    people, words, addresses = map(tables.waiting, (PEOPLE, WORDS, IDENTIFIERS))
    for i, stream in zip(lot.leaves, lot.streams, strict=True):
        text = lot.texts.get(i, _NO_TEXT)
        people[stream,] = _new(i, stream, text)
        for row in _under(text.get("name"), stream):
            words[row] = row
        for each in identifiers.of_person(text.get("emails") or (), text.get("urls") or ()):
            addresses[each, stream] = each, stream


def _changed(tables: Tables, facts: Sequence[Fact], before: int) -> None:
    known = after = person(tables, facts[0].stream) if before else None
    for fact in facts[before:]:
        if change := CHANGES.get(fact.kind):
            after = change(after or Person(fact.stream), fact)
    if after is not None:
        _keep(tables, known, after)


def _keep(tables: Tables, before: Person | None, after: Person) -> None:
    new = _looked_up(after)
    if before is not None:
        kept = {*new}
        for table, row in set(_looked_up(before)) - kept:
            tables.drop(table, row)
    for table, row in new:
        tables.put(table, row)
    tables.put(PEOPLE, after)


def _looked_up(who: Person) -> list[tuple[Table, Row]]:
    """The rows under which the person is found by name and address; none for who was retracted."""
    if who.retracted:
        return []
    names, addresses = _names_of(who), _addresses_of(who)
    return [*((WORDS, row) for row in names), *((IDENTIFIERS, row) for row in addresses)]


def _names_of(who: Person) -> list[Row]:
    return [row for shown in (who.name, *_list(who.aliases)) for row in _under(shown, who.id)]


def _under(shown: str | None, person: PersonId) -> list[Row]:
    parts = folding.words(shown) if shown else ()
    name = " ".join(sorted(parts))
    return [(word, name, person, shown) for word in parts]


def _addresses_of(who: Person) -> list[Row]:
    if who.emails == who.urls == "[]":
        return []
    from ledger.facts import identifiers

    found = identifiers.of_person(_list(who.emails), _list(who.urls))
    return [(identifier, who.id) for identifier in found]


def _text_erased(tables: Tables, fact: Fact) -> None:
    """Fold the person again without the text that is gone: as if it had never been there."""
    stream, _slash, v = fact.state["event"].partition("/")
    if (before := person(tables, stream)) is None:
        return
    import json

    withheld = sorted({*json.loads(before.withheld), int(v)})
    after = Person(stream, withheld=json.dumps(withheld))
    for each in tables.history(stream, fact.i):
        if change := CHANGES.get(each.kind):
            after = change(after, each._replace(text=None) if each.v in withheld else each)
    _keep(tables, before, after)


# ---------------------------------------------------------------- the ledger's own events


def _opened(tables: Tables, fact: Fact) -> None:
    said = fact.state
    tables.put(BOOK, (*_BOOK, said["owner"], said["culture"], said["trust_permille"]))


def _culture(tables: Tables, fact: Fact) -> None:
    tables.put(BOOK, (*_BOOK, book(tables)[1], fact.state["culture"], fact.state["trust_permille"]))


def _merged(tables: Tables, fact: Fact) -> None:
    tables.put(MERGES, (fact.state["person"], fact.state["into"]))


def _unmerged(tables: Tables, fact: Fact) -> None:
    tables.drop(MERGES, (fact.state["person"],))


def _key(fact: Fact) -> Row:
    return (" ".join(fact.state["people"]),)


DIRECTORY: Final = Projection(
    name="directory",
    version=3,
    tables=(PEOPLE, WORDS, IDENTIFIERS, MERGES, DISTINCT, BOOK),
    handlers={
        "TextErased": _text_erased,
        "LedgerOpened": _opened,
        "CultureChosen": _culture,
        "PeopleMerged": _merged,
        "PeopleUnmerged": _unmerged,
        "PeopleDistinguished": lambda tables, fact: tables.put(DISTINCT, _key(fact)),
        "DistinctionWithdrawn": lambda tables, fact: tables.drop(DISTINCT, _key(fact)),
    },
    firsts={"PersonAdded": _added_first},
    streams={"person": _changed},
    bulk={"PersonAdded": Many(_many_added)},
)
