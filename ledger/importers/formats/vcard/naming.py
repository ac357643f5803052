"""What a card calls its person, where programs leave out what the standard demands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from ledger.importers.formats.address_book import whole_name
from ledger.language.folding import fold

_COMMAS: Final = re.compile(r"[,;]")
_LONGEST_TITLE: Final = 4
"""Words: `Ph. D.`, `Dipl. - Ing.`."""


class Name(NamedTuple):
    """A whole name, "" where the card has none, and its parts as far as it has them apart."""

    whole: str
    given: str | None = None
    family: str | None = None


def name_of(formatted: str, parts: Sequence[Sequence[str]], instead: Sequence[str]) -> Name:
    """The name of a card: `FN`, else the parts of `N`, else the first of what may stand `instead`.

    Each part may be several names. Programs without a name put an address into `FN`: the parts, if
    there are any, are better. The titles that `N` has apart are left out of it (`Mme Zoé Lefèvre`),
    and `Lefèvre, Zoé` is put in order.
    """
    family, given, additional, prefixes, suffixes = (*map(_joined, parts), *5 * [""])[:5]
    additional = additional.replace(",", " ")
    titles = (prefixes, suffixes)
    joined = whole_name(given, additional, family)
    told = whole_name(formatted)
    whole = joined if "@" in told and joined else _in_order(told, joined, titles) or joined
    if not whole:
        return Name(next((text for text in map(whole_name, instead) if text), ""))
    return Name(whole, whole_name(given) or None, whole_name(family) or None)


def _joined(names: Sequence[str]) -> str:
    return whole_name(*names)


def _in_order(told: str, joined: str, titles: Iterable[str]) -> str:
    """A whole name without the titles around it; another order of words without a comma is one's own."""
    if _is_same(told, joined):
        return joined if "," in told else told
    bare = _without_titles(told, titles)
    return joined if _is_same(bare, joined) and "," in bare else bare


def _is_same(one: str, other: str) -> bool:
    """Whether two names have the same words."""
    return sorted(fold(one).split()) == sorted(fold(other).split())


def _without_titles(name: str, titles: Iterable[str]) -> str:
    """The name without the titles at its ends; the whole name where it is nothing else."""
    known = _spellings(titles)
    words = name.split()
    first, last = 0, len(words)
    while size := _title_at(words[first:last], known):
        first += size
    while size := _title_at(words[first:last][::-1], known):
        last -= size
    if first == 0 and last == len(words):
        return name
    return " ".join(words[first:last]).rstrip(",") or name


def _spellings(titles: Iterable[str]) -> Collection[str]:
    """The titles, and the words of each, as `_bare` has them."""
    known: set[str] = set()
    for title in titles:
        for each in _COMMAS.split(title):
            known.update(map(_bare, (each, *each.split())))
    return known - {""}


def _title_at(words: Sequence[str], known: Collection[str]) -> int:
    """How many of the first words are a title: read in either direction, 0 for none."""
    for size in range(min(_LONGEST_TITLE, len(words)), 0, -1):
        joined = (" ".join(words[:size]), " ".join(words[:size][::-1]))
        if any(_is_title(text, known) for text in joined):
            return size
    return 0


def _is_title(text: str, known: Collection[str]) -> bool:
    """Whether a text is a title, or several joined by commas: `Jr.,Ph.D.`."""
    pieces = [_bare(piece) for piece in text.split(",")]
    return all(not piece or piece in known for piece in pieces)


def _bare(title: str) -> str:
    """A title however it is written: `Ph.D.`, `PhD`, `ph. d.`."""
    return fold(title).replace(" ", "")
