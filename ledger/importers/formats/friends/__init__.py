"""friends.md: the file of a program that keeps friends and what one did with them in Markdown."""

from __future__ import annotations

from ledger.importers.formats.friends.read import FILES, FriendsReading, read

__all__ = ["FILES", "FriendsReading", "read"]
