"""The directory: people by id, and the people that a text may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, filterfalse, islice
from typing import TYPE_CHECKING, Final

from ledger.language import _
from ledger.language.text import fold, words
from projections.directory import name_search
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.directory.tables import PEOPLE, WORDS
from projections.engine.tables import Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId, StreamId

_LAST: Final = "\U0010ffff"
_COMPLETED_AMONG: Final = (
    2000  # words that begin so: more than anybody reads, and found in a moment
)
_ME: Final = frozenset({"me", "moi"})


class Directory:
    """The directory's answers on `tables` that have folded `size` leaves; implements `Resolver`."""

    def __init__(self, tables: Rows, size: int) -> None:
        self.tables: Final = tables
        self.size: Final = size
        self._everyone: dict[PersonId, directory.Person] | None = None
        self._standing: Final[dict[PersonId, bool]] = {}

    def everyone(self) -> Collection[directory.Person]:
        """Every entry, by id. From now on entries are found among these: to look each up takes four times as long."""
        if self._everyone is None:
            entries = directory.people(self.tables)
            self._everyone = {entry.id: entry for entry in entries}
        return self._everyone.values()

    def _entry(self, person: PersonId) -> directory.Person | None:
        """What is known of a person under this very id, merges apart."""
        if self._everyone is not None:
            return self._everyone.get(person)
        return directory.person(self.tables, person)

    @cached_property
    def _name_words(self) -> name_search.NameWords:
        """The words of names."""
        return name_search.NameWords(self.tables)

    @cached_property
    def identity(self) -> Identity:
        """The merges."""
        return directory.identity(self.tables)

    @cached_property
    def owner(self) -> PersonId | None:
        """The owner; None if no ledger was opened."""
        return self.identity.owner

    def resolve(self, text: str) -> Sequence[PersonId]:
        """The people that `text` may mean, by the first of these that finds someone.

        An id or its beginning, `me`, an address, a whole name or alias in any order of words, some
        words of a name, another spelling of it (`St Aubin`, `Legoff`), the beginnings of some words
        (`C. Lefèvre`, `Cam`, `JP Martin`). After a title, both with it and without: M. may be an
        initial. Mme is no man and M. no woman. Retracted and erased people are left out.
        """
        return self.full(text) or self._loosely(text)

    def spelled(self, text: str) -> Sequence[PersonId]:
        """The people that `text` may mean, without guessing from the beginnings of words."""
        return self.full(text) or self._without_twins(self._spelled(text))

    def full(self, text: str) -> Sequence[PersonId]:
        """The people with `text` as id, address, whole name or alias."""
        return self._without_twins(self._bearing(text))

    def _loosely(self, text: str) -> Sequence[PersonId]:
        from ledger.language.person_names import (
            title_apart,
        )  # most texts are whole names: this is for the others

        candidates = list(self._by_words(text))
        titled = title_apart(text)
        if titled is not None:
            candidates += self._titled(*titled)
        return self._without_twins(list(dict.fromkeys(candidates)))

    def _titled(self, title: str, name: str) -> Iterator[PersonId]:
        """The people of this name that the title fits."""
        from projections.directory.titled import bearing_title

        candidates = dict.fromkeys([*self.full(name), *self._loosely(name)])
        cards = list(map(self.card, candidates))
        return (card.id for card in bearing_title(title, name, cards))

    def _by_words(self, text: str) -> Sequence[PersonId]:
        from projections.directory.name_search import initials_apart

        name_words = self._name_words
        return (
            self._spelled(text)
            or self._known(name_search.by_beginnings(name_words, words(text)))
            or self._known(name_search.by_beginnings(name_words, initials_apart(text)))
        )

    def _spelled(self, text: str) -> Sequence[PersonId]:
        name_words = self._name_words
        return (
            self._known(name_search.by_some_words(name_words, words(text)))
            or self._known(name_search.by_inside(self.tables, text))
            or self._known(name_search.by_other_spelling(name_words, text))
        )

    def _bearing(self, text: str) -> Sequence[PersonId]:
        """The people of this id, address, or whole name."""
        tables = self.tables
        text = text.strip()
        if text.casefold() in _ME and self.owner:
            return [self.owner]
        return (
            self._known(directory.by_id(tables, text))
            or self._known(directory.by_address(tables, text))
            or self._known(directory.by_name(tables, words(text)))
            or self._told_apart(text)
        )

    def _told_apart(self, text: str) -> Sequence[PersonId]:
        """The people of a name that the details in brackets fit."""
        if not text.endswith(")"):
            return ()
        from projections.directory.namesakes import fitting, in_brackets

        parts = in_brackets(text)
        if parts is None:
            return ()
        name, details = parts
        bearers = self._known(directory.by_name(self.tables, words(name)))
        return fitting(list(map(self.card, bearers)), details)

    def doubtful(self, text: str, person: PersonId) -> bool:
        """Whether a text that can only mean this person may well have been meant for another one.

        It may where it is half of a compound first name (Pierre for Jean-Pierre), a family name that
        is a usual first name (Martin), or a title that would have to be an initial (M. for Marie).
        """
        if self._bearing(text):
            return False
        from projections.directory.titled import is_doubtful

        return is_doubtful(text, self.card(person))

    def passed_over(self, person: PersonId) -> Sequence[PersonId]:
        """People of the same name that an import added after this one was typed in, as long as no one decided."""
        bearers = self._bearing(self.name(person))
        if len(bearers) < 2:
            return ()
        from projections.directory.duplicates import imported_twins

        return imported_twins(self.tables, self.identity, person, bearers)

    def _without_twins(self, people: Sequence[PersonId]) -> Sequence[PersonId]:
        if len(people) < 2:
            return people
        from projections.directory.duplicates import imported_twins

        twins: set[PersonId] = set()
        for person in people:
            twins.update(imported_twins(self.tables, self.identity, person, people))
        return [person for person in people if person not in twins]

    def card(self, person: PersonId) -> directory.Person:
        """What is known of a person under all entries read as that person, the surviving one's values first."""
        return directory.card(self.tables, self.group(person))

    def named(
        self, texts: Iterable[str], *, many: bool
    ) -> Mapping[str, Sequence[PersonId]]:
        """The people with each of these texts as whole name; of `many`, the names are read once."""
        if not many:
            return {text: self._bearing(text) for text in texts}
        people: dict[str, Sequence[PersonId]] = {}
        keys: dict[str, str] = {}
        for text in texts:
            if _may_be_else(text):
                people[text] = self._bearing(text)
            else:
                keys[text] = _key(text)
        bearers = self.bearers(frozenset(keys.values()))
        gone = self._gone(chain.from_iterable(bearers.values()))
        for text, key in keys.items():
            namesakes = bearers.get(key, ())
            people[text] = self._read_as(filterfalse(gone.__contains__, namesakes))
        return people

    def bearers(
        self, among: Collection[str] | None = None
    ) -> dict[str, list[PersonId]]:
        """The people of each name or alias, or of those `among` them, by its folded words in order, in one pass."""
        bearers: defaultdict[str, list[PersonId]] = defaultdict(list)
        for name, person, _shown in name_search.names(self.tables):
            if among is None or name in among:
                bearers[name].append(person)
        return bearers

    def _gone(self, people: Iterable[PersonId]) -> set[PersonId]:
        """Those of many people whose very entries are retracted or erased."""
        entries = (directory.Person(*row) for row in self.tables.some(PEOPLE, people))
        return {entry.id for entry in entries if not _is_here(entry)}

    def nearest(self, text: str) -> Sequence[str]:
        """The known names most like a text, at most five, the most alike first."""
        from projections.directory.near import most_alike

        names = {shown: name for name, _person, shown in self._names_of_others()}
        return most_alike(_key(text), names, self._is_borne)

    def _names_of_others(self) -> Iterator[tuple[str, PersonId, str]]:
        """The rows of `name_search.names`, without the owner's."""
        for row in name_search.names(self.tables):
            _name, person, _shown = row
            if person != self.owner:
                yield row

    def _is_borne(self, shown: str) -> bool:
        """Whether anybody still bears a name."""
        bearers = directory.by_name(self.tables, words(shown))
        return bool(self._known(bearers))

    def nearly(self, text: str) -> Sequence[PersonId]:
        """People with a name that differs from `text` by a typing error."""
        from projections.directory.near import is_long_enough, is_near, near_enough

        if not is_long_enough(text):
            return ()
        bearers = self._bearers_of_others
        near = [shown for shown in near_enough(text, bearers) if is_near(text, shown)]
        return self._known(bearers[shown] for shown in near)

    @cached_property
    def _bearers_of_others(self) -> Mapping[str, PersonId]:
        """A bearer of each name as it is written, without the owner's: read once for all names of a sentence."""
        return {shown: person for _name, person, shown in self._names_of_others()}

    def name(self, person: PersonId) -> str:
        """The name to show for a person; neutral words and a short id for a person without one."""
        entry = self._entry(self.identity.root(person))
        if entry is not None and entry.name:
            return entry.name
        if person == self.owner:  # no one's entry: all owners together
            return _("all owners")
        return _("someone ({id})").format(id=person[:8])

    def group(self, person: PersonId) -> Sequence[StreamId]:
        """The entries read as the same person, the one that stays first."""
        return self.identity.group(person)

    def standing(self, person: PersonId) -> str:
        """`here`, `restricted`, `retracted`, `erased`, or `unknown`, as read after merges."""
        entry = self._entry(self.identity.root(person))
        if entry is None:
            return "unknown"
        return entry.standing

    def listed(self, person: PersonId) -> bool:
        """Whether lists show the person: entered, and neither restricted, retracted nor erased."""
        return self.standing(person) == "here"

    def people(self) -> Iterator[directory.Person]:
        """The listed people, each once, by id."""
        into = self.identity.into
        merged = self.identity.merged
        for person in self.everyone():
            if person.id in into:
                continue
            if _hidden(person):
                continue
            if person.id in merged:
                yield self.card(person.id)
            else:
                yield person

    def completions(self, prefix: str, limit: int = 50) -> Sequence[str]:
        """Names as they are written, that lists show and that begin so; without one, the only one with such words.

        Several that begin otherwise could not be told apart by what they have in common.
        """
        name_prefix, bracket, _details = prefix.partition("(")
        offered = self._completed(name_prefix, limit)
        if bracket:
            begun = fold(prefix)
            return [text for text in offered if fold(text).startswith(begun)]
        return offered

    def _completed(self, prefix: str, limit: int) -> list[str]:
        """The names that begin so; without any, the only one that contains the words."""
        folded_prefix = fold(prefix)
        *complete, begun = folded_prefix.split() or [""]
        beginning: defaultdict[str, list[PersonId]] = defaultdict(list)
        containing: defaultdict[str, list[PersonId]] = defaultdict(list)
        rows = self.tables.scan(WORDS, low=begun, high=begun + _LAST)
        for _word, name, person, shown in islice(rows, _COMPLETED_AMONG):
            if len(beginning) == limit:
                break
            if person == self.owner:
                continue
            is_incomplete = complete and not name_search.has_all(name, complete)
            if is_incomplete:
                continue
            if fold(shown).startswith(folded_prefix):
                beginning[shown].append(person)
            else:
                containing[shown].append(person)
        if not beginning and len(containing) > 1:
            return []
        offered: list[str] = []
        for shown, people in (beginning or containing).items():
            offered += self._with_differences(shown, people)
        return offered

    def _with_differences(
        self, shown: str, people: Sequence[PersonId]
    ) -> Sequence[str]:
        """A name as it is completed; of several people, each with what tells them apart."""
        roots = dict.fromkeys(map(self.identity.root, people))
        listed = list(filter(self.listed, roots))
        if len(listed) < 2:
            return [shown] * len(listed)
        from projections.directory.namesakes import differences, traits

        traits_by_person = {person: traits(self.card(person)) for person in listed}
        told = differences(
            dict.fromkeys(listed, shown),
            traits_by_person,
        )
        distinct = len(set(told.values())) == len(listed)
        names_with_differences = (
            f"{shown} ({told[person] if distinct and told[person] else person[:8]})"
            for person in listed
        )
        return sorted(names_with_differences)

    def _known(self, people: Iterable[PersonId]) -> list[PersonId]:
        """These people as read after merges, each once; neither retracted nor erased ones."""
        return self._read_as(filter(self._stands, dict.fromkeys(people)))

    def _read_as(self, standing: Iterable[PersonId]) -> list[PersonId]:
        """People that stand, each once as read after merges, unless that one does not."""
        roots: dict[PersonId, None] = {}
        for person in standing:
            root = self.identity.root(person)
            if root == person or self._stands(root):
                roots[root] = None
        return list(roots)

    def _stands(self, person: PersonId) -> bool:
        """Whether this very entry is there, neither retracted nor erased.

        It is kept: a sentence asks of all bearers of a given name for every span of words with that name.
        """
        if person not in self._standing:
            entry = self._entry(person)
            self._standing[person] = entry is not None and _is_here(entry)
        return self._standing[person]


def _may_be_else(text: str) -> bool:
    """Whether a text may be an id, an address or the owner, before it is a name."""
    may_be_address = "." in text
    may_be_id = any(map(str.isdigit, text))
    is_owner = text.strip().casefold() in _ME
    return may_be_address or may_be_id or is_owner


def _key(text: str) -> str:
    return " ".join(sorted(words(text)))


def _is_here(entry: directory.Person) -> bool:
    """Whether an entry is neither retracted nor erased."""
    return not entry.retracted and not entry.erased


def _hidden(entry: directory.Person) -> bool:
    return bool(entry.erased or entry.retracted or entry.restricted)
