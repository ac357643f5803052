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


@pytest.mark.parametrize("made_before", [0, 100])
def test_a_value_does_the_same(made_before: int) -> None:
    for x in range(made_before):  # the constructor is compiled on the way
        assert tuple(Ours(x)) == (x, None)
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


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        ((1, 2, 3), {}),
        ((1,), {"x": 2}),
        ((1,), {"z": 2}),
        ((), {"y": 2}),
    ],
)
def test_values_that_do_not_fit_are_refused(
    values: tuple[int, ...], named: dict[str, int]
) -> None:
    class Fresh(NamedTuple):
        x: int
        y: int | None = None

    for _attempt in range(2):
        with pytest.raises(TypeError, match="argument"):
            Fresh(*values, **named)
    assert tuple(Fresh(1)) == (1, None)
