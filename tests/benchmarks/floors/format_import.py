"""Writes the rows of an import of LinkedIn's connections, bare: `format_import.py CSV LEDGER`.

The same rows, hashes and commitments in the same tables, one transaction; no library, no decisions, no views.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
import sqlite3
import sys
import uuid
from datetime import datetime
from typing import Any, TypeAlias

import orjson

TABLES = """
CREATE TABLE stored_events (rowid INTEGER PRIMARY KEY, originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,
    UNIQUE (originator_id, originator_version));
CREATE TABLE sealed (i INTEGER PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL);
CREATE TABLE keys (key BLOB PRIMARY KEY, stream TEXT NOT NULL, i INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tree (size INTEGER PRIMARY KEY, root BLOB NOT NULL, frontier BLOB NOT NULL);
"""
SECRET = os.urandom(32)
OWNER, BATCH = str(uuid.uuid4()), str(uuid.uuid4())
STAMP = {
    "recorded_at": "2026-09-23T00:00:00.000000Z",
    "recorded_by": OWNER,
    "source": f"import:linkedin:{BATCH}",
}


def key_of(identifier: str) -> bytes:
    """A keyed hash."""
    return hmac.digest(SECRET, identifier.encode(), hashlib.sha256)


def canonical(value: dict[str, Any]) -> bytes:
    """Canonical JSON."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


Fact: TypeAlias = tuple[str, str, dict[str, Any], dict[str, Any] | None, list[str]]


def facts(file: str) -> list[Fact]:
    """Stream, topic, state, text and identifiers of every event that the file brings."""
    made = list[Fact]()
    with open(file, encoding="utf-8", newline="") as lines:  # noqa: PTH123 - as bare as can be
        for row in csv.DictReader(lines):
            person, connection = str(uuid.uuid4()), str(uuid.uuid4())
            text: dict[str, Any] = {
                "name": f"{row['First Name']} {row['Last Name']}",
                "given": row["First Name"],
                "family": row["Last Name"],
                "urls": [row["URL"]],
                "organisation": row["Company"],
                "position": row["Position"],
            }
            found = [f"linkedin:{row['URL'].rpartition('/')[2]}"]
            if row["Email Address"]:
                text["emails"] = [row["Email Address"]]
                found.append(f"email:{row['Email Address']}")
            made.append((person, "person.PersonAdded@1", {}, text, found))
            day = datetime.strptime(row["Connected On"], "%d %b %Y").date().isoformat()  # noqa: DTZ007 - a day
            state: dict[str, Any] = {
                "network": "linkedin",
                "occurred_on": day,
                "owner": OWNER,
                "person": person,
                "precision": "day",
            }
            made.append(
                (
                    connection,
                    "connection.ConnectionAccepted@1",
                    state,
                    None,
                    [f"connection:{person}|linkedin"],
                )
            )
    return made


def main(file: str, path: str) -> None:
    """Import."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.executescript(TABLES)
    events, seals, keys, tree = [], [], [], list[bytes]()
    for i, (stream, topic, said, text, found) in enumerate(facts(file)):
        state = said | STAMP
        hashes = sorted(map(key_of, found))
        state["keys"] = [each.hex() for each in hashes]
        keys += [(each, stream, i) for each in hashes]
        if text is not None:
            salt, sealed = os.urandom(32), canonical(text)
            state["sealed"] = hmac.digest(salt, sealed, hashlib.sha256).hex()
            seals.append((i, salt, sealed))
        stored = canonical(state)
        events.append((i + 1, stream, 1, topic, stored))
        leaf = b'{"i":%d,"kind":"%b","state":%b,"stream":"%b","v":1}' % (
            i,
            topic.encode(),
            stored,
            stream.encode(),
        )
        node, full = hashlib.sha256(b"\x00" + leaf).digest(), i
        while full & 1:
            node = hashlib.sha256(b"\x01" + tree.pop() + node).digest()
            full >>= 1
        tree.append(node)
    whole = tree[-1]
    for left in reversed(tree[:-1]):
        whole = hashlib.sha256(b"\x01" + left + whole).digest()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO stored_events VALUES (?,?,?,?,?)", events)
    connection.executemany("INSERT INTO sealed VALUES (?,?,?)", seals)
    connection.executemany("INSERT OR IGNORE INTO keys VALUES (?,?,?)", keys)
    connection.execute(
        "INSERT INTO tree VALUES (?,?,?)",
        (len(events), whole, len(events).to_bytes(8, "big") + b"".join(tree)),
    )
    connection.execute("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])
