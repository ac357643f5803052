"""How the facts of each topic are read and folded where there are many of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from ledger.facts.base import kind_of
from ledger.facts.states import UPCASTERS
from projections.fold import Handlers, Ways
from projections.projection import Many, Whole


class Topic(NamedTuple):
    """The class name of a kind, how it is folded, and whether that is to be done in order, one by one.

    `ways` is None for a kind that is not known. `decode` reads the fields that are needed of a
    fact, as attributes, where facts of this kind can be folded many at a time.
    """

    kind: str
    ways: Ways | None
    ordered: bool
    decode: Callable[[bytes], Any] | None

    @property
    def silent(self) -> bool:
        """Whether facts of this kind say nothing to any of the projections."""
        ways = self.ways
        return ways is not None and not (ways.ordered or ways.alone or ways.firsts or ways.streams)


class Topics(dict[str, Topic]):
    """The topics, each looked up when it is first met."""

    def __init__(self, handlers: Handlers) -> None:
        super().__init__()
        self._handlers: Final = handlers

    def __missing__(self, topic: str) -> Topic:
        kind = kind_of(topic)
        ways = self._handlers[kind.__name__] if kind else None
        # What kind an old state becomes, only the state tells.
        ordered = topic in UPCASTERS or (ways is not None and bool(ways.ordered))
        decode = _decoder(ways) if ways and not ordered else None
        self[topic] = Topic(kind.__name__ if kind else topic, ways, ordered, decode)
        return self[topic]


_TYPES: Final[dict[str, Any]] = {"minutes": int | None, "participants": set[str] | None, "source": str}


def _decoder(ways: Ways) -> Callable[[bytes], Any] | None:
    """A reading of the fields that are needed, and of nothing else: it takes a third of the time."""
    many, whole = ways.many_firsts, ways.whole
    if ways.many_alone is None or (many is None and whole is None):
        return None
    readers: tuple[Many | Whole, ...] = (*ways.many_alone, *(many or ()), *(whole or ()))
    needs = sorted({"sealed", "source", *(name for each in readers for name in each.needs)})
    fields = [(name, _TYPES.get(name, str | None), None) for name in needs]
    return msgspec.json.Decoder(msgspec.defstruct("Said", fields, gc=False)).decode
