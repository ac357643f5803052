"""Quotes that do not match: the rows around them are read, and no file takes for ever."""

from __future__ import annotations

import time

from ledger.importers.io.csv_table import _MOST_IN_VAIN, records


def test_a_record_without_an_end_takes_no_other_row_with_it() -> None:
    lines = ["a,b\n", '"open,1\n', "c,d\n", "e,f\n"]
    assert list(records(lines, 0, ",")) == [
        (0, ["a", "b"]),
        (1, None),
        (2, ["c", "d"]),
        (3, ["e", "f"]),
    ]


def test_quotes_that_open_anew_in_every_line_take_no_longer_than_others() -> None:
    """Each line leaves a quote open, wherever reading begins: all of them would be read once for each."""
    count = 60_000
    lines = ['a","\n'] * count + ["c,d\n"]
    started = time.process_time()
    results = list(records(lines, 0, ","))
    assert results[-1] == (count, ["c", "d"])
    assert sum(cells is None for _line, cells in results) == count
    assert sum(map(len, lines)) * count > 1_000 * _MOST_IN_VAIN
    assert time.process_time() - started < 20
