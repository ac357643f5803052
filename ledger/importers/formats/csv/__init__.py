"""Any table of people, connections or meetings, with usual headers or with a mapping."""

from __future__ import annotations

from ledger.importers.formats.csv.layouts import COLUMNS
from ledger.importers.formats.csv.read import SUFFIXES, read

__all__ = ["COLUMNS", "SUFFIXES", "read"]
