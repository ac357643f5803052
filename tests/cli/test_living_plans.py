"""Plans that live: moved, answered, and taken up by the meeting whose day they fit."""

from __future__ import annotations

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    for name in ("Ada Okafor", "Bob Low"):
        handshake("person", "add", name)
    return handshake


def propose(handshake: Handshake, *words: str) -> str:
    """The id of a new plan."""
    events = handshake.json("propose", *words)["events"]
    return str(events[0]["id"]).partition("/")[0]


def who(handshake: Handshake, name: str) -> str:
    """The id of a person."""
    return str(handshake.json("trust", name)["person"]["id"])


def plans(handshake: Handshake) -> list[str]:
    page = handshake.json("agenda", "--days", "60")
    return [
        plan["meeting"]
        for section in ("planned", "past", "undated")
        for plan in page[section]
    ]


@pytest.mark.parametrize(
    ("text", "day", "hour", "minutes"),
    [
        ("thursday 12:30", "2026-11-26", "12:30", None),
        ("jeudi à midi et demi", "2026-11-26", "12:30", None),
        ("12h30 jeudi", "2026-11-26", "12:30", None),
        ("noon tomorrow", "2026-11-24", "12:00", None),
        ("demain de 14h à 16h", "2026-11-24", "14:00", 120),
        ("2-4pm tomorrow", "2026-11-24", "14:00", 120),
        ("le 3 à 14h", "2026-12-03", "14:00", None),
        ("vendredi à 9", "2026-11-27", "09:00", None),
        ("friday at 3", "2026-11-27", "15:00", None),
        ("vendredi 3h30", "2026-11-27", "15:30", None),
        ("friday half past two", "2026-11-27", "14:30", None),
        ("friday 3am", "2026-11-27", "03:00", None),
        ("friday 03:30", "2026-11-27", "03:30", None),
        ("friday from 2 to 4", "2026-11-27", "14:00", 120),
        ("vendredi de 11 à 1", "2026-11-27", "11:00", 120),
        ("vendredi 8h-22h", "2026-11-27", "08:00", 840),
        ("26.11.2026 9h", "2026-11-26", "09:00", None),
        ("demain 8h du soir", "2026-11-24", "20:00", None),
        ("23:15", "2026-11-23", "23:15", None),
        ("ce soir", "2026-11-23", None, None),
    ],
)
def test_a_plan_is_made_for_a_day_and_a_time(
    known: Handshake, text: str, day: str, hour: str | None, minutes: int | None
) -> None:
    propose(known, "lunch", "Ada", "--for", text)
    (plan,) = known.json("agenda", "--days", "60")["planned"]
    assert (plan["planned_for"], plan["planned_at"], plan["minutes"]) == (
        day,
        hour,
        minutes,
    )


@pytest.mark.parametrize("text", ["thursday 25:00", "12:61 tomorrow", "next week"])
def test_a_time_that_cannot_be_is_refused(known: Handshake, text: str) -> None:
    assert known.outcome("propose", "lunch", "Ada", "--for", text).exit_code in {2, 4}


@pytest.mark.parametrize(
    ("length", "minutes"),
    [("90", 90), ("1h30", 90), ("1:30", 90), ("45 min", 45), ("une heure", 60)],
)
def test_a_length_is_given_as_one_says_it(
    known: Handshake, length: str, minutes: int
) -> None:
    propose(known, "lunch", "Ada", "--for", "tomorrow", "--minutes", length)
    (plan,) = known.json("agenda")["planned"]
    assert plan["minutes"] == minutes
    known("coffee", "Bob", "--minutes", "soon", code=2)
    known("coffee", "Bob", "--minutes", "0", code=5)


@pytest.mark.parametrize(
    ("form", "text", "hour"),
    [
        ("dinner", "friday at 8", "20:00"),
        ("drinks", "friday 6:30", "18:30"),
        ("breakfast", "friday at 6", "06:00"),
        ("coffee", "friday at 8", "08:00"),
        ("dinner", "friday 08:00", "08:00"),
    ],
)
def test_the_form_tells_the_half_of_the_day(
    known: Handshake, form: str, text: str, hour: str
) -> None:
    plan = propose(known, form, "Ada", "--for", text)
    (row,) = known.json("agenda")["planned"]
    assert row["planned_at"] == hour
    known("move", plan, "--for", "saturday")
    known("move", plan, "--for", text.removeprefix("friday "))
    (row,) = known.json("agenda")["planned"]
    assert row["planned_at"] == hour


def test_a_proposal_with_its_time_is_told_in_one_sentence(known: Handshake) -> None:
    told = known("propose", "lunch", "Ada", "--for", "thursday 12:30").stderr
    assert told == "Proposed lunch with Ada Okafor for Thursday 26 November, 12:30.\n"
    rows = known("timeline").stdout.splitlines()[1:]
    assert [row for row in rows if "Proposed lunch" in row] == rows
    assert "Thursday 26 November, 12:30" in rows[0]
    assert "jeudi 26 novembre, 12:30" in known.french()("timeline").stdout
    kinds = [event["kind"] for event in known.json("timeline")["events"]]
    assert kinds == ["MeetingProposed", "MeetingScheduled"]
    assert "Set lunch" in known("timeline", "--history").stdout


def test_a_time_alone_moves_a_plan_within_its_day(known: Handshake) -> None:
    plan = propose(known, "lunch", "Ada", "--for", "thursday 12:30", "--minutes", "60")
    known("move", "Ada", "--for", "9:15")
    (moved,) = known.json("agenda")["planned"]
    assert (moved["meeting"], moved["planned_for"]) == (plan, "2026-11-26")
    assert (moved["planned_at"], moved["minutes"]) == ("09:15", 60)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("agree", "by"),
        ("decline-meeting", "by"),
        ("cancel", "by"),
        ("missed", "missed_by"),
    ],
)
def test_an_answer_to_my_proposal_is_the_other_ones(
    known: Handshake, command: str, field: str
) -> None:
    propose(known, "lunch", "Ada", "--for", "today")
    ada = who(known, "Ada")
    outcome = known(command, "Ada", "--dry-run")
    assert "Ada Okafor" in outcome.stderr
    assert known.json(command, "Ada")["events"][0][field] == ada


@pytest.mark.parametrize("command", ["agree", "decline-meeting", "cancel"])
def test_an_answer_to_the_proposal_of_another_is_mine(
    known: Handshake, command: str
) -> None:
    propose(known, "lunch", "Ada", "--for", "tomorrow", "--by", "Ada")
    ada = who(known, "Ada")
    assert known.json(command, "Ada")["events"][0]["by"] != ada


def test_of_several_guests_the_one_who_answered_is_named(known: Handshake) -> None:
    propose(known, "lunch", "Ada", "Bob", "--for", "tomorrow")
    error = known("agree", "Ada", code=2).stderr
    assert "Ada Okafor" in error
    assert "Bob Low" in error
    assert "--by" in error
    bob = who(known, "Bob")
    assert known.json("agree", "Ada", "--by", "Bob")["events"][0]["by"] == bob


def test_somebody_merged_since_can_still_answer(known: Handshake) -> None:
    propose(known, "lunch", "Bob", "--for", "tomorrow")
    known("person", "merge", "Bob", "Ada")
    known("agree", "Ada")
    (plan,) = known.json("agenda")["planned"]
    assert plan["status"] == "agreed"


@pytest.mark.parametrize(
    ("planned", "meeting"),
    [
        (["coffee", "--for", "today"], ["lunch"]),
        (["coffee", "--for", "2026-11-20"], ["coffee"]),
        (["coffee", "--for", "2026-11-20"], ["drinks", "--on", "2026-11-21"]),
        (["coffee", "--for", "2026-11-20"], ["coffee", "--on", "2026-11-19"]),
        (["coffee"], ["dinner"]),
        (["lunch", "--for", "today 12:30"], ["video"]),
    ],
)
def test_a_meeting_takes_up_the_plan_whose_day_it_fits(
    known: Handshake, planned: list[str], meeting: list[str]
) -> None:
    form, *options = planned
    plan = propose(known, form, "Ada", *options, "--on", "2026-11-10")
    form, *options = meeting
    recorded = known(form, "Ada", *options)
    assert recorded.stdout.startswith(plan)
    is_of_another_day = "2026-11-20" in planned
    words = "closes the plan of another day: " if is_of_another_day else "As planned: "
    assert words in recorded.stderr
    assert plans(known) == []


@pytest.mark.parametrize(
    ("planned", "meeting"),
    [
        (["coffee", "--for", "thursday"], ["coffee"]),
        (["coffee", "--for", "today 18:00"], ["call"]),
        (["coffee"], ["call"]),
        (["coffee"], ["coffee", "--on", "2026-11-01"]),
        (["coffee", "--for", "2026-11-20"], ["coffee", "--on", "2026-11-11"]),
    ],
)
def test_a_plan_of_another_day_is_left_alone_with_a_word(
    known: Handshake, planned: list[str], meeting: list[str]
) -> None:
    form, *options = planned
    plan = propose(known, form, "Ada", *options, "--on", "2026-11-10")
    form, *options = meeting
    recorded = known(form, "Ada", *options)
    assert plan not in recorded.stdout
    assert f"({plan[:8]})" in recorded.stderr
    assert plans(known) == [plan]


def test_of_several_plans_the_nearest_day_and_the_same_kind_is_taken(
    known: Handshake,
) -> None:
    former = propose(known, "lunch", "Ada", "--for", "2026-11-12", "--on", "2026-11-10")
    latter = propose(known, "lunch", "Ada", "--for", "2026-11-20", "--on", "2026-11-10")
    coffee = propose(
        known, "coffee", "Ada", "--for", "2026-11-20", "--on", "2026-11-10"
    )
    assert known("coffee", "Ada").stdout.startswith(coffee)
    assert known("coffee", "Ada", "--on", "2026-11-22").stdout.startswith(latter)
    assert plans(known) == [former]


def test_two_plans_that_fit_alike_are_both_left_open(known: Handshake) -> None:
    both = {propose(known, form, "Ada") for form in ("lunch", "dinner")}
    recorded = known("coffee", "Ada")
    assert all(plan[:8] in recorded.stderr for plan in both)
    assert set(plans(known)) == both


def test_on_a_terminal_a_plan_of_another_day_is_asked_about(known: Handshake) -> None:
    plan = propose(known, "coffee", "Ada", "--for", "thursday 12:30")
    shown = terminal(known, "lunch", "Ada")
    shown.expect("Is this the plan: Coffee with Ada Okafor, .*12:30\\?")
    shown.sendline("y")
    shown.expect(pexpect.EOF)
    assert plans(known) == []
    assert known("timeline").stdout.count(plan[:8]) >= 1


def test_a_sentence_takes_up_a_plan_too(known: Handshake) -> None:
    propose(known, "coffee", "Ada", "--for", "2026-11-20", "--on", "2026-11-10")
    known("log", "Lunch with Ada yesterday")
    assert plans(known) == []


def test_several_open_plans_are_told_apart_by_their_days(known: Handshake) -> None:
    propose(known, "coffee", "Ada", "--for", "tomorrow 9:00")
    propose(known, "lunch", "Ada", "--for", "thursday")
    error = known("cancel", "Ada", code=4).stderr
    assert "tomorrow, 09:00" in error
    assert "Thursday 26 November" in error


def test_a_plan_moved_to_another_day_keeps_its_hour(known: Handshake) -> None:
    known("propose", "lunch", "Ada", "--for", "2026-12-02 12:30", "--minutes", "90")
    said = known("move", "Ada", "--for", "2026-12-03").stderr
    assert "Thursday 3 December, 12:30" in said
    (plan,) = known.json("agenda", "--days", "30")["planned"]
    assert (plan["planned_at"], plan["minutes"]) == ("12:30", 90)


def test_a_plan_to_come_cannot_be_missed_yet(known: Handshake) -> None:
    known("propose", "lunch", "Ada", "--for", "2026-12-02")
    said = known("missed", "Ada", code=5).stderr
    assert "This plan is for Wednesday 2 December, which is still to come" in said
    assert "handshake cancel" in said
    assert "est encore à venir" in known.french()("missed", "Ada", code=5).stderr
