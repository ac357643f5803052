"""Facebook's export: friends and requests, by display name only."""

from __future__ import annotations

from ledger.importers.facebook.layouts import FILES
from ledger.importers.facebook.reading import FacebookReading, read

__all__ = ["FILES", "FacebookReading", "read"]
