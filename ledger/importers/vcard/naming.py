"""What a card calls its person, where programs leave out what the standard demands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.importers.addressbook import whole_name


class Name(NamedTuple):
    """A whole name, "" where the card has none, and its parts as far as it has them apart."""

    whole: str
    given: str | None = None
    family: str | None = None


def name_of(formatted: str, parts: Sequence[str], instead: Sequence[str]) -> Name:
    """The name of a card: `FN`, else the parts of `N`, else the first of what may stand `instead`.

    Programs without a name put an address into `FN`: the parts, if there are any, are better.
    """
    family, given, additional = (*parts, "", "", "")[:3]
    joined = whole_name(given, additional, family)
    told = whole_name(formatted)
    whole = joined if "@" in told and joined else told or joined
    if not whole:
        return Name(next((text for text in map(whole_name, instead) if text), ""))
    return Name(whole, whole_name(given) or None, whole_name(family) or None)
