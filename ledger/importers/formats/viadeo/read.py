"""Lists of contacts on Viadeo as one reading: tables of any kind, and what one scraper wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledger.importers.api import ImportFile
from ledger.importers.formats import csv
from ledger.importers.formats.viadeo import scraped
from ledger.importers.io.archive import Named
from ledger.importers.io.dates import Order

NETWORK: Final = "viadeo"
SUFFIXES: Final = (*csv.SUFFIXES, ".json")
"""How the names of the files end."""

_OF_MEETINGS: Final = frozenset({"kind", "minutes", "with"})


def read(
    files: Sequence[Named],
    *,
    mapping: Mapping[str, str] | None = None,
    dates: Order | None = None,
    encoding: str | None = None,
) -> ImportFile:
    """The contacts of all the files, each a connection on Viadeo.

    See `table.read`. A day of registration (`Date Inscription`) is not that of a connection, so it
    is left where it is. Raises BadInput for a file that is no such list.
    """
    scraps = [file for file in files if scraped.is_scraped(file[1])]
    tables = [file for file in files if not scraped.is_scraped(file[1])]
    if not tables and scraps:
        return scraped.read(scraps, NETWORK, encoding=encoding)
    found = csv.read(
        tables,
        mapping=mapping,
        network=NETWORK,
        dates=dates,
        encoding=encoding,
        file_format=NETWORK,
        left_out=_OF_MEETINGS,
    )
    return _both(found, scraped.read(scraps, NETWORK, encoding=encoding)) if scraps else found


def _both(one: ImportFile, other: ImportFile) -> ImportFile:
    return ImportFile(
        rows=(*one.rows, *other.rows),
        problems=(*one.problems, *other.problems),
        read=one.read + other.read,
        encodings={**one.encodings, **other.encodings},
    )
