"""Click completing a word of an argument with a page of an index: `_FLOOR_COMPLETE=bash_complete … name_floor.py`."""

from __future__ import annotations

import os
import sqlite3

import click
from click.shell_completion import CompletionItem


def names(
    _ctx: click.Context, _param: click.Parameter, begun: str
) -> list[CompletionItem[str]]:
    """Fifty names of the views that `FLOOR_VIEWS` names."""
    connection = sqlite3.connect(os.environ["FLOOR_VIEWS"])
    query = "SELECT shown FROM directory_words WHERE word >= ? AND word < ? ORDER BY word LIMIT 50"
    found = connection.execute(query, (begun.lower(), f"{begun.lower()}\U0010ffff"))
    return [CompletionItem(name) for (name,) in found]


@click.group()
def main() -> None:
    """A program of one command that takes a name."""


@main.command()
@click.argument("name", shell_complete=names)
def trust(name: str) -> None:
    """Show a name."""
    click.echo(name)


if __name__ == "__main__":
    main(prog_name="floor", complete_var="_FLOOR_COMPLETE")
