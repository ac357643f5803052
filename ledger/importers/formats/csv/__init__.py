"""Any table: the columns it has, or is said to have, tell whom it lists and what was done with them."""

from __future__ import annotations

from ledger.importers.formats.csv.layouts import COLUMNS
from ledger.importers.formats.csv.read import SUFFIXES, read

__all__ = ["COLUMNS", "SUFFIXES", "read"]
