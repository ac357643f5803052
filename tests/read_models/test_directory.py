"""The directory: what it holds of people, and what an erasure leaves of that."""

from __future__ import annotations

import json

from hypothesis import given, settings

from ledger.facts import ledger_stream
from ledger.facts.event import Event
from ledger.facts.person import events as people
from projections.directory import query as directory
from projections.directory.tables import DISTINCT, IDENTIFIERS, PEOPLE, WORDS
from projections.directory.tables import PROJECTION as DIRECTORY
from projections.engine.memory import Memory
from tests.read_models.given import ADA, BELA, CHEN, ME, ORIGIN, facts, folded, opening
from tests.read_models.stories import describe, merge, stories

Said = list[tuple[str, Event]]


def knows(*said: tuple[str, Event]) -> Memory:
    return folded(facts([*opening(), *said]), [DIRECTORY])


def ada(tables: Memory) -> directory.Person:
    found = directory.person(tables, ADA)
    assert found is not None
    return found


def test_the_last_change_of_a_person_holds() -> None:
    tables = knows(
        (
            ADA,
            people.DetailsChanged(
                emails=("ada@example.org",), organisation="Analytical Engines", place=""
            ),
        ),
        (ADA, people.PersonRenamed(name="Ada King", family="King")),
        (ADA, people.AliasAdded(alias="Countess")),
        (ADA, people.CadenceSet(every_days=30)),
        (ADA, people.DetailsChanged(organisation="", tags=("poetry", "science"))),
    )
    found = ada(tables)
    assert (found.name, found.given, found.family) == ("Ada King", None, "King")
    assert (found.organisation, found.place, found.every_days) == (None, None, 30)
    assert json.loads(found.emails) == ["ada@example.org"]
    assert json.loads(found.tags) == ["poetry", "science"]
    assert json.loads(found.aliases) == ["Countess"]
    assert (found.standing, found.added) == ("here", 2)


def test_names_that_a_person_no_longer_bears_find_nobody() -> None:
    tables = knows(
        (ADA, people.PersonRenamed(name="Ada King")),
        (ADA, people.AliasAdded(alias="Countess")),
        (ADA, people.AliasRemoved(alias="Countess")),
    )
    words = {row[0] for row in tables.scan(WORDS) if row[2] == ADA}
    assert words == {"ada", "king"}


def test_addresses_that_a_person_no_longer_has_find_nobody() -> None:
    tables = knows(
        (
            ADA,
            people.DetailsChanged(
                emails=("old@example.org",), urls=("https://linkedin.com/in/Ada",)
            ),
        ),
        (ADA, people.DetailsChanged(emails=("NEW@example.org",))),
    )
    assert list(tables.scan(IDENTIFIERS)) == [
        ("email:new@example.org", ADA),
        ("linkedin:ada", ADA),
    ]


def test_standing_is_the_gravest_that_holds() -> None:
    said: Said = []
    standings = []
    for event in (
        people.PersonRestricted(),
        people.PersonRetracted(),
        people.PersonReinstated(),
        people.PersonUnrestricted(),
        people.PersonErased(reason="request"),
    ):
        said.append((ADA, event))
        standings.append(ada(knows(*said)).standing)
    assert standings == ["restricted", "retracted", "restricted", "here", "erased"]


def test_nothing_personal_is_left_of_who_was_erased() -> None:
    tables = knows(
        (ADA, people.AliasAdded(alias="Countess")),
        (
            ADA,
            people.DetailsChanged(
                emails=("ada@example.org",), place="London", tags=("poetry",)
            ),
        ),
        (BELA, people.AliasAdded(alias="Countess")),
        (ORIGIN, ledger_stream.PeopleMerged(person=ADA, into=CHEN)),
        (ADA, people.PersonErased(reason="request")),
    )
    of_ada = [
        row for table in DIRECTORY.tables for row in tables.scan(table) if ADA in row
    ]
    assert of_ada == [
        tuple(directory.Person(ADA, erased=1, added=2))[: len(PEOPLE.columns)],
        (ADA, CHEN),
    ]
    assert directory.person(tables, CHEN).name == "李雷"  # type: ignore[union-attr]
    assert {row[2] for row in tables.scan(WORDS, ("countess",))} == {BELA}


def test_an_erased_text_leaves_no_trace() -> None:
    tables = knows(
        (ADA, people.PersonRenamed(name="Ada King")),
        (ADA, people.AliasAdded(alias="Countess")),
        (ADA, people.DetailsChanged(place="London")),
        (ME, people.TextErased(event=f"{ADA}/2")),
        (ME, people.TextErased(event=f"{ADA}/3")),
    )
    found = ada(tables)
    assert (found.name, found.aliases, found.place) == ("Ada Lovelace", "[]", "London")
    assert {row[0] for row in tables.scan(WORDS) if row[2] == ADA} == {
        "ada",
        "lovelace",
    }


@given(stories((describe, describe, merge)))
@settings(max_examples=5 * settings().max_examples)
def test_text_deleted_before_it_is_folded_makes_no_difference(said: Said) -> None:
    made = facts(said)
    deleted = {
        event.event for _stream, event in said if isinstance(event, people.TextErased)
    }
    erased = {
        stream for stream, event in said if isinstance(event, people.PersonErased)
    }
    later = [
        fact._replace(text=None)
        if f"{fact.stream}/{fact.v}" in deleted or fact.stream in erased
        else fact
        for fact in made
    ]
    with_text, without = folded(made, [DIRECTORY]), folded(later, [DIRECTORY])
    for table in DIRECTORY.tables:
        assert list(with_text.scan(table)) == list(without.scan(table))


@given(stories((describe, merge)))
def test_merges_are_those_of_the_ledgers_own_state(said: Said) -> None:
    state = ledger_stream.INITIAL
    for stream, event in said:
        if stream == ORIGIN:
            state = ledger_stream.evolve(state, event)
    tables = folded(facts(said), [DIRECTORY])
    assert directory.identity(tables).into == state.into
    assert {
        tuple(people.split()) for (people,) in tables.scan(DISTINCT)
    } == state.distinct
    assert directory.book(tables)[1:] == (
        state.owner,
        state.culture,
        state.trust_permille,
    )
    for person in directory.people(tables):
        assert directory.identity(tables).root(person.id) == ledger_stream.root(
            state.into, person.id
        )


def test_everybody_is_listed_once_in_the_order_of_ids() -> None:
    tables = knows()
    assert [each.id for each in directory.people(tables)] == sorted(
        {row[0] for row in tables.scan(PEOPLE)}
    )
