"""The name on a card, also when programs leave out what the standard demands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from ledger.importers.formats.address_book import whole_name
from ledger.language.text import fold

_COMMAS: Final = re.compile(r"[,;]")
_LONGEST_TITLE: Final = 4
"""Words: `Ph. D.`, `Dipl. - Ing.`."""


class Name(NamedTuple):
    """A whole name, "" where the card has none, and its parts as far as it has them apart."""

    whole: str
    given: str | None = None
    family: str | None = None


def name_of(
    formatted: str, parts: Sequence[Sequence[str]], instead: Sequence[str]
) -> Name:
    """The name of a card: `FN`, else the parts of `N`, else the first of what may stand `instead`.

    Each part may be several names. Programs without a name put an address into `FN`: the parts, if
    there are any, are better. The titles that `N` has apart are left out of it (`Mme Zoé Lefèvre`),
    and `Lefèvre, Zoé` is put in order.
    """
    texts = [whole_name(*names) for names in parts]
    texts += 5 * [""]
    family, given, additional, prefixes, suffixes = texts[:5]
    joined = whole_name(given, additional.replace(",", " "), family)
    shown = whole_name(formatted)
    is_address = "@" in shown
    name = joined
    if not (is_address and joined):
        name = _in_order(shown, joined, (prefixes, suffixes)) or joined
    if name:
        return Name(name, given or None, family or None)
    for text in instead:
        name = whole_name(text)
        if name:
            return Name(name)
    return Name("")


def _in_order(formatted: str, joined: str, titles: Iterable[str]) -> str:
    """A whole name without the titles around it; another order of words without a comma is one's own."""
    if _is_same(formatted, joined):
        if "," in formatted:
            return joined
        return formatted
    bare = _without_titles(formatted, titles)
    has_comma = "," in bare
    if has_comma and _is_same(bare, joined):
        return joined
    return bare


def _is_same(name: str, another: str) -> bool:
    """Whether two names have the same words."""
    if name == another:
        return True
    return sorted(fold(name).split()) == sorted(fold(another).split())


def _without_titles(name: str, titles: Iterable[str]) -> str:
    """The name without the titles at its ends; the whole name where it is nothing else."""
    spellings = _spellings(titles)
    words = name.split()
    begin, end = 0, len(words)
    while size := _title_at(words[begin:end], spellings):
        begin += size
    while size := _title_at(words[begin:end][::-1], spellings):
        end -= size
    if begin == 0 and end == len(words):
        return name
    return " ".join(words[begin:end]).rstrip(",") or name


def _spellings(titles: Iterable[str]) -> Collection[str]:
    """The titles, and the words of each, as `_bare` has them."""
    spellings: set[str] = set()
    for title in titles:
        for part in _COMMAS.split(title):
            spellings.update(map(_bare, (part, *part.split())))
    return spellings - {""}


def _title_at(words: Sequence[str], spellings: Collection[str]) -> int:
    """How many of the first words are a title: read in either direction, 0 for none."""
    for size in range(min(_LONGEST_TITLE, len(words)), 0, -1):
        title = words[:size]
        if _is_title(" ".join(title), spellings):
            return size
        if _is_title(" ".join(title[::-1]), spellings):
            return size
    return 0


def _is_title(text: str, spellings: Collection[str]) -> bool:
    """Whether a text is a title, or several joined by commas: `Jr.,Ph.D.`."""
    for piece in text.split(","):
        bare = _bare(piece)
        if bare and bare not in spellings:
            return False
    return True


def _bare(title: str) -> str:
    """A title however it is written: `Ph.D.`, `PhD`, `ph. d.`."""
    return fold(title).replace(" ", "")
