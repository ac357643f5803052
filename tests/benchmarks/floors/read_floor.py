"""Reads one row of a ledger by its key: `read_floor.py FILE KEY`."""

from __future__ import annotations

import sqlite3

import click


@click.command()
@click.argument("file")
@click.argument("key")
def main(file: str, key: str) -> None:
    """Show the row of a key."""
    connection = sqlite3.connect(file)
    query = "SELECT state FROM stored_events WHERE originator_id = ? AND originator_version = 1"
    click.echo(connection.execute(query, (key,)).fetchone()[0])


if __name__ == "__main__":
    main()
