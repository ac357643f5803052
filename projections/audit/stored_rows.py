"""Checks one stored row: its place, its shape, its canonical bytes, its sealed text."""

from __future__ import annotations

from typing import TypeGuard

from ledger.errors import Damaged
from ledger.store.encode import SALT_BYTES, commitment
from ledger.store.port import SealedRow
from projections.audit.canonical_line import Line, canonical_object, is_number, is_text
from projections.audit.erasures import ID
from projections.audit.leaves import HEX_64, KIND


def check_row(row: SealedRow, i: int) -> Line:
    """The row's state; Damaged if the row cannot be leaf `i`."""
    if row.i != i:
        raise Damaged("Leaf {leaf} is missing: leaf {found} stands in its place.", leaf=i, found=row.i)
    state = _object(row.state)
    if state is None or not _has_the_shape_of_a_leaf(row):
        raise Damaged("Leaf {leaf} is no event in its canonical form.", leaf=i)
    if i == 0 and not row.topic.startswith("ledger.LedgerOpened@"):
        raise Damaged("Leaf 0 does not open the ledger.", leaf=i)
    return state


def check_text(row: SealedRow, state: Line) -> bool:
    """Whether the row has its sealed text; Damaged if it is not what was recorded."""
    there = row.salt is not None
    if "sealed" not in state:
        if there:
            raise Damaged("Leaf {leaf} has a sealed text, and was recorded without one.", leaf=row.i)
        return False
    if not is_text(state["sealed"], HEX_64):
        raise Damaged("Leaf {leaf} has no valid commitment.", leaf=row.i)
    if there and not (_is_salt(row.salt) and _is_sealed(row.text, row.salt, state["sealed"])):
        raise Damaged("The text of leaf {leaf} is not what was recorded.", leaf=row.i)
    return there


def _has_the_shape_of_a_leaf(row: SealedRow) -> bool:
    return is_text(row.stream, ID) and is_number(row.v) and is_text(row.topic, KIND)


def _is_salt(stored: object) -> TypeGuard[bytes]:
    return isinstance(stored, bytes) and len(stored) == SALT_BYTES


def _is_sealed(text: bytes | None, salt: bytes, sealed: str) -> bool:
    return text is not None and _object(text) is not None and commitment(salt, text) == sealed


def _object(stored: object) -> Line | None:
    """The JSON object that these bytes are in its canonical form; None for anything else."""
    return canonical_object(stored) if isinstance(stored, bytes) else None
