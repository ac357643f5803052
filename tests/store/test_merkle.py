"""The Merkle log against RFC 6962: published values, its own definition written out again, and damage."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store.merkle import (
    EMPTY,
    Frontier,
    append,
    decode,
    encode,
    leaf_hash,
    node_hash,
    root,
    root_of,
)
from tests.store.rfc6962 import LEAVES, PUBLISHED_LEAVES, PUBLISHED_ROOTS, tree_hash


@pytest.mark.parametrize("size", range(len(PUBLISHED_LEAVES) + 1))
def test_the_published_roots_are_reproduced(size: int) -> None:
    assert (
        root_of(map(leaf_hash, PUBLISHED_LEAVES[:size])).hex() == PUBLISHED_ROOTS[size]
    )


@pytest.mark.parametrize("size", range(65))
def test_the_root_is_the_definitions_at_every_size(size: int) -> None:
    assert root_of(map(leaf_hash, LEAVES[:size])) == tree_hash(LEAVES[:size])


@pytest.mark.parametrize("size", range(65))
def test_growing_leaf_by_leaf_or_in_two_steps_gives_the_frontier_of_one_step(
    size: int,
) -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES[:size]]
    whole = append(EMPTY, hashes)
    one_by_one = EMPTY
    for leaf in hashes:
        one_by_one = append(one_by_one, [leaf])
    assert one_by_one == whole
    assert {
        append(append(EMPTY, hashes[:cut]), iter(hashes[cut:]))
        for cut in range(size + 1)
    } == {whole}


def test_the_frontier_holds_one_hash_a_bit_of_the_size() -> None:
    for size in range(65):
        assert (
            len(append(EMPTY, map(leaf_hash, LEAVES[:size])).hashes) == size.bit_count()
        )


def test_leaves_and_nodes_are_hashed_apart() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    assert (
        leaf_hash(left + right)
        != node_hash(left, right)
        == sha256(b"\x01" + left + right).digest()
    )


def test_appending_nothing_changes_nothing() -> None:
    frontier = append(EMPTY, [leaf_hash(b"one")])
    assert append(frontier, []) == frontier
    assert root(EMPTY) == sha256(b"").digest()


@given(
    st.lists(st.binary(max_size=8), max_size=200),
    st.lists(st.binary(max_size=8), max_size=50),
)
def test_a_stored_frontier_comes_back_and_goes_on_growing(
    before: list[bytes], after: list[bytes]
) -> None:
    stored = encode(append(EMPTY, map(leaf_hash, before)))
    grown = append(decode(stored), map(leaf_hash, after))
    assert grown == append(EMPTY, map(leaf_hash, before + after))
    assert root(grown) == tree_hash(before + after)


def test_bytes_that_cannot_be_a_frontier_are_refused() -> None:
    stored = encode(append(EMPTY, map(leaf_hash, LEAVES[:5])))
    for damaged in (b"", stored[:-1], stored + b"\0", b"\0" * 7 + b"\x07" + stored[8:]):
        with pytest.raises(ValueError, match="cannot be the frontier"):
            decode(damaged)
    assert decode(bytes(8)) == EMPTY == Frontier(0, ())
