"""Facebook's export: friends and requests, by display name only."""

from __future__ import annotations

from ledger.importers.formats.facebook.lists import FILES
from ledger.importers.formats.facebook.read import FacebookFile, read

__all__ = ["FILES", "FacebookFile", "read"]
