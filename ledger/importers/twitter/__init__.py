"""The archive of X, once Twitter: who follows whom, as numbers; names only where the archive has them."""

from __future__ import annotations

from ledger.importers.twitter.files import FILES
from ledger.importers.twitter.reading import read

__all__ = ["FILES", "read"]
