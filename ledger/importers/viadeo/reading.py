"""Lists of contacts on Viadeo as one reading: tables of any kind, and what one scraper wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledger.importers import table
from ledger.importers.archives import Named
from ledger.importers.days import Order
from ledger.importers.records import Reading
from ledger.importers.viadeo import scraped

NETWORK: Final = "viadeo"
SUFFIXES: Final = (*table.SUFFIXES, ".json")
"""How the names of the files end."""

_OF_MEETINGS: Final = frozenset({"kind", "minutes", "with"})


def read(
    files: Sequence[Named],
    *,
    mapping: Mapping[str, str] | None = None,
    dates: Order | None = None,
    encoding: str | None = None,
) -> Reading:
    """The contacts of all the files, each a connection on Viadeo.

    See `table.read`. A day of registration (`Date Inscription`) is not that of a connection, so it
    is left where it is. Raises BadInput for a file that is no such list.
    """
    scraps = [file for file in files if scraped.is_scraped(file[1])]
    tables = [file for file in files if not scraped.is_scraped(file[1])]
    if not tables and scraps:
        return scraped.read(scraps, NETWORK, encoding=encoding)
    found = table.read(
        tables,
        mapping=mapping,
        network=NETWORK,
        dates=dates,
        encoding=encoding,
        file_format=NETWORK,
        left_out=_OF_MEETINGS,
    )
    return _both(found, scraped.read(scraps, NETWORK, encoding=encoding)) if scraps else found


def _both(one: Reading, other: Reading) -> Reading:
    return Reading(
        brought=(*one.brought, *other.brought),
        problems=(*one.problems, *other.problems),
        read=one.read + other.read,
        encodings={**one.encodings, **other.encodings},
    )
