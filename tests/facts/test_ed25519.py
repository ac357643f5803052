"""Keys of low order are those of the curve's definition, computed here anew."""

from __future__ import annotations

from base64 import b64encode

import pytest

from ledger.errors import Refused
from ledger.facts.ed25519 import LOW_ORDER, P, is_weak
from ledger.facts.ledger_stream import LedgerOpened, SetSigningKey
from tests.facts.cast import ME
from tests.facts.given import given

D = -121665 * pow(121666, -1, P) % P
SIGN = 1 << 255

OF_OTHER_LIBRARIES = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]
"""The list that libsodium refuses, without the sign of x."""


def encoded(number: int) -> str:
    return b64encode(number.to_bytes(32, "little")).decode()


def doubled_y(y: int) -> int:
    """The y of a point added to itself: (y² + x²) / (1 - d x² y²), where the curve gives x²."""
    x_squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    return (y * y + x_squared) * pow(1 - D * x_squared * y * y, -1, P) % P


@pytest.mark.parametrize("y", sorted(LOW_ORDER))
def test_eight_times_a_point_of_low_order_is_the_neutral_one(y: int) -> None:
    assert doubled_y(doubled_y(doubled_y(y))) == 1


def test_the_points_of_order_eight_solve_their_equation() -> None:
    of_order_eight = LOW_ORDER - {0, 1, P - 1}
    assert len(of_order_eight) == 2
    for y in of_order_eight:
        assert (D * y**4 + 2 * y * y - 1) % P == 0


@pytest.mark.parametrize("key", OF_OTHER_LIBRARIES)
@pytest.mark.parametrize("sign", [0, SIGN])
def test_a_weak_key_is_refused_with_either_sign(key: str, sign: int) -> None:
    public = encoded(int.from_bytes(bytes.fromhex(key), "little") | sign)
    assert is_weak(public)
    opened = LedgerOpened(owner=ME, culture="french", trust_permille=260)
    given("ledger", opened).when(SetSigningKey(public_key=public)).refused(
        "proves nothing", Refused
    )


@pytest.mark.parametrize("y", [2, 4, P - 2, int.from_bytes(bytes(range(32)), "little")])
def test_any_other_number_below_the_modulus_may_be_a_key(y: int) -> None:
    assert not is_weak(encoded(y))
    assert not is_weak(encoded(y | SIGN))
