"""The read models on the command line: output compared whole, JSON against facts entered by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.language.phrases import show_date
from tests.cli.conftest import Handshake, loose, recorded_once

NBSP = "\N{NO-BREAK SPACE}"
K = 740 / 26


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    """A table of three, an introduction, a promise kept and one open, a connection never met."""
    handshake("init", "--me", "Jo Martin")
    handshake(
        "person", "add", "Ada Lovelace", "--organisation", "Engines", "--place", "Lyon"
    )
    handshake("connect", "Ada", "--accepted", "--on", "2026-02-01")
    handshake("connect", "Émil Zola", "--accepted", "--on", "2026-03-01", "--new")
    handshake("person", "add", "Zoé Ménard")
    handshake("introduce", "Ada", "Zoé", "--on", "2026-09-15")
    handshake(
        "lunch",
        "Ada",
        "Zoé",
        "--on",
        "2026-10-01",
        "--at",
        "Chez Odette",
        "--note",
        "Parlé de l'été",
    )
    handshake("propose", "coffee", "Ada", "--on", "2026-11-01")
    handshake("coffee", "Ada", "--on", "2026-11-03")
    handshake("favour", "received", "Ada", "--on", "2026-11-04")
    handshake("propose", "lunch", "Ada", "--on", "2026-11-10", "--for", "2026-12-02")
    handshake("note", "Ada", "Looks for a flat")
    return handshake


# ---------------------------------------------------------------- network


def test_network_shows_three_groups_beside_the_race(known: Handshake) -> None:
    assert loose(known("network").stdout) == loose(
        "Figure                                 Monday 23 November  30 November 2025  12 months\n"
        "OVERVIEW\n"
        "  Online connections                                 2                 0  ▁▁▁▅█████████\n"
        "  People you have met in person                             2                 0  ▁▁▁▁▁▁▁▁▁▁▁██\n"
        "SAFE\n"
        "  Connections you have met                                   50%                 -  ···▁▁▁▁▁▁▁▁▅▅\n"
        "  Promises kept                                  1 of 1                 -  ············▆\n"
        "  People your trust rests on                        1.7                 -  ···········█▇\n"
        "  Ties that fade within 30 days                      0                 -  ···········█▁\n"
        "EFFICIENT\n"
        "  Given                                               1                 0  ▁▁▁▁▁▁▁▁▁▁███\n"
        "  Received                                            1                 0  ▁▁▁▁▁▁▁▁▁▁▁▁█\n"
        "  Balance                                             0                 -  ··········██▁\n"
        "  Favours per hour together                            1.00                 -  ···········▆█\n"
        "  Introductions that led to a meeting              100%                 -  ···········██\n"
        "RESPONSIVE\n"
        "  Answers within 3 days                            50%                 -  ············▅\n"
        "  Days to answer                                 2.0                 -  ············█\n"
        "  Open plans                                    1                 0  ▁▁▁▁▁▁▁▁▁▁▁▁█\n"
        "\n"
        "Met someone in 2 of the last 26 weeks ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█▁▁▁▁█▁▁▁\n"
    )


def test_network_names_people_to_meet_before_they_fade(known: Handshake) -> None:
    known("encounter", "Zoé", "--on", "2026-10-01")
    said = known("network", "--as-of", "2026-10-10").stdout
    assert "\nMeet before the ties fade: Zoé Ménard and Ada Lovelace.\n" in said
    at_risk = known.json("network", "--as-of", "2026-10-10")["sure"]["at_risk"]
    assert [person["name"] for person in at_risk] == ["Zoé Ménard", "Ada Lovelace"]


def test_network_names_a_few_and_says_how_many_others(known: Handshake) -> None:
    known(
        "lunch", *(f"Person{n} Other" for n in range(7)), "--on", "2026-11-10", "--new"
    )
    said = known("network").stdout
    assert re.search(
        r"^Meet before the ties fade: Person.* and 2 others\.$", said, re.MULTILINE
    )


def test_network_in_json_has_the_shape_that_scripts_rely_on(known: Handshake) -> None:
    said = known.json("network")
    assert {
        "as_of",
        "connections",
        "met",
        "sure",
        "efficient",
        "responsive",
    } <= said.keys()
    assert (said["as_of"], said["connections"], said["met"]) == ("2026-11-23", 2, 2)
    lunch, coffee = 2 / (1 + 53 / 180), 1 / (1 + 20 / 180)
    back = 1 / (
        1 + 19 / 180
    )  # the introduction came before they met, and counts for nothing
    ada = lunch + coffee + back
    zoe = 2 / (1 + 53 / 90)
    one, two = ada / (ada + K), zoe / (zoe + K)
    assert said["sure"] == {
        "ties_met": 0.5,
        "kept": 1,
        "missed": 0,
        "promises_kept": pytest.approx(2 / 3),
        "trusted_people": pytest.approx((one + two) ** 2 / (one**2 + two**2), abs=1e-9),
        "at_risk": [],
    }
    assert said["efficient"] == {
        "given": 1,
        "received": 1,
        "balance": 0,
        "hours_met": 2.0,
        "exchanges_per_hour": 1.0,
        "introductions": 1,
        "introductions_met": 1,
        "introductions_met_share": 1.0,
    }
    nothing = {"asked": 0, "answered_in_3_days": None, "median_days": None, "open": 0}
    assert said["responsive"] == {
        "asked": 2,
        "answered_in_3_days": 0.5,
        "median_days": 2.0,
        "open": 1,
        "received": nothing,
        "requests_sent": nothing,
        "requests_received": nothing,
    }
    assert [each["as_of"] for each in said["months"]][::11] == [
        "2025-11-30",
        "2026-10-31",
    ]
    assert (
        known.json("network", "--as-of", "2026-10-31")["sure"]
        == said["months"][-1]["sure"]
    )


def test_a_network_without_data_has_no_figures(
    handshake: Handshake,
) -> None:
    handshake("init")
    said = handshake.json("network")
    assert (
        said["sure"]["ties_met"]
        is said["sure"]["promises_kept"]
        is said["efficient"]["balance"]
        is None
    )
    assert (
        said["sure"]["trusted_people"]
        is said["responsive"]["answered_in_3_days"]
        is None
    )
    assert "·············" in handshake("network").stdout


# ---------------------------------------------------------------- circle


def test_circle_shares_out_the_time_at_the_table(known: Handshake) -> None:
    assert loose(known("circle").stdout) == loose(
        "Rank  Person        Share  Hours  Circle\n"
        "   1  Ada Lovelace    62%    1.2       5\n"
        "   2  Zoé Ménard      38%    0.8       5\n"
        "\n"
        "Circle of 5: 2 people, 100% of your face time.\n"
        "Last 12 months; time with several people is split equally.\n"
    )
    said = known.json("circle")
    assert (said["as_of"], said["days"], said["circles"]) == (
        "2026-11-23",
        365,
        [{"size": 5, "people": 2, "share": 1.0}],
    )
    assert [
        (
            each["person"]["name"],
            each["rank"],
            each["share"],
            each["hours"],
            each["circle"],
        )
        for each in said["people"]
    ] == [
        ("Ada Lovelace", 1, 0.625, 1.25, 5),
        ("Zoé Ménard", 2, 0.375, 0.75, 5),
    ]
    assert (
        known.json("circle", "--as-of", "2026-10-02", "--top", "1")["people"][0][
            "share"
        ]
        == 0.5
    )


def test_circle_of_nobody(handshake: Handshake) -> None:
    handshake("init")
    assert (
        handshake("circle").stderr
        == "You met no one in person in the year before that day.\n"
    )
    assert (
        handshake.json("circle")["people"] == handshake.json("circle")["circles"] == []
    )


# ---------------------------------------------------------------- introductions and via


def test_introductions_and_tables(known: Handshake) -> None:
    assert loose(known("introductions").stdout) == loose(
        "you\n"
        "└─ Ada Lovelace and Zoé Ménard, 15 September; met 1 October\n"
        "\n"
        "At the same table:\n"
        "People                       Times  First           Last\n"
        "Ada Lovelace and Zoé Ménard      1  1 October  1 October\n"
    )
    said = known.json("introductions", "Zoé")
    (made,), (pair,) = said["introductions"], said["tables"]
    assert (made["by"]["name"], made["occurred_on"], made["met_on"]) == (
        "Jo Martin",
        "2026-09-15",
        "2026-10-01",
    )
    assert {each["name"] for each in made["people"]} == {"Ada Lovelace", "Zoé Ménard"}
    assert (pair["times"], pair["first"], pair["last"]) == (
        1,
        "2026-10-01",
        "2026-10-01",
    )
    assert known.json("introductions", "Émil") == {"introductions": [], "tables": []}
    assert known("introductions", "Émil").stderr == (
        "No introductions recorded, and no meetings of three.\n"
    )


def test_via_names_the_chain_and_its_weakest_link(known: Handshake) -> None:
    known("introduce", "Zoé", "Émil", "--by", "Ada", "--on", "2026-11-05")
    said = known("via", "Émil")
    assert said.stdout == (
        "you\n"
        "└─ Ada Lovelace (0.105)\n"
        "   └─ Émil Zola (introduced)\n"
        "The weakest link is between Ada Lovelace and Émil Zola; a coffee there helps most.\n"
    )
    found = known.json("via", "Émil")
    assert [
        (each["from"]["name"], each["to"]["name"], each["how"])
        for each in found["chain"]
    ] == [
        ("Jo Martin", "Ada Lovelace", "met"),
        ("Ada Lovelace", "Émil Zola", "introduced"),
    ]
    assert (found["strength"], found["weakest"]["to"]["name"]) == (0, "Émil Zola")
    assert found["chain"][0]["trust"] == pytest.approx(
        known.json("trust", "Ada")["trust"], abs=1e-12
    )


def test_via_somebody_nobody_knows(known: Handshake) -> None:
    assert (
        known("via", "Émil").stderr
        == "No chain of up to three steps leads to Émil Zola.\n"
    )
    said = known.json("via", "Émil")
    assert said["chain"] is said["strength"] is said["weakest"] is None
    assert known("via", "Nobody", code=3).stdout == ""


# ---------------------------------------------------------------- search


def test_search_finds_people_and_events(known: Handshake) -> None:
    ids = [
        each["id"][:8]
        for each in known.json("timeline", "Ada")["events"]
        if each["text"]
    ]
    person = known.json("search", "lovelace")["people"][0]["id"][:8]
    assert loose(known("search", "ada").stdout) == loose(
        "Person        Organisation  Position  Place  Id\n"
        f"Ada Lovelace  Engines                 Lyon   {person}\n"
    )
    assert loose(known("search", "ete", "odette").stdout) == loose(
        "Day             What                                    Note                          Id\n"
        f"1 October  Lunch with Ada Lovelace and Zoé Ménard  Chez Odette · Parlé de l'été  {ids[0]}\n"
    )
    assert [each["kind"] for each in known.json("search", "flat")["events"]] == [
        "NoteTaken"
    ]
    assert (
        known.json("search", "zoé été")["events"][0]["text"]["place"] == "Chez Odette"
    )


def test_search_suggests_names_for_a_slip(known: Handshake) -> None:
    (name, *_others) = [row["name"] for row in known.json("person", "list")["people"]]
    slip = name[:-2] + name[-1] + name[-2]
    assert f"Did you mean {name}?" in known("search", slip).stderr
    assert known("search", "zzzzz").stderr == 'No matches for "zzzzz".\n'


def test_search_finds_nothing_where_nothing_is(known: Handshake) -> None:
    assert known("search", "zanzibar").stderr == 'No matches for "zanzibar".\n'
    assert known.json("search", "zanzibar") == {"people": [], "events": []}


def test_search_follows_corrections_retractions_and_undo(known: Handshake) -> None:
    (event,) = known.json("search", "odette")["events"]
    known("correct", event["id"], "--at", "Chez Lucienne")
    assert known.json("search", "odette")["events"] == []
    assert len(known.json("search", "lucienne")["events"]) == 1
    known("retract", event["id"])
    assert known.json("search", "lucienne")["events"] == []
    known("undo")
    assert len(known.json("search", "lucienne")["events"]) == 1


def test_what_is_erased_is_found_no_more_and_nowhere_in_the_views(
    known: Handshake,
) -> None:
    known("person", "erase", "Ada", "--yes")
    for word in ("lovelace", "odette", "flat", "engines", "lyon"):
        assert known.json("search", word) == {"people": [], "events": []}
    views = known.ledger.with_name("ledger.db.views").read_bytes().lower()
    assert b"odette" not in views
    assert b"lovelace" not in views
    assert "ménard".encode() in views


# ---------------------------------------------------------------- the page before a meeting


def test_the_page_before_a_meeting(known: Handshake) -> None:
    noted = known.json("person", "show", "Ada")["notes"][0]
    note_day = show_date(date.fromisoformat(noted["recorded_at"][:10]))
    assert loose(known("person", "show", "Ada").stdout) == loose(
        "Ada Lovelace\n"
        "  Engines, Lyon\n"
        "How you know each other\n"
        "  First met: 1 October · Lunch (with Zoé Ménard)\n"
        "  LinkedIn: connected (1 February)\n"
        "Trust\n"
        "  0.105, known\n"
        "  met on 2 days, 2 h together; last met: Tuesday 3 November (20 days ago)\n"
        "  last 12 months: ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▅▄██\n"
        "  a coffee today: 0.136\n"
        "Planned\n"
        "  Wednesday 2 December · Lunch (proposed)\n"
        "Recent meetings\n"
        "  Tuesday 3 November · Coffee\n"
        "  1 October · Lunch (with Zoé Ménard) · Chez Odette · Parlé de l'été\n"
        "Notes\n"
        f"  {note_day} · Looks for a flat\n"
        "Favours\n"
        "  given: 1 (1 introduction), received: 1; even\n"
        "  Wednesday 4 November · Favour from Ada Lovelace\n"
        "Introductions\n"
        "  15 September · You introduced Ada Lovelace and Zoé Ménard; they met on 1 October\n"
        "Plans kept and missed\n"
        "  1 plan kept\n"
        "People in common\n"
        "  Zoé Ménard (met together once)\n"
        "To correct\n"
        '  Details: handshake person details "Ada Lovelace" --position …\n'
        '  Name: handshake person rename "Ada Lovelace" …\n'
        '  Last meeting: handshake correct "Ada Lovelace" --minutes …\n'
        '  Meetings and everything else: handshake timeline "Ada Lovelace"\n'
    )


def test_the_page_in_french(known: Handshake) -> None:
    shown = known.french()("person", "show", "Ada").stdout.splitlines()
    assert "Comment vous vous connaissez" in shown
    assert f"  LinkedIn{NBSP}: en relation (1er février)" in shown
    favours = f"rendus{NBSP}: 1 (1 mise en relation), reçus{NBSP}: 1"
    assert f"  {favours}{NBSP}; l'équilibre est atteint" in shown


def test_the_page_shows_introducers_and_missed_meetings(
    known: Handshake,
) -> None:
    known("introduce", "me", "Émil", "--by", "Ada", "--on", "2026-11-05")
    proposed = known("propose", "coffee", "Émil", "--on", "2026-11-10")
    plan = proposed.stdout.split()[-1]
    known("missed", plan, "--by", "Émil", "--on", "2026-11-20")
    shown = known("person", "show", "Émil").stdout.splitlines()
    assert "  Introduced by Ada Lovelace, Thursday 5 November" in shown
    assert "  0 plans kept, 1 missed by Émil Zola" in shown
    assert "  LinkedIn: connected (1 March)" in shown
    page = known.json("person", "show", "Émil")
    assert page["promises"] == {"kept": 0, "missed": 1, "missed_by_owner": 0}
    assert page["introduced_by"][0]["by"]["name"] == "Ada Lovelace"
    assert page["connections"][0]["messages"] == 0


def test_the_page_in_json(known: Handshake) -> None:
    said = known.json("person", "show", "Ada")
    now = known.json("trust", "Ada", "--explain")
    assert (said["organisation"], said["days_met"], said["last_met"]) == (
        "Engines",
        2,
        "2026-11-03",
    )
    assert said["trust"] == now["trust"]
    assert said["with_coffee"] == now["next_coffee"]["trust"]
    assert said["curve"][-1] == {"day": "2026-11-23", "trust": now["trust"]}
    assert len(said["curve"]) == 25
    assert (said["since"]["kind"], said["since"]["occurred_on"]) == (
        "ConnectionAccepted",
        "2026-02-01",
    )
    assert [each["kind"] for each in said["last_meetings"]] == ["CoffeeHad", "LunchHad"]
    assert said["notes"][0]["text"] == {"text": "Looks for a flat"}
    assert said["plans"][0]["planned_for"] == "2026-12-02"
    assert (said["favours"]["given"], said["favours"]["received"]) == (1, 1)
    assert said["promises"] == {"kept": 1, "missed": 0, "missed_by_owner": 0}
    assert said["minutes_met"] == 120
    assert (said["common"][0]["person"]["name"], said["common"][0]["times"]) == (
        "Zoé Ménard",
        1,
    )


def test_the_page_of_who_was_never_met_and_of_oneself(known: Handshake) -> None:
    assert "never met" in known("person", "show", "Émil").stdout
    assert known.json("person", "show", "Émil")["last_meetings"] == []
    assert known.json("person", "show", "me")["trust"] == 0


# ---------------------------------------------------------------- what rose, what fell, what a coffee adds


def test_what_rose_and_what_fell_between_two_days(known: Handshake) -> None:
    assert loose(known("trust", "--since", "2026-10-01").stdout) == loose(
        "Rising:\n"
        "Person        1 October  Monday 23 November  Change\n"
        "Ada Lovelace           0.066             0.105  +0.040\n"
        "\n"
        "Fading:\n"
        "Person      1 October  Monday 23 November  Change\n"
        "Zoé Ménard           0.066             0.042  -0.023\n"
    )
    said = known.json("trust", "--since", "2026-09-30", "--as-of", "2026-10-01")
    assert (said["since"], said["as_of"], said["culture"]) == (
        "2026-09-30",
        "2026-10-01",
        "french",
    )
    assert [
        (each["before"], each["after"], each["change"]) for each in said["people"]
    ] == [(0.0, pytest.approx(2 / (2 + K)), pytest.approx(2 / (2 + K)))] * 2


def test_one_person_and_another_culture_may_be_asked_for(known: Handshake) -> None:
    (zoe,) = known.json("trust", "Zoé", "--since", "2026-10-01", "--culture", "nordic")[
        "people"
    ]
    assert zoe["before"] == pytest.approx(2 / (2 + 310 / 69))
    assert known("trust", "Émil", "--since", "2026-10-01").stderr == (
        "No trust changed between 1 October and Monday 23 November.\n"
    )
    assert known("trust", "--since", "2026-11-24", code=2).stderr == (
        "Error: The --since day must be before the day you are looking at.\n"
    )


def test_top_bounds_both_what_rose_and_what_fell(known: Handshake) -> None:
    known("coffee", "Émil", "--on", "2026-11-22")
    said = known.json("trust", "--since", "2026-10-01", "--top", "1")["people"]
    assert [each["person"]["name"] for each in said] == ["Ada Lovelace", "Zoé Ménard"]


def test_explain_says_what_the_next_coffee_would_add(known: Handshake) -> None:
    before = known.json("trust", "Zoé", "--explain")
    known("coffee", "Zoé")
    after = known.json("trust", "Zoé")["trust"]
    assert before["next_coffee"]["trust"] == pytest.approx(after, abs=1e-12)
    assert before["next_coffee"]["gain"] == pytest.approx(
        after - before["trust"], abs=1e-12
    )
    again = known.json("trust", "Zoé", "--explain")
    evidence = 2 / (1 + 53 / 180) + 1.5  # a second coffee of the day counts half
    assert again["next_coffee"]["trust"] == pytest.approx(
        evidence / (evidence + K), abs=1e-12
    )


def test_people_never_met_are_proposed_for_a_first_coffee(known: Handshake) -> None:
    assert known("trust", "Émil", "--explain").stdout.splitlines()[2] == (
        "A coffee that day would make it 0.034 (+0.034)."
    )


# ---------------------------------------------------------------- the pages


def keys(value: Any) -> set[str]:
    """Every key of a JSON document, those of people and events apart."""
    if isinstance(value, list):
        return {key for each in value for key in keys(each)}
    if (
        not isinstance(value, dict)
        or {"id", "name"} == value.keys()
        or "recorded_at" in value
    ):
        return set()
    return {*value, *(key for each in value.values() for key in keys(each))}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("next", ["next", "--message"]),
        ("network", ["network"]),
        ("circle", ["circle"]),
        ("introductions", ["introductions"]),
        ("via", ["via", "Zoé"]),
        ("search", ["search", "ada"]),
        ("trust-since", ["trust", "--since", "2026-10-01"]),
    ],
)
def test_its_page_names_every_key_of_the_json(
    known: Handshake, page: str, words: list[str]
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / f"{page}.md").read_text(
        "utf-8"
    )
    assert {
        key
        for key in keys(known.json(*words))
        if f'"{key}"' not in text and f"`{key}`" not in text
    } == set()
