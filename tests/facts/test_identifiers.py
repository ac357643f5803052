from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.identifiers import (
    connection,
    email,
    occurrence,
    of_person,
    profile,
    row,
)
from tests.facts.cast import ADA, BOB, ME
from tests.facts.strategies import ANY_TEXT


@pytest.mark.parametrize(
    "writing",
    [
        "camille@example.org",
        " Camille@Example.ORG\t",
        "<camille@example.org>",
        "Camille Lefèvre <camille@example.org>",
        '"Lefèvre, Camille" <CAMILLE@example.org>',
        "mailto:camille@example.org",
        "MAILTO:camille@example.org?subject=Bonjour",
    ],
)
def test_an_address_has_one_identifier_however_it_is_written(writing: str) -> None:
    assert email(writing) == "email:camille@example.org"


def test_accents_in_an_address_are_one_however_they_are_composed() -> None:
    assert (
        email("rene\u0301@exe\u0301mple.fr")
        == email("REN\u00c9@ex\u00e9mple.fr")
        == "email:ren\u00e9@ex\u00e9mple.fr"
    )


@pytest.mark.parametrize(
    "one", ["o'brien+news@example.org", "first.last@mail.example.co.uk", "x@y.fr"]
)
def test_what_is_usual_in_an_address_is_kept(one: str) -> None:
    assert email(one) == f"email:{one}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "camille",
        "camille@",
        "@example.org",
        "camille@localhost",
        "camille@example.",
        "camille@.org",
        "camille@example..org",
        "camille @example.org",
        "camille@example.org, yanis@example.fr",
        "camille@example.org;yanis@example.fr",
        "camille@@example.org",
        "https://example.org/@camille",
        "<>",
    ],
)
def test_what_is_no_address_has_no_identifier(text: str) -> None:
    assert email(text) is None


@pytest.mark.parametrize(
    "writing",
    [
        "https://www.linkedin.com/in/camille-lefèvre-demo",
        "http://www.linkedin.com/in/camille-lefèvre-demo/",
        "https://linkedin.com/in/camille-lef%C3%A8vre-demo",
        "https://linkedin.com/in/camille-lef%c3%a8vre-demo/",
        "https://www.linkedin.com/in/Camille-Lef\u00c8vre-Demo?trk=people&lipi=x",
        "https://www.linkedin.com/in/camille-lefe\u0300vre-demo#about",
        "https://www.linkedin.com/in/camille-lef%65%CC%80vre-demo",
        "https://fr.linkedin.com/in/camille-lefèvre-demo/en",
        "https://be.linkedin.com/in/camille-lefèvre-demo/details/experience/",
        "https://m.linkedin.com/in/camille-lefèvre-demo",
        "https://www.linkedin.com/mwlite/in/camille-lefèvre-demo",
        "HTTPS://WWW.LINKEDIN.COM/in/CAMILLE-LEFÈVRE-DEMO",
        "https://www.linkedin.com:443/in/camille-lefèvre-demo",
        "www.linkedin.com/in/camille-lefèvre-demo",
        "linkedin.com/in/camille-lefèvre-demo",
        "//linkedin.com/in/camille-lefèvre-demo",
        "linkedin.com./in/camille-lefèvre-demo",
        "  https://www.linkedin.com/in/camille-lefèvre-demo \n",
    ],
)
def test_a_linkedin_profile_has_one_identifier_however_it_is_written(
    writing: str,
) -> None:
    assert profile(writing) == "linkedin:camille-lef\u00e8vre-demo"


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20))
def test_percent_encoding_and_letter_case_do_not_matter(slug: str) -> None:
    plain = profile(f"https://www.linkedin.com/in/{slug}")
    assert plain == profile(f"https://fr.linkedin.com/in/{quote(slug)}/?x=1")
    assert plain == profile(f"linkedin.com/in/{slug.lower()}")


def test_an_encoding_that_is_not_utf_8_is_left_as_it_is() -> None:
    assert profile("https://www.linkedin.com/in/lef%E8vre") == "linkedin:lef%e8vre"
    assert profile("https://www.linkedin.com/in/lef%E9vre") == "linkedin:lef%e9vre"


@pytest.mark.parametrize(
    ("writings", "identifier"),
    [
        (["https://www.xing.com/profile/Camille_Lefevre/cv", "xing.com/profile/camille_lefevre"],
         "url:xing.com/profile/camille_lefevre"),
        (["https://www.facebook.com/camille.demo", "https://m.facebook.com/Camille.Demo/?ref=x",
          "https://fr-fr.facebook.com/camille.demo"], "url:facebook.com/camille.demo"),
        (["https://www.facebook.com/profile.php?id=100012&sk=about", "m.facebook.com/profile.php?id=100012"],
         "url:facebook.com/profile.php?id=100012"),
        (["https://twitter.com/intent/user?user_id=1700000000000000001",
          "https://x.com/i/user/1700000000000000001"], "url:x.com/user/1700000000000000001"),
        (["https://twitter.com/Camille_Demo", "https://mobile.twitter.com/camille_demo?lang=fr",
          "https://x.com/camille_demo/"], "url:x.com/camille_demo"),
        (["https://github.com/Camille-Demo", "https://www.github.com/camille-demo/"],
         "url:github.com/camille-demo"),
        (["https://www.instagram.com/camille.demo/", "instagram.com/Camille.Demo?hl=fr"],
         "url:instagram.com/camille.demo"),
        (["https://bsky.app/profile/camille.example.org"], "url:bsky.app/profile/camille.example.org"),
        (["https://www.viadeo.com/fr/profile/camille.demo", "http://fr.viadeo.com/p/camille.demo"],
         "url:viadeo.com/camille.demo"),
        (["https://social.example.org/@Camille", "https://www.social.example.org/@camille/"],
         "url:social.example.org/@camille"),
    ],
)  # fmt: skip
def test_other_profiles_have_one_identifier_however_they_are_written(
    writings: list[str], identifier: str
) -> None:
    assert [profile(writing) for writing in writings] == [identifier] * len(writings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "camille",
        "in/camille-demo",
        "https://www.linkedin.com",
        "https://www.linkedin.com/in/",
        "https://www.linkedin.com/company/example-sa",
        "https://www.linkedin.com/feed/update/urn:li:activity:1",
        "https://notlinkedin.com/in/camille-demo",
        "https://linkedin.com.example.org/in/camille-demo",
        "https://example.org/linkedin.com/in/camille-demo",
        "http://[broken/in/camille",
        "http://exa\u2100mple.org/@camille",
        "mailto:camille@example.org",
        "tel:+33123456789",
    ],
)
def test_what_is_no_profile_has_no_identifier(text: str) -> None:
    assert profile(text) is None


@pytest.mark.parametrize(
    "shared",
    [
        "https://www.example.fr/",
        "https://www.example.fr/equipe",
        "https://example.org/team?person=12",
        "https://www.facebook.com/groups/12345",
        "https://github.com/example/project",
        "https://twitter.com/camille/status/12",
    ],
)
def test_what_several_people_may_share_joins_nobody(shared: str) -> None:
    assert profile(shared) is None


@given(ANY_TEXT)
def test_any_text_is_an_address_or_none(text: str) -> None:
    for writing in (
        text,
        f"http://{text}",
        f"https://linkedin.com/in/{text}",
        f"{text}@example.org",
    ):
        for found in (email(writing), profile(writing)):
            assert found is None or found.split() == [found]


def test_a_person_has_each_identifier_once_in_order() -> None:
    assert of_person(
        ["camille@example.org", "CAMILLE@example.org", "no address"],
        [
            "https://www.linkedin.com/in/camille",
            "https://example.org",
            "fr.linkedin.com/in/Camille/",
        ],
    ) == ("email:camille@example.org", "linkedin:camille")


def test_a_connection_is_of_one_owner_one_person_and_one_network() -> None:
    assert (
        connection(ME, ADA, " LinkedIn ")
        == connection(ME, ADA, "linkedin")
        == f"connection:{ME}|{ADA}|linkedin"
    )
    different = {
        connection(ME, ADA, "xing"),
        connection(ME, ADA, "linkedin"),
        connection(ADA, ME, "xing"),
    }
    assert len(different | {connection(ME, BOB, "xing")}) == 4


def test_a_row_is_one_whatever_its_white_space_and_letter_case() -> None:
    assert row("linkedin", ["Camille", " LEFE\u0300VRE  Demo"], 0) == row(
        "linkedin", ["camille", "lefèvre demo "], 0
    )
    assert row("linkedin", ["Camille"], 0) == 'row:linkedin|["camille"]|0'


def test_rows_that_differ_have_different_identifiers() -> None:
    rows = {
        row("linkedin", ["a", "b"], 0),
        row("linkedin", ["a", "b"], 1),
        row("linkedin", ["a|b"], 0),
        row("linkedin", ["ab"], 0),
        row("linkedin", ['a","b'], 0),
        row("xing", ["a", "b"], 0),
    }
    assert len(rows) == 6


def test_an_occurrence_is_of_one_entry_and_one_day() -> None:
    assert (
        occurrence("Abc@example.org", date(2026, 11, 20))
        == "ics:Abc@example.org|2026-11-20"
    )
    assert (
        occurrence("Abc@example.org", "2026-11-20T09:00:00Z")
        == "ics:Abc@example.org|2026-11-20T09:00:00Z"
    )


@pytest.mark.parametrize("slug", ["ada", "ada-l-42", "-", "in"])
def test_an_address_as_linkedin_writes_it_is_read_like_any_other(slug: str) -> None:
    plain = f"https://www.linkedin.com/in/{slug}"
    assert profile(plain) == profile(f"{plain}/") == f"linkedin:{slug}"
