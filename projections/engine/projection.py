"""What a projection is: its tables, and how each kind of fact changes their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from projections.engine.tables import Fact, Gathering, Lot, Row, Table, Tables, Told

if TYPE_CHECKING:
    from ledger.facts.event import StreamId

Handler: TypeAlias = Callable[[Tables, Fact], None]


Settle: TypeAlias = Callable[[Tables, Sequence[Fact], int], None]
"""Given the facts of a stream and how many of them were folded before: brings its rows up to date."""


class Many(NamedTuple):
    """Folds many facts of one kind: what a handler does with each, sooner.

    `needs` are the fields that it reads. Where it wants only what people wrote, `texts`, it is
    given only the facts that have a text.
    """

    fold: Callable[[Gathering, Lot], None]
    needs: tuple[str, ...] = ()
    texts: bool = False


class Whole(NamedTuple):
    """Folds many whole streams, nowhere in which anybody wrote a text; `needs` are the fields that it reads."""

    fold: Callable[[Gathering, Sequence[tuple[StreamId, Sequence[Told]]]], None]
    needs: tuple[str, ...] = ()


class Projection(NamedTuple):
    """A read model: its tables and who keeps them. Another `version` is another content of them.

    `handlers` fold a fact where the order of all facts matters. Of everything else only the facts
    of its own stream matter: `streams` brings the rows of a kind of stream up to date, `firsts` is
    a shorter way where a fact is the first of its stream, `alone` where it says all by itself,
    wherever it stands, and `bulk` does for many facts what one of these two does for one; `whole`
    does for many streams, all of whose facts are of such kinds, what `streams` does for one. They
    stand under the name of a kind, of a class that kinds descend from (`Met`), or of a kind of
    stream (`person`); of several, the nearest is the one. `begins` is told each fact that has
    another source than the one before it, and the first of every fold.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    handlers: Mapping[str, Handler] = {}
    alone: Mapping[str, Handler] = {}
    firsts: Mapping[str, Handler] = {}
    streams: Mapping[str, Settle] = {}
    bulk: Mapping[str, Many] = {}
    whole: Mapping[str, Whole] = {}
    begins: Handler | None = None


def nothing(_tables: Tables, _fact: Fact) -> None:
    """What becomes of a first fact that says nothing to a projection."""


NOTHING: Final = Whole(lambda _tables, _streams: None)
"""What becomes of streams in which nothing is said to a projection."""


RowsOf: TypeAlias = Callable[[Tables, Sequence[Fact]], Iterable[tuple[Table, Row]]]


def rewriting(rows_of: RowsOf) -> Settle:
    """Keeps the rows of a stream where they are a function of its facts alone.

    A first fact costs no look-up; after a later one, the rows that are no more are dropped, and those
    that are as they were are left.
    """

    def settle(tables: Tables, facts: Sequence[Fact], before: int) -> None:
        if not before:
            for table, row in rows_of(tables, facts):
                tables.put(table, row)
            return
        now = {(table.name, row[: table.key]): (table, row) for table, row in rows_of(tables, facts)}
        for table, row in rows_of(tables, facts[:before]):
            key = table.name, row[: table.key]
            if key not in now:
                tables.drop(table, row[: table.key])
            elif now[key][1] == row:
                del now[key]
        for table, row in now.values():
            tables.put(table, row)

    return settle
