"""What is known of a person under all the entries that are read as one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from ledger.facts.event import PersonId
from ledger.language.folding import fold
from projections.directory import query as directory
from projections.directory.tables import Person
from projections.engine.tables import Rows

_LISTS: Final = ("emails", "phones", "urls", "tags")
_SINGLE: Final = (
    "organisation",
    "position",
    "place",
    "language",
    "every_days",
    "until",
)


def card(tables: Rows, group: Sequence[PersonId]) -> Person:
    """Unite a group of merged entries into one person, the surviving entry first.

    Its values come first; values it lacks are taken from the merged entries, whose names are aliases.
    """
    survivor = directory.person(tables, group[0]) or Person(group[0])
    merged: list[Person] = []
    for person in group[1:]:
        entry = directory.person(tables, person)
        if entry is not None and not entry.erased and not entry.retracted:
            merged.append(entry)
    if not merged:
        return survivor
    return _united(survivor, merged)


def _united(survivor: Person, merged: Sequence[Person]) -> Person:
    entries = (survivor, *merged)
    values: dict[str, Any] = {}
    for field in _SINGLE:
        candidates = [getattr(entry, field) for entry in entries]
        values[field] = next(filter(None, candidates), None)
    for field in _LISTS:
        lists = [getattr(entry, field) for entry in entries]
        values[field] = _joined(lists)
    if not survivor.given and not survivor.family:
        values |= _name_parts(survivor, merged)
    values["aliases"] = _aliases(survivor, merged)
    return survivor._replace(**values)


def _joined(lists: Iterable[str]) -> str:
    values: dict[str, None] = {}
    for text in lists:
        values |= dict.fromkeys(json.loads(text))
    return _as_json(values)


def _name_parts(survivor: Person, merged: Sequence[Person]) -> dict[str, Any]:
    """Given and family name from another entry of the same name."""
    name = fold(survivor.name or "")
    for entry in merged:
        has_parts = entry.given or entry.family
        if has_parts and fold(entry.name or "") == name:
            return {"given": entry.given, "family": entry.family}
    return {}


def _aliases(survivor: Person, merged: Sequence[Person]) -> str:
    names: list[str] = json.loads(survivor.aliases)
    for entry in merged:
        if entry.name:
            names.append(entry.name)
        names += json.loads(entry.aliases)
    aliases: dict[str, str] = {}
    for name in names:
        aliases.setdefault(fold(name), name)
    aliases.pop(fold(survivor.name or ""), None)
    return _as_json(aliases.values())


def _as_json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
