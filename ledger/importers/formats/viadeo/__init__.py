"""Viadeo, of which no official export is publicly documented: tables with usual headers, and scraped lists."""

from __future__ import annotations

from ledger.importers.formats.viadeo.read import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
