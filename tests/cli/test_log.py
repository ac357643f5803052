"""A meeting said in one line: recorded if it is certain, asked about on a terminal, else refused with readings."""

from __future__ import annotations

import json

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal

KNOWN = (
    "Camille Lefèvre",
    "Yanis Belkacem",
    "Jean-Paul Morel",
    "Paul Ricard",
    "Ada Lovelace",
)


@pytest.fixture
@recorded_once
def friends(handshake: Handshake) -> Handshake:
    for name in KNOWN:
        handshake("person", "add", name)
    return handshake


def meetings(handshake: Handshake) -> list[dict[str, object]]:
    """The meetings that the timeline shows."""
    found = handshake.json("timeline")["events"]
    return [each for each in found if each["kind"].endswith(("Had", "Attended"))]


def test_what_is_certain_is_recorded_whole_and_shown(friends: Handshake) -> None:
    said = friends("log", "Déjeuner avec Camille et Yanis hier au Procope, 2h")
    assert said.stderr.startswith(
        "Understood: Lunch with Camille Lefèvre and Yanis Belkacem on Sunday 22 November, "
        "place: Procope, 120 minutes.\n"
        "Lunch with Camille Lefèvre and Yanis Belkacem on Sunday 22 November.\n"
    )
    (event,) = meetings(friends)
    assert event["kind"] == "LunchHad"


def test_the_words_need_no_quotes(friends: Handshake) -> None:
    said = friends.json(
        "log", "coffee", "with", "Ada", "on", "2026-11-20:", "the", "engine"
    )
    (event,) = said["events"]
    assert (event["kind"], event["occurred_on"], event["precision"]) == (
        "CoffeeHad",
        "2026-11-20",
        "day",
    )


def test_place_length_and_note_are_kept(friends: Handshake) -> None:
    friends(
        "log",
        "lunch with Ada yesterday at Blue Bottle, 45 min - talked about the engine",
    )
    audit = friends("export", "audit").stdout
    assert '"text":{"note":"talked about the engine","place":"Blue Bottle"}' in audit
    assert '"minutes":45' in audit


def test_the_beginning_of_a_name_is_enough_with_its_capital(friends: Handshake) -> None:
    friends("log", "pris un café avec Cam")
    friends("log", "verre avec A. Lovelace hier")
    assert len(meetings(friends)) == 2


def test_words_that_change_nothing_become_the_note_and_are_reported(
    friends: Handshake,
) -> None:
    said = friends("log", "café réseau avec Ada hier, très utile").stderr
    assert (
        "Understood: Coffee with Ada Lovelace on Sunday 22 November, note: réseau. très utile."
        in said
    )


def test_a_week_is_kept_as_its_month_with_a_word(friends: Handshake) -> None:
    said = friends("log", "lunch with Ada last week").stderr
    assert (
        "Understood: Lunch with Ada Lovelace in November 2026, note: last week." in said
    )
    kept = '"last week" is kept as its month, November 2026.\n'
    assert kept in said
    assert kept in friends("coffee", "Ada", "--on", "last week").stderr
    assert "kept as" not in friends("coffee", "Ada", "--on", "in march").stderr


@pytest.mark.parametrize(
    ("moment", "code"),
    [("2026-11-23T14:59", 4), ("2026-11-23T15:00", 0), ("2026-11-23", 4)],
)
def test_the_clock_decides_what_is_still_to_come_today(
    friends: Handshake, moment: str, code: int
) -> None:
    friends.today = moment
    friends("log", "café avec Ada à 15h", code=code)


@pytest.mark.parametrize(
    ("line", "moment", "code"),
    [
        ("dîner avec Ada", "2026-11-23T20:30", 4),
        ("dîner ce soir avec Ada", "2026-11-23T18:30", 4),
        ("dîner ce soir avec Ada", "2026-11-23T21:00", 0),
        ("dîné avec Ada ce soir", "2026-11-23T19:00", 0),
        ("lunch with Ada", "2026-11-23T12:30", 4),
        ("lunch with Ada", "2026-11-23T13:00", 0),
        ("drinks with Ada tonight", "2026-11-23T18:30", 4),
        ("had drinks with Ada tonight", "2026-11-23T18:30", 0),
        ("drinks with Ada tonight at 6pm", "2026-11-23T18:30", 0),
    ],
)
def test_a_meal_of_today_has_been_held_when_such_a_meal_is_over(
    friends: Handshake, line: str, moment: str, code: int
) -> None:
    friends.today = moment
    friends("log", line, code=code)


LINES = """\
café avec Ada hier

# from the notes of the week
lunch with Yanis on Friday - cancelled
met Zoé Durand on Thursday
"""


@pytest.mark.parametrize("words", [(), ("-",)])
def test_lines_of_standard_input_are_recorded_if_they_are_certain(
    friends: Handshake, words: tuple[str, ...]
) -> None:
    said = friends("log", *words, typed=LINES, code=4).stderr
    assert (
        'Line 4: "lunch with Yanis on Friday - cancelled" may describe something'
        in said
    )
    assert 'Line 5: No one here is called "Zoé Durand".' in said
    assert said.endswith(
        "Error: These lines were not recorded: 4 and 5. The others were.\n"
    )
    assert len(meetings(friends)) == 1


def test_scripts_learn_which_lines_were_not_recorded(friends: Handshake) -> None:
    answer = json.loads(friends("log", "--json", typed=LINES, code=4).stdout)
    assert [event["kind"] for event in answer["events"]] == ["CoffeeHad"]
    assert [line["line"] for line in answer["refused"]] == [4, 5]


def test_a_line_that_is_refused_adds_nobody(friends: Handshake) -> None:
    friends(
        "log",
        "--new",
        typed="café avec Bob Smith hier\nlunch with Tom Baker yesterday - cancelled",
        code=4,
    )
    assert len(friends.json("person", "list")["people"]) == len(KNOWN) + 1


def test_lines_that_are_all_certain_end_well(friends: Handshake) -> None:
    friends("log", typed="café avec Ada hier\nverre avec Yanis lundi dernier\n")
    assert len(meetings(friends)) == 2


def test_no_line_at_all_is_a_usage_error(friends: Handshake) -> None:
    assert "No sentence given" in friends("log", typed="\n# nothing\n", code=2).stderr


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("présenté Ada à Yanis hier", "introduce"),
        ("Ada introduced me to Yanis yesterday", "introduce"),
        ("connectée avec Ada sur LinkedIn hier", "connect"),
        ("Ada m'a aidée hier", "favour"),
        ("Ada helped me yesterday", "favour"),
        ("Ada travaille chez Orange", "note"),
    ],
)
def test_what_is_no_meeting_is_pointed_to_its_command(
    friends: Handshake, text: str, command: str
) -> None:
    assert f"handshake {command}" in friends("log", text, code=4).stderr


def test_a_month_and_a_year_are_kept_as_such(friends: Handshake) -> None:
    (event,) = friends.json("log", "café avec Ada en mars 2009")["events"]
    assert (event["occurred_on"], event["precision"]) == ("2009-03-01", "month")


def test_a_name_that_several_bear_is_refused_with_the_readings(
    friends: Handshake,
) -> None:
    said = friends("log", "café avec Paul hier", code=4).stderr
    assert "Coffee with Jean-Paul Morel (" in said
    assert "or Coffee with Paul Ricard (" in said
    assert meetings(friends) == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            "coffee with Adda yesterday",
            3,
            'No one here is called "Adda". Did you mean Ada Lovelace?',
        ),
        ("coffee with Bob Smith yesterday", 3, 'No one here is called "Bob Smith".'),
        (
            "dejuner avec Ada hier",
            4,
            "may mean: Lunch with Ada Lovelace on Sunday 22 November. To be sure",
        ),
        ("coffee with Ada yesterday and her mother", 4, 'Not understood: "her mother"'),
        ("coffee with Ada and her team", 4, 'Not understood: "her team"'),
        ("not coffee with Ada", 4, "may describe something that did not take place"),
        (
            "lunch with Ada yesterday - cancelled",
            4,
            "handshake missed",
        ),
        (
            "Yanis had lunch with Ada yesterday",
            4,
            "may describe other people's meeting",
        ),
        ("did I have lunch with Ada", 4, "is a question"),
        ("lunch with Ada. Dinner with Yanis.", 4, "tells of two meetings"),
        (
            "coffee with Ada at 17h",
            4,
            "For a plan: handshake propose coffee",
        ),
        (
            "coffee with Ada yesterday - we ended up calling",
            4,
            "If so, begin with 'call' or 'video'.",
        ),
        (
            "Yanis m'a posé un lapin hier",
            4,
            "handshake missed",
        ),
        (
            "coffee with cam",
            4,
            "Coffee with Camille Lefèvre on Monday 23 November. To be sure",
        ),
        (
            "discuté avec Ada hier",
            4,
            "Appointment with Ada Lovelace on Sunday 22 November, Phone call with",
        ),
        ("Ada yesterday", 4, "doesn't say what it was"),
        ("lunch yesterday", 4, "doesn't say who you met"),
        ("lunch Adda yesterday", 3, "Did you mean Ada"),
        (
            "lunch with Ada this week",
            4,
            '"this week" runs from Monday, 23 November 2026',
        ),
        ("lunch with Ada on 31 February", 2, 'No such day: "on 31 February"'),
        (
            "dinner with Ada tomorrow at 8",
            5,
            'handshake propose dinner "Ada Lovelace" --for "2026-11-24 20:00"',
        ),
        (
            "lunch with Ada tomorrow at 12:30",
            5,
            'handshake propose lunch "Ada Lovelace" --for "2026-11-24 12:30"',
        ),
        (
            "Ada cancelled tomorrow's lunch",
            4,
            'Otherwise: handshake cancel "Ada Lovelace" (after a no-show:',
        ),
        (
            "Ada a décalé le déjeuner d'hier",
            4,
            'handshake move "Ada Lovelace" --for DATE',
        ),
        ("called Ada, no answer", 4, 'handshake note "Ada Lovelace" "called Ada, no'),
        ("emailed Ada yesterday", 4, 'handshake note "Ada Lovelace" "emailed Ada'),
        ("Ada m'a aidée hier", 4, 'handshake favour received "Ada Lovelace"'),
        ("I helped Ada", 4, 'handshake favour given "Ada Lovelace"'),
        (
            "Ada introduced me to Yanis",
            4,
            'handshake introduce me "Yanis Belkacem" --by "Ada Lovelace"',
        ),
        (
            "I introduced Ada to Yanis",
            4,
            'handshake introduce "Ada Lovelace" "Yanis Belkacem"',
        ),
        ("", 2, "an empty text is not a name"),
    ],
)
def test_what_is_not_certain_is_refused_and_nothing_is_recorded(
    friends: Handshake, text: str, code: int, words: str
) -> None:
    assert words in friends("log", text, code=code).stderr
    assert meetings(friends) == []


def test_french_refusals_are_french(friends: Handshake) -> None:
    said = friends.french()("log", "café avec Paul hier", code=4).stderr
    assert "peut se lire\N{NO-BREAK SPACE}: Café avec Jean-Paul Morel (" in said
    said = friends.french()("log", "café avec Ada hier, 20 min. Super").stderr
    assert said.startswith(
        "Compris\N{NO-BREAK SPACE}: Café avec Ada Lovelace le dimanche 22 novembre, 20 minutes, "
        "note\N{NO-BREAK SPACE}: Super.\n"
    )


def test_new_people_are_added_only_when_asked_for(friends: Handshake) -> None:
    said = friends("log", "coffee with Ada and Bob Smith yesterday", "--new").stderr
    assert (
        "Understood: Coffee with Ada Lovelace and Bob Smith (new) on Sunday 22 November.\n"
        in said
    )
    assert "Added Bob Smith.\n" in said
    assert len(friends.json("person", "list")["people"]) == len(KNOWN) + 1


def test_a_new_name_that_is_nearly_a_known_one_is_refused_with_that_name(
    friends: Handshake,
) -> None:
    said = friends(
        "log", "coffee with Camile Lefèvre yesterday", "--new", code=4
    ).stderr
    assert '"Camile Lefèvre" looks like Camille Lefèvre (' in said


def test_french_spacing_is_kept_in_a_note(friends: Handshake) -> None:
    said = friends("log", "café avec Ada hier - super utile !").stderr
    assert "note: super utile !." in said


def test_the_first_line_makes_the_ledger(handshake: Handshake) -> None:
    assert (
        "Added Zoé Durand." in handshake("log", "café avec Zoé Durand", "--new").stderr
    )
    assert len(meetings(handshake)) == 1


def test_a_dry_run_shows_the_same_and_records_nothing(friends: Handshake) -> None:
    said = friends("log", "café avec Ada hier", "--dry-run").stderr
    assert (
        "Nothing recorded yet; this would be:\n"
        "Understood: Coffee with Ada Lovelace" in said
    )
    assert meetings(friends) == []


def test_a_plan_is_fulfilled_by_what_the_line_says(friends: Handshake) -> None:
    plan = friends.json("propose", "coffee", "Ada")["events"][0]["id"]
    (event,) = friends.json("log", "coffee with Ada today")["events"]
    assert event["id"] == plan.replace("/1", "/2")


def test_undo_takes_it_back(friends: Handshake) -> None:
    friends("log", "café avec Ada hier")
    friends("undo")
    assert friends.json("trust", "Ada")["trust"] == 0


@pytest.mark.parametrize(("answer", "count"), [("y", 1), ("", 1), ("n", 0)])
def test_a_terminal_asks_before_it_records(
    friends: Handshake, answer: str, count: int
) -> None:
    asked = terminal(friends, "log", "coffee with Ada yesterday")
    asked.expect(r"Coffee with Ada Lovelace on Sunday 22 November\.")
    asked.expect(r"Record it\? \[Y/n\]")
    asked.sendline(answer)
    asked.expect(pexpect.EOF)
    assert len(meetings(friends)) == count


def test_a_terminal_names_unknown_words_and_asks_before_recording(
    friends: Handshake,
) -> None:
    asked = terminal(friends, "log", "coffee with Ada yesterday and her mother")
    asked.expect(r"Not understood: her mother\.")
    asked.expect("note: her mother")
    asked.expect(r"Record it\? \[y/N\]")
    asked.sendline("")
    asked.expect("Nothing was recorded")
    asked.expect(pexpect.EOF)
    assert meetings(friends) == []


def test_a_terminal_lets_one_choose_a_reading(friends: Handshake) -> None:
    asked = terminal(friends, "log", "café avec Paul hier")
    asked.expect("1. Coffee with Jean-Paul Morel")
    asked.expect("2. Coffee with Paul Ricard")
    asked.expect("Which one")
    asked.sendline("7")
    asked.expect("Which one")
    asked.sendline("2")
    asked.expect(pexpect.EOF)
    assert len(meetings(friends)) == 1
    assert friends.json("trust", "Paul Ricard")["trust"] > 0


def test_yes_asks_nothing_about_what_is_certain_and_asks_about_the_rest(
    friends: Handshake,
) -> None:
    asked = terminal(friends, "log", "coffee with Ada yesterday", "--yes")
    asked.expect(pexpect.EOF)
    assert len(meetings(friends)) == 1
    asked = terminal(friends, "log", "dejuner avec Ada hier", "--yes")
    asked.expect(r"Record it\?")
    asked.sendline("n")
    asked.expect(pexpect.EOF)
    assert len(meetings(friends)) == 1


def test_refusing_the_first_line_of_all_makes_no_ledger_of_it(
    handshake: Handshake,
) -> None:
    asked = terminal(handshake, "log", "coffee with Zoé Durand yesterday", "--new")
    asked.expect("Zoé Durand")
    asked.expect("Record it")
    asked.sendline("n")
    asked.expect("Nothing was recorded")
    asked.expect(pexpect.EOF)
    assert handshake.json("person", "list")["people"] == []


def test_words_that_stand_side_by_side_stay_one_note(handshake: Handshake) -> None:
    text = "coffee with Ada Okafor yesterday great talk about Kenya"
    assert "note: great talk about Kenya." in handshake("log", text, "--new").stderr


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Ada likes tea", '"likes tea"'),
        ("Ada speaks Portuguese", '"speaks Portuguese"'),
        ("Ada is allergic to nuts", '"is allergic to nuts"'),
        ("Ada moved to Lyon", '"moved to Lyon"'),
        ("Ada préfère le thé", '"préfère le thé"'),
        ("Ada a deux enfants", '"a deux enfants"'),
        ("Ada parle portugais", '"parle portugais"'),
        ("Ada a déménagé à Lyon", '"a déménagé à Lyon"'),
    ],
)
def test_what_someone_is_has_or_likes_is_pointed_to_note(
    friends: Handshake, text: str, command: str
) -> None:
    said = friends("log", text, code=4).stderr
    name = friends.json("person", "show", "Ada")["name"]
    assert f'handshake note "{name}" {command}' in said
    assert meetings(friends) == []


def test_leftover_words_are_the_note_whole_and_in_their_order(
    friends: Handshake,
) -> None:
    said = friends("log", "coffee with Ada yesterday terrific chat").stderr
    assert "note: terrific chat" in said


def test_a_sentence_that_is_too_long_to_be_looked_through_says_so(
    friends: Handshake,
) -> None:
    story = ", ".join(["and then she spoke of the engine"] * 12)
    for line in ("coffee with Ada yesterday", "lunch with nobody known"):
        said = friends("log", f"{line}, {story}", code=4).stderr
        assert "80 words" in said
        assert len(said) < 200
    assert (
        "80 mots"
        in friends.french()("log", f"café avec Ada hier, {story}", code=4).stderr
    )
    friends("log", f"coffee with Ada yesterday - {story}")
    assert len(meetings(friends)) == 1
