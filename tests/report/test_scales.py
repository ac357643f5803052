"""Axes: values and days stand between their ends, and ticks are round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.report.scales import DayScale, scale_to


@given(st.floats(1e-6, 1e9))
def test_the_top_is_a_tick_that_no_value_exceeds(highest: float) -> None:
    scale = scale_to(highest, 0, 100)
    ticks = scale.ticks()
    assert scale.top >= highest * (1 - 1e-9)
    assert ticks[0] == 0
    assert ticks[-1] == pytest.approx(scale.top)
    assert 3 <= len(ticks) <= 9


@pytest.mark.parametrize(
    ("highest", "top"), [(0.62, 0.75), (7, 8), (264, 300), (1000, 1000), (0, 1)]
)
def test_tops_are_round(highest: float, top: float) -> None:
    assert scale_to(highest, 100, 0, about=3 if highest < 1 else 4).top == top


def test_a_scale_may_run_upwards() -> None:
    scale = scale_to(10, 100, 0, about=2)
    assert [scale.at(value) for value in (0, 5, 10)] == [100, 50, 0]


@given(st.dates(date(1900, 1, 1), date(2400, 1, 1)), st.integers(0, 60_000))
def test_day_ticks_are_first_days_within_the_scale(since: date, days: int) -> None:
    scale = DayScale(since, since + timedelta(days=days), 0, 1)
    ticks = scale.ticks(6)
    assert len(ticks) <= 8
    assert ticks == sorted(set(ticks))
    for tick in ticks:
        assert tick.day == 1
        assert 0 <= scale.at(tick) <= 1


def test_a_scale_of_a_single_day_stands_at_its_start() -> None:
    day = date(2026, 11, 23)
    assert DayScale(day, day, 10, 90).at(day) == 10
