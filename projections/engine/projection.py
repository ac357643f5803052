"""What a projection is: its tables, and how facts become their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from projections.engine.tables import Fact, Row, Rows, Stream, Table, Tables

RowsOf: TypeAlias = Callable[[Rows, Stream], Iterable[tuple[Table, Row]]]
"""The rows of a stream, from its facts alone."""

RowsOfMany: TypeAlias = Callable[
    [Rows, Iterable[Any]], Iterable[tuple[Table, Iterable[Row]]]
]
"""The rows of many facts of one kind, by table; each fact is the only one of its stream.

`i`, `stream`, `kind` and `text` of a fact, whether it `is_sealed`, and its fields in clear are attributes.
"""

Handler: TypeAlias = Callable[[Tables, Fact], None]
"""What one fact changes, where the order of all facts matters."""


class Projection(NamedTuple):
    """A read model: its tables, and how facts become their rows. Another `version` is another content.

    `streams` gives, for a kind of stream, the rows of one: they are put when it begins, and exchanged
    for others when it goes on. This is all that most read models are.

    `handlers` are for the rest: what a fact says about other streams, or about rows that were there
    before it. A fact that has one here does not count for `streams`. `begins` gets every fact whose source
    differs from that of the fact before it, and the first of each fold.

    `lone` only saves time in a rebuild: it gives the rows that `streams` gives for a stream of a single
    fact, for many such facts at once; a test holds both equal. Where it is missing the rebuild is slower
    by what this read model takes, and no other.

    `handlers` and `lone` stand under the name of a kind, of a class that kinds descend from (`Met`), or
    of a kind of stream; the nearest is the one.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    streams: Mapping[str, RowsOf] = {}
    handlers: Mapping[str, Handler] = {}
    begins: Handler | None = None
    lone: Mapping[str, RowsOfMany] = {}


def no_rows(
    _rows: Rows, _facts: Iterable[Any]
) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The rows of facts that say nothing to a read model by themselves."""
    return ()


def one_by_one(
    rows_by_table: Iterable[tuple[Table, Iterable[Row]]],
) -> Iterator[tuple[Table, Row]]:
    """The rows of many facts as `RowsOf` gives them: what `lone` makes of many serves one stream too."""
    for table, rows in rows_by_table:
        for row in rows:
            yield table, row


def versions_of(projections: Iterable[Projection]) -> dict[str, int]:
    """The version of each projection, by its name."""
    return {projection.name: projection.version for projection in projections}
