"""The simulation behind docs/explanation/scale.md, in small, against what must hold of any queue."""

from __future__ import annotations

import pytest

from tests.benchmarks.append_lock import ONE_BY_ONE, TOGETHER, Lock, simulate

HOLD = ONE_BY_ONE.fixed + ONE_BY_ONE.work


def test_a_writer_alone_waits_for_nobody() -> None:
    outcome = simulate(1, 1.0, ONE_BY_ONE, 50)
    assert outcome.median == pytest.approx(HOLD)
    assert outcome.rate == pytest.approx(1 / (1.0 + HOLD), rel=0.3)


def test_a_lock_that_is_always_held_records_as_fast_as_it_is_given_back() -> None:
    outcome = simulate(50, 0.01, ONE_BY_ONE, 20)
    assert outcome.held == pytest.approx(1, abs=0.01)
    assert outcome.rate == pytest.approx(1 / HOLD, rel=0.01)
    # Everyone waits for everyone else, but for those who are thinking (Little's law).
    assert outcome.rate * (outcome.median + 0.01) == pytest.approx(50, rel=0.05)


def test_waiting_writers_recorded_together_wait_less() -> None:
    disk = Lock(fixed=0.002, work=0.000025)
    locks = (disk, disk._replace(batch=TOGETHER.batch))
    alone, together = (simulate(500, 0.1, lock, 5) for lock in locks)
    assert together.rate > 3 * alone.rate
    assert together.worst < alone.median


def test_a_batch_is_never_larger_than_it_may_be() -> None:
    outcome = simulate(100, 0.001, Lock(fixed=1.0, work=0.0, batch=3), 50)
    assert outcome.rate == pytest.approx(3, rel=0.02)
