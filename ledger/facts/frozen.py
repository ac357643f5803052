"""Frozen dataclasses that cost next to nothing to declare.

Every run of the program declares some hundred of them before it does anything. `@dataclass(frozen=True)`
compiles six methods for each, about a millisecond; here they are written once and shared, and the fields of a
class are looked for when they are first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, NoReturn, cast, dataclass_transform

from ledger.named_tuple import NamedTuple


class _Fields:
    """The fields of a class before anybody asked for them; a dataclass puts its own in this place."""

    def __get__(self, _value: object, cls: type) -> dict[str, Field[Any]]:
        dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
        declared: dict[str, Field[Any]] = cls.__dict__["__dataclass_fields__"]
        return declared


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(field,)
)
class Frozen:
    """The base of an immutable value whose fields are given by name.

    Its subclasses are dataclasses: `fields`, `replace` and `asdict` know them.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        cls.__dataclass_fields__ = _Fields()  # type: ignore[assignment]  # gives them

    def __init__(self, **values: Any) -> None:
        shape = _shape(cast("Any", type(self)))
        if not shape.required <= values.keys() <= shape.names:
            raise TypeError(_wrong(type(self).__name__, shape, values.keys()))
        attributes = self.__dict__
        attributes.update(shape.defaults)
        for name, make in shape.factories:
            attributes[name] = make()
        attributes.update(values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frozen) or type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__ or _compared(self) == _compared(other)

    def __hash__(self) -> int:
        return hash((type(self), _compared(self)))

    def __repr__(self) -> str:
        values = ", ".join(
            f"{field.name}={getattr(self, field.name)!r}" for field in fields(self)
        )
        return f"{type(self).__qualname__}({values})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


class _Shape(NamedTuple):
    names: frozenset[str]
    required: frozenset[str]
    defaults: dict[str, Any]
    factories: tuple[tuple[str, Callable[[], Any]], ...]
    compared: tuple[str, ...]


@cache
def _shape(cls: type[Frozen]) -> _Shape:
    defaults: dict[str, Any] = {}
    factories: dict[str, Callable[[], Any]] = {}
    compared: list[str] = []
    every = fields(cls)
    for declared in every:
        if declared.default is not MISSING:
            defaults[declared.name] = declared.default
        if declared.default_factory is not MISSING:
            factories[declared.name] = declared.default_factory
        if declared.compare:
            compared.append(declared.name)
    names = frozenset(declared.name for declared in every)
    return _Shape(
        names=names,
        required=names - factories.keys() - defaults.keys(),
        defaults=defaults,
        factories=tuple(factories.items()),
        compared=tuple(compared),
    )


def _compared(value: Frozen) -> tuple[Any, ...]:
    return tuple(
        getattr(value, name) for name in _shape(cast("Any", type(value))).compared
    )


def _wrong(name: str, shape: _Shape, names: Collection[str]) -> str:
    missing = sorted(shape.required - set(names))
    unknown = sorted(set(names) - shape.names)
    return f"{name}: missing {', '.join(missing) or 'nothing'}; unknown {', '.join(unknown) or 'nothing'}"
