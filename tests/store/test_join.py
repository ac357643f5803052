"""Laws of joining, on random ledgers of every kind of event: each event once, whatever the order and the pieces."""

from __future__ import annotations

import tempfile
import uuid
from collections import Counter
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import Busy
from ledger.store.backup import copy_on, events_of
from ledger.store.encode import Stamp, StoredEvent
from ledger.store.join import has_news, join
from ledger.store.ledger import Ledger, create_ledger
from projections.audit.erasures import ERASING
from projections.audit.ledger_check import check_ledger
from tests.store.histories import fill

EXAMPLES = settings(max_examples=max(5, settings().max_examples // 4))
SEEDS = st.integers(0, 2**32)
STAMP = Stamp(str(uuid.UUID(int=1, version=4)), f"cli:{uuid.UUID(int=2, version=4)}")


class Ledgers:
    """Ledgers for one example."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self._count = 0

    def filled(self, seed: int, size: int = 12) -> Ledger:
        """A new ledger with a random history."""
        ledger = self._opened(self._place())
        fill(ledger, seed, (size, size), ERASING)
        return ledger

    def copied(self, ledger: Ledger) -> Ledger:
        """Another of the same content and secret."""
        place = self._place()
        create_ledger(place, ledger.secret)
        copy = self._opened(place)
        list(copy_on(ledger.store, copy.store))
        return copy

    def _place(self) -> str:
        self._count += 1
        return str(self._folder / f"{self._count}.db")

    def _opened(self, place: str) -> Ledger:
        return self._stack.enter_context(Ledger.open(place, create=True))


def content(ledger: Ledger) -> Counter[tuple[str, str, bytes, bytes | None]]:
    """What is recorded, without numbers."""
    return Counter((e.stream, e.topic, e.state, _text(e)) for e in events(ledger))


def _text(event: StoredEvent) -> bytes | None:
    return event.seal[1] if event.seal else None


def events(ledger: Ledger) -> list[StoredEvent]:
    return list(events_of(ledger.store))


@EXAMPLES
@given(SEEDS, SEEDS)
def test_joining_twice_adds_nothing(one: int, other: int) -> None:
    with ExitStack() as stack:
        ledgers = Ledgers(stack)
        mine, theirs = ledgers.filled(one), ledgers.filled(other)
        join(mine.store, events(theirs), STAMP)
        size, before = mine.size, content(mine)
        assert not has_news(mine.store, events(theirs))
        again = join(mine.store, events(theirs), STAMP)
        assert (again.added, mine.size, content(mine)) == ([], size, before)
        assert check_ledger(mine.store).problem is None


@EXAMPLES
@given(SEEDS, SEEDS, st.integers(1, 20))
def test_a_beginning_and_then_the_rest_is_joining_once(
    one: int, other: int, cut: int
) -> None:
    with ExitStack() as stack:
        ledgers = Ledgers(stack)
        mine, theirs = ledgers.filled(one), ledgers.filled(other)
        at_once = ledgers.copied(mine)
        join(mine.store, islice(events(theirs), cut), STAMP)
        join(mine.store, events(theirs), STAMP)
        join(at_once.store, events(theirs), STAMP)
        assert content(mine) == content(at_once)
        assert list(mine.store.bare_rows()) == list(at_once.store.bare_rows())


@EXAMPLES
@given(SEEDS, SEEDS, st.integers(1, 6), st.integers(0, 4))
def test_an_interrupted_join_that_is_repeated_is_joining_once(
    one: int, other: int, together: int, recorded: int
) -> None:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.store.join.SLICE", together)
        ledgers = Ledgers(stack)
        mine, theirs = ledgers.filled(one), ledgers.filled(other)
        at_once = ledgers.copied(mine)
        cut_off(patch, mine, recorded)
        with suppress(Busy):
            join(mine.store, events(theirs), STAMP)
        patch.undo()
        join(mine.store, events(theirs), STAMP)
        join(at_once.store, events(theirs), STAMP)
        assert content(mine) == content(at_once)
        assert check_ledger(mine.store).problem is None


def cut_off(patch: pytest.MonkeyPatch, ledger: Ledger, after: int) -> None:
    """Have the store fail once it has recorded so often."""
    append, left = ledger.store.append, iter(range(after))

    def failing(*words: Any, **options: Any) -> int:
        if next(left, None) is None:
            raise Busy("The disk is full.")
        return append(*words, **options)

    patch.setattr(ledger.store, "append", failing)


@EXAMPLES
@given(SEEDS, SEEDS, st.lists(st.integers(0, 30), max_size=6), st.randoms())
def test_pieces_that_come_out_of_order_and_again_lose_nothing(
    one: int, other: int, cuts: list[int], random: Random
) -> None:
    with ExitStack() as stack:
        ledgers = Ledgers(stack)
        mine, theirs = ledgers.filled(one), ledgers.filled(other)
        at_once = ledgers.copied(mine)
        beginnings = [events(theirs)[:cut] for cut in (*cuts, None)] * 2
        random.shuffle(beginnings)
        for beginning in beginnings:
            join(mine.store, beginning, STAMP)
        join(at_once.store, events(theirs), STAMP)
        assert content(mine) == content(at_once)
        assert check_ledger(mine.store).problem is None


@EXAMPLES
@given(st.lists(SEEDS, min_size=3, max_size=3, unique=True), st.randoms())
def test_ledgers_joined_in_any_order_hold_the_same(
    seeds: list[int], random: object
) -> None:
    with ExitStack() as stack:
        ledgers = Ledgers(stack)
        parts = [ledgers.filled(seed, 6) for seed in seeds]
        exports = [events(part) for part in parts]
        for part in parts:
            order = list(exports)
            random.shuffle(order)  # type: ignore[attr-defined]
            for export in order:
                join(part.store, export, STAMP)
        assert content(parts[0]) == content(parts[1]) == content(parts[2])
        for part in parts:
            assert check_ledger(part.store).problem is None
