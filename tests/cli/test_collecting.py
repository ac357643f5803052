"""While many rows are gone through, Python looks for reference cycles only where much has come and stayed."""

from __future__ import annotations

import gc
import weakref

from ledger.cli.gc_pause import collected, collecting_later


class Circle:
    """Something that only a search for cycles lets go."""

    def __init__(self) -> None:
        self.itself = self


def circles(number: int) -> list[weakref.ref[Circle]]:
    return [weakref.ref(Circle()) for _each in range(number)]


def test_what_has_cycles_is_let_go_once_there_is_much_of_it() -> None:
    with collecting_later():
        gc.collect()
        left = circles(40_000)
        collected()
        assert not any(each() for each in left)


def test_where_little_came_nothing_is_searched() -> None:
    with collecting_later():
        gc.collect()
        left = circles(10)
        collected()
        assert all(each() for each in left)
    gc.collect()


def test_the_search_is_on_again_afterwards() -> None:
    assert gc.isenabled()
    with collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()
