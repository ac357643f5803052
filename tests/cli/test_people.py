"""People: added on purpose, named, told apart, merged and unmerged."""

from __future__ import annotations

import pytest

from ledger.cli.session import Session
from tests.cli.conftest import Handshake


def test_a_namesake_is_added_only_on_purpose(handshake: Handshake) -> None:
    handshake("person", "add", "Jean Martin")
    said = handshake("person", "add", "martin jean", code=5)
    assert "martin jean is already in the ledger (Jean Martin (" in said.stderr
    assert said.stderr.endswith(
        "another one: handshake person add 'martin jean' --namesake.\n"
    )
    assert "handshake person details " in said.stderr
    french = handshake.french()("person", "add", "martin jean", code=5).stderr
    assert "handshake personne ajouter 'martin jean' --namesake" in french
    handshake("person", "add", "Jean Martin", "--namesake")
    assert handshake("coffee", "Jean Martin", code=4).stderr.startswith(
        'Error: "Jean Martin" could be Jean Martin ('
    )


def test_on_a_terminal_a_known_name_is_asked_about(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    handshake("person", "add", "Jean Martin", "--email", "jean@example.org")
    monkeypatch.setattr(
        Session, "can_ask", property(lambda session: not session.as_json)
    )
    same = handshake(
        "person", "add", "Jean Martin", "--email", "j@example.org", "--place", "Lyon", typed="1\n"
    )  # fmt: skip
    assert 'Add "Jean Martin" as a new person' in same.output
    known = handshake.json("person", "show", "Jean Martin")
    assert known["emails"] == ["jean@example.org", "j@example.org"]
    assert known["place"] == "Lyon"
    already = handshake.french()("person", "add", "Jean Martin", typed="1\n").output
    assert "figure déjà" in already
    handshake("person", "add", "Jean Martin", typed="\n", code=4)
    assert len(handshake.json("person", "list")["people"]) == 1
    handshake("person", "add", "Jean Martin", typed="2\n")
    assert len(handshake.json("person", "list")["people"]) == 2


@pytest.mark.parametrize(
    ("words", "until"),
    [
        (["for", "3", "weeks"], "2026-12-14"),
        (["pour deux semaines"], "2026-12-07"),
        (["--for", "un mois et demi"], "2027-01-07"),
        (["until January"], "2027-01-01"),
        (["--until", "jusqu'à la fin janvier"], "2027-01-31"),
        (["2027-01-15"], "2027-01-15"),
        ([], None),
    ],
)
def test_a_person_is_snoozed_for_a_length_or_until_a_day(
    handshake: Handshake, words: list[str], until: str | None
) -> None:
    handshake("person", "add", "Zoé Ménard")
    handshake("person", "snooze", "Zoé", *words)
    assert handshake.json("person", "show", "Zoé")["until"] == until


@pytest.mark.parametrize("words", ["yesterday", "quelques semaines", "for 0 days"])
def test_a_wait_that_says_no_day_to_come_is_refused(
    handshake: Handshake, words: str
) -> None:
    handshake("person", "add", "Zoé Ménard")
    assert f'"{words}"' in handshake("person", "snooze", "Zoé", words, code=2).stderr
    handshake("person", "snooze", "Zoé", words, "--until", "2027-01-15", code=2)


def test_everything_known_is_shown_and_can_be_emptied(handshake: Handshake) -> None:
    handshake(
        "person", "add", "Zoé Ménard", "--email", "zoe@example.org", "--organisation", "Atelier, SARL", "--tag", "client"
    )  # fmt: skip
    handshake(
        "person",
        "details",
        "Zoé",
        "--position",
        "Directrice",
        "--url",
        "https://www.linkedin.com/in/zoe-m",
    )
    handshake("person", "details", "Zoé", "--organisation", "")
    handshake("person", "alias", "Zoé", "Zouzou")
    known = handshake.json("person", "show", "zouzou")
    assert known["emails"] == ["zoe@example.org"]
    assert known["urls"] == ["https://www.linkedin.com/in/zoe-m"]
    assert (known["organisation"], known["position"], known["tags"]) == (
        None,
        "Directrice",
        ["client"],
    )


def test_a_person_is_found_by_address_profile_and_id(handshake: Handshake) -> None:
    handshake(
        "person",
        "add",
        "Zoé",
        "--email",
        "Zoe@Example.org",
        "--url",
        "linkedin.com/in/zoe-m/",
    )
    known = handshake.json("person", "show", "Zoé")["id"]
    for text in (
        "zoe@example.org",
        "https://fr.linkedin.com/in/Zoe-M",
        known,
        known[:9],
    ):
        assert handshake.json("person", "show", text)["id"] == known


def test_an_address_belongs_to_one_person(handshake: Handshake) -> None:
    handshake("person", "add", "Zoé", "--email", "zoe@example.org")
    said = handshake("person", "add", "Zazie", "--email", "ZOE@example.org", code=5)
    assert "zoe@example.org already belongs to Zoé" in said.stderr


def test_a_merge_reads_two_as_one_and_an_unmerge_restores_both(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada", "--on", "2026-11-20", "--new")
    handshake("coffee", "Augusta", "--on", "2026-11-21", "--new")
    before = handshake.json("trust")
    handshake("person", "merge", "Augusta", "Ada")
    (both,) = handshake.json("trust")["people"]
    assert (both["person"]["name"], both["days_met"]) == ("Ada", 2)
    handshake("lunch", "Augusta")
    assert handshake.json("trust", "Ada")["days_met"] == 3
    handshake("undo")
    handshake("person", "unmerge", "Ada")
    assert handshake.json("trust") == before


def test_a_merge_into_oneself_or_in_a_circle_is_refused(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "Bea", "Zoe", "--new")
    assert (
        "cannot merge a person into themselves"
        in handshake("person", "merge", "Ada", "Ada", code=5).stderr
    )
    handshake("person", "merge", "Ada", "Bea")
    handshake("person", "merge", "Bea", "Zoe")
    zoe = handshake.json("person", "show", "Zoe")["id"]
    assert handshake("person", "merge", zoe, "Ada", code=5).stderr
    assert (
        "cannot be merged into someone"
        in handshake("person", "merge", "me", "Zoe", code=5).stderr
    )


def test_two_of_one_name_are_merged_by_their_ids(handshake: Handshake) -> None:
    handshake("person", "add", "Jean Martin")
    handshake("person", "add", "Jean Martin", "--namesake")
    first, second = (each["id"] for each in handshake.json("person", "list")["people"])
    handshake("person", "merge", first[:9], second[:9])
    handshake("coffee", "Jean Martin")
    assert len(handshake.json("trust")["people"]) == 1


def test_a_restricted_person_is_in_no_list_and_can_still_be_named(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada", "--new")
    handshake("connect", "Bea", "--accepted", "--new")
    handshake("person", "restrict", "Ada")
    handshake("person", "restrict", "Bea")
    assert handshake.json("trust")["people"] == handshake.json("queue")["owed"] == []
    assert handshake.json("person", "list")["people"] == []
    assert handshake.json("trust", "Ada")["trust"] > 0
    handshake("person", "restrict", "Ada", "--off")
    assert len(handshake.json("trust")["people"]) == 1


def test_the_owner_says_who_he_is_before_or_after(handshake: Handshake) -> None:
    handshake(
        "init", "--me", "Jo Martin", "--email", "jo@example.org", "--culture", "anglo"
    )
    handshake("coffee", "Ada", "--new")
    said = handshake.json("trust", "Ada")
    assert (said["from"]["name"], said["culture"], said["scepticism"]) == (
        "Jo Martin",
        "anglo",
        15,
    )
    handshake("init", "--culture", "350")
    assert handshake.json("trust", "Ada")["scepticism"] == 10 * 0.65 / 0.35
    assert (
        "No such culture: klingon"
        in handshake("init", "--culture", "klingon", code=2).stderr
    )


def test_a_note_is_on_the_timeline_and_taken_back_by_its_id(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada")
    note = handshake("note", "Ada", "likes\ntea").stdout.strip()
    (row,) = handshake.json("timeline")["events"]
    assert (row["kind"], row["text"]) == ("NoteTaken", {"text": "likes\ntea"})
    handshake("retract", note)
    assert handshake.json("timeline")["events"] == []


def test_initials_and_beginnings_mean_whoever_alone_has_them(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Camille Lefèvre", "Carla Durand", "--new")
    for text in ("C. Lefèvre", "Cam", "lef", "c l", "Lef Ca"):
        assert handshake.json("person", "show", text)["name"] == "Camille Lefèvre"
    assert '"Ca" could be ' in handshake("coffee", "Ca", code=4).stderr
    assert 'No one here is called "Cama"' in handshake("coffee", "Cama", code=3).stderr
    assert "write the full name" in handshake("coffee", "Cam", "--new", code=4).stderr


def test_commas_part_several_tags(handshake: Handshake) -> None:
    handshake("person", "add", "Ada Okafor", "--tag", "a, b", "--tag", "c")
    assert handshake.json("person", "show", "Ada")["tags"] == ["a", "b", "c"]
    handshake("person", "tag", "Ada", "+donor,board", "-a", "-b")
    assert handshake.json("person", "show", "Ada")["tags"] == ["c", "donor", "board"]


def test_favours_and_introductions_are_told_apart(handshake: Handshake) -> None:
    handshake("favour", "given", "Ada Okafor", "--new")
    handshake("introduce", "Ada Okafor", "Tom Low", "--new")
    shown = handshake("person", "show", "Ada Okafor").stdout
    assert "given: 2 (1 favour, 1 introduction), received: 0" in shown
    shown = handshake.french()("person", "show", "Ada Okafor").stdout
    assert "(1 service, 1 mise en relation)" in shown


def test_a_connection_that_stands_is_not_recorded_again(handshake: Handshake) -> None:
    handshake("connect", "Ada Okafor", "--accepted", "--new")
    events = handshake.json("status")["events"]
    assert "already connected" in handshake("connect", "Ada", code=5).stderr
    assert "Already recorded" in handshake("connect", "Ada", "--accepted").stderr
    assert handshake.json("status")["events"] == events


def test_the_message_of_a_request_stands_on_the_page(handshake: Handshake) -> None:
    words = ("connect", "Rosa Klein", "--received", "--new", "--note", "Loved the gala")
    handshake(*words)
    assert "Message: Loved the gala" in handshake("person", "show", "Rosa").stdout
    handshake("accept", "Rosa")
    shown = handshake("person", "show", "Rosa").stdout
    assert shown.count("Loved the gala") == 1


def test_trust_that_looks_the_same_is_no_news(handshake: Handshake) -> None:
    handshake("coffee", "Ada Okafor", "--new", "--on", "2026-11-20")
    said = handshake("correct", "Ada", "--on", "2026-11-19").stderr
    assert "Trust" not in said


def test_people_never_met_are_counted_where_trust_has_no_one(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada Okafor", "--place", "Lyon")
    handshake("coffee", "Tom Low", "--new")
    said = handshake("trust", "--place", "Lyon").stderr
    assert "No one you have met matches, but 1 other person does" in said
    assert handshake("trust", "--place", "Nantes").stderr == "No matches.\n"


def test_an_unsigned_message_says_how_to_sign(handshake: Handshake) -> None:
    handshake("connect", "Ada Okafor", "--accepted", "--new")
    assert "handshake init --me NAME" in handshake("invite", "Ada").stderr
    handshake("init", "--me", "Grace Holloway")
    said = handshake("invite", "Ada")
    assert "init" not in said.stderr
    assert said.stdout.endswith("Grace Holloway\n")


@pytest.mark.parametrize(
    ("interval", "days"),
    [
        ("30", 30),
        ("monthly", 30),
        ("every 2 weeks", 14),
        ("quarterly", 91),
        ("every other week", 14),
        ("tous les 3 mois", 90),
        ("chaque semaine", 7),
        ("une fois par mois", 30),
        ("never", None),
        ("0", None),
    ],
)
def test_a_cadence_is_given_in_days_or_in_words(
    handshake: Handshake, interval: str, days: int | None
) -> None:
    handshake("person", "add", "Ada Okafor")
    handshake("person", "cadence", "Ada", "10")
    handshake("person", "cadence", "Ada", interval)
    assert handshake.json("person", "show", "Ada")["every_days"] == days


@pytest.mark.parametrize("interval", ["often", "3 coffees", "-1", "30 march"])
def test_what_is_no_interval_is_refused(handshake: Handshake, interval: str) -> None:
    handshake("person", "add", "Ada Okafor")
    assert handshake.outcome("person", "cadence", "Ada", interval).exit_code != 0


def test_a_merge_tells_the_namesakes_apart(handshake: Handshake) -> None:
    handshake("person", "add", "John Smith", "--organisation", "Acme")
    handshake(
        "person", "add", "John Smith", "--namesake", "--organisation", "Brightwell"
    )
    said = handshake("person", "merge", "John Smith (Acme)", "John Smith (Brightwell)")
    assert "Merged John Smith (Acme) into John Smith (Brightwell)" in said.stderr


def test_possible_duplicates_are_told_apart_in_the_list(handshake: Handshake) -> None:
    handshake("person", "add", "John Smith", "--organisation", "Acme")
    words = (
        "person",
        "add",
        "John Smith",
        "--namesake",
        "--organisation",
        "Brightwell",
    )
    handshake(*words)
    said = handshake("person", "duplicates").stderr
    assert "John Smith: Acme / Brightwell" in said or "Brightwell / Acme" in said
