"""What is known of a person under all the entries that are read as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from ledger.facts.event import PersonId
from ledger.language.folding import fold
from projections.directory import query as directory
from projections.directory.tables import Person
from projections.engine.tables import Rows

_LISTS: Final = ("emails", "phones", "urls", "tags")
_SINGLE: Final = ("organisation", "position", "place", "language", "every_days", "until")


def card(tables: Rows, group: Sequence[PersonId]) -> Person:
    """The person who stays, `group` being everybody read as that person, the surviving entry first.

    Its values come first; what it lacks is taken from the others, and their names are aliases.
    """
    entries = [directory.person(tables, person) or Person(person) for person in group]
    survivor, *others = entries
    others = [entry for entry in others if not (entry.erased or entry.retracted)]
    if not others:
        return survivor
    known: dict[str, Any] = {}
    for field in _SINGLE:
        values = (getattr(entry, field) for entry in (survivor, *others))
        known[field] = next((value for value in values if value), None)
    for field in _LISTS:
        known[field] = _joined(getattr(entry, field) for entry in (survivor, *others))
    if survivor.name is None or not (survivor.given or survivor.family):
        known |= _told_apart(survivor, others)
    known["aliases"] = _aliases(survivor, others)
    return survivor._replace(**known)


def _joined(lists: Any) -> str:
    values = dict.fromkeys(value for text in lists for value in json.loads(text))
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def _told_apart(survivor: Person, others: Sequence[Person]) -> dict[str, Any]:
    """Given and family name from another entry of the same name."""
    for entry in others:
        if (entry.given or entry.family) and fold(entry.name or "") == fold(survivor.name or ""):
            return {"given": entry.given, "family": entry.family}
    return {}


def _aliases(survivor: Person, others: Sequence[Person]) -> str:
    names = [*json.loads(survivor.aliases)]
    for entry in others:
        names += [entry.name] if entry.name else []
        names += json.loads(entry.aliases)
    shown = {fold(survivor.name or "")}
    different: list[str] = []
    for name in names:
        if fold(name) not in shown:
            shown.add(fold(name))
            different.append(name)
    return json.dumps(different, ensure_ascii=False, separators=(",", ":"))
