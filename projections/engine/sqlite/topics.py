"""How the facts of each topic are read and folded where there are many of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from ledger.facts.codec import UPCASTERS
from ledger.facts.event import Event, fields_of, kind_of
from projections.engine.fold import Handlers, Ways
from projections.engine.projection import Many, Whole


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
        decode = _decoder(kind, ways) if kind and ways and not ordered else None
        self[topic] = Topic(kind.__name__ if kind else topic, ways, ordered, decode)
        return self[topic]


_TYPES: Final[dict[str, Any]] = {"minutes": int, "participants": set[str]}


def _decoder(kind: type[Event], ways: Ways) -> Callable[[bytes], Any] | None:
    """A reading of the fields that are needed, and of nothing else: it takes a third of the time."""
    many, whole = ways.many_firsts, ways.whole
    if ways.many_alone is None or (many is None and whole is None):
        return None
    readers: tuple[Many | Whole, ...] = (*ways.many_alone, *(many or ()), *(whole or ()))
    needs = {"sealed", "source", *(name for each in readers for name in each.needs)}
    required = {"recorded_at", "source"}
    required |= {each.name for each in fields_of(kind) if each.required and not each.null}
    fields = [_field(name, required=name in required) for name in sorted(needs)]
    return msgspec.json.Decoder(msgspec.defstruct("Said", fields, gc=False, kw_only=True)).decode


def _field(name: str, *, required: bool) -> tuple[str, Any] | tuple[str, Any, Any]:
    of = _TYPES.get(name, str)
    return (name, of) if required else (name, of | None, None)
