"""The ring of names: everybody once, the same at every run, the strongest pairs side by side."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from projections.report.ring_layout import ring_order, ring_places

people = st.integers(0, 30).map("p{:02}".format)
pairs = st.lists(
    st.tuples(people, people, st.integers(1, 9)).filter(lambda pair: pair[0] < pair[1])
)


@given(pairs, st.randoms())
def test_everybody_stands_once_and_the_order_of_the_pairs_is_irrelevant(
    ties: list[tuple[str, str, int]], draw: random.Random
) -> None:
    order = ring_order(ties)
    everybody = {person for *pair, _weight in ties for person in pair}
    assert sorted(order) == sorted(everybody)
    shuffled = list(ties)
    draw.shuffle(shuffled)
    assert ring_order(shuffled) == order


@given(pairs)
def test_the_strongest_pair_stands_side_by_side(
    ties: list[tuple[str, str, int]],
) -> None:
    ties.append(("p01", "p29", 99))
    order = ring_order(ties)
    assert abs(order.index("p01") - order.index("p29")) == 1


def test_a_chain_is_laid_out_as_one() -> None:
    ties = [("a", "b", 5), ("b", "c", 4), ("c", "d", 3), ("x", "y", 9)]
    assert ring_order(ties) == ["a", "b", "c", "d", "x", "y"]


def test_the_ring_begins_at_the_top_and_goes_round() -> None:
    places = ring_places(["a", "b", "c", "d"])
    points = {
        person: (round(place.x), round(place.y)) for person, place in places.items()
    }
    assert points == {"a": (0, -1), "b": (1, 0), "c": (0, 1), "d": (-1, 0)}
