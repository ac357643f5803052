"""Whether what is verified extends a checkpoint that was kept elsewhere, and who signed that."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

import orjson

from ledger.errors import BadInput, Damaged
from ledger.facts.ledger_stream import KEY
from ledger.store import signing
from ledger.store.checkpoint import Checkpoint, Signature, SignedNote, key_id
from ledger.store.merkle import EMPTY, append, leaf_hash, root
from ledger.store.port import Store
from projections.audit.canonical_line import Line, is_text

Assurance: TypeAlias = Literal["internal", "extends", "signed"]

KEY_SET = "ledger.SigningKeySet@"
_PUBLIC = re.compile(KEY)
SLICE = 1024


class Key(NamedTuple):
    """A key that the ledger names, and the leaf that does."""

    i: int
    public: str


@dataclass
class Watch:
    """What is looked for while leaves go by: the root at a size, and the signing keys.

    `start` is how many leaves came before the file; of an `extract` only the root of all is known.
    """

    size: int
    origin: str = ""
    start: int = 0
    extract: bool = False
    root: bytes | None = None
    keys: list[Key] = field(default_factory=list)

    def take_key(self, i: int, state: Line) -> None:
        """Note the key that leaf `i` names; a state of other hands may name none."""
        if is_text(public := state.get("public_key"), _PUBLIC):
            self.keys.append(Key(i, str(public)))


class Proved(NamedTuple):
    """How much was proved; with "signed", by which key; `unchecked`: signed, but nothing to check it with."""

    assurance: Assurance
    key: Key | None = None
    unchecked: bool = False


def roots_at(store: Store, sizes: Collection[int]) -> dict[int, bytes]:
    """Return the root at each of these sizes that the ledger had, computed from the leaves themselves."""
    roots = {0: root(EMPTY)} if 0 in sizes else {}
    frontier, hashes = EMPTY, list[bytes]()
    with closing(store.lines(personal=False)) as lines:
        for size, (leaf, _text) in enumerate(
            islice(lines, max(sizes, default=0)), start=1
        ):
            hashes.append(leaf_hash(leaf))
            if size in sizes or len(hashes) == SLICE:
                frontier, hashes = append(frontier, hashes), []
            if size in sizes:
                roots[size] = root(frontier)
    return roots


@contextmanager
def hashes_of(store: Store) -> Iterator[Iterator[bytes]]:
    """Give the hash of every leaf, in order; not all of them need to be read."""
    with closing(store.lines(personal=False)) as lines:
        yield (leaf_hash(leaf) for leaf, _text in lines)


def watched(store: Store, size: int) -> Watch:
    """Return what there is in a ledger to compare a checkpoint of this size with."""
    opening = store.bare_row(0)
    watch = Watch(size, opening.stream if opening else "")
    watch.root = roots_at(store, [size]).get(size)
    for i, _stream, _v, topic, state in store.bare_rows():
        if topic.startswith(KEY_SET):
            watch.take_key(i, orjson.loads(state))
    return watch


def judge(note: SignedNote, watch: Watch, size: int) -> Proved:
    """Return how much a checkpoint proves of the `size` leaves that went by. Raises Damaged if they differ."""
    check_extends(note.checkpoint, watch, size)
    unchecked = False
    for signature in note.signatures:
        key = _key_of(signature, note, watch)
        if key is None:
            continue
        if not signing.available():
            unchecked = True
        elif signing.is_signed(note.text, key.public, signature.signature):
            return Proved("signed", key)
        else:
            raise Damaged("The checkpoint's signature does not match its key.")
    return Proved("extends", unchecked=unchecked)


def _key_of(signature: Signature, note: SignedNote, watch: Watch) -> Key | None:
    """Return the key of a signature, if the ledger named it before the checkpoint."""
    if signature.name != note.checkpoint.origin:
        return None
    for key in watch.keys:
        named_before = key.i < note.checkpoint.size
        if named_before and signature.key_id == key_id(
            signature.name, b64decode(key.public)
        ):
            return key
    return None


def check_extends(old: Checkpoint, watch: Watch, size: int) -> None:
    """Raise Damaged unless the leaves begin with those of the checkpoint; BadInput if that cannot be seen."""
    if old.origin != watch.origin:
        raise Damaged(
            "The checkpoint is from another ledger, {origin}.", origin=old.origin
        )
    if watch.extract and old.size != size:
        raise BadInput(
            "The checkpoint counts {said} events and the extract was made from {found}; they compare only at the same size.",
            said=old.size,
            found=size,
        )
    if old.size > size:
        raise Damaged(
            "This does not extend the checkpoint, which counts {said} events; there are {found} here.",
            said=old.size,
            found=size,
        )
    if old.size < watch.start:
        raise Damaged(
            "The checkpoint counts {said} events; this file begins after {first} and cannot show earlier ones.",
            said=old.size,
            first=watch.start,
        )
    if old.root != watch.root:
        raise Damaged(
            "This does not extend the checkpoint: something in its first {size} events was changed or inserted since (their root is {found}, the checkpoint says {said}).",
            size=old.size,
            found=b64encode(watch.root or b"").decode(),
            said=b64encode(old.root).decode(),
        )
