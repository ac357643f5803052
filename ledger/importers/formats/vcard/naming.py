"""What a card calls its person, where programs leave out what the standard demands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.importers.formats.address_book import whole_name
from ledger.language.folding import fold


class Name(NamedTuple):
    """A whole name, "" where the card has none, and its parts as far as it has them apart."""

    whole: str
    given: str | None = None
    family: str | None = None


def name_of(formatted: str, parts: Sequence[str], instead: Sequence[str]) -> Name:
    """The name of a card: `FN`, else the parts of `N`, else the first of what may stand `instead`.

    Programs without a name put an address into `FN`: the parts, if there are any, are better. The
    titles that `N` has apart are left out of it (`Mme Zoé Lefèvre`), and `Lefèvre, Zoé` is put in order.
    """
    family, given, additional, *titles = (*parts, "", "", "")[:5]
    joined = whole_name(given, additional, family)
    told = whole_name(formatted)
    whole = joined if "@" in told and joined else _in_order(told, joined, titles) or joined
    if not whole:
        return Name(next((text for text in map(whole_name, instead) if text), ""))
    return Name(whole, whole_name(given) or None, whole_name(family) or None)


def _in_order(told: str, joined: str, titles: Iterable[str]) -> str:
    """A whole name without the titles around it; another order of words without a comma is one's own."""
    known = {word for each in titles for word in fold(each).split()}
    words = told.split()
    while words and fold(words[0]) in known:
        words = words[1:]
    while words and fold(words[-1]) in known:
        words = words[:-1]
    bare = " ".join(words).rstrip(",")
    if not bare or sorted(fold(bare).split()) != sorted(fold(joined).split()):
        return told
    return joined if "," in bare else bare
