from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given

from ledger.errors import BadInput, LedgerError
from ledger.importers.api import Attended, Contact, Noted
from ledger.importers.formats.friends import FriendsFile, read
from ledger.importers.formats.friends.marks import marked, unmarked
from ledger.importers.formats.friends.read import BOTH, DOUBTFUL, NO_WORD
from ledger.importers.formats.friends.sections import (
    NO_DAY,
    NO_HEADER,
    NO_LINE,
    TOO_LONG,
    TWICE,
    UNREADABLE,
)
from ledger.importers.match.unclear import left, settle, taken
from ledger.language.meeting_words import outcome
from tests.importers.friends.samples import SAMPLE, clean_file, exported, take
from tests.importers.hostile import hostile, is_sound
from tests.importers.ledgers import Memory


def reading(text: str) -> FriendsFile:
    return read([("friends.md", text.encode())])


def activity(text: str) -> FriendsFile:
    return reading(f"### Activities:\n- 2026-11-02: {text}\n")


def attended(found: FriendsFile) -> list[Attended]:
    return [row.what for row in found.reading.rows if isinstance(row.what, Attended)]


def test_an_activity_is_a_meeting_of_the_form_its_words_name() -> None:
    lunch, coffee = attended(reading(SAMPLE))
    assert (lunch.form, lunch.on, lunch.place, lunch.tags) == (
        "lunch",
        date(2026, 11, 2),
        "Lyon",
        ("travail",),
    )
    assert (coffee.form, coffee.place, coffee.note) == (
        "coffee",
        None,
        "Café avec **Camille Lefèvre**.",
    )


def test_a_friend_has_other_names_a_place_and_tags() -> None:
    camille = next(
        row.who[0] for row in reading(SAMPLE).reading.rows if row.what is None
    )
    assert isinstance(camille, Contact)
    assert (camille.name, camille.aliases) == ("Camille Lefèvre", ("Cam",))
    assert (camille.details.place, camille.details.tags) == ("Lyon", ("client",))


def test_a_note_is_about_everybody_it_names() -> None:
    found = reading("### Notes:\n- 2026-10-14: **Ada** knows **Bo**.\n")
    (row,) = found.reading.rows
    assert [who.name for who in row.who] == ["Ada", "Bo"]
    assert isinstance(row.what, Noted)
    assert (row.what.text, row.what.on) == ("**Ada** knows **Bo**.", date(2026, 10, 14))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Dinner with **Ada**.", "dinner"),
        ("Petit-déj avec **Ada**", "breakfast"),
        ("Met **Ada** in _Paris_.", "appointment"),
        ("Rendez-vous avec **Ada**", "appointment"),
        ("Ran into **Ada** at _Lyon_", "encounter"),
        ("Talked to **Ada** on the phone for an hour.", "call"),
        ("Called **Ada**", "call"),
        ("Visio avec **Ada**", "video"),
    ],
)
def test_words_decide_between_meetings_and_calls(text: str, form: str) -> None:
    assert [each.form for each in attended(activity(text))] == [form]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Helped **Ada** move.", NO_WORD),
        ("Saw **Ada Lunch** at _Café de Flore_ @apéro", NO_WORD),
        ("Coffee with **Ada** over Zoom", BOTH),
        ("Lunch with **Ada** was cancelled.", DOUBTFUL),
        ("Déjeuner avec **Ada** annulé", DOUBTFUL),
        ("Didn't have lunch with **Ada**", DOUBTFUL),
        ("Texted **Ada** about lunch", DOUBTFUL),
    ],
)
def test_an_activity_whose_words_tell_nothing_certain_is_unclear_and_makes_no_trust(
    text: str, reason: str
) -> None:
    found = activity(text)
    (unclear,) = found.unclear
    assert (unclear.reason, unclear.text) == (reason, text)
    assert attended(found) == []
    (kept,) = settle(found, left).rows
    assert isinstance(kept.what, Noted)
    assert unmarked(kept.what.text) == ("activity", 0, text)
    (row,) = settle(found, taken).rows
    if outcome(text) in {"off", "moved"}:
        assert isinstance(row.what, Noted)  # its words say that it fell through
    else:
        assert isinstance(row.what, Attended)
        assert row.what.form == "appointment"


def test_what_is_about_nobody_and_other_names_of_places_are_kept_aside() -> None:
    alone = SAMPLE.replace(
        "\n\n### Notes:", "\n- 2026-09-01: Hiked alone.\n\n### Notes:"
    )
    found = reading(f"{alone}- Nulle Part\n")
    assert [noted.text for noted in found.aside] == [
        "[friends.md activity 2026-09-01/0] Hiked alone.",
        "[friends.md place] Lyon (a.k.a. Lugdunum)",
        "[friends.md place] Nulle Part",
    ]


def test_one_lives_where_one_moved_to() -> None:
    found = reading(
        "### Activities:\n- 2026-03-01: Lunch with **Ada** in _Lyon_.\n- 2026-02-01: Lunch with **Ada**.\n"
        "- 2026-01-15: Moved to _Paris_ with **Ada**.\n- 2026-01-01: Lunch with **Ada**.\n"
    )
    assert [each.place for each in attended(found)] == ["Lyon", "Paris", None]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("### Activities:\n- tomorrow: Lunch with **Ada**", NO_DAY),
        ("### Activities:\n- 02/03/2026: Lunch with **Ada**", NO_DAY),
        ("### Activities:\n- 2026-02-30: Lunch with **Ada**", NO_DAY),
        ("### Activities:\n- 2026-02-03", NO_LINE),
        ("### Activities:\n- 2026-02-03: ", NO_LINE),
        ("### Friends:\n- (a.k.a. Nobody)", NO_LINE),
        ("### Friends:\n- Ada [Lyon] client", NO_LINE),
        ("### Friends:\n- Ada\n- Ada", TWICE),
        ("### Journal:\n- 2026-02-03: x", NO_HEADER),
        ("- 2026-02-03: Lunch with **Ada**", NO_HEADER),
        ("### Activities:\n- 2026-02-03: " + "x" * 6_000, TOO_LONG),
        ("### Notes:\n- 2026-02-03: a\0b", UNREADABLE),
    ],
)
def test_a_line_that_cannot_be_used_is_a_problem_and_no_date_is_guessed(
    line: str, reason: str
) -> None:
    found = reading(f"{SAMPLE}\n{line}\n")
    problem = found.reading.problems[-1]
    assert problem.reason == reason
    assert problem.line == len(SAMPLE.splitlines()) + 1 + len(line.splitlines())
    assert len(attended(found)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_do_not_matter(encoding: str, end: str) -> None:
    data = SAMPLE.replace("\n", end).encode(encoding)
    assert read([("friends.md", data)]).reading.rows == reading(SAMPLE).reading.rows


def test_the_lists_may_stand_in_any_order() -> None:
    parts = SAMPLE.strip().split("\n\n")
    turned = reading("\n\n".join(parts[::-1]) + "\n").reading
    assert {repr(row.what) for row in turned.rows} == {
        repr(row.what) for row in reading(SAMPLE).reading.rows
    }


@pytest.mark.parametrize("answer", [left, taken])
@pytest.mark.parametrize("seed", range(3))
def test_five_hundred_lines_come_back_byte_for_byte(answer: object, seed: int) -> None:
    text = clean_file(500, seed)
    found = reading(text)
    assert found.reading.problems == ()
    assert min(len(attended(found)), len(found.unclear), len(found.aside)) > 5
    ledger = Memory()
    take(ledger, found, settle(found, answer))  # type: ignore[arg-type]
    assert exported(ledger) == text


def test_importing_again_adds_nothing_and_taking_the_unclear_later_doubles_no_line() -> (
    None
):
    text = clean_file(120, 7)
    found, ledger = reading(text), Memory()
    take(ledger, found, settle(found, left))
    assert ledger.plan(settle(found, left)).entries == ()
    ledger.take(settle(found, taken))
    assert sorted(exported(ledger).splitlines()) == sorted(text.splitlines())


def test_marks_say_what_they_were_given() -> None:
    assert unmarked(marked("activity", "**x**: y", date(2026, 1, 2), 3)) == (
        "activity",
        3,
        "**x**: y",
    )
    assert unmarked(marked("note", "[x]", date(2026, 1, 2), 0)) == ("note", 0, "[x]")
    assert unmarked(marked("place", "Lyon (a.k.a. Lug)")) == (
        "place",
        0,
        "Lyon (a.k.a. Lug)",
    )
    assert unmarked("[friends.md] x") is None


@pytest.mark.parametrize("text", ["# Notes\n", "### Friends:\n", "BEGIN:VCARD\n"])
def test_a_file_that_holds_nothing_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(
        BadInput, match=r"^friends\.md (has no people|is not a friends\.md)"
    ):
        reading(text)


@given(hostile([SAMPLE.encode(), clean_file(60, 1).encode()]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    with suppress(LedgerError):
        found = read([("friends.md", data)])
        for each in (settle(found, left), settle(found, taken)):
            if each.rows:
                is_sound(each, ["friends.md"])
                Memory().plan(each)


@pytest.mark.parametrize(
    "text",
    [
        "Skipped lunch with **Ann Low**.",
        "Lunch with **Ann Low** fell through.",
        "**Ann Low** bailed on dinner.",
        "Was supposed to have lunch with **Ann Low**.",
        "Booked lunch with **Ann Low** for next week.",
        "Declined dinner with **Ann Low**.",
        "**Ann Low** m'a posé un lapin pour le déjeuner.",
        "Loupé le déjeuner avec **Ann Low**.",
        "Lunch by video with **Ann Low**.",
        "Video-chatted with **Ann Low** over coffee.",
        "Lunch with **Ann Low** on Slack.",
        "Lunch with **Ann Low** at _Zoom_.",
        "Wrote to **Ann Low** about dinner next month.",
        "Got lunch with **Ann Low**, but **Cal Low** was sick.",
        "Pas de déjeuner avec **Ann Low**.",
        "Café avec **Ann Low** tombé à l'eau.",
        "Lunch with **Ann Low** next week.",
        "Déjeuner avec **Ann Low** la semaine prochaine.",
        "Talked to **Ann Low** about lunch.",
        "Parlé d'un déjeuner avec **Ann Low**.",
        "Ordered lunch for **Ann Low**.",
        "Dinner with **Ann Low** got rained out.",
        "Coffee with **Ann Low**?",
    ],
)
def test_what_fell_through_or_was_at_a_distance_is_no_certain_meeting(
    text: str,
) -> None:
    found = activity(text)
    assert attended(found) == []
    assert [row.text for row in found.unclear] == [text]


def test_a_word_for_no_place_is_no_place() -> None:
    assert [
        each.place for each in attended(activity("Lunch with **Ann Low** at _TBD_."))
    ] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Lunch with **Ann Low**. She moves next week.",
        "Lunch with **Ann Low**, talked about her job.",
        "Déjeuner avec **Ann Low**, parlé de son poste",
        "Talked about work over lunch with **Ann Low**, bought her book.",
    ],
)
def test_what_was_talked_about_does_not_make_a_meeting_doubtful(text: str) -> None:
    assert [each.form for each in attended(activity(text))] == ["lunch"]
