"""What a ledger holds about one person, for that person: facts, texts and proofs, and nobody else's name.

handshake-subject/1, NDJSON in canonical JSON. Each leaf as it stands in the ledger, with the ids of
others only; its text, or why it is withheld; its inclusion proof (RFC 6962) in the tree of the header.
"""

from __future__ import annotations

import re
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeAlias

import orjson

from ledger.facts.event import UUID, PersonId, StreamId
from ledger.store.proofs import inclusion_proofs
from ledger.store.sqlite import rows
from projections.audit.canonical_line import CANONICAL
from projections.audit.checkpoints import hashes_of, roots_at

FORMAT: Final = "handshake-subject/1"

_IDS: Final = re.compile(f'"({UUID})"'.encode())

Write: TypeAlias = Callable[[bytes], object]
Hidden: TypeAlias = Callable[[str, dict[str, Any]], bool]
"""Of a kind of stream and a text: whether it names others."""


class Subject(NamedTuple):
    """Whom an extract is about: every id of the person, the owner, the person's card, and what to hide."""

    people: Collection[PersonId]
    owner: PersonId
    vcard: str
    names_others: Hidden


def export_subject(connection: sqlite3.Connection, origin: StreamId, subject: Subject, write: Write) -> None:
    """Hand the extract about one person to `write`, piece by piece.

    A text is withheld where somebody else than the owner took part, or where it names others.
    """
    digest = sha256()

    def put(line: bytes) -> None:
        digest.update(line)
        write(line)

    with rows.snapshot(connection):
        size = rows.size(connection)
        whole = b64encode(roots_at(connection, [size])[size]).decode()
        people = sorted(subject.people)
        put(_line({"audit": FORMAT, "origin": origin, "people": people, "root": whole, "size": size}))
        chosen = about(connection, people)
        shared = _shared(connection, chosen, {*people, subject.owner})
        with hashes_of(connection) as hashes:
            proofs = inclusion_proofs(hashes, chosen, size)
        for row in _sealed_rows(connection, chosen):
            put(rows.leaf(row.i, row.topic, row.state, row.stream, row.v) + b"\n")
            if row.text is not None and row.salt is not None:
                text = orjson.loads(row.text)
                withheld = row.stream in shared or subject.names_others(row.topic, text)
                said = {"withheld": True} if withheld else {"salt": row.salt.hex(), "text": text}
                put(_line({"of": row.i, **said}))
            put(_line({"of": row.i, "proof": [b64encode(each).decode() for each in proofs[row.i]]}))
    put(_line({"vcard": subject.vcard}))
    write(_line({"end": {"leaves": len(chosen), "sha256": digest.hexdigest()}}))


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=CANONICAL | orjson.OPT_APPEND_NEWLINE)


def about(connection: sqlite3.Connection, people: Collection[PersonId]) -> list[int]:
    """The leaves about these people: their streams, every stream that names them, every leaf that does.

    And the erasures that explain why a text of those streams is missing, wherever they stand.
    """
    streams, found = {*people}, connection.execute
    ids = [person.encode() for person in people]
    for stream, topic, state in found("SELECT originator_id, topic, state FROM stored_events"):
        if not topic.startswith(("person.", "ledger.")) and any(each in state for each in ids):
            streams.add(stream)
    chosen, named, erasures = list[int](), set[bytes](), list[tuple[int, bytes]]()
    every = "SELECT rowid - 1, originator_id, topic, state FROM stored_events ORDER BY rowid"
    for i, stream, topic, state in found(every):
        erases = topic.startswith("person.TextErased@") and _erased_stream(state) in streams
        if (
            stream in streams
            or erases
            or (topic.startswith("ledger.") and any(each in state for each in ids))
        ):
            chosen.append(i)
            named.update(_IDS.findall(state))
        elif topic.startswith("person.PersonErased@"):
            erasures.append((i, stream.encode()))
    return sorted([*chosen, *(i for i, stream in erasures if stream in named)])


def _erased_stream(state: bytes) -> str:
    return str(orjson.loads(state).get("event", "")).partition("/")[0]


def _shared(connection: sqlite3.Connection, chosen: list[int], both: set[str]) -> set[StreamId]:
    """The streams of meetings and exchanges in which somebody else takes part."""
    found: set[StreamId] = set()
    for row in _sealed_rows(connection, chosen):
        named = {each.decode() for each in _IDS.findall(row.state)}
        if named - both and not row.topic.startswith(("person.", "ledger.")):
            found.add(row.stream)
    return found


def _sealed_rows(connection: sqlite3.Connection, chosen: list[int]) -> Iterator[rows.Sealed]:
    wanted = {*chosen}
    with closing(rows.sealed_rows(connection)) as found:
        yield from (row for row in found if row.i in wanted)
