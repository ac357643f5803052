"""The read side: what the facts mean. A read model is a folder with `tables.py` and `query.py`."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projections.engine.tables import Projection

    PROJECTIONS: tuple[Projection, ...]
    """The read models themselves."""


@cache
def versions() -> dict[str, int]:
    """The version of each read model, by its name. Their tables are not loaded: a reading needs few of them."""
    return {name: import_module(f"projections.{name}").VERSION for name in _names()}


@cache
def _names() -> tuple[str, ...]:
    names: list[str] = []
    for place in __path__:
        folders = (folder for folder in os.scandir(place) if folder.is_dir())
        names += [folder.name for folder in folders if _is_read_model(folder.path)]
    return tuple(sorted(names))


def _is_read_model(folder: str) -> bool:
    return all(os.path.exists(f"{folder}/{file}.py") for file in ("tables", "query"))  # noqa: PTH110


def __getattr__(name: str) -> Any:
    """PROJECTIONS, loaded when something is folded."""
    if name != "PROJECTIONS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    modules = [import_module(f"projections.{model}.tables") for model in _names()]
    globals()[name] = tuple(module.PROJECTION for module in modules)
    return globals()[name]
