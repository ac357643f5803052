"""Makes views of the benchmark's work, bare: `bare_rebuild.py LEDGER VIEWS`.

The least that Python, msgspec and SQLite can do for the same answers: the rows that this work needs, of the kinds
of facts that are in it. No other kind, no correction, no erasure, no batch, no check of what is read, no library.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

TABLES = """
PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;
CREATE TABLE meetings (part, first, rows, PRIMARY KEY (part, first)) WITHOUT ROWID;
CREATE TABLE days (part, first, rows, PRIMARY KEY (part, first)) WITHOUT ROWID;
CREATE TABLE people (id PRIMARY KEY, name, email, added) WITHOUT ROWID;
CREATE TABLE words (word, name, id, shown, PRIMARY KEY (word, name, id)) WITHOUT ROWID;
CREATE TABLE identifiers (identifier, id, PRIMARY KEY (identifier, id)) WITHOUT ROWID;
CREATE TABLE connections (stream PRIMARY KEY, person, network, standing, since, asked) WITHOUT ROWID;
"""
LOT, CHUNK = 20_000, 500


class Met(msgspec.Struct, gc=False):
    """A meeting."""

    occurred_on: str
    participants: list[str]
    minutes: int | None = None


class Clicked(msgspec.Struct, gc=False):
    """A request, or an acceptance."""

    occurred_on: str
    person: str
    network: str


class Named(msgspec.Struct, gc=False):
    """The sealed text of a person."""

    name: str
    emails: list[str] = []


class Days(dict[str, int]):
    """The ordinals of days."""

    def __missing__(self, day: str) -> int:
        """Each is computed once."""
        self[day] = date.fromisoformat(day).toordinal()
        return self[day]


met = msgspec.json.Decoder(Met).decode
clicked = msgspec.json.Decoder(Clicked).decode
named = msgspec.json.Decoder(Named).decode

Packed: TypeAlias = "defaultdict[Any, array[int]]"
for _kind in (
    bytes,
    type(None),
):  # as they are; looking for what they could be adapted to takes longer than writing
    sqlite3.register_adapter(_kind, lambda value: value)


def chunks(groups: Packed) -> Iterator[tuple[Any, int, bytes]]:
    """The numbers of each group in order, some in a row."""
    for part in sorted(groups):
        rows = array("L", sorted(groups[part]))
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            yield part, some[0], some.tobytes()


def put(
    views: sqlite3.Connection, table: str, width: int, rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows in the order of their keys."""
    views.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * width)})", sorted(rows)
    )


def people(views: sqlite3.Connection, added: list[tuple[int, str, bytes]]) -> None:
    """Write who was added, and where they are found."""
    known = [(person, named(text), i) for i, person, text in added]
    put(
        views,
        "people",
        4,
        [(who, one.name, "".join(one.emails), i) for who, one, i in known],
    )
    folded = [
        (sorted(one.name.lower().split()), one.name, who) for who, one, _i in known
    ]
    put(
        views,
        "words",
        4,
        [(word, " ".join(w), who, name) for w, name, who in folded for word in w],
    )
    put(
        views,
        "identifiers",
        2,
        [(f"email:{each}", who) for who, one, _i in known for each in one.emails],
    )


def main(ledger: str, path: str) -> None:
    """Rebuild."""
    Path(path).unlink(missing_ok=True)
    reader, views = sqlite3.connect(ledger), sqlite3.connect(path, isolation_level=None)
    views.executescript(TABLES + "BEGIN")
    meetings: Packed = defaultdict(partial(array, "L"))
    days: Packed = defaultdict(partial(array, "L"))
    ordinal, size = (
        Days(),
        reader.execute("SELECT max(rowid) FROM stored_events").fetchone()[0],
    )
    for start in range(0, size, LOT):
        texts = dict(
            reader.execute(
                "SELECT i, text FROM sealed WHERE i >= ? AND i < ?",
                (start, start + LOT),
            )
        )
        added: list[tuple[int, str, bytes]] = []
        connections: dict[str, tuple[Any, ...]] = {}
        query = "SELECT originator_id, topic, state FROM stored_events WHERE rowid > ? AND rowid <= ?"
        for i, (stream, topic, state) in enumerate(
            reader.execute(query, (start, start + LOT)), start
        ):
            if topic[0] == "m":
                said = met(state)
                day = ordinal[said.occurred_on]
                days[day].append(i)
                for person in said.participants:
                    meetings[person].append(day << 41 | i << 12)
            elif topic[0] == "c":
                click = clicked(state)
                asked = connections.get(stream)
                days[ordinal[click.occurred_on]].append(i)
                said_of = (
                    click.person,
                    click.network,
                    topic,
                    click.occurred_on,
                    asked and asked[4],
                )
                connections[stream] = (stream, *said_of)
            elif topic[0] == "p":
                added.append((i, stream, texts[i]))
        put(views, "connections", 6, connections.values())
        people(views, added)
    for table, groups in (("meetings", meetings), ("days", days)):
        views.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", chunks(groups))
    views.execute("CREATE INDEX connections_0 ON connections (standing, since)")
    views.execute("CREATE INDEX connections_1 ON connections (person)")
    views.execute("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])
