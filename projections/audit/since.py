"""An audit file of what came after a checkpoint: what its header and its end say more than others.

The header's `since` has the checkpoint's size and root, and the frontier: the roots of the full
subtrees of its leaves, largest first. They make up the root, and with the leaves of the file they make
up the new one: that alone proves that nothing before was changed. The end's `consistency` is the same
proof as RFC 6962, section 2.1.2, has it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from itertools import islice
from typing import Any, NamedTuple

from ledger.errors import Damaged
from ledger.store.checkpoint import Checkpoint
from ledger.store.merkle import EMPTY, HASH_BYTES, Frontier, append, root
from ledger.store.port import Store
from ledger.store.proofs import Proof, consistency_proof, verify_consistency
from projections.audit.canonical_line import Line, is_number
from projections.audit.checkpoints import Watch, check_extends, hashes_of


class Began(NamedTuple):
    """Where a file begins: the tree of the leaves before it, and how the whole tree extends that."""

    frontier: Frontier
    proof: Proof

    def as_json(self) -> dict[str, Any]:
        """Return what the header says."""
        hashes = list(map(in_base64, self.frontier.hashes))
        return {
            "frontier": hashes,
            "root": in_base64(root(self.frontier)),
            "size": self.frontier.size,
        }

    def proof_as_json(self) -> list[str]:
        """Return what the end says."""
        return list(map(in_base64, self.proof))


def began(store: Store, origin: str, since: Checkpoint, size: int) -> Began:
    """Return where a file begins that holds what came after a checkpoint; Damaged if that is not extended."""
    with hashes_of(store) as hashes:
        frontier = append(EMPTY, islice(hashes, since.size))
    watch = Watch(since.size, origin, root=root(frontier))
    check_extends(since, watch, size)
    with hashes_of(store) as hashes:
        return Began(frontier, consistency_proof(hashes, since.size, size))


def began_in(header: Line) -> Frontier:
    """Return the tree of the leaves before the file, empty for a whole one.

    Raises Damaged if the header contradicts itself.
    """
    if "since" not in header:
        return EMPTY
    since = header["since"]
    wrong = Damaged(
        "Line 1 does not say which checkpoint the file continues from.", line=1
    )
    is_no_beginning = not isinstance(since, dict) or since.keys() != {
        "frontier",
        "root",
        "size",
    }
    if is_no_beginning:
        raise wrong
    hashes, size = decoded(since["frontier"]), since["size"]
    if (
        hashes is None
        or not is_number(size)
        or size < 0
        or len(hashes) != size.bit_count()
    ):
        raise wrong
    frontier = Frontier(size, hashes)
    if in_base64(root(frontier)) != since["root"]:
        raise wrong
    return frontier


def check_proof(
    value: Line, number: int, since: Line, size: int, file_root: str
) -> None:
    """Take the proof out of the end line; Damaged if it does not show that the checkpoint is extended."""
    end = value["end"]
    proof = None
    if isinstance(end, dict):
        proof = decoded(end.pop("consistency", None))
    before, after = b64decode(since["root"]), b64decode(file_root)
    if proof is None or not verify_consistency(
        since["size"], size, before, after, proof
    ):
        raise Damaged(
            "The end (line {line}) does not prove that the file extends the checkpoint of {size} events.",
            line=number,
            size=since["size"],
        )


def in_base64(value: bytes) -> str:
    """The bytes in base64, as text."""
    return b64encode(value).decode()


def decoded(values: object) -> Proof | None:
    """Return the hashes that a list holds in base64; None if it holds anything else, or another way to write one."""
    if not isinstance(values, list):
        return None
    try:
        hashes_decoded = (b64decode(value, validate=True) for value in values)
        hashes = tuple(hashes_decoded)
    except (TypeError, ValueError):
        return None
    if values != list(map(in_base64, hashes)):
        return None
    if all(len(node) == HASH_BYTES for node in hashes):
        return hashes
    return None
