"""The leaves of an audit file, as a ledger is made again from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from ledger.store.encode import StoredEvent
from projections.audit.canonical_line import CANONICAL, Line


def leaves(lines: Iterable[bytes]) -> Iterator[StoredEvent]:
    """Yield the leaves of a verified file as a store records them."""
    leaf: StoredEvent | None = None
    for line in lines:
        value: Line = orjson.loads(line)
        if "of" in value and leaf is not None:
            text = _canonical(value["text"])
            leaf = leaf._replace(seal=(bytes.fromhex(value["salt"]), text))
            continue
        if leaf is not None:
            yield leaf
            leaf = None
        if "i" in value:
            state = _canonical(value["state"])
            keys = tuple(bytes.fromhex(key) for key in value["state"].get("keys", ()))
            leaf = StoredEvent(value["stream"], value["v"], value["kind"], state, None, keys)


def _canonical(value: object) -> bytes:
    written = orjson.dumps(value, option=CANONICAL)
    return bytes(memoryview(written))  # orjson's own bytes keep the four kilobytes in which it wrote
