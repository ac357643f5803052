"""friends.md: the file of a program that keeps friends and what one did with them in Markdown."""

from __future__ import annotations

from ledger.importers.formats.friends.read import FILES, FriendsFile, read

__all__ = ["FILES", "FriendsFile", "read"]
