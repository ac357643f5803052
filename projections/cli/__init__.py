"""The program `handshake`: the read commands, joined with the write commands."""

from __future__ import annotations

import gc
from typing import Final

# Only where so many more objects were made than let go, the collector looks for circles among them. To
# start makes some 40,000, which stay; the usual 700 has them searched over and over, a sixth of the time
# that a short command takes.
_OBJECTS: Final = 100_000


def main() -> None:
    """Run the program: the console script's entry."""
    gc.set_threshold(_OBJECTS)
    try:
        from projections.cli.program import program

        program(prog_name="handshake")
    finally:
        # What is there goes with the process: it need not be searched once more on the way out.
        gc.freeze()
