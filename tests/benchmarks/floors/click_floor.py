"""Inserts one row into SQLite (WAL, FULL) and commits: `click_floor.py FILE NAME`."""

from __future__ import annotations

import sqlite3

import click


@click.command()
@click.argument("file")
@click.argument("name")
def main(file: str, name: str) -> None:
    """Record a name."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS facts (i INTEGER PRIMARY KEY, name TEXT NOT NULL)"
    )
    connection.execute("INSERT INTO facts (name) VALUES (?)", (name,))
    connection.execute("COMMIT")
    connection.close()
    click.echo(f"{name} is recorded.")


if __name__ == "__main__":
    main()
