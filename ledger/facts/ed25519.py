"""Public keys of Ed25519 that prove nothing: a signature by a point of low order can be made without a private key.

The curve is -x² + y² = 1 + d x² y² over the integers modulo P (RFC 8032, section 5.1). It has eight points whose order
divides 8, and their five y are known from its definition: y = 1 is the neutral point and y = -1 has order 2; y = 0 has order
4, twice (x = ±√-1); and the four points of order 8 are those whose double has y = 0, for which d y⁴ + 2 y² - 1 = 0.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

P: Final = 2**255 - 19
_Y: Final = (1 << 255) - 1
"""The bits of y in a key; the one above them is the sign of x."""

_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826

LOW_ORDER: Final = frozenset({0, 1, P - 1, _ORDER_8, P - _ORDER_8})
"""The y of the eight points of low order."""


def is_weak(public_key: str) -> bool:
    """Whether a key in base64 is a point of low order, or no number modulo P, by which such a point can be hidden."""
    y = int.from_bytes(b64decode(public_key), "little") & _Y
    return y >= P or y in LOW_ORDER
