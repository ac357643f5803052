"""Facts as they are seen from a viewpoint: as one owner, or as all owners of a ledger taken for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import orjson

from ledger.store.port import Perspective

Seen: TypeAlias = Callable[[tuple[Any, ...]], tuple[Any, ...]]
"""Gives a stored row as it is seen."""

_KEPT_TO_ONESELF: Final = (
    "person.CadenceSet@",
    "person.PersonSnoozed@",
    "ledger.GoalSet@",
)
"""What an owner sets for themselves shows to no one else."""

_BETWEEN_PEOPLE: Final = ("meeting.", "exchange.", "connection.")
_RECORDER: Final = re.compile(rb'"recorded_by":"[^"]*"')


def as_seen(viewpoint: Perspective) -> Seen:
    """Return how rows are seen from a viewpoint."""
    owner = b'"%b"' % viewpoint.owner.encode()
    named = b"|".join(entry.encode() for entry in viewpoint.entries) or b"(?!)"
    someone = re.compile(rb'(?<!"recorded_by":)"(?:%b)"' % named)

    def seen(row: tuple[Any, ...]) -> tuple[Any, ...]:
        topic, state = row[3], row[4]
        if topic.startswith(_KEPT_TO_ONESELF):
            state = _RECORDER.sub(b'"recorded_by":""', state)
        elif topic.startswith(_BETWEEN_PEOPLE):
            state, count = someone.subn(owner, state)
            if count > 1:
                state = _each_once(state)
        return (*row[:4], state, *row[5:])

    return seen


def _each_once(state: bytes) -> bytes:
    """Name everyone at a meeting once."""
    fields = orjson.loads(state)
    for field in ("participants", "people"):
        if field in fields:
            fields[field] = sorted({*fields[field]})
    return orjson.dumps(fields)
