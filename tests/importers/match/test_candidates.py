"""Somebody unknown who bears a known name: asked about, never joined by itself."""

from __future__ import annotations

import pytest

from ledger.facts.ledger_stream import PeopleDistinguished
from ledger.facts.person.commands import NamePersonAlso, RenamePerson, RetractPerson
from ledger.facts.person.events import PersonAdded
from ledger.importers.api import Connected
from ledger.importers.match.import_plan import Question
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

EXPORT = reading(
    camille(URL, organisation="Exemple SA"), Connected(network="linkedin", on=DAY)
)


@pytest.mark.parametrize(
    "name", ["Camille Lefèvre", "camille LEFEVRE", "Camille-Lefèvre"]
)
def test_who_bears_the_name_of_exactly_one_person_is_added_and_is_a_candidate(
    name: str,
) -> None:
    ledger = Memory()
    existing = ledger.add(name)
    plan = ledger.take(EXPORT)
    assert plan.candidates == (
        Question(name="Camille Lefèvre", existing=existing, file="f.csv", line=2),
    )
    assert plan.candidates[0].person == ledger.keys[URL] != existing
    assert len(ledger.standing()) == 2


def test_an_alias_is_a_name() -> None:
    ledger = Memory()
    ledger.do(ledger.add("Cam"), NamePersonAlso(alias="Camille Lefèvre"))
    assert len(ledger.plan(EXPORT).candidates) == 1


def test_part_of_a_name_matches_nobody() -> None:
    ledger = Memory()
    ledger.add("Camille")
    assert not ledger.plan(EXPORT).candidates


def test_the_question_is_asked_once() -> None:
    ledger = Memory()
    ledger.add("Camille Lefèvre")
    ledger.take(EXPORT)
    plan = ledger.plan(EXPORT)
    assert (plan.entries, plan.candidates) == ((), ())


def test_joined_the_person_has_the_address_and_the_facts_and_is_recognised_from_then_on() -> (
    None
):
    ledger = Memory()
    existing = ledger.add("Camille Lefèvre")
    plan = ledger.take(EXPORT, {ledger.plan(EXPORT).candidates[0]: "join"})
    assert not plan.candidates
    assert ledger.keys[URL] == existing
    assert ledger.people()["Camille Lefèvre"].details["organisation"] == "Exemple SA"
    assert plan.entries[0].stream == existing
    assert not ledger.plan(EXPORT).entries
    assert len(ledger.standing()) == 1


def test_joined_by_a_row_alone_the_person_is_recognised_by_it_from_then_on() -> None:
    ledger = Memory()
    existing = ledger.add("Camille Lefèvre")
    export = reading(camille(row("a")))
    ledger.take(export, {ledger.plan(export).candidates[0]: "join"})
    assert ledger.keys[row("a")] == existing
    plan = ledger.plan(export)
    assert (plan.entries, plan.candidates, plan.unchanged) == ((), (), 1)


def test_an_answer_that_they_are_two_is_remembered() -> None:
    ledger = Memory()
    existing = ledger.add("Camille Lefèvre")
    plan = ledger.take(EXPORT, {ledger.plan(EXPORT).candidates[0]: "separate"})
    assert not plan.candidates
    (told_apart,) = ledger.events(PeopleDistinguished)
    assert set(told_apart.people) == {existing, ledger.keys[URL]}  # type: ignore[attr-defined]


def test_with_another_profile_it_is_somebody_else_and_no_question() -> None:
    ledger = Memory()
    ledger.take(reading(camille(OTHER_URL)))
    assert not ledger.plan(EXPORT).candidates


def test_another_address_does_not_make_somebody_else() -> None:
    ledger = Memory()
    ledger.take(reading(camille("email:cam@example.fr")))
    assert len(ledger.plan(reading(camille(EMAIL))).candidates) == 1


def test_a_name_that_two_people_bear_is_no_question() -> None:
    ledger = Memory()
    ledger.add("Camille Lefèvre")
    ledger.add("Camille Lefevre")
    assert not ledger.plan(EXPORT).candidates


def test_two_of_one_name_in_the_reading_are_no_question() -> None:
    ledger = Memory()
    ledger.add("Camille Lefèvre")
    assert not ledger.plan(
        reading(camille(URL), camille(OTHER_URL, name="CAMILLE LEFEVRE"))
    ).candidates


def test_neither_the_owner_nor_who_is_gone_is_a_candidate() -> None:
    ledger = Memory()
    ledger.do(ledger.owner, RenamePerson(name="Camille Lefèvre"))
    ledger.do(ledger.add("Camille Lefèvre"), RetractPerson())
    ledger.erase(ledger.add("Camille Lefèvre"))
    assert not ledger.plan(EXPORT).candidates


def test_joined_to_somebody_who_stands_in_the_reading_too_they_are_one() -> None:
    ledger = Memory()
    existing = ledger.add("Camille Lefèvre", EMAIL)
    export = reading(
        camille(URL, organisation="Exemple SA"), camille(EMAIL, position="Associée")
    )
    (question,) = ledger.plan(export).candidates
    plan = ledger.take(export, {question: "join"})
    assert [entry.stream for entry in plan.entries] == [existing]
    assert not ledger.plan(export).entries


def test_one_answer_does_not_answer_for_another() -> None:
    ledger = Memory()
    ledger.add("Camille Lefèvre")
    ledger.add("Zoé Ménard")
    export = reading(camille(URL), camille(OTHER_URL, name="Zoé Ménard"))
    one, other = ledger.plan(export).candidates
    plan = ledger.take(export, {one: "join"})
    assert plan.candidates == (other,)
    assert len(ledger.standing()) == 3
    assert len(ledger.events(PersonAdded)) == 4
