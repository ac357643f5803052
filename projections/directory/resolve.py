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
from projections.directory import tables as directory
from projections.directory.identity import Identity
from projections.directory.tables import IDENTIFIERS, PEOPLE, WORDS
from projections.engine.tables import Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId, StreamId

_BEGINNING: Final = re.compile(r"[0-9a-f-]{4,36}")
_LAST: Final = "\U0010ffff"
_NEAREST: Final = 5
_COMPLETED_AMONG: Final = 2000  # words that begin so: more than anybody reads, and found in a moment
_LEAST_LIKENESS: Final = 60.0
_ALIKE: Final = 15.0
"""Names so much less alike than the nearest are not what was meant."""
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
        words of a name, the beginnings of some (`C. Lefèvre`, `Cam`, `JP Martin`). After a title, both
        with it and without: M. may be an initial. Nobody who was retracted or erased.
        """
        return self.full(text) or self._loosely(text)

    def spelled(self, text: str) -> Sequence[PersonId]:
        """The same without the last: the beginnings of words are not enough."""
        return self.full(text) or self._known(self._partly(words(text))) or self._known(self._inside(text))

    def _loosely(self, text: str) -> Sequence[PersonId]:
        from ledger.language.titles import without_title  # most texts are whole names: this is for the others
        from projections.directory.short_names import initials_apart

        found = self.spelled(text) or self._begun(words(text)) or self._begun(initials_apart(text))
        if (untitled := without_title(text)) is None:
            return found
        return list(dict.fromkeys([*found, *self.resolve(untitled)]))

    def full(self, text: str) -> Sequence[PersonId]:
        """The same by the whole of it: some words of a name are not enough."""
        ways = (self._by_id, self._me, self._by_address, self._by_name)
        return next((found for way in ways if (found := self._known(way(text.strip())))), ())

    def named(self, texts: Iterable[str], *, many: bool) -> Mapping[str, Sequence[PersonId]]:
        """The same of each of these texts; of `many`, the directory is read once."""
        if not many:
            return {text: self.full(text) for text in texts}
        names = self.bearers()
        return {
            text: self.full(text) if _may_be_else(text) else self._known(names.get(_key(text), ()))
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

        others = (row for row in self.tables.scan(WORDS) if row[2] != self.owner)
        shown = {row[3]: row[1] for row in others if self._stands(row[2])}
        found = process.extract(
            " ".join(sorted(words(text))),
            shown,
            scorer=fuzz.WRatio,
            score_cutoff=_LEAST_LIKENESS,
            limit=_NEAREST,
        )
        return [name for _folded, score, name in found if score >= found[0][1] - _ALIKE]

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
        return (each for each in directory.people(self.tables) if each.id not in into and not _hidden(each))

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
