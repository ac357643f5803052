"""Trust follows meetings, where scores of clicks follow clicks."""

from __future__ import annotations

from tests.benchmarks.six_people import PEOPLE, contact_manager, table, trust


def test_people_never_met_have_no_trust() -> None:
    never_met = [each for each in PEOPLE if not each.meetings]
    assert len(never_met) == 3
    assert [trust(each) for each in never_met] == [0.0, 0.0, 0.0]


def test_people_are_ordered_by_their_meetings() -> None:
    assert [name for name, _other, _ours in table()[:3]] == [
        "an old friend, twenty lunches, the last 400 days ago",
        "six coffees in a year, nothing on line",
        "a first coffee yesterday",
    ]


def test_a_score_of_clicks_puts_messages_before_an_old_friend() -> None:
    scores = {each.name: contact_manager(each) for each in PEOPLE}
    assert scores["sixty messages, never met"] == max(scores.values())
    assert scores["an old friend, twenty lunches, the last 400 days ago"] == 0
