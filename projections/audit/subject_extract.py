"""What a ledger holds about one person, for that person: facts, texts and proofs, and no one else's name.

handshake-subject/1, NDJSON in canonical JSON. Each leaf as it stands in the ledger, with the ids of
others only; its text, or why it is withheld; its inclusion proof (RFC 6962) in the tree of the header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
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
from projections.audit.since import in_base64
from projections.audit.watching import Watcher, unwatched, watched_pass

FORMAT: Final = "handshake-subject/1"

_IDS: Final = re.compile(f'"({UUID})"'.encode())

Write: TypeAlias = Callable[[bytes], object]
Hidden: TypeAlias = Callable[[str, dict[str, Any]], bool]
"""Of a kind of stream and a text: whether it names others."""


class Subject(NamedTuple):
    """What an extract is about: all ids of the person, the owner, the person's card, and which texts to hide."""

    people: Collection[PersonId]
    owner: PersonId
    vcard: str
    names_others: Hidden


_PASSES: Final = 3
"""How often every leaf is read: for the streams of the people, for what is about them, and to write it."""


def export_subject(
    store: Store,
    origin: StreamId,
    subject: Subject,
    write: Write,
    watch: Watcher = unwatched,
) -> None:
    """Hand the extract about one person to `write`, piece by piece.

    A text is withheld if someone besides the owner took part, or if it names others. `watch` hears how much is read.
    """
    digest = sha256()

    def put(line: bytes) -> None:
        digest.update(line)
        write(line)

    with store.snapshot():
        size = store.size()
        root = in_base64(roots_at(store, [size])[size])
        people = sorted(subject.people)
        put(
            _line(
                {
                    "audit": FORMAT,
                    "origin": origin,
                    "people": people,
                    "root": root,
                    "size": size,
                }
            )
        )
        chosen = about(store, people, watch)
        shared = _shared(store, chosen, {*people, subject.owner})
        with hashes_of(store) as hashes:
            proofs = inclusion_proofs(hashes, chosen, size)
        chosen_rows = _chosen_rows(store, chosen, watch)
        for row in chosen_rows:
            i, stream, v, topic, state, _salt, _text = row
            put(leaf(i, topic, state, stream, v) + b"\n")
            text = _text_line(row, shared, subject.names_others)
            if text:
                put(text)
            put(_line({"of": i, "proof": list(map(in_base64, proofs[i]))}))
    put(_line({"vcard": subject.vcard}))
    write(_line({"end": {"leaves": len(chosen), "sha256": digest.hexdigest()}}))


def _text_line(
    row: SealedRow, shared: Collection[StreamId], names_others: Hidden
) -> bytes | None:
    """Return the line of a row's personal text, or that it is withheld; None if the row has no text."""
    i, stream, _v, topic, _state, salt, stored = row
    if stored is None:
        return None
    if salt is None:
        return None
    text = orjson.loads(stored)
    if stream in shared or names_others(topic, text):
        return _line({"of": i, "withheld": True})
    return _line({"of": i, "salt": salt.hex(), "text": text})


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=CANONICAL | orjson.OPT_APPEND_NEWLINE)


def about(
    store: Store, people: Collection[PersonId], watch: Watcher = unwatched
) -> list[int]:
    """Return the leaves about these people: their streams, every stream that names them, every leaf that does.

    With the erasures that explain why a text of those streams is missing, wherever they stand.
    """
    ids = [person.encode() for person in people]
    size = store.size()
    streams = _streams(store, people, ids, watch)
    chosen: list[int] = []
    named: set[bytes] = set()
    erasures: list[tuple[int, bytes]] = []
    rows = watched_pass(store.bare_rows(), watch, size, 1, _PASSES)
    for i, stream, _v, topic, state in rows:
        of_them = stream in streams or (
            topic.startswith("ledger.") and _names(state, ids)
        )
        is_about_them = of_them or (
            topic.startswith("person.TextErased@") and _erased_stream(state) in streams
        )
        if is_about_them:
            chosen.append(i)
            named.update(_IDS.findall(state))
        elif topic.startswith("person.PersonErased@"):
            erasures.append((i, stream.encode()))
    explaining = [i for i, stream in erasures if stream in named]
    return sorted([*chosen, *explaining])


def _streams(
    store: Store,
    people: Collection[PersonId],
    ids: Sequence[bytes],
    watch: Watcher,
) -> set[StreamId]:
    """Return the streams of these people, and of the meetings, connections and exchanges that name them."""
    streams = {*people}
    rows = watched_pass(store.bare_rows(), watch, store.size(), 0, _PASSES)
    for _i, stream, _v, topic, state in rows:
        names_them = not topic.startswith(("person.", "ledger.")) and _names(state, ids)
        if names_them:
            streams.add(stream)
    return streams


def _names(state: bytes, ids: Sequence[bytes]) -> bool:
    return any(person in state for person in ids)


def _erased_stream(state: bytes) -> str:
    return str(orjson.loads(state).get("event", "")).partition("/")[0]


def _shared(
    store: Store, chosen: Collection[int], parties: Collection[str]
) -> set[StreamId]:
    """Return the streams of meetings and exchanges that involve someone besides these parties."""
    shared: set[StreamId] = set()
    for _i, stream, _v, topic, state, _salt, _text in _chosen_rows(store, chosen):
        named = {person.decode() for person in _IDS.findall(state)}
        is_shared = named.difference(parties) and not topic.startswith(
            ("person.", "ledger.")
        )
        if is_shared:
            shared.add(stream)
    return shared


def _chosen_rows(
    store: Store, chosen: Collection[int], watch: Watcher = unwatched
) -> Iterator[SealedRow]:
    indexes = {*chosen}
    with closing(store.sealed_rows()) as rows:
        for row in watched_pass(rows, watch, store.size(), _PASSES - 1, _PASSES):
            if row[0] in indexes:
                yield row
