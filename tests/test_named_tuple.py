"""Our named tuples are those of `typing`, sooner declared."""

from __future__ import annotations

import pickle
import typing

import pytest

from ledger.named_tuple import NamedTuple


class Ours(NamedTuple):
    """A point."""

    x: int
    y: int | None = None

    @property
    def double(self) -> int:
        """Twice x."""
        return 2 * self.x

    @classmethod
    def origin(cls) -> Ours:
        """Where all begins."""
        return cls(0)


class Theirs(typing.NamedTuple):
    """A point."""

    x: int
    y: int | None = None

    @property
    def double(self) -> int:
        """Twice x."""
        return 2 * self.x

    @classmethod
    def origin(cls) -> Theirs:
        """Where all begins."""
        return cls(0)


@pytest.mark.parametrize(
    "attribute",
    [
        "__doc__",
        "__module__",
        "_fields",
        "_field_defaults",
        "__slots__",
        "__match_args__",
    ],
)
def test_a_declaration_says_the_same(attribute: str) -> None:
    assert getattr(Ours, attribute) == getattr(Theirs, attribute)


def test_a_value_does_the_same() -> None:
    ours, theirs = Ours(1, y=2), Theirs(1, y=2)
    assert tuple(ours) == (1, 2)
    assert tuple(theirs) == (1, 2)
    assert ours.double == theirs.double
    assert tuple(Ours.origin()) == tuple(Theirs.origin())
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert tuple(ours._replace(x=3)) == (3, 2)
    assert tuple(theirs._replace(x=3)) == (3, 2)
    assert pickle.loads(pickle.dumps(ours)) == ours  # noqa: S301 - our own bytes
    assert type(Ours._make([4, 5])) is Ours
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)


@pytest.mark.parametrize("values", [(), (1, 2, 3)])
def test_too_few_and_too_many_values_are_refused(values: tuple[int, ...]) -> None:
    with pytest.raises(TypeError):
        Ours(*values)


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(AttributeError):
        Ours(1).z = 2  # type: ignore[attr-defined]
