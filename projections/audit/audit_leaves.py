"""The leaves of an audit file, as a ledger is made again from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from ledger.store.sqlite.refill import Leaf
from projections.audit.canonical_line import CANONICAL, Line


def leaves(lines: Iterable[bytes]) -> Iterator[Leaf]:
    """The leaves of a file that was verified, each with its sealed text."""
    leaf: Leaf | None = None
    for line in lines:
        value: Line = orjson.loads(line)
        if "of" in value and leaf is not None:
            text = orjson.dumps(value["text"], option=CANONICAL)
            leaf = leaf._replace(seal=(bytes.fromhex(value["salt"]), text))
            continue
        if leaf is not None:
            yield leaf
            leaf = None
        if "i" in value:
            state = orjson.dumps(value["state"], option=CANONICAL)
            leaf = Leaf(value["i"], value["stream"], value["v"], value["kind"], state, None)
