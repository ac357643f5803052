"""The read side: what the facts mean. KEPT lists every read model that is kept."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from projections.engine.projection import Projection

    PROJECTIONS: tuple[Projection, ...]


class Kept(NamedTuple):
    """A read model by its name and version, and where it is; a test holds both to what stands there."""

    name: str
    version: int
    where: str


KEPT: Final[tuple[Kept, ...]] = (
    Kept("directory", 3, "projections.directory.tables:DIRECTORY"),
    Kept("trust", 4, "projections.trust.tables:TRUST"),
    Kept("timeline", 3, "projections.timeline.tables:TIMELINE"),
    Kept("queue", 3, "projections.queue.tables:QUEUE"),
    Kept("network", 2, "projections.network.tables:NETWORK"),
    Kept("search", 3, "projections.search.tables:SEARCH"),
)


def __getattr__(name: str) -> Any:
    """PROJECTIONS, the read models themselves: loaded when something is to be folded, not to be read."""
    if name != "PROJECTIONS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = (each.where.partition(":") for each in KEPT)
    globals()[name] = tuple(getattr(import_module(module), where) for module, _colon, where in found)
    return globals()[name]
