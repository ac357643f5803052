"""Any table: the columns it has, or is said to have, tell whom it lists and what was done with them."""

from __future__ import annotations

from ledger.importers.table.columns import COLUMNS
from ledger.importers.table.reading import SUFFIXES, read

__all__ = ["COLUMNS", "SUFFIXES", "read"]
