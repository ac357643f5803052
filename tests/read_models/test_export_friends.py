from __future__ import annotations

from datetime import date

import pytest

from ledger import language
from ledger.importers.formats.friends import markup
from projections.audit.friends_md import Activity, Friend, Note, friends_file

DAY = date(2026, 11, 20)
ADA, BO = Friend("Ada Lovelace", ("Countess",), "London", ("maths",)), Friend("Bo")
EVERYBODY = {"a": ADA, "b": BO}


@pytest.fixture(autouse=True)
def _english() -> None:
    language.use("en")


def lines(title: str, text: str) -> list[str]:
    (part,) = [part for part in text.split("\n\n") if part.startswith(f"### {title}:")]
    return part.strip().split("\n")[1:]


def activity(**changed: object) -> str:
    fields = {"on": DAY, "order": 0, "title": "Lunch", "people": ("a", "b")} | changed
    return lines("Activities", friends_file([Activity(**fields)], [], EVERYBODY))[0]  # type: ignore[arg-type]


def test_an_empty_ledger_is_four_headers() -> None:
    assert (
        friends_file([], [], {})
        == "### Activities:\n\n### Notes:\n\n### Friends:\n\n### Locations:\n"
    )


def test_a_meeting_recorded_here_becomes_one_sentence() -> None:
    assert activity() == "- 2026-11-20: Lunch with **Ada Lovelace** and **Bo**."
    assert activity(
        place="Blue_Bottle", note="On the *engine*:\nlong.", tags=("new client", "?")
    ) == (
        "- 2026-11-20: Lunch with **Ada Lovelace** and **Bo** at _Blue Bottle_. On the *engine*: long. @new-client"
    )


def test_the_file_is_french_in_a_french_session() -> None:
    language.use("fr")
    assert (
        activity(title="Déjeuner")
        == "- 2026-11-20: Déjeuner avec **Ada Lovelace** et **Bo**."
    )
    language.use("en")


def test_what_was_brought_goes_out_as_it_came_unless_its_people_changed() -> None:
    brought = "Déjeuner avec **Ada Lovelace** & **Bo** à _Lyon_ @x"
    assert activity(note=brought, from_file=True) == f"- 2026-11-20: {brought}"
    assert (
        activity(note=brought.replace("Bo", "Bob"), from_file=True)
        == f"- 2026-11-20: {brought}"
    )
    assert (
        activity(note="Lunch **Ada Lovelace**", from_file=True)
        == "- 2026-11-20: Lunch with **Ada Lovelace** and **Bo**. Lunch Ada Lovelace"
    )


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Ask **Somebody** about it", "Ask \\*\\*Somebody\\*\\* about it"),
        ("**Ada Lovelace** and **Bo**", "\\*\\*Ada Lovelace\\*\\* and \\*\\*Bo\\*\\*"),
        ("***Somebody***", "\\*\\*\\*Somebody\\*\\*\\*"),
        (
            "at _Somewhere_, moved to _Paris_",
            "at \\_Somewhere\\_, moved to \\_Paris\\_",
        ),
        (
            "see @home, write to ada@example.org",
            "see \\@home, write to ada@example.org",
        ),
        (
            "[friends.md activity 2026-11-20/0] Dinner",
            "[friends.md activity 2026-11-20/0] Dinner",
        ),
    ],
)
def test_a_note_of_a_meeting_recorded_here_names_nobody_and_no_place(
    note: str, words: str
) -> None:
    line = activity(note=note)
    assert line == f"- 2026-11-20: Lunch with **Ada Lovelace** and **Bo**. {words}"
    assert markup.people(line) == ("Ada Lovelace", "Bo")
    assert (markup.places(line), markup.tags(line)) == ((), ())


def test_a_note_that_imitates_the_mark_is_a_note() -> None:
    imitation = "[friends.md activity 2026-11-20/0] Lunch with **Ada Lovelace**."
    text = friends_file([], [Note(DAY, 1, "a", imitation)], EVERYBODY)
    assert lines("Activities", text) == []
    escaped = imitation.replace("**", "\\*\\*")
    assert lines("Notes", text) == [f"- 2026-11-20: **Ada Lovelace**: {escaped}"]
    own = friends_file(
        [], [Note(DAY, 1, None, "[friends.md place] Lyon (a.k.a. Lug)")], EVERYBODY
    )
    assert lines("Locations", own) == ["- London"]


def test_a_namesake_gets_a_number_that_nobody_has() -> None:
    people = {
        "1": Friend("Ana"),
        "2": Friend("Ana"),
        "3": Friend("Ana 2"),
        "4": Friend("Ana"),
        "5": Friend("Ana 2"),
    }
    text = friends_file([Activity(DAY, 0, "Lunch", ("3", "4"))], [], people)
    assert lines("Friends", text) == [
        "- Ana",
        "- Ana 2",
        "- Ana 2 2",
        "- Ana 3",
        "- Ana 4",
    ]
    assert lines("Activities", text) == [
        "- 2026-11-20: Lunch with **Ana 2** and **Ana 4**."
    ]


def test_a_note_names_its_person() -> None:
    text = friends_file(
        [],
        [
            Note(DAY, 1, "a", "Likes engines."),
            Note(DAY, 2, "b", "Met **Bo** once.", from_file=True),
            Note(DAY, 3, "b", "Knows **Ada Lovelace**."),
        ],
        EVERYBODY,
    )
    assert lines("Notes", text) == [
        "- 2026-11-20: **Ada Lovelace**: Likes engines.",
        "- 2026-11-20: Met **Bo** once.",
        "- 2026-11-20: **Bo**: Knows \\*\\*Ada Lovelace\\*\\*.",
    ]


def test_a_note_that_several_have_is_one_line() -> None:
    both = [
        Note(DAY, order, person, "**Ada Lovelace** knows **Bo**.", from_file=True)
        for order, person in enumerate("ab")
    ]
    assert len(lines("Notes", friends_file([], both, EVERYBODY))) == 1
    assert len(lines("Notes", friends_file([], both * 2, EVERYBODY))) == 2


def test_friends_and_places_stand_in_order_and_namesakes_apart() -> None:
    people = {
        "1": Friend("Ana Maria"),
        "2": Friend("Ana", place="Lyon"),
        "3": Friend("Ana"),
        "4": Friend("A (B) [C] @d"),
    }
    text = friends_file([Activity(DAY, 0, "Lunch", ("3",), "Agen")], [], people)
    assert lines("Friends", text) == [
        "- A B C d",
        "- Ana [Lyon]",
        "- Ana 2",
        "- Ana Maria",
    ]
    assert lines("Activities", text) == [
        "- 2026-11-20: Lunch with **Ana 2** at _Agen_."
    ]
    assert lines("Locations", text) == ["- Agen", "- Lyon"]
    assert (
        lines("Friends", friends_file([], [], EVERYBODY))[0]
        == "- Ada Lovelace (a.k.a. Countess) [London] @maths"
    )
