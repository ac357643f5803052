"""Axes: their numbers tell neighbours apart."""

from __future__ import annotations

import pytest

from ledger.language.phrases import show_number
from projections.report.page import title_of
from projections.report.scales import decimals_of, scale_to


@pytest.mark.parametrize("highest", [0.03, 0.2, 0.9, 3, 17, 196, 2_500, 0])
def test_the_numbers_of_an_axis_are_all_different(highest: float) -> None:
    ticks = scale_to(highest, 0, 100).ticks()
    shown = [show_number(tick, decimals_of(ticks[1])) for tick in ticks]
    assert len({*shown}) == len(ticks) > 1


def test_a_page_is_called_after_an_owner_who_has_a_name() -> None:
    assert "Ada Okafor" in title_of("Ada Okafor")
    assert "me" not in title_of("me").split()
