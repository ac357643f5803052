"""Who is meant by a text: ids, addresses and names, found by index look-ups in the directory."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from ledger.language import _
from ledger.language.folding import fold, words
from projections.directory import query as directory
from projections.directory.identity import Identity
from projections.directory.tables import IDENTIFIERS, PEOPLE, WORDS
from projections.engine.tables import Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId, StreamId

_BEGINNING: Final = re.compile(r"[0-9a-f-]{4,36}")
_LAST: Final = "\U0010ffff"
_NEAREST: Final = 5
_LOOKED_AT: Final = 50
"""Names that are alike, among which those of people who are gone are left out."""

_COMPLETED_AMONG: Final = 2000  # words that begin so: more than anybody reads, and found in a moment
_LEAST_LIKENESS: Final = 60.0
_ALIKE: Final = 15.0
"""Names so much less alike than the nearest are not what was meant."""
_ELIDED_BEFORE: Final = frozenset("aeiouyh")
_ME: Final = frozenset({"me", "moi"})


class Directory:
    """The directory's answers on `tables` that have folded `size` leaves; implements `Resolver`."""

    def __init__(self, tables: Rows, size: int) -> None:
        self.tables: Final = tables
        self.size: Final = size

    @cached_property
    def identity(self) -> Identity:
        """Who is read as whom."""
        return directory.identity(self.tables)

    @cached_property
    def owner(self) -> PersonId | None:
        """Whose ledger it is; None where none was opened."""
        return self.identity.owner

    def resolve(self, text: str) -> Sequence[PersonId]:
        """Everybody whom `text` may mean, by the first of these that means somebody.

        An id or its beginning, `me`, an address, a whole name or alias in any order of words, some
        words of a name, another spelling of it (`St Aubin`, `Legoff`), the beginnings of some words
        (`C. Lefèvre`, `Cam`, `JP Martin`). After a title, both with it and without: M. may be an
        initial. Mme is no man and M. no woman. Nobody who was retracted or erased.
        """
        return self.full(text) or self._loosely(text)

    def spelled(self, text: str) -> Sequence[PersonId]:
        """The same without the last: the beginnings of words are not enough."""
        return self.full(text) or self._without_twins(self._spelled(text))

    def _loosely(self, text: str) -> Sequence[PersonId]:
        from ledger.language.titles import without_title  # most texts are whole names: this is for the others

        untitled = without_title(text)
        candidates = self._by_words(text)
        if untitled is not None:
            from projections.directory.titled import bearing_title

            title = text.split(maxsplit=1)[0]
            named = [*self.full(untitled), *self._loosely(untitled)]
            cards = [self.card(person) for person in dict.fromkeys(named)]
            candidates = [*candidates, *(card.id for card in bearing_title(title, untitled, cards))]
        return self._without_twins(list(dict.fromkeys(candidates)))

    def _by_words(self, text: str) -> Sequence[PersonId]:
        from projections.directory.short_names import initials_apart

        return self._spelled(text) or self._begun(words(text)) or self._begun(initials_apart(text))

    def _spelled(self, text: str) -> Sequence[PersonId]:
        return (
            self._known(self._partly(words(text)))
            or self._known(self._inside(text))
            or self._known(self._spelled_otherwise(text))
        )

    def full(self, text: str) -> Sequence[PersonId]:
        """The same by the whole of it: some words of a name are not enough."""
        return self._without_twins(self._bearing(text))

    def _bearing(self, text: str) -> Sequence[PersonId]:
        searches = (self._by_id, self._me, self._by_address, self._by_name)
        return next((known for search in searches if (known := self._known(search(text.strip())))), ())

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
        """People of the same name that an import added after this one was typed in, as long as nobody decided."""
        bearers = self._bearing(self.name(person))
        if len(bearers) < 2:
            return ()
        from projections.directory.duplicates import imported_twins

        return imported_twins(self.tables, self.identity, person, bearers)

    def _without_twins(self, people: Sequence[PersonId]) -> Sequence[PersonId]:
        if len(people) < 2:
            return people
        from projections.directory.duplicates import imported_twins

        twins = {
            twin for person in people for twin in imported_twins(self.tables, self.identity, person, people)
        }
        return [person for person in people if person not in twins]

    def card(self, person: PersonId) -> directory.Person:
        """What is known of a person under all entries read as that person, the surviving one's values first."""
        from projections.directory.cards import card

        return card(self.tables, self.group(person))

    def named(self, texts: Iterable[str], *, many: bool) -> Mapping[str, Sequence[PersonId]]:
        """Everybody who bears each of these texts whole; of `many`, the directory is read once."""
        if not many:
            return {text: self._bearing(text) for text in texts}
        names = self.bearers()
        return {
            text: self._bearing(text) if _may_be_else(text) else self._known(names.get(_key(text), ()))
            for text in texts
        }

    def bearers(self) -> dict[str, list[PersonId]]:
        """Who bears each name or alias, by its folded words in order: one pass instead of a search for each."""
        found: defaultdict[str, list[PersonId]] = defaultdict(list)
        for word, name, who, _shown in self.tables.scan(WORDS):
            if name.startswith(word) and name.split(" ", 1)[0] == word:
                found[name].append(who)
        return found

    def nearest(self, text: str) -> Sequence[str]:
        """The known names most like a text, at most five, the most alike first."""
        from rapidfuzz import fuzz, process

        shown: dict[str, str] = {}
        bearers: defaultdict[str, list[PersonId]] = defaultdict(list)
        for word, name, person, written in self.tables.scan(WORDS):
            if person != self.owner and name.split(" ", 1)[0] == word:
                shown[written] = name
                bearers[written].append(person)
        alike = process.extract(
            _key(text), shown, scorer=fuzz.WRatio, score_cutoff=_LEAST_LIKENESS, limit=_LOOKED_AT
        )
        standing = [(name, score) for _key, score, name in alike if any(map(self._stands, bearers[name]))]
        return [name for name, score in standing[:_NEAREST] if score >= standing[0][1] - _ALIKE]

    def nearly(self, text: str) -> Sequence[PersonId]:
        """People whose name differs from `text` by a typing error."""
        from projections.directory.near import is_near, near_enough

        rows = self.tables.scan(WORDS)
        shown = {written: person for _word, _name, person, written in rows if person != self.owner}
        alike = near_enough(text, shown)
        return self._known(shown[written] for written in alike if is_near(text, written))

    def name(self, person: PersonId) -> str:
        """The name to show for a person; neutral words and a short id where there is none."""
        known = directory.person(self.tables, self.identity.root(person))
        return (known and known.name) or _("somebody ({id})").format(id=person[:8])

    def group(self, person: PersonId) -> Sequence[StreamId]:
        """Everybody who is read as the same person, the one that stays first."""
        return self.identity.group(person)

    def standing(self, person: PersonId) -> str:
        """`here`, `restricted`, `retracted`, `erased`, or `unknown`, as read after merges."""
        known = directory.person(self.tables, self.identity.root(person))
        return known.standing if known else "unknown"

    def listed(self, person: PersonId) -> bool:
        """Whether lists show the person: entered, and neither restricted, retracted nor erased."""
        return self.standing(person) == "here"

    def people(self) -> Iterator[directory.Person]:
        """Everybody whom lists show, each once however many entries were merged; by id."""
        into = self.identity.into
        merged = self.identity.merged
        for person in directory.people(self.tables):
            if person.id not in into and not _hidden(person):
                yield self.card(person.id) if person.id in merged else person

    def completions(self, prefix: str, limit: int = 50) -> Sequence[str]:
        """Names as they are written, that lists show and that begin so; without one, the only one with such words.

        Several that begin otherwise could not be told apart by what they have in common.
        """
        wanted = fold(prefix)
        *whole, begun = wanted.split() or [""]
        first: dict[str, PersonId] = {}
        others: dict[str, PersonId] = {}
        scanned = self.tables.scan(WORDS, low=begun, high=begun + _LAST)
        for _word, name, who, shown in islice(scanned, _COMPLETED_AMONG):
            if len(first) == limit:
                break
            if who != self.owner and not (whole and Counter(whole) - Counter(name.split())):
                (first if fold(shown).startswith(wanted) else others)[shown] = who
        if first or len(others) == 1:
            return [shown for shown, who in (first or others).items() if self.listed(who)]
        return []

    def _known(self, found: Iterable[PersonId]) -> list[PersonId]:
        """Those found, as read after merges, each once; neither retracted nor erased ones."""
        standing = {each: directory.person(self.tables, each) for each in found}
        roots = dict.fromkeys(self.identity.root(each) for each, known in standing.items() if _there(known))
        return [root for root in roots if _there(directory.person(self.tables, root))]

    def _stands(self, found: PersonId) -> bool:
        """Whether somebody found by name is there, as read after merges."""
        root = self.identity.root(found)
        return root == found or _there(directory.person(self.tables, root))

    def _by_id(self, text: str) -> Iterator[PersonId]:
        start = text.lower()
        # Edda is a name and hexadecimal; an id has a digit among its first characters, or one more has.
        if _BEGINNING.fullmatch(start) and any(char.isdigit() for char in start):
            yield from (row[0] for row in self.tables.scan(PEOPLE, low=start, high=start + _LAST))

    def _me(self, text: str) -> Iterator[PersonId]:
        if text.casefold() in _ME and self.owner:
            yield self.owner

    def _by_address(self, text: str) -> Iterator[PersonId]:
        if "." not in text:  # every address has a dot
            return
        from ledger.facts import identifiers

        for identifier in (identifiers.email(text), identifiers.profile(text)):
            if identifier:
                yield from (row[1] for row in self.tables.scan(IDENTIFIERS, (identifier,)))

    def _by_name(self, text: str) -> Iterator[PersonId]:
        if parts := sorted(words(text)):
            yield from (row[2] for row in self.tables.scan(WORDS, (parts[0], " ".join(parts))))

    def _partly(self, parts: Sequence[str]) -> Iterator[PersonId]:
        if parts:
            rarest = max(parts, key=len)
            for _word, name, who, _shown in self.tables.scan(WORDS, (rarest,)):
                if not Counter(parts) - Counter(name.split()):
                    yield who

    def _spelled_otherwise(self, text: str) -> Iterator[PersonId]:
        """People whose name is the text in another spelling of its particles, whole or in part."""
        from projections.directory.short_names import spellings

        other_spellings = list(spellings(text))
        for spelling in other_spellings:
            yield from self._by_name(" ".join(spelling))
        for spelling in other_spellings:
            yield from self._partly(spelling)
        yield from self._elided(words(text))

    def _elided(self, parts: Sequence[str]) -> Iterator[PersonId]:
        """People in whose name one of the words follows d' or l': d'Ormesson for Ormesson."""
        from projections.directory.short_names import elided_stem

        for place, part in enumerate(parts):
            if part[0] not in _ELIDED_BEFORE:
                continue
            for letter in "dl":
                spelling = (*parts[:place], letter + part, *parts[place + 1 :])
                for _word, name, person, shown in self.tables.scan(WORDS, (letter + part,)):
                    if not Counter(spelling) - Counter(name.split()) and elided_stem(part, shown):
                        yield person

    def _begun(self, parts: Sequence[str]) -> list[PersonId]:
        """Whoever has a name of which each of these is the beginning of another word."""
        if not parts:
            return []
        from projections.directory.short_names import each_begins

        longest = max(parts, key=len)
        rows = self.tables.scan(WORDS, low=longest, high=longest + _LAST)
        return self._known(who for _word, name, who, _shown in rows if each_begins(parts, name.split()))

    def _inside(self, text: str) -> Iterator[PersonId]:
        """Whoever has this in a name of letters that are written without spaces."""
        if text.isascii():
            return
        from projections.directory.short_names import unspaced

        if (part := unspaced(text)) is not None:
            yield from (row[2] for row in self.tables.scan(WORDS) if part in (unspaced(row[3]) or ""))


def _may_be_else(text: str) -> bool:
    """Whether a text may be an id, an address or the owner, before it is a name."""
    return "." in text or any(map(str.isdigit, text)) or text.strip().casefold() in _ME


def _key(text: str) -> str:
    return " ".join(sorted(words(text)))


def _there(known: directory.Person | None) -> bool:
    return known is not None and not (known.retracted or known.erased)


def _hidden(known: directory.Person) -> bool:
    return bool(known.erased or known.retracted or known.restricted)
