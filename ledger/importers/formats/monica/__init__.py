"""Monica's export: contacts, what one did together, calls, conversations and notes."""

from __future__ import annotations

from ledger.importers.formats.monica.read import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
