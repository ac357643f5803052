"""Words are found where they are written now, and nowhere once they are corrected, retracted or erased."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from ledger.facts.connection.events import ConnectionRequested, ConnectionRetracted
from ledger.facts.event import Event
from ledger.facts.exchange import (
    ExchangeCorrected,
    ExchangeReinstated,
    ExchangeRetracted,
    FavourGiven,
)
from ledger.facts.ledger_stream import PeopleMerged
from ledger.facts.meeting.events import (
    CoffeeHad,
    MeetingCorrected,
    MeetingProposed,
    MeetingReinstated,
    MeetingRetracted,
)
from ledger.facts.person import events as people
from ledger.language.text import words
from projections import PROJECTIONS
from projections.directory import tables as directory_tables
from projections.directory.resolve import Directory
from projections.engine.fold import fold
from projections.engine.memory import Memory
from projections.engine.tables import Fact
from projections.search.query import Found, search
from projections.search.tables import PROJECTION as SEARCH
from projections.search.tables import TEXTS, WORDS
from tests.read_models.given import (
    ADA,
    BELA,
    DAY,
    DORA,
    ME,
    ORIGIN,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import stories

Said = list[tuple[str, Event]]
TABLE = identity(1)
BOTH = tuple(sorted((ME, ADA)))
COFFEE = CoffeeHad(
    occurred_on=DAY,
    participants=BOTH,
    place="Le Procope",
    note="Parlé de l'été",
    tags=("vélo",),
)


def found(said: Said, text: str) -> Found:
    tables = folded(facts([*opening(), *said]))
    answers = Directory(tables, 0)
    return search(tables, answers.identity, answers.listed, text)


def leaves(said: Said, text: str) -> list[int]:
    return [row.i for row in found(said, text).events]


@pytest.mark.parametrize(
    "text", ["ete", "PROCOPE", "le proc", "Vélo", "parle ete procope", "vel pro"]
)
def test_words_are_found_by_their_beginnings_whatever_accent_and_case(
    text: str,
) -> None:
    assert leaves([(TABLE, COFFEE)], text) == [7]


@pytest.mark.parametrize("text", ["", " ", "rocope", "procope lyon", "!?"])
def test_every_word_must_be_there(text: str) -> None:
    assert leaves([(TABLE, COFFEE)], text) == []


def test_an_event_has_the_names_of_its_people_beside_its_own_words() -> None:
    said: Said = [
        (TABLE, COFFEE),
        (identity(2), replace(COFFEE, participants=tuple(sorted((ME, BELA))))),
    ]
    assert leaves(said, "procope") == [8, 7]
    assert leaves(said, "lovelace procope") == [7]
    assert leaves(said, "bela procope ete") == [8]
    assert leaves(said, "procope bela lovelace") == leaves(said, "bela bartok") == []
    assert found(said, "ada procope").people == []


def test_people_are_found_by_names_aliases_and_details() -> None:
    said: Said = [
        (ADA, people.AliasAdded(alias="Countess")),
        (
            DORA,
            people.DetailsChanged(
                organisation="Analytical Engines", place="Lyon", tags=("choir",)
            ),
        ),
    ]
    assert found(said, "lovelace").people == found(said, "countess").people == [ADA]
    assert (
        found(said, "obrien").people
        == found(said, "engines lyon choir").people
        == [DORA]
    )
    assert found(said, "李雷").people != []


def test_a_name_that_is_no_more_is_not_found() -> None:
    said: Said = [
        (ADA, people.AliasAdded(alias="Countess")),
        (ADA, people.AliasRemoved(alias="Countess")),
    ]
    said += [(ADA, people.PersonRenamed(name="Ada King"))]
    assert found(said, "countess").people == found(said, "lovelace").people == []
    assert found(said, "king").people == [ADA]


@pytest.mark.parametrize("kind", [people.PersonRestricted, people.PersonRetracted])
def test_who_is_kept_out_of_lists_is_not_found_nor_what_was_shared_with_them_alone(
    kind: type[Event],
) -> None:
    said: Said = [(TABLE, COFFEE), (ADA, people.NoteTaken(text="chess")), (ADA, kind())]
    assert (
        found(said, "ada")
        == found(said, "procope")
        == found(said, "chess")
        == Found([], [])
    )


def test_a_merged_person_is_found_once_as_the_one_read_for_both() -> None:
    merged: Said = [(ORIGIN, PeopleMerged(person=BELA, into=ADA))]
    assert found([*merged], "bartok").people == [ADA]
    assert found([*merged], "ada").people == [ADA]


def test_the_owner_is_nobody_to_be_found() -> None:
    assert found([], "me").people == []


def test_the_latest_is_first() -> None:
    said: Said = [
        (identity(n), replace(COFFEE, occurred_on=day(number)))
        for n, number in enumerate((5, 9, 1), start=1)
    ]
    assert leaves(said, "procope") == [8, 7, 9]


def test_a_correction_is_found_and_what_it_corrected_is_not() -> None:
    said: Said = [(TABLE, COFFEE), (TABLE, MeetingCorrected(place="Blue Bottle"))]
    assert leaves(said, "procope") == leaves(said, "ete") == []
    assert leaves(said, "bottle") == [7]


def test_a_correction_of_something_else_leaves_the_words() -> None:
    assert leaves(
        [(TABLE, COFFEE), (TABLE, MeetingCorrected(minutes=20))], "procope"
    ) == [7]


def test_what_is_retracted_is_not_found_and_reinstated_it_is() -> None:
    said: Said = [(TABLE, COFFEE), (TABLE, MeetingRetracted())]
    assert leaves(said, "procope") == []
    assert leaves([*said, (TABLE, MeetingReinstated())], "procope") == [7]


def test_a_plan_and_what_came_of_it_are_found_apart() -> None:
    plan = MeetingProposed(
        form="coffee", participants=BOTH, proposed_by=ME, occurred_on=DAY, note="engine"
    )
    said: Said = [(TABLE, plan), (TABLE, COFFEE)]
    assert leaves(said, "engine") == [7]
    assert leaves(said, "procope") == [8]


def test_notes_about_people_are_found_until_they_are_taken_back() -> None:
    said: Said = [
        (ADA, people.NoteTaken(text="plays chess")),
        (ADA, people.NoteTaken(text="no chess")),
    ]
    assert leaves(said, "chess") == [8, 7]
    said += [(ADA, people.NoteRetracted(note=2))]
    assert leaves(said, "chess") == [8]
    assert leaves([*said, (ADA, people.NoteReinstated(note=2))], "plays") == [7]


def test_exchanges_and_requests_are_found_until_they_are_retracted() -> None:
    favour = FavourGiven(owner=ME, person=ADA, occurred_on=DAY, note="lent a bike")
    asked = ConnectionRequested(
        owner=ME,
        person=ADA,
        network="xing",
        occurred_on=None,
        direction="sent",
        message="hello bike",
    )
    said: Said = [(identity(1), favour), (identity(2), asked)]
    assert leaves(said, "bike") == [7, 8]
    said += [
        (identity(1), ExchangeCorrected(note="lent a boat")),
        (identity(2), ConnectionRetracted(event=1)),
    ]
    assert leaves(said, "bike") == []
    assert leaves(said, "boat") == [7]
    said += [(identity(1), ExchangeRetracted())]
    assert leaves(said, "boat") == []
    assert leaves([*said, (identity(1), ExchangeReinstated())], "boat") == [7]


def test_erasing_the_text_of_a_correction_brings_the_earlier_text_back() -> None:
    said: Said = [(TABLE, COFFEE), (TABLE, MeetingCorrected(place="Blue Bottle"))]
    said += [(ADA, people.TextErased(event=f"{TABLE}/2"))]
    assert leaves(said, "bottle") == []
    assert leaves(said, "procope") == [7]
    said += [(ADA, people.TextErased(event=f"{TABLE}/1"))]
    assert leaves(said, "procope") == []


def every_word(said: Said) -> set[str]:
    tables = folded(facts([*opening(), *said]), [*PROJECTIONS[:1], SEARCH])
    texts = {word for row in tables.scan(TEXTS) for word in row[3].split()}
    return texts | {
        row[0]
        for table in (WORDS, directory_tables.WORDS)
        for row in tables.scan(table)
    }


def test_erasing_a_person_leaves_no_word_of_theirs_nor_of_what_was_shared() -> None:
    asked = ConnectionRequested(
        owner=ME,
        person=ADA,
        network="xing",
        occurred_on=None,
        direction="sent",
        message="hello",
    )
    said: Said = [
        (TABLE, replace(COFFEE, participants=tuple(sorted((ME, ADA, BELA))))),
        (TABLE, MeetingCorrected(place="Blue Bottle")),
        (ADA, people.NoteTaken(text="chess")),
        (ADA, people.PersonRenamed(name="Ada King")),
        (ADA, people.AliasAdded(alias="Countess")),
        (identity(2), FavourGiven(owner=ME, person=ADA, occurred_on=DAY, note="boat")),
        (identity(3), asked),
        (BELA, people.NoteTaken(text="violin")),
    ]
    before = every_word(said)
    assert before >= {
        "chess",
        "king",
        "countess",
        "boat",
        "hello",
        "bottle",
        "violin",
        "bela",
    }
    erased = [*said, (ADA, people.PersonErased(reason="request"))]
    gone = {
        "chess",
        "king",
        "ada",
        "countess",
        "boat",
        "hello",
        "blue",
        "bottle",
        "lovelace",
    }
    assert every_word(erased) == before - gone
    later = [
        *erased,
        (TABLE, MeetingCorrected(minutes=3)),
        (TABLE, MeetingCorrected(note="again")),
    ]
    assert every_word(later) == before - gone | {"again"}


def without_text(fact: Fact, erased: set[tuple[str, int]]) -> Fact:
    return fact._replace(text=None) if (fact.stream, fact.v) in erased else fact


@given(stories())
def test_rebuilt_without_the_text_that_is_gone_the_index_is_the_same(
    said: Said,
) -> None:
    """An erasure deletes the text in the ledger too: then nothing must have come of it."""
    made = facts(said)
    tables = folded(made, [SEARCH])
    gone = {(stream, v) for stream, v in tables.scan(SEARCH.tables[2])}
    again = [without_text(fact, gone) for fact in made]
    rebuilt = Memory(again)
    fold([SEARCH], rebuilt, again)
    for table in SEARCH.tables:
        assert list(rebuilt.scan(table)) == list(tables.scan(table))


@given(stories())
def test_the_words_are_those_of_the_texts(said: Said) -> None:
    tables = folded(facts(said), [SEARCH])
    assert {
        (word, row[0]) for row in tables.scan(TEXTS) for word in row[3].split()
    } == set(tables.scan(WORDS))
    for word, _i in tables.scan(WORDS):
        assert words(word) == (word,)
