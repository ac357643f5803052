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
from ledger.facts.ed25519 import is_weak
from ledger.facts.ledger_stream import KEY
from ledger.store import signing
from ledger.store.checkpoint import Checkpoint, Signature, SignedNote, key_id
from ledger.store.merkle import EMPTY, append, leaf_hash, root
from ledger.store.port import Store
from projections.audit.canonical_line import Line, is_text

Assurance: TypeAlias = Literal["internal", "extends", "signed"]

KEY_SET = "ledger.SigningKeySet@"
KEY_REVOKED = "ledger.SigningKeyRevoked@"
OF_KEYS = (KEY_SET, KEY_REVOKED)
"""How the kinds of event begin that say which keys sign checkpoints."""
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
    revoked: dict[str, int] = field(default_factory=dict)

    def take_key(self, i: int, kind: str, state: Line) -> None:
        """Note the key that leaf `i` sets or revokes; a state of other hands may name none, or one that proves nothing."""
        public = state.get("public_key")
        if not is_text(public, _PUBLIC):
            return
        if is_weak(str(public)):
            return
        if kind.startswith(KEY_REVOKED):
            self.revoked.setdefault(str(public), i)
        else:
            self.keys.append(Key(i, str(public)))

    def revocation(self, key: Key, size: int) -> Key | None:
        """Return the leaf that revoked a key, if it is among the leaves of a checkpoint of this size."""
        i = self.revoked.get(key.public, size)
        if i < size:
            return Key(i, key.public)
        return None


class Proved(NamedTuple):
    """How much was proved; with "signed", by which key.

    `unchecked`: signed, but nothing to check it with. `revoked`: the key of a signature that counts for nothing,
    and the leaf that says so.
    """

    assurance: Assurance
    key: Key | None = None
    unchecked: bool = False
    revoked: Key | None = None


def roots_at(store: Store, sizes: Collection[int]) -> dict[int, bytes]:
    """Return the root at each of these sizes that the ledger had, computed from the leaves themselves."""
    roots = {}
    if 0 in sizes:
        roots = {0: root(EMPTY)}
    frontier, hashes = EMPTY, list[bytes]()
    with closing(store.lines()) as lines:
        for size, leaf in enumerate(islice(lines, max(sizes, default=0)), start=1):
            hashes.append(leaf_hash(leaf))
            if size in sizes or len(hashes) == SLICE:
                frontier, hashes = append(frontier, hashes), []
            if size in sizes:
                roots[size] = root(frontier)
    return roots


@contextmanager
def hashes_of(store: Store) -> Iterator[Iterator[bytes]]:
    """Give the hash of every leaf, in order; not all of them need to be read."""
    with closing(store.lines()) as lines:
        yield map(leaf_hash, lines)


def watched(store: Store, size: int) -> Watch:
    """Return what there is in a ledger to compare a checkpoint of this size with."""
    opening = store.bare_row(0)
    watch = Watch(size, opening.stream if opening else "")
    watch.root = roots_at(store, [size]).get(size)
    for i, stream, _v, topic, state in store.bare_rows():
        if topic.startswith(OF_KEYS) and stream == watch.origin:
            watch.take_key(i, topic, orjson.loads(state))
    return watch


def judge(note: SignedNote, watch: Watch, size: int) -> Proved:
    """Return how much a checkpoint proves of the `size` leaves that went by. Raises Damaged if they differ."""
    check_extends(note.checkpoint, watch, size)
    unchecked, revoked = False, None
    for signature in note.signatures:
        key = _key_of(signature, note, watch)
        if key is None:
            continue
        revocation = watch.revocation(key, note.checkpoint.size)
        if revocation is not None:
            revoked = revocation
        elif not signing.available():
            unchecked = True
        elif signing.is_signed(note.text, key.public, signature.signature):
            return Proved("signed", key)
        else:
            raise Damaged("The checkpoint's signature does not match its key.")
    return Proved("extends", unchecked=unchecked, revoked=revoked)


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
            "The checkpoint counts {said} events and the extract was made from {found}; they can only be compared at the same size.",
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
