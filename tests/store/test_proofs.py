"""Proofs of inclusion and consistency: RFC 6962's own, at every size, and none that is altered."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from ledger.store.merkle import leaf_hash, root_of
from ledger.store.proofs import (
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    verify_consistency,
    verify_inclusion,
)
from tests.store.rfc6962 import (
    LEAVES,
    PUBLISHED_CONSISTENCY,
    PUBLISHED_INCLUSION,
    PUBLISHED_LEAVES,
    PUBLISHED_ROOTS,
    path,
    proof,
    tree_hash,
)

HASHES = [leaf_hash(leaf) for leaf in LEAVES]
ROOTS = [tree_hash(LEAVES[:size]) for size in range(65)]


def altered(hashes: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """Every way to change one byte, to leave one hash out, to double one, to shorten one, and to add one."""
    for place, value in enumerate(hashes):
        rest = hashes[:place], hashes[place + 1 :]
        for at in range(len(value)):
            changed = bytes(
                [*value[:at], value[at] ^ (1 << random.randrange(8)), *value[at + 1 :]]
            )
            yield (*rest[0], changed, *rest[1])
        yield (*rest[0], *rest[1])
        yield (*rest[0], value, value, *rest[1])
        yield (*rest[0], value[:-1], *rest[1])
    yield (*hashes, HASHES[0])


@pytest.mark.parametrize(("index", "size"), PUBLISHED_INCLUSION)
def test_the_published_inclusion_proofs_are_reproduced(index: int, size: int) -> None:
    hashes = [leaf_hash(leaf) for leaf in PUBLISHED_LEAVES]
    made = inclusion_proof(hashes, index, size)
    assert [value.hex() for value in made] == PUBLISHED_INCLUSION[index, size]
    assert verify_inclusion(
        hashes[index], index, size, made, bytes.fromhex(PUBLISHED_ROOTS[size])
    )


@pytest.mark.parametrize(("old", "new"), PUBLISHED_CONSISTENCY)
def test_the_published_consistency_proofs_are_reproduced(old: int, new: int) -> None:
    made = consistency_proof([leaf_hash(leaf) for leaf in PUBLISHED_LEAVES], old, new)
    before, after = (bytes.fromhex(PUBLISHED_ROOTS[size]) for size in (old, new))
    assert [value.hex() for value in made] == PUBLISHED_CONSISTENCY[old, new]
    assert verify_consistency(old, new, before, after, made)


@pytest.mark.parametrize("size", range(65))
def test_every_leaf_of_every_size_has_the_definitions_proof_and_it_holds(
    size: int,
) -> None:
    proofs = inclusion_proofs(iter(HASHES), range(size), size)
    assert set(proofs) == set(range(size))
    for index, made in proofs.items():
        assert list(made) == path(index, LEAVES[:size])
        assert made == inclusion_proof(HASHES, index, size)
        assert verify_inclusion(HASHES[index], index, size, made, ROOTS[size])


@pytest.mark.parametrize("new", range(65))
def test_every_size_has_the_definitions_proof_of_each_earlier_one_and_it_holds(
    new: int,
) -> None:
    for old in range(new + 1):
        made = consistency_proof(iter(HASHES), old, new)
        assert list(made) == (proof(old, LEAVES[:new]) if old else [])
        assert verify_consistency(old, new, ROOTS[old], ROOTS[new], made)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 33, 63, 64])
def test_an_inclusion_proof_with_one_byte_changed_fails(size: int) -> None:
    for index in range(size):
        for wrong in altered(inclusion_proof(HASHES, index, size)):
            assert not verify_inclusion(HASHES[index], index, size, wrong, ROOTS[size])


@pytest.mark.parametrize("new", range(65))
def test_a_consistency_proof_with_one_byte_changed_fails(new: int) -> None:
    for old in range(new + 1):
        for wrong in altered(consistency_proof(HASHES, old, new)):
            assert not verify_consistency(old, new, ROOTS[old], ROOTS[new], wrong)


@pytest.mark.parametrize("size", range(1, 33))
def test_an_inclusion_proof_fails_for_another_leaf_place_size_or_root(
    size: int,
) -> None:
    for index, made in inclusion_proofs(HASHES, range(size), size).items():
        leaf, whole = HASHES[index], ROOTS[size]
        assert not any(
            verify_inclusion(other, index, size, made, whole)
            for other in HASHES
            if other != leaf
        )
        assert not any(
            verify_inclusion(leaf, i, size, made, whole)
            for i in range(-1, 66)
            if i != index
        )
        assert not any(
            verify_inclusion(leaf, index, size, made, other)
            for other in ROOTS
            if other != whole
        )


def test_an_inclusion_proof_is_of_one_size_when_it_is_checked_against_that_sizes_root() -> (
    None
):
    for size in range(1, 33):
        for index, made in inclusion_proofs(HASHES, range(size), size).items():
            for other in set(range(66)) - {size}:
                # A path of the same shape may hold for another claimed size; never for that size's own root.
                claimed = ROOTS[other] if other < len(ROOTS) else ROOTS[0]
                assert not verify_inclusion(HASHES[index], index, other, made, claimed)


@pytest.mark.parametrize("new", range(1, 33))
def test_a_consistency_proof_fails_for_another_old_log(new: int) -> None:
    for old in range(1, new):
        made = consistency_proof(HASHES, old, new)
        forged = root_of([*HASHES[: old - 1], leaf_hash(b"another last leaf")])
        assert not verify_consistency(old, new, forged, ROOTS[new], made)
        assert not verify_consistency(old, new, ROOTS[old], ROOTS[new - 1], made)
        assert not verify_consistency(old - 1, new, ROOTS[old], ROOTS[new], made)
        assert not verify_consistency(new, old, ROOTS[new], ROOTS[old], made)


def test_the_empty_log_is_the_beginning_of_every_log_but_only_with_its_own_root() -> (
    None
):
    assert verify_consistency(0, 5, ROOTS[0], ROOTS[5], ())
    assert not verify_consistency(0, 5, ROOTS[1], ROOTS[5], ())
    assert not verify_consistency(0, 0, ROOTS[0], ROOTS[5], ())
    assert not verify_consistency(0, 5, ROOTS[0], ROOTS[5], (HASHES[0],))


def test_what_cannot_be_proved_is_refused() -> None:
    for index, size in ((0, 0), (-1, 3), (3, 3)):
        with pytest.raises(ValueError, match="not among the first"):
            inclusion_proof(HASHES, index, size)
    for old, new in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="cannot begin with"):
            consistency_proof(HASHES, old, new)
    with pytest.raises(ValueError, match="63 leaf hashes are not the 64 of the log"):
        inclusion_proof(HASHES[:63], 5, 64)
    with pytest.raises(ValueError, match="63 leaf hashes are not the 64 of the log"):
        consistency_proof(HASHES[:63], 5, 64)


def test_a_proof_reads_no_more_than_the_log_of_its_size() -> None:
    stream = iter(HASHES)
    inclusion_proof(stream, 2, 10)
    assert next(stream) == HASHES[10]
