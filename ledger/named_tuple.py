"""Named tuples that cost next to nothing to declare, for the modules that every command loads.

A coffee declares some fifty of them before it does anything, and makes values of half. `typing.NamedTuple` compiles
each annotation that stands as text, and `collections.namedtuple` a constructor; here the annotations are left as they
stand, and the constructor is compiled once many values were made: to compile it takes as long as to make sixty without
it. A type checker sees the one of `typing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - given on
else:
    from _collections import _tuplegetter  # what `namedtuple` reads a field with

    _FEW = 32
    """Values of a class that are made without a constructor of its own."""

    class _TupleMethods(tuple):
        """What every named tuple can do: the public methods of `collections.namedtuple`."""

        __slots__ = ()

        _values_made = 0

        def __new__(cls, *values: Any, **named: Any) -> Any:
            cls._values_made += 1
            remaining = cls._fields[len(values) :]
            given = cls._field_defaults | named
            names_fit = named.keys() <= set(remaining) <= given.keys()
            values_fit = len(values) <= len(cls._fields)
            if cls._values_made <= _FEW and names_fit and values_fit:
                return tuple.__new__(cls, (*values, *map(given.get, remaining)))
            cls.__new__ = _constructor(cls)
            return cls(*values, **named)

        @classmethod
        def _make(cls, values: Any) -> Any:
            row = tuple.__new__(cls, values)
            if len(row) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} values, got {len(row)}")
            return row

        def _replace(self, **changes: Any) -> Any:
            replaced = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return replaced

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            values = ", ".join(
                f"{name}={value!r}" for name, value in self._asdict().items()
            )
            return f"{type(self).__name__}({values})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    def _constructor(cls: type) -> Any:
        """Compile the constructor of a class, as `collections.namedtuple` writes it."""
        fields = ", ".join(cls._fields)
        source = f"lambda _cls, {fields}: _new(_cls, ({fields},))"
        constructor = eval(source, {"_new": tuple.__new__})  # noqa: S307 - names of fields
        constructor.__defaults__ = tuple(cls._field_defaults.values())
        constructor.__qualname__ = f"{cls.__qualname__}.__new__"
        return constructor

    class _Declaration(type):
        """Makes a tuple of the annotated names, with the methods that stand beside them."""

        def __new__(
            cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
        ) -> type:
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {
                field: namespace[field] for field in fields if field in namespace
            }
            for place, field in enumerate(fields):
                namespace[field] = _tuplegetter(place, None)
            return type(
                name,
                (_TupleMethods,),
                namespace
                | {
                    "__slots__": (),
                    "__match_args__": fields,
                    "_fields": fields,
                    "_field_defaults": defaults,
                },
            )

    class NamedTuple(metaclass=_Declaration):
        """The base that a named tuple is declared with, as with that of `typing`."""
