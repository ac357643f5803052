"""What a ledger holds about one person, for that person: facts, texts and proofs, and nobody else's name.

handshake-subject/1, NDJSON in canonical JSON. Each leaf as it stands in the ledger, with the ids of
others only; its text, or why it is withheld; its inclusion proof (RFC 6962) in the tree of the header.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeAlias

import orjson

from ledger.facts.event import UUID, PersonId, StreamId
from ledger.store.merkle import leaf
from ledger.store.port import SealedRow, Store
from ledger.store.proofs import inclusion_proofs
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


def export_subject(store: Store, origin: StreamId, subject: Subject, write: Write) -> None:
    """Hand the extract about one person to `write`, piece by piece.

    A text is withheld where somebody else than the owner took part, or where it names others.
    """
    digest = sha256()

    def put(line: bytes) -> None:
        digest.update(line)
        write(line)

    with store.snapshot():
        size = store.size()
        whole = b64encode(roots_at(store, [size])[size]).decode()
        people = sorted(subject.people)
        put(_line({"audit": FORMAT, "origin": origin, "people": people, "root": whole, "size": size}))
        chosen = about(store, people)
        shared = _shared(store, chosen, {*people, subject.owner})
        with hashes_of(store) as hashes:
            proofs = inclusion_proofs(hashes, chosen, size)
        for row in _sealed_rows(store, chosen):
            put(leaf(row.i, row.topic, row.state, row.stream, row.v) + b"\n")
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


def about(store: Store, people: Collection[PersonId]) -> list[int]:
    """The leaves about these people: their streams, every stream that names them, every leaf that does.

    And the erasures that explain why a text of those streams is missing, wherever they stand.
    """
    streams = {*people}
    ids = [person.encode() for person in people]
    for _i, stream, _v, topic, state in store.bare_rows():
        if not topic.startswith(("person.", "ledger.")) and any(each in state for each in ids):
            streams.add(stream)
    chosen, named, erasures = list[int](), set[bytes](), list[tuple[int, bytes]]()
    for i, stream, _v, topic, state in store.bare_rows():
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


def _shared(store: Store, chosen: list[int], both: set[str]) -> set[StreamId]:
    """The streams of meetings and exchanges in which somebody else takes part."""
    found: set[StreamId] = set()
    for row in _sealed_rows(store, chosen):
        named = {each.decode() for each in _IDS.findall(row.state)}
        if named - both and not row.topic.startswith(("person.", "ledger.")):
            found.add(row.stream)
    return found


def _sealed_rows(store: Store, chosen: list[int]) -> Iterator[SealedRow]:
    wanted = {*chosen}
    with closing(store.sealed_rows()) as found:
        yield from (row for row in found if row.i in wanted)
