"""Random events of every kind, made from their fields; and random histories that were decided."""

from __future__ import annotations

import unicodedata
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from ledger.facts.event import (
    KINDS,
    UNSET,
    UUID,
    Bounds,
    Event,
    Field,
    Pattern,
    Unset,
    fields_of,
)
from tests.facts.cast import ADA, BOB, CLEO, DORA, ME

PEOPLE = st.sampled_from([ME, ADA, BOB, CLEO, DORA])
DATES = st.dates(min_value=date(1900, 1, 1))
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TEXT = ANY_TEXT.map(lambda text: unicodedata.normalize("NFC", text))


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may hold."""
    match get_origin(hint):
        case origin if origin is Annotated:
            return _marked(*get_args(hint))
        case origin if origin in (Union, UnionType):
            return st.one_of([values(each) for each in get_args(hint)])
        case origin if origin is Literal:
            return st.sampled_from(get_args(hint))
        case origin if origin is tuple:
            return _several(get_args(hint)[0])
        case _ if hint is Unset:
            return st.just(UNSET)
        case _:
            return {str: TEXT, date: DATES, type(None): st.none()}[hint]


def _marked(bare: Any, mark: object) -> st.SearchStrategy[Any]:
    match mark:
        case Pattern(regex) if regex == UUID:
            return PEOPLE
        case Pattern(regex):
            return st.from_regex(regex, fullmatch=True)
        case Bounds(least, most):
            return st.integers(least, most or 2**53 - 1)
        case _:
            raise AssertionError(bare, mark)


def _several(item: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    if get_origin(item) is Annotated:
        return st.lists(values(item), min_size=2, max_size=5, unique=True).map(
            lambda some: tuple(sorted(some))
        )
    return st.lists(values(item), max_size=3).map(tuple)


@st.composite
def events_of(draw: st.DrawFn, kind: type[Event]) -> Event:
    """Any event of one kind, some of its personal text there and some not."""
    return kind(**{each.name: draw(_field(each)) for each in fields_of(kind)})


def _field(field: Field) -> st.SearchStrategy[Any]:
    anything = values(field.hint)
    return st.none() | anything if field.sealed else anything


def events() -> st.SearchStrategy[Event]:
    """Any event of any kind."""
    return st.sampled_from(list(KINDS.values())).flatmap(events_of)
