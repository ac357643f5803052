"""Names on the page: in order, linked, cut where they are too long, or initials and nothing of the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.report.page_names import LONGEST, PageNames, initials


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Camille Lefèvre", "C. L."),
        ("Anne-Sophie Le Goff-Kervadec", "A. S. L. G."),
        ("Siobhán O’Connell", "S. C."),
        ("Élodie", "É."),
        ("李雷", "李."),
        ("ليلى حداد", "ل. ح."),
        ("Олена Шевчук", "О. Ш."),
        ("ada@example.org", "A. E. O."),
        ("<script>alert(1)</script>", "S. A. S."),
        ("J", "–"),
        ("李", "–"),
        ("", "–"),
        ("\u202eevil", "E."),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


@given(st.text(min_size=1, max_size=60))
def test_initials_are_never_the_name(name: str) -> None:
    words = [word for word in name.split() if len(word) > 1]
    for word in words:
        assert word not in initials(name).split() or word[1:] == "."


def names(*, redact: bool = False, **people: str) -> PageNames:
    return PageNames(people, "me", redact=redact)


def test_people_are_in_the_order_of_their_names_without_the_owner() -> None:
    known = names(me="Zoé", a="Étienne", b="adam", c="Bela")
    assert known.people == ["b", "c", "a"]
    assert known.owner_name() == "Zoé"
    assert known.name("me") == "you"
    assert [known.number(person) for person in ("b", "c", "a", "me")] == [1, 2, 3, 0]


def test_a_link_leads_to_the_sheet_and_nobody_is_named_who_is_not_shown() -> None:
    known = names(a="Ada")
    assert str(known.listing(["a", "z"])) == 'a hidden person and <a href="#p1">Ada</a>'


def test_names_are_shown_as_text_and_cut() -> None:
    known = names(a="<b>&\u202e", b="Ada " * 100)
    assert "&lt;b&gt;&amp;&lt;U+202E&gt;" in known.listing(["a"])
    assert len(known.name("b")) <= LONGEST + 1
    assert len(known.short("b")) <= 22


def test_initials_stand_in_every_place_of_a_name() -> None:
    known = names(redact=True, me="Sacha Delorme", a="Camille Lefèvre")
    shown = [
        known.owner_name(),
        known.name("a"),
        known.short("a"),
        str(known.link("a")),
    ]
    assert "Camille" not in "".join(shown)
    assert shown[0] == "S. D."
