"""Click completing the commands of a program of some fifty: `_FLOOR_COMPLETE=bash_complete … completion_floor.py`."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """A program of some fifty commands that do nothing."""


for _number in range(50):
    main.add_command(click.Command(f"command{_number}", help=f"Command {_number}."))

if __name__ == "__main__":
    main(prog_name="floor", complete_var="_FLOOR_COMPLETE")
