from __future__ import annotations

from datetime import date

import pytest

from ledger import language
from projections.audit.friends_md import Friend, Meeting, Note, friends_file

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
    return lines("Activities", friends_file([Meeting(**fields)], [], EVERYBODY))[0]  # type: ignore[arg-type]


def test_an_empty_ledger_is_four_headers() -> None:
    assert friends_file([], [], {}) == "### Activities:\n\n### Notes:\n\n### Friends:\n\n### Locations:\n"


def test_a_meeting_recorded_here_is_said_in_one_sentence() -> None:
    assert activity() == "- 2026-11-20: Lunch with **Ada Lovelace** and **Bo**."
    assert activity(place="Blue_Bottle", note="On the *engine*:\nlong.", tags=("new client", "?")) == (
        "- 2026-11-20: Lunch with **Ada Lovelace** and **Bo** at _Blue Bottle_. On the *engine*: long. @new-client"
    )


def test_it_is_said_in_french_to_who_speaks_it() -> None:
    language.use("fr")
    assert activity(title="Déjeuner") == "- 2026-11-20: Déjeuner avec **Ada Lovelace** et **Bo**."
    language.use("en")


def test_what_was_brought_goes_out_as_it_came_unless_its_people_changed() -> None:
    brought = "Déjeuner avec **Ada Lovelace** & **Bo** à _Lyon_ @x"
    assert activity(note=brought) == f"- 2026-11-20: {brought}"
    assert activity(note=brought.replace("Bo", "Bob")) == f"- 2026-11-20: {brought}"
    assert (
        activity(note="Lunch **Ada Lovelace**")
        == "- 2026-11-20: Lunch with **Ada Lovelace** and **Bo**. Lunch Ada Lovelace"
    )


def test_a_note_names_whom_it_is_about() -> None:
    text = friends_file(
        [], [Note(DAY, 1, "a", "Likes engines."), Note(DAY, 2, "b", "Met **Bo** once.")], EVERYBODY
    )
    assert lines("Notes", text) == [
        "- 2026-11-20: **Ada Lovelace**: Likes engines.",
        "- 2026-11-20: Met **Bo** once.",
    ]


def test_a_note_that_several_have_is_one_line() -> None:
    both = [Note(DAY, order, person, "**Ada Lovelace** knows **Bo**.") for order, person in enumerate("ab")]
    assert len(lines("Notes", friends_file([], both, EVERYBODY))) == 1
    assert len(lines("Notes", friends_file([], both * 2, EVERYBODY))) == 2


def test_friends_and_places_stand_in_order_and_namesakes_apart() -> None:
    people = {
        "1": Friend("Ana Maria"),
        "2": Friend("Ana", place="Lyon"),
        "3": Friend("Ana"),
        "4": Friend("A (B) [C] @d"),
    }
    text = friends_file([Meeting(DAY, 0, "Lunch", ("3",), "Agen")], [], people)
    assert lines("Friends", text) == ["- A B C d", "- Ana [Lyon]", "- Ana 2", "- Ana Maria"]
    assert lines("Activities", text) == ["- 2026-11-20: Lunch with **Ana 2** at _Agen_."]
    assert lines("Locations", text) == ["- Agen", "- Lyon"]
    assert (
        lines("Friends", friends_file([], [], EVERYBODY))[0]
        == "- Ada Lovelace (a.k.a. Countess) [London] @maths"
    )
