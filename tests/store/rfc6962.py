"""RFC 6962, section 2.1, written down word for word, and published values to compare with.

The leaves, roots and proofs are those of the Certificate Transparency reference tests, kept today in
transparency-dev/merkle (testonly/constants.go, testonly/reference_test.go, testonly/tree_test.go).
Slow on purpose: everything is computed from the leaves again, nothing is shared with the program.
"""

from __future__ import annotations

from hashlib import sha256

LEAVES = [f"leaf {number}".encode() for number in range(64)]

PUBLISHED_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
E = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
PUBLISHED_INCLUSION = {  # (index, size): the proof
    (0, 1): [],
    (0, 8): [A, B, C],
    (5, 8): [E, D, PUBLISHED_ROOTS[4]],
    (2, 3): [PUBLISHED_ROOTS[2]],
    (1, 5): [PUBLISHED_ROOTS[1], B, E],
}
PUBLISHED_CONSISTENCY = {  # (old size, new size): the proof
    (1, 1): [],
    (1, 8): [A, B, C],
    (6, 8): [F, D, PUBLISHED_ROOTS[4]],
    (2, 5): [B, E],
}


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH(D[n])."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = largest_power_below(len(leaves))
    return sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree_hash(leaves[:k])]


def proof(m: int, leaves: list[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return subproof(m, leaves, original=True)


def subproof(m: int, leaves: list[bytes], *, original: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if original else [tree_hash(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], original=original), tree_hash(leaves[k:])]
    return [*subproof(m - k, leaves[k:], original=False), tree_hash(leaves[:k])]


def largest_power_below(size: int) -> int:
    """K with k < n <= 2k."""
    k = 1
    while 2 * k < size:
        k *= 2
    return k
