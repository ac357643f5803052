"""LinkedIn's export: connections, invitations, messages, and the profile that tells whose it is."""

from __future__ import annotations

from ledger.importers.formats.linkedin.read import FILES, read

__all__ = ["FILES", "read"]
