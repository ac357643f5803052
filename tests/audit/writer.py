"""A tiny writer of handshake-audit/1, from the description alone; nothing is shared with the program."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from tests.audit.ledgers import Event, canonical
from tests.store.rfc6962 import tree_hash


def audit_file(events: Sequence[Event], *, personal: bool = True) -> list[bytes]:
    """The lines of the audit file of these events, each with its newline."""
    origin = events[0].stream
    return closed(
        [
            header(origin, len(events), personal=personal),
            *body(events, personal=personal),
        ]
    )


def header(origin: str, size: int, *, personal: bool = True) -> bytes:
    return line(
        {
            "audit": "handshake-audit/1",
            "origin": origin,
            "personal": personal,
            "size": size,
        }
    )


def body(events: Sequence[Event], *, personal: bool = True) -> Iterator[bytes]:
    for i, event in enumerate(events):
        yield line(
            {
                "i": i,
                "kind": event.kind,
                "state": event.state,
                "stream": event.stream,
                "v": event.v,
            }
        )
        if personal and event.text is not None:
            yield line({"of": i, "salt": event.salt, "text": event.text})


def closed(above: Sequence[bytes]) -> list[bytes]:
    """These lines and the end that fits them, whatever they are."""
    leaves = [row.removesuffix(b"\n") for row in above if row.startswith(b'{"i":')]
    root = base64.b64encode(tree_hash(leaves)).decode()
    digest = hashlib.sha256(b"".join(above)).hexdigest()
    return [
        *above,
        line({"end": {"root": root, "sha256": digest, "size": len(leaves)}}),
    ]


def line(value: object) -> bytes:
    return canonical(value) + b"\n"
