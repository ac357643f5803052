"""Named tuples that cost next to nothing to declare, for the modules that every command loads.

A coffee declares some fifty of them before it does anything. `typing.NamedTuple` compiles each annotation that
stands as text, which takes longer than all else about the class; here the annotations are left as they stand.
A type checker sees the one of `typing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - given on
else:
    from collections import namedtuple

    _OF_THE_CLASS: Final = frozenset({"__module__", "__qualname__", "__annotations__"})

    class _Declaration(type):
        """Makes a tuple of the annotated names, with the methods that stand beside them."""

        def __new__(
            cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
        ) -> type:
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = namespace.get("__annotations__", {})
            defaults = [namespace[field] for field in fields if field in namespace]
            declared = namedtuple(  # noqa: PYI024 - whose types are given below
                name, fields, defaults=defaults, module=namespace["__module__"]
            )
            declared.__qualname__ = namespace["__qualname__"]
            declared.__annotations__ = fields
            for attribute, value in namespace.items():
                if attribute not in fields and attribute not in _OF_THE_CLASS:
                    setattr(declared, attribute, value)
            return declared

    class NamedTuple(metaclass=_Declaration):
        """The base that a named tuple is declared with, as with that of `typing`."""
