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
from ledger.store.checkpoint import Checkpoint, Note, key_id
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
    """What is looked for while leaves go by: the root at a size, and the keys.

    `first` is how many leaves came before the file; of an `extract` only the root of all is known.
    """

    size: int
    origin: str = ""
    first: int = 0
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
    """The root of the first so many leaves, from the leaves themselves; of sizes that the ledger had."""
    found, frontier, hashes = dict[int, bytes](), EMPTY, list[bytes]()
    if 0 in sizes:
        found[0] = root(EMPTY)
    with closing(store.lines(personal=False)) as records:
        for count, (leaf, _text) in enumerate(islice(records, max(sizes, default=0)), start=1):
            hashes.append(leaf_hash(leaf))
            if count in sizes or len(hashes) == SLICE:
                frontier, hashes = append(frontier, hashes), []
                if count in sizes:
                    found[count] = root(frontier)
    return found


@contextmanager
def hashes_of(store: Store) -> Iterator[Iterator[bytes]]:
    """The hash of every leaf, in order, as long as one likes to read them."""
    with closing(store.lines(personal=False)) as records:
        yield (leaf_hash(leaf) for leaf, _text in records)


def watched(store: Store, size: int) -> Watch:
    """The same of a ledger itself."""
    first = store.row(0)
    watch = Watch(size, first.stream if first else "")
    watch.root = roots_at(store, [size]).get(size)
    for i, _stream, _v, topic, state in store.bare_rows():
        if topic.startswith(KEY_SET):
            watch.take_key(i, orjson.loads(state))
    return watch


def judge(note: Note, watch: Watch, size: int) -> Proved:
    """How much the checkpoint proves of the `size` leaves that went by. Raises Damaged where they differ."""
    check_extends(note.checkpoint, watch, size)
    unchecked = False
    for each in note.signatures:
        for key in watch.keys:
            if key.i >= note.checkpoint.size or each.name != note.checkpoint.origin:
                continue
            if each.key_id != key_id(each.name, b64decode(key.public)):
                continue
            if not signing.available():
                unchecked = True
            elif signing.is_signed(note.text, key.public, each.signature):
                return Proved("signed", key)
            else:
                raise Damaged("The signature of the checkpoint is not that of the key it names.")
    return Proved("extends", unchecked=unchecked)


def check_extends(old: Checkpoint, watch: Watch, size: int) -> None:
    """Damaged unless the leaves begin with those of the checkpoint; BadInput where that cannot be told."""
    if old.origin != watch.origin:
        raise Damaged("The checkpoint is of another ledger, {origin}.", origin=old.origin)
    if watch.extract and old.size != size:
        raise BadInput(
            "The checkpoint counts {said} events and the extract was made of {found}: it compares with one "
            "of the same size only.",
            said=old.size,
            found=size,
        )
    if old.size > size:
        raise Damaged(
            "It does not extend the checkpoint: that counts {said} events, there are {found}.",
            said=old.size,
            found=size,
        )
    if old.size < watch.first:
        raise Damaged(
            "The checkpoint counts {said} events; this file begins after {first} and cannot show what "
            "was before.",
            said=old.size,
            first=watch.first,
        )
    if old.root != watch.root:
        raise Damaged(
            "It does not extend the checkpoint: something among its first {size} events was changed or "
            "put in since (their root is {found}, the checkpoint says {said}).",
            size=old.size,
            found=b64encode(watch.root or b"").decode(),
            said=b64encode(old.root).decode(),
        )
