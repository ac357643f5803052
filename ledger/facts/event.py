"""The event: its base class, how its fields are stored, and the registry of kinds.

Events, states and commands are frozen dataclasses that cost next to nothing to declare. Every run of the program
declares some hundred of them before it does anything. `@dataclass(frozen=True)` compiles six methods for each, about
a millisecond; in `Frozen` they are written once and shared, and the fields of a class are looked for when they are
first needed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import field
from datetime import date
from enum import Enum
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NoReturn,
    TypeAlias,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_type_hints,
)

from ledger.named_tuple import NamedTuple


class _Fields:
    """The fields of a class before anybody asked for them; a dataclass puts its own in this place."""

    def __get__(self, _value: object, cls: type) -> dict[str, dataclasses.Field[Any]]:
        dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
        declared: dict[str, dataclasses.Field[Any]] = cls.__dict__[
            "__dataclass_fields__"
        ]
        return declared


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(field,)
)
class Frozen:
    """The base of an immutable value whose fields are given by name.

    Its subclasses are dataclasses: `fields`, `replace` and `asdict` know them.
    """

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

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
        assignments = (
            f"{field.name}={getattr(self, field.name)!r}"
            for field in dataclasses.fields(self)
        )
        values = ", ".join(assignments)
        return f"{type(self).__qualname__}({values})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


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
    every = dataclasses.fields(cls)
    for declared in every:
        if declared.default is not dataclasses.MISSING:
            defaults[declared.name] = declared.default
        if declared.default_factory is not dataclasses.MISSING:
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
    values_compared = (
        getattr(value, name) for name in _shape(cast("Any", type(value))).compared
    )
    return tuple(values_compared)


def _wrong(name: str, shape: _Shape, names: Collection[str]) -> str:
    missing = sorted(shape.required - set(names))
    unknown = sorted(set(names) - shape.names)
    return f"{name}: missing {', '.join(missing) or 'nothing'}; unknown {', '.join(unknown) or 'nothing'}"


UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


class Pattern(NamedTuple):
    """A regular expression that the whole text of a field must match."""

    regex: str


class Bounds(NamedTuple):
    """The lowest and the highest integer of a field, both included; None for no upper bound."""

    lowest: int
    highest: int | None = None


StreamId: TypeAlias = Annotated[str, Pattern(UUID)]
"""A random UUID (version 4): 36 characters, lower case."""

PersonId: TypeAlias = StreamId
"""A person, by the id of their stream."""

Position: TypeAlias = Annotated[int, Bounds(1)]
"""The place of an event in its stream, from 1."""

EventId: TypeAlias = Annotated[str, Pattern(rf"{UUID}/[1-9][0-9]*")]
"""An event by its stream and its position there."""

Code: TypeAlias = Annotated[str, Pattern("[a-z][a-z-]{0,31}")]
"""One word of the program's own in clear: a form of meeting, a culture."""

TimeOfDay: TypeAlias = Annotated[str, Pattern("(?:[01][0-9]|2[0-3]):[0-5][0-9]")]
"""A civil time of day, `12:30`."""

Precision: TypeAlias = Literal["day", "month", "year"]


class Unset(Enum):
    """The value of a nullable field that is not there, where null says something else."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


_SEALED = "sealed"
T = TypeVar("T")
Sealed: TypeAlias = Annotated[T | None, _SEALED]
"""The type of a field of personal text: kept beside the event, None once erased."""


class Event(Frozen):
    """An immutable fact in the past tense.

    `identifiers` are the identifiers the event brings, in clear (`email:…`, `linkedin:…`); the
    store keeps only their keyed hashes, so they are empty on an event that was read back.
    """

    stream_kind: ClassVar[str]
    version: ClassVar[int]

    identifiers: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def topic(cls) -> str:
        """The kind as the ledger stores it, such as `meeting.CoffeeHad@1`."""
        return f"{cls.stream_kind}.{cls.__name__}@{cls.version}"


EventT = TypeVar("EventT", bound=Event)

_KINDS: dict[str, type[Event]] = {}

if TYPE_CHECKING:
    KINDS = _KINDS
    """Every kind of event by its topic."""


def __getattr__(name: str) -> Any:
    """Declare every kind when `KINDS` is first read.

    Declaring them all takes as long as reading a row, and many commands need none or a few.
    """
    if name != "KINDS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import ledger.facts.kinds  # noqa: F401 - enters them in the registry

    return _KINDS


def event(
    stream_kind: str, *, version: int = 1
) -> Callable[[type[EventT]], type[EventT]]:
    """Declare a kind of event of the streams of `stream_kind` and enter it in the registry."""

    def register(cls: type[EventT]) -> type[EventT]:
        cls.stream_kind = stream_kind
        cls.version = version
        is_declared_twice = cls.topic() in _KINDS or any(
            cls.__name__ == kind.__name__ for kind in _KINDS.values()
        )
        if is_declared_twice:
            raise TypeError(f"the kind {cls.__name__} is declared twice")
        _KINDS[cls.topic()] = cls
        return cls

    return register


def kind_of(topic: str) -> type[Event] | None:
    """The kind of this topic, None for an unknown one. Declares all kinds only if this one is missing."""
    if topic not in _KINDS:
        import ledger.facts.kinds  # noqa: F401 - as above
    return _KINDS.get(topic)


def kind_named(name: str) -> type[Event] | None:
    """The kind with this class name, which is unique; None for one that is not known."""
    for kind in _KINDS.values():
        if kind.__name__ == name:
            return kind
    return names().get(name)


def declared() -> tuple[type[Event], ...]:
    """The kinds declared so far, without loading the others."""
    return tuple(_KINDS.values())


def names() -> dict[str, type[Event]]:
    """Every kind of event by its class name, which is unique."""
    import ledger.facts.kinds  # noqa: F401 - as above

    return {kind.__name__: kind for kind in _KINDS.values()}


class Field(NamedTuple):
    """How a field of an event is stored.

    `hint` is its type without the mark of sealed text; `required` says that it has no default;
    `null` says that null has a meaning and is stored, where other absent values are left out.
    """

    name: str
    hint: Any
    sealed: bool
    required: bool
    null: bool


def fields_of(kind: type[Event]) -> tuple[Field, ...]:
    """The fields of a kind in the order of declaration, `identifiers` apart."""
    return _fields(
        cast("Any", kind)
    )  # mypy does not take a dataclass's type for hashable


@cache
def _fields(kind: type[Event]) -> tuple[Field, ...]:
    hints = get_type_hints(kind, include_extras=True)
    declared_fields = (
        _field(field, hints[field.name])
        for field in dataclasses.fields(kind)
        if field.name != "identifiers"
    )
    return tuple(declared_fields)


def _field(declared: dataclasses.Field[Any], hint: Any) -> Field:
    sealed = _SEALED in getattr(hint, "__metadata__", ())
    bare = hint.__origin__ if sealed else hint
    required = declared.default is dataclasses.MISSING
    may_be_null = type(None) in get_args(bare) and not sealed
    null = may_be_null and (required or declared.default is UNSET)
    return Field(declared.name, bare, sealed, required, null)


class Dated(Event):
    """An event that happened on a civil day, known to the day, the month or the year.

    For a month or a year the first day is stored.
    """

    occurred_on: date
    precision: Precision = "day"


class NewEvents(NamedTuple):
    """Events to append to a stream that holds `version` events so far."""

    stream: StreamId
    version: int
    events: tuple[Event, ...]
