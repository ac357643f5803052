"""The program `handshake`: the read commands, joined with the write commands."""

from projections.cli.program import main

__all__ = ["main"]
