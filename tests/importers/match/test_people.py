"""Who is recognised, who is added, who comes back and who does not."""

from __future__ import annotations

import pytest

from ledger.facts import ledger_stream
from ledger.facts.person.commands import ChangeDetails, Details, RetractPerson
from ledger.facts.person.events import (
    DetailsChanged,
    PersonAdded,
    PersonErased,
    PersonReinstated,
    PersonRetracted,
)
from ledger.importers.api import Connected, Contact
from ledger.importers.match.run import YOURSELF
from tests.importers.ledgers import Memory
from tests.importers.match.readings import (
    DAY,
    EMAIL,
    OTHER_URL,
    URL,
    camille,
    reading,
    row,
)

EMAILED = (EMAIL.removeprefix("email:"),)


def test_an_unknown_person_is_added_with_every_detail() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL, EMAIL, organisation="Exemple SA")))
    (added,) = (event for event in ledger.events(PersonAdded) if event.name != "me")  # type: ignore[attr-defined]
    assert added == PersonAdded(
        name="Camille Lefèvre",
        given="Camille",
        family="Lefèvre",
        emails=EMAILED,
        urls=("https://www.linkedin.com/in/camille-demo",),
        organisation="Exemple SA",
    )
    assert ledger.keys.keys() == {URL, EMAIL}


@pytest.mark.parametrize("known", [(URL,), (EMAIL,), (row("a"),)])
def test_an_address_or_a_row_recognises(known: tuple[str, ...]) -> None:
    ledger = Memory()
    ledger.take(reading(camille(*known)))
    ledger.take(reading(camille(URL, EMAIL, row("a"), name="C. Lefèvre")))
    assert list(ledger.people()) == ["Camille Lefèvre"]


def test_an_address_that_an_earlier_version_did_not_know_is_known_from_now_on() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL, row("a"))))
    del ledger.keys[URL]  # as if no identifier had been made of the address
    ledger.take(reading(camille(URL, row("a"))))
    assert ledger.keys.keys() == {URL, row("a")}
    assert not ledger.plan(reading(camille(URL, row("a")))).entries
    ledger.take(reading(camille(URL)))  # another file, without the row
    assert list(ledger.people()) == ["Camille Lefèvre"]


def test_a_profile_weighs_more_than_an_address_and_an_address_more_than_a_row() -> None:
    ledger = Memory()
    by_url, by_email, by_row = (
        ledger.add("U", URL),
        ledger.add("E", EMAIL),
        ledger.add("R", row("a")),
    )
    for contact, person in (
        (camille(URL, EMAIL, row("a"), organisation="X"), by_url),
        (camille(EMAIL, row("a"), organisation="Y"), by_email),
        (camille(row("a"), organisation="Z"), by_row),
    ):
        plan = ledger.plan(reading(contact))
        assert {entry.stream for entry in plan.entries} == {person}


def test_a_row_recognises_nobody_whose_profile_is_another_one() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL, row("a"))))
    plan = ledger.take(reading(camille(OTHER_URL, row("a"))))
    assert plan.added == 1
    assert not plan.candidates
    assert len(ledger.standing()) == 2


def test_a_row_recognises_who_had_no_profile_before_and_the_profile_is_kept() -> None:
    ledger = Memory()
    ledger.take(reading(camille(row("a"))))
    ledger.take(reading(camille(URL, row("a"))))
    assert ledger.people()["Camille Lefèvre"].details["urls"] == (
        "https://www.linkedin.com/in/camille-demo",
    )
    assert ledger.plan(reading(camille(URL))).unchanged == 1


def test_in_one_reading_two_profiles_that_share_an_address_or_a_row_are_two() -> None:
    for shared in (EMAIL, row("a")):
        ledger = Memory()
        ledger.take(
            reading(
                camille(URL, shared), camille(OTHER_URL, shared, name="Claude Lefèvre")
            )
        )
        assert len(ledger.standing()) == 2


def test_one_person_in_several_rows_of_a_reading_is_one() -> None:
    ledger = Memory()
    rows = (
        camille(row("a")),
        camille(EMAIL),
        camille(URL, EMAIL, row("a")),
        camille(URL),
    )
    for order in (rows, rows[::-1]):
        ledger = Memory()
        ledger.take(reading(*order))
        assert len(ledger.standing()) == 1


def test_addresses_that_tell_two_known_people_show_that_they_are_one() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL)))
    ledger.take(reading(camille(EMAIL, given=None)), {})
    assert len(ledger.standing()) == 2
    plan = ledger.take(reading(camille(URL, EMAIL)))
    assert len(ledger.standing()) == 1
    assert plan.changed == 1
    assert not ledger.plan(reading(camille(URL, EMAIL))).entries


@pytest.mark.parametrize("reason", ["names", "profiles", "told apart"])
def test_two_known_people_stay_two_where_something_speaks_against_it(
    reason: str,
) -> None:
    ledger = Memory()
    one = ledger.add(
        "Camille Lefèvre", URL, urls=("https://linkedin.com/in/camille-demo",)
    )
    name = "The Office" if reason == "names" else "Lefèvre, Camille"
    urls = ("https://linkedin.com/in/another-demo",) if reason == "profiles" else None
    other = ledger.add(name, EMAIL, urls=urls)
    if reason == "told apart":
        ledger.do(ledger.origin, ledger_stream.DistinguishPeople(people=(one, other)))
    ledger.take(reading(camille(URL, EMAIL)))
    assert len(ledger.standing()) == 2


def test_nobody_is_merged_with_the_owner_unasked() -> None:
    ledger = Memory(mine=(EMAIL,))
    ledger.add("me", URL)
    ledger.take(reading(camille(URL, EMAIL)))
    assert len(ledger.standing()) == 1


def test_who_was_merged_is_read_as_the_other_one() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL)))
    stays = ledger.add("Camille")
    ledger.do(
        ledger.origin, ledger_stream.MergePeople(person=ledger.keys[URL], into=stays)
    )
    plan = ledger.take(reading(camille(URL, organisation="Exemple SA")))
    assert [entry.stream for entry in plan.entries] == [stays]


def test_who_was_erased_does_not_come_back() -> None:
    ledger = Memory()
    connected = camille(URL, EMAIL, row("a"))
    ledger.take(reading(connected))
    ledger.erase(ledger.keys[URL])
    for contact in (
        connected,
        camille(URL),
        camille(EMAIL),
        camille(row("a")),
        camille(OTHER_URL, row("a")),
    ):
        plan = ledger.plan(reading(contact, Connected(network="linkedin", on=DAY)))
        assert (plan.entries, plan.suppressed, plan.added, plan.unchanged) == (
            (),
            1,
            0,
            0,
        )
        assert not plan.candidates
        assert not plan.skipped
    assert len(ledger.events(PersonErased)) == 1


def test_who_was_retracted_comes_back() -> None:
    ledger = Memory()
    connected = reading(camille(URL), Connected(network="linkedin", on=DAY))
    ledger.take(connected)
    ledger.do(ledger.keys[URL], RetractPerson())
    plan = ledger.take(connected)
    assert [type(event) for entry in plan.entries for event in entry.events] == [
        PersonReinstated
    ]
    assert (plan.added, plan.changed) == (1, 0)
    assert len(ledger.events(PersonRetracted)) == 1
    assert not ledger.plan(connected).entries


def test_what_a_newer_export_says_differently_is_changed() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL, organisation="Avant SA", position="Associée")))
    plan = ledger.take(
        reading(camille(URL, EMAIL, organisation="Après SA", position="Associée"))
    )
    (changed,) = ledger.events(DetailsChanged)
    assert changed == DetailsChanged(emails=EMAILED, organisation="Après SA")
    assert (plan.added, plan.changed) == (1, 1)
    assert ledger.keys[EMAIL] == ledger.keys[URL]


def test_a_new_address_is_added_to_the_known_ones() -> None:
    ledger = Memory()
    ledger.take(reading(camille(EMAIL)))
    ledger.take(
        reading(
            Contact(
                name="C",
                details=Details(emails=("Camille@Example.org", "c@example.fr")),
                identifiers=(EMAIL,),
            )
        )
    )
    assert ledger.people()["Camille Lefèvre"].details["emails"] == (
        *EMAILED,
        "c@example.fr",
    )


def test_two_sources_that_disagree_come_to_rest() -> None:
    ledger = Memory()
    sources = [
        reading(camille(URL, organisation=firm)) for firm in ("Exemple SA", "Exemple")
    ]
    for source in sources:
        ledger.take(source)
    assert not any(ledger.plan(source).entries for source in sources)


def test_what_was_changed_by_hand_is_not_turned_back() -> None:
    ledger = Memory()
    export = reading(camille(URL, EMAIL, organisation="Exemple SA"))
    ledger.take(export)
    ledger.do(
        ledger.keys[URL],
        ChangeDetails(details=Details(organisation="Exemple, filiale", emails=())),
    )
    assert not ledger.plan(export).entries


def test_a_change_that_was_undone_can_be_imported_again() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL, organisation="Avant SA")))
    newer = reading(camille(URL, organisation="Après SA"))
    ledger.take(newer)
    ledger.undo(ledger.keys[URL], 2)
    assert ledger.people()["Camille Lefèvre"].details["organisation"] == "Avant SA"
    ledger.take(newer)
    assert ledger.people()["Camille Lefèvre"].details["organisation"] == "Après SA"


def test_the_first_row_with_given_and_family_name_names_the_person() -> None:
    for order in (1, -1):
        ledger = Memory()
        short = camille(URL, name="C. Lefèvre", given=None)
        ledger.take(reading(*[short, camille(URL)][::order]))
        assert list(ledger.people()) == ["Camille Lefèvre"]


# ---- the owner


def test_the_profile_of_whose_export_it_is_becomes_the_owners() -> None:
    ledger = Memory()
    export = reading(camille(URL), owner=Contact(name="Sacha", details=Details(urls=("https://linkedin.com/in/sacha-demo",)),
                                                 identifiers=("linkedin:sacha-demo",)))  # fmt: skip
    ledger.take(export)
    assert ledger.keys["linkedin:sacha-demo"] == ledger.owner
    assert not ledger.plan(export).entries


def test_somebody_elses_export_does_not_change_who_the_owner_is() -> None:
    ledger = Memory(mine=(URL,))
    other = Contact(
        name="X",
        details=Details(urls=("https://linkedin.com/in/another-demo",)),
        identifiers=(OTHER_URL,),
    )
    assert not ledger.plan(reading(owner=other)).entries


def test_a_row_about_the_owner_adds_nobody() -> None:
    ledger = Memory(mine=(URL,))
    plan = ledger.plan(
        reading(camille(URL, organisation="X"), Connected(network="linkedin", on=DAY))
    )
    assert (plan.entries, [p.reason for p in plan.skipped]) == ((), [YOURSELF])
    only = ledger.plan(reading(camille(URL)))
    assert (only.entries, only.unchanged) == ((), 1)
