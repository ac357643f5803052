"""The program `handshake`: the read commands, joined with the write commands."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# Only where so many more objects were made than let go, the collector looks for circles among them. To
# start makes some 40,000, which stay; the usual 700 has them searched over and over, a sixth of the time
# that a short command takes.
_OBJECTS: Final = 100_000


_FRAGILE: Final = "orjson"
"""A library in Rust that crashes if Ctrl-C comes while it is loaded: SIGSEGV, 433 times of 464."""


class Unbroken:
    """Loads the fragile library with Ctrl-C held back until it is there; takes the place of its finder and loader."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find the library as Python does, and load it by this class."""
        if name != _FRAGILE:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            self._loader = spec.loader
            spec.loader = self  # type: ignore[assignment]  # it has the methods that are called
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Make the module as its own loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Load it; a signal that comes meanwhile is answered afterwards."""
        # What is under `signal`, which spends a hundredth of a coffee on enumerations.
        import _signal as signal  # type: ignore[import-not-found]

        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._loader.exec_module(module)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def main() -> None:
    """Run the program: the console script's entry."""
    gc.set_threshold(_OBJECTS)
    if hasattr(os, "fork"):  # signals can be held back
        sys.meta_path.insert(0, Unbroken())
    _open_closed_streams()
    try:
        from projections.cli.program import program

        program(prog_name="handshake")
    finally:
        # The process ends with all its objects: a last search for cycles would free nothing sooner.
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
