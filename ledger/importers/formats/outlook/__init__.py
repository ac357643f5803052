"""Outlook's contacts as CSV: classic and new, in English, French and German, saved again by Excel."""

from __future__ import annotations

from ledger.importers.formats.outlook.read import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
