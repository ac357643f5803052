"""The program `handshake`: the read commands, joined with the write commands."""

from __future__ import annotations


def main() -> None:
    """Run the program: the console script's entry."""
    from projections.cli.program import program

    program(prog_name="handshake")
