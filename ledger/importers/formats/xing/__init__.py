"""XING's data archive: contacts, the number of messages, notes if they are wanted; and its vCards."""

from __future__ import annotations

from ledger.importers.formats.xing.read import SUFFIXES, read

__all__ = ["SUFFIXES", "read"]
