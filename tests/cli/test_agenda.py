"""The agenda: what is planned, what waits, and what bare `handshake` shows."""

from __future__ import annotations

import pytest

from tests.cli.conftest import TODAY, Handshake, recorded_once

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
@recorded_once
def week(handshake: Handshake) -> Handshake:
    """Plans behind, ahead and without a day; a cadence that is due; a request; a favour received."""
    handshake("coffee", "Ada Okafor", "--on", "2026-11-13", "--new")
    handshake("person", "cadence", "Ada", "7")
    handshake("favour", "received", "Ada", "--on", "2026-11-14")
    handshake(
        "propose",
        "coffee",
        "Cal Low",
        "--for",
        "2026-11-21",
        "--on",
        "2026-11-16",
        "--new",
    )
    handshake("propose", "lunch", "Bob Low", "--for", "2026-11-24", "--new")
    handshake("propose", "dinner", "Fay Low", "--for", "2026-12-24", "--new")
    handshake("propose", "drinks", "Dee Low", "--new")
    handshake("connect", "Gus Low", "--received", "--on", "2026-11-20", "--new")
    handshake("connect", "Eve Low", "--received", "--on", "2026-11-22", "--new")
    return handshake


def names(entries: list[dict[str, object]]) -> list[str]:
    return [person["name"] for entry in entries for person in _people(entry)]


def _people(entry: dict[str, object]) -> list[dict[str, str]]:
    return entry["people"] if "people" in entry else [entry["person"]]  # type: ignore[return-value,list-item]  # JSON


def test_each_thing_stands_where_it_belongs(week: Handshake) -> None:
    page = week.json("agenda")
    assert names(page["planned"]) == ["Bob Low"]
    assert names(page["past"]) == ["Cal Low"]
    assert names(page["undated"]) == ["Dee Low"]
    assert names(page["cadences"]) == ["Ada Okafor"]
    assert names(page["favours"]) == ["Ada Okafor"]
    assert (page["connections"], page["met"]) == (0, 1)


def test_the_newest_request_comes_first(week: Handshake) -> None:
    assert names(week.json("agenda")["requests"]) == ["Eve Low", "Gus Low"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--days", "0"], []),
        (["--days", "1"], ["Bob Low"]),
        (["--days", "31"], ["Bob Low", "Fay Low"]),
        (["--week"], ["Bob Low"]),
        (["--until", "2026-12"], ["Bob Low", "Fay Low"]),
        (["--until", "tomorrow"], ["Bob Low"]),
    ],
)
def test_plans_are_shown_up_to_the_day_that_is_asked_for(
    week: Handshake, options: list[str], expected: list[str]
) -> None:
    assert names(week.json("agenda", *options)["planned"]) == expected


def test_plans_after_the_last_day_shown_are_counted(week: Handshake) -> None:
    lines = week("agenda").stdout.splitlines()
    command = "handshake agenda --until 2026-12-24"
    assert f"  1 plan after Monday 30 November: {command}" in lines
    assert "Dinner with Fay Low" in week(*command.split()[1:]).stdout
    week("propose", "lunch", "Ada", "--for", "2026-12-05")
    week("cancel", "Fay")
    assert "1 plan after tomorrow: handshake agenda --days 30" in (
        week("agenda", "--days", "1").stdout
    )


def test_two_ways_to_bound_it_are_refused(week: Handshake) -> None:
    assert "--days" in week("agenda", "--days", "3", "--week", code=2).stderr


def test_a_past_plan_shows_three_commands_that_work(week: Handshake) -> None:
    lines = [line.strip() for line in week("agenda").stdout.splitlines()]
    assert 'handshake coffee "Cal Low" --on 2026-11-21' in lines
    (answers,) = (line for line in lines if line.startswith("handshake missed"))
    missed, cancel = answers.split("   ")
    week(*missed.split()[1:], "--dry-run")
    week(*cancel.split()[1:], "--dry-run")
    week("coffee", "Cal Low", "--on", "2026-11-21")
    assert names(week.json("agenda")["past"]) == []


def test_a_plan_proposed_by_somebody_else_says_how_to_answer(week: Handshake) -> None:
    week("propose", "coffee", "Ada", "--for", "2026-11-25", "--by", "Ada")
    (plan,) = (
        plan
        for plan in week.json("agenda")["planned"]
        if names([plan]) == ["Ada Okafor"]
    )
    assert f"handshake agree {plan['meeting'][:8]}" in week("agenda").stdout
    week("agree", plan["meeting"])
    assert f"handshake agree {plan['meeting'][:8]}" not in week("agenda").stdout


def test_who_is_snoozed_or_hidden_does_not_wait(week: Handshake) -> None:
    week("person", "snooze", "Ada", "--until", "2026-12-20")
    week("person", "restrict", "Cal")
    page = week.json("agenda")
    assert (names(page["cadences"]), names(page["past"])) == ([], [])


def test_a_favour_returned_is_no_longer_owed(week: Handshake) -> None:
    week("favour", "given", "Ada", "--on", "2026-11-15")
    assert names(week.json("agenda")["favours"]) == []


def test_near_days_are_written_as_people_say_them(week: Handshake) -> None:
    assert "tomorrow: Lunch with Bob Low" in week("agenda").stdout
    assert "Saturday 21 November: Coffee with Cal Low" in week("agenda").stdout
    assert f"demain{NBSP}: Déjeuner avec Bob Low" in week.french()("agenda").stdout
    assert (
        f"samedi 21 novembre{NBSP}: Café avec Cal Low" in week.french()("agenda").stdout
    )


def test_another_year_is_named(week: Handshake) -> None:
    week("propose", "coffee", "Ada", "--for", "2027-01-05")
    assert "Tuesday 5 January 2027" in week("agenda", "--until", "2027-02").stdout


def test_long_parts_are_counted(handshake: Handshake) -> None:
    for number in range(5):
        handshake(
            "connect", f"Ida Number{number}", "--received", "--on", TODAY, "--new"
        )
    assert "and 2 more" in handshake("agenda").stdout


def test_a_quiet_day_takes_few_lines(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    assert len(handshake().stdout.splitlines()) <= 6


def test_the_program_alone_shows_the_agenda(week: Handshake) -> None:
    assert week().stdout.startswith(week("agenda").stdout)


def test_without_a_ledger_there_are_three_ways_to_begin(handshake: Handshake) -> None:
    commands = [
        line.split()[1]
        for line in handshake().stdout.splitlines()
        if line.startswith("  handshake")
    ]
    assert commands[:3] == ["coffee", "import", "log"]
    assert not handshake.ledger.parent.exists()


def test_what_the_first_commands_are_for_stands_in_one_column(
    handshake: Handshake,
) -> None:
    """The French names are longer: a purpose that finds no room goes below its command."""
    for program in (handshake, handshake.french()):
        beside = [
            line
            for line in program().stdout.splitlines()
            if line.startswith("  handshake") and "  " in line.strip()
        ]
        assert len(beside) >= 4
        assert {line.rindex("  ") for line in beside} == {34}


def test_the_second_reading_of_a_day_says_the_same(week: Handshake) -> None:
    meet_weekly(week, "Hal Low", until=4)
    page = week.json("agenda")
    assert page["gaps"]
    assert week.json("agenda") == page
    assert week("agenda").stdout == week("agenda").stdout


def meet_weekly(handshake: Handshake, name: str, *, until: int) -> None:
    """Six coffees a week apart, the last one so many weeks ago."""
    for weeks in range(until, until + 6):
        handshake("coffee", name, "--on", f"{weeks} weeks ago", "--new")


def gaps(handshake: Handshake) -> list[tuple[str, int]]:
    return [
        (gap["person"]["name"], gap["usual_days"])
        for gap in handshake.json("agenda")["gaps"]
    ]


@pytest.mark.parametrize(
    ("weeks", "expected"), [(1, []), (2, [("Hal Low", 7)]), (7, [])]
)
def test_a_usual_gap_that_stretches_is_shown(
    handshake: Handshake, weeks: int, expected: list[tuple[str, int]]
) -> None:
    meet_weekly(handshake, "Hal Low", until=weeks)
    assert gaps(handshake) == expected
    shown = handshake("agenda").stdout
    assert ("Hal Low: you usually meet every 7 days" in shown) == bool(expected)


def test_a_wish_speaks_instead_of_the_habit(handshake: Handshake) -> None:
    meet_weekly(handshake, "Hal Low", until=3)
    handshake("person", "cadence", "Hal", "90")
    assert gaps(handshake) == []


def test_a_past_plan_with_a_namesake_is_settled_by_id(handshake: Handshake) -> None:
    handshake("person", "add", "Ada Low")
    plan = handshake.json(
        "propose", "coffee", "Ada Low", "--for", "2026-11-20", "--on", "2026-11-10"
    )
    handshake("person", "add", "Ada Low", "--namesake")
    lines = [line.split() for line in handshake("agenda").stdout.splitlines()]
    (words,) = (line[1:] for line in lines if line[:2] == ["handshake", "coffee"])
    assert handshake(*words).stdout.startswith(plan["events"][0]["id"][:8])


def test_a_plan_with_a_length_shows_its_end(handshake: Handshake) -> None:
    handshake(
        "propose", "lunch", "Ada", "--for", "thursday 23:30", "--minutes", "60", "--new"
    )
    assert "23:30–00:30" in handshake("agenda").stdout
