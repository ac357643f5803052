"""Address books as vCards: 2.1, 3.0 and 4.0, one card or many in a file, one file or many."""

from __future__ import annotations

from ledger.importers.formats.vcard.read import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
