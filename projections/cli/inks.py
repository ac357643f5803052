"""The characters that bars, shades and trees are drawn with: blocks and lines, or plain ASCII on outputs without them."""

from __future__ import annotations

import sys
from functools import cache
from typing import Final

_BLOCKS: Final = {
    "full": "█",
    "light": "░",
    "dot": "·",
    "line": "─",
    "axis": "│",
    "corner": "└",
    "branch": "├",
}
_PLAIN: Final = {
    "full": "#",
    "light": "-",
    "dot": ".",
    "line": "-",
    "axis": "|",
    "corner": "`",
    "branch": "+",
}

_IN_A_PIPE: Final = 80
"""How many columns are filled without a terminal."""


def ink(name: str) -> str:
    """A character to draw with; `█` where the output can show it, else `#`."""
    return _inks(getattr(sys.stdout, "encoding", None) or "ascii")[name]


@cache
def _inks(encoding: str) -> dict[str, str]:
    try:
        "".join(_BLOCKS.values()).encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return _PLAIN
    return _BLOCKS


def columns() -> int:
    """The columns that may be filled."""
    if sys.stdout.isatty():
        import shutil

        return max(shutil.get_terminal_size().columns, 20)
    return _IN_A_PIPE
