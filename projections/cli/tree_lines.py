"""A tree in characters: each branch below the one that it grows from, long ones folded between words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledger.language.text import wrapped
from projections.cli.inks import columns, ink

_LEAST_ROOM = 20
"""A branch is never folded to fewer columns."""


@dataclass
class Branch:
    """A line of the tree, and what grows from it."""

    text: str
    branches: list[Branch] = field(default_factory=list)


def tree_lines(roots: Sequence[Branch]) -> Iterator[str]:
    """The lines of the trees, one below the other."""
    for root in roots:
        yield from wrapped(root.text, columns())
        yield from _below(root, "")


def _below(branch: Branch, before: str) -> Iterator[str]:
    """The lines of all that grows from a branch, behind the lines of its elders."""
    for place, child in enumerate(branch.branches, start=1):
        is_end = place == len(branch.branches)
        fork = ink("corner") if is_end else ink("branch")
        trunk = "   "
        if not is_end:
            trunk = f"{ink('axis')}  "
        room = max(columns() - len(before) - len(trunk), _LEAST_ROOM)
        start = f"{before}{fork}{ink('line')} "
        for text in wrapped(child.text, room):
            yield f"{start}{text}"
            start = before + trunk
        yield from _below(child, before + trunk)
