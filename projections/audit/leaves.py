"""Checks leaf after leaf of an audit file, and the sealed text below each, against all that came before."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from string import hexdigits
from typing import Any, Final

import orjson

from ledger.errors import Damaged
from projections.audit.canonical_line import CANONICAL, Line, is_number, is_text
from projections.audit.checkpoints import OF_KEYS
from projections.audit.erasures import ERASING, ID, Erasures
from projections.audit.versions import Versions

HEX_64 = re.compile(r"[0-9a-f]{64}")
LEAF = ("i", "kind", "state", "stream", "v")
KIND = re.compile(r"\w+\.\w+@\d+", re.ASCII)


@dataclass
class Seen:
    """The leaves so far, as far as the next ones depend on them."""

    origin: str = ""
    personal: bool = True
    start: int = (
        0  # the file begins with this leaf: what came before is in a file made earlier
    )
    size: int = 0
    sealed: int = 0
    opened: int = 0
    closed: Line | None = (
        None  # the leaf right above, when it is sealed and its text may come now
    )
    versions: Versions = field(default_factory=Versions)
    expected: Sequence[int] | None = (
        None  # the versions of the leaves at hand, if all of these have their shape
    )
    expected_from: int = 0  # the first of these leaves
    erasures: Erasures = field(default_factory=Erasures)


def look_ahead(values: Iterable[Line], seen: Seen) -> frozenset[str]:
    """Look at the next lines together: whether all leaves among them have their shape, and which version each is.

    Return the kinds of leaves of which nothing more has to be known, unless they are sealed: none if one of all
    these leaves cannot be the next.
    """
    seen.expected = None
    leaves = [value for value in values if "end" not in value and "of" not in value]
    if {*map(len, leaves)} != {len(LEAF)}:
        return frozenset()
    try:
        columns = zip(*map(_IN_ORDER, leaves), strict=True)
    except KeyError:
        return frozenset()
    indexes, kinds, states, streams, versions = columns
    if {*map(type, indexes)} != {int}:
        return frozenset()
    if {*map(type, states)} != {dict}:
        return frozenset()
    if not are_leaves(kinds, streams, versions):
        return frozenset()
    start = seen.size
    seen.expected = seen.versions.following(streams, _starts(versions, seen))
    seen.expected_from = start
    if start == 0:
        return frozenset()
    if indexes != (*range(start, start + len(leaves)),):
        return frozenset()
    if versions != (*seen.expected,):
        return frozenset()
    return frozenset(kind for kind in {*kinds} if not kind.startswith(_NOTED))


_IN_ORDER: Final[Callable[[Line], tuple[Any, ...]]] = itemgetter(*LEAF)
_NOTED: Final = (*OF_KEYS, *ERASING)
"""How the kinds of leaves begin that say more than that they are there."""


def _starts(versions: Iterable[int], seen: Seen) -> Iterable[int]:
    """Return where the streams may begin: what came before one that is met first may be in another file."""
    if not seen.start:
        return repeat(1)
    return (min(max(v, 1), 2**31) for v in versions)


def take_plain_leaves(seen: Seen, count: int) -> None:
    """Take leaves that `look_ahead` found to be the next, and about which nothing else has to be known."""
    if count and seen.closed is not None:
        pass_over(seen)
    seen.size += count


def take_leaf(leaf: Line, line: int, seen: Seen) -> None:
    """Take the leaf on this line; Damaged if it cannot be the next one of its ledger."""
    if seen.closed is not None:
        pass_over(seen)
    i = seen.size
    if seen.expected is None and not has_the_shape_of_a_leaf(leaf):
        raise Damaged(
            "Line {line} should hold event #{leaf} but holds no event.",
            line=line,
            leaf=i,
        )
    number, kind, state, stream, v = leaf.values()
    if number != i:
        raise Damaged(
            "Line {line} should hold event #{leaf} but holds event #{found}.",
            line=line,
            leaf=i,
            found=number,
        )
    if i == 0 and stream != seen.origin:
        raise Damaged(
            "Event #0 does not belong to the ledger named on line 1.",
            line=line,
            leaf=i,
        )
    if seen.expected is None:
        (expected,) = seen.versions.following([stream], _starts([v], seen))
    else:
        expected = seen.expected[i - seen.expected_from]
    if v != expected:
        raise Damaged(
            "Event #{leaf} (line {line}) has number {found} in its history; {expected} comes next.",
            line=line,
            leaf=i,
            found=v,
            expected=expected,
        )
    if kind in ERASING:
        seen.erasures.take(i, kind, stream, state)
    if "sealed" in state:
        if not is_text(state["sealed"], HEX_64):
            raise Damaged(
                "Event #{leaf} (line {line}) has no valid commitment.",
                line=line,
                leaf=i,
            )
        seen.sealed += 1
        seen.closed = leaf if seen.personal else None
    seen.size += 1


def take_text(value: Line, line: int, seen: Seen) -> None:
    """Take the sealed text on this line; Damaged if it is not that of the leaf right above."""
    leaf = seen.closed
    if leaf is None or not _has_the_shape_of_a_text(value) or value["of"] != leaf["i"]:
        raise Damaged(
            "Line {line} is not the personal text of the event above it.", line=line
        )
    if not is_what_was_sealed(value, leaf):
        raise Damaged(
            "The text of event #{leaf} (line {line}) is not the one that was recorded.",
            line=line,
            leaf=leaf["i"],
        )
    seen.opened += 1
    seen.closed = None


def pass_over(seen: Seen) -> None:
    """Note that no text came for the leaf above: if it should have one, an erasure must explain it."""
    leaf = seen.closed
    if leaf is not None:
        seen.erasures.missing(leaf["i"], leaf["stream"], leaf["v"], leaf["state"])
        seen.closed = None


def is_what_was_sealed(value: Line, leaf: Line) -> bool:
    """Whether the line is the sealed text of this leaf."""
    if not _has_the_shape_of_a_text(value):
        return False
    text = orjson.dumps(value["text"], option=CANONICAL)
    computed = hmac.digest(bytes.fromhex(value["salt"]), text, "sha256").hex()
    return bool(computed == leaf["state"]["sealed"])


def has_the_shape_of_a_leaf(value: Line) -> bool:
    """Whether the object has the keys of a leaf, in their order, and values of their types."""
    if tuple(value) != LEAF:
        return False
    i, kind, state, stream, v = value.values()
    return (
        type(i) is type(v) is int
        and type(kind) is type(stream) is str
        and type(state) is dict
        and is_kind(kind)
        and ID.fullmatch(stream) is not None
    )


def are_leaves(
    kinds: Sequence[object], streams: Sequence[object], versions: Sequence[object]
) -> bool:
    """Whether these can all be the kinds, the streams and the versions of leaves."""
    if {*map(type, kinds)} != {str}:
        return False
    if {*map(type, versions)} != {int}:
        return False
    return all(map(is_kind, {*kinds})) and are_ids(streams)


def are_ids(texts: Sequence[object]) -> bool:
    """Whether all of these are ids of streams."""
    if {*map(type, texts)} != {str} or {*map(len, texts)} != {ID_LENGTH}:  # type: ignore[arg-type]  # texts by now
        return False
    joined = "".join(texts).encode("ascii", "replace")  # type: ignore[arg-type]
    hyphens = b"-" * len(texts)
    without_digits = joined.translate(None, hexdigits.lower().encode())
    return without_digits == hyphens * len(HYPHENS) and all(
        joined[place::ID_LENGTH] == hyphens for place in HYPHENS
    )


ID_LENGTH = 36
HYPHENS = (8, 13, 18, 23)


@lru_cache
def is_kind(text: str) -> bool:
    """Whether the text is the kind of an event, such as `meeting.CoffeeHad@1`."""
    return KIND.fullmatch(text) is not None


def _has_the_shape_of_a_text(value: Line) -> bool:
    return (
        value.keys() == {"of", "salt", "text"}
        and is_number(value["of"])
        and is_text(value["salt"], HEX_64)
        and isinstance(value["text"], dict)
    )
