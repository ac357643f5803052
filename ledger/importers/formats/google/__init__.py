"""Google's contacts as CSV, in the layout of today and in the one until 2024."""

from __future__ import annotations

from ledger.importers.formats.google.read import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
