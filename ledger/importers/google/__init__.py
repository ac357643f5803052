"""Google's contacts as CSV, in the layout of today and in the one until 2024."""

from __future__ import annotations

from ledger.importers.google.reading import FILES, read

__all__ = ["FILES", "read"]
