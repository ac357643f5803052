"""The archive of X, once Twitter: followers as numbers; names only where the archive has them."""

from __future__ import annotations

from ledger.importers.formats.twitter.read import read
from ledger.importers.formats.twitter.scripts import FILES

__all__ = ["FILES", "read"]
