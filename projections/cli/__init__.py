"""The program `handshake`: the read commands, joined with the write commands."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

# Only where so many more objects were made than let go, the collector looks for circles among them. To
# start makes some 40,000, which stay; the usual 700 has them searched over and over, a sixth of the time
# that a short command takes.
_OBJECTS: Final = 100_000


def main() -> None:
    """Run the program: the console script's entry."""
    gc.set_threshold(_OBJECTS)
    _open_closed_streams()
    try:
        from projections.cli.program import program

        program(prog_name="handshake")
    finally:
        # What is there goes with the process: it need not be searched once more on the way out.
        gc.freeze()


def _open_closed_streams() -> None:
    """Put the null device in the place of standard streams that were closed: no file may get their numbers."""
    if None not in {sys.stdin, sys.stdout, sys.stderr}:
        return
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115
