"""What a fold does with kinds it knows, does not know yet, and does not know at all."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given

from ledger.facts.event import KINDS, Event, event, names
from ledger.facts.meeting.events import (
    AtADistance,
    CoffeeHad,
    InTheFlesh,
    MeetingCorrected,
)
from projections import PROJECTIONS
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.engine.fold import fold
from projections.engine.memory import Memory
from projections.engine.tables import Fact, Projection, Stream, one_by_one
from projections.timeline.query import at
from projections.trust.model import EARNS, worth
from projections.trust.query import explain, tie
from tests.read_models.given import (
    ADA,
    BELA,
    DAY,
    ME,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import stories

BOTH = tuple(sorted((ME, ADA)))


@pytest.fixture
def brunch() -> Iterator[Any]:
    @event("meeting")
    class BrunchHad(InTheFlesh):
        """Record a brunch."""

        form = "brunch"
        title = "Brunch"

    yield BrunchHad
    del KINDS[BrunchHad.topic()]


@pytest.fixture
def letter() -> Iterator[Any]:
    @event("meeting")
    class LetterRead(AtADistance):
        """Record a letter."""

        form = "letter"
        title = "Letter"

    yield LetterRead
    del KINDS[LetterRead.topic()]


def test_a_form_added_as_one_class_is_folded_by_every_projection(
    brunch: Any, letter: Any
) -> None:
    said = [
        (identity(1), brunch(occurred_on=DAY, participants=BOTH)),
        (identity(2), letter(occurred_on=DAY, participants=BOTH, minutes=600)),
    ]
    tables = folded(facts([*opening(), *said]))
    found = explain(tables, directory.identity(tables), ME, ADA, DAY)
    assert [each.worth for each in found.contributions] == [1.0, 0.0]
    assert (
        found.evidence == worth(CoffeeHad, None) == 1.0
    )  # what counts like its family counts like a coffee
    assert (row := at(tables, 7)) is not None
    assert (row.kind, row.sort) == ("BrunchHad", "met")


def test_a_form_with_a_line_of_its_own_counts_by_it(
    brunch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EARNS, "brunch", (90, 0.5))
    assert worth(brunch, None) == 1.0
    assert worth(brunch, 30) == 0.5


def test_a_meeting_is_corrected_into_a_form_that_was_added(brunch: Any) -> None:
    met = CoffeeHad(occurred_on=DAY, participants=BOTH, minutes=1)
    said = [
        (identity(1), met),
        (identity(1), MeetingCorrected(form=brunch.form, minutes=None)),
    ]
    tables = folded(facts([*opening(), *said]))
    assert tie(tables, Identity(owner=ME), ME, ADA, DAY).evidence == 1.0
    assert (row := at(tables, 7)) is not None
    assert row.kind == "BrunchHad"


def test_unknown_kinds_are_counted_and_change_nothing() -> None:
    made = facts(
        [*opening(), (identity(1), CoffeeHad(occurred_on=DAY, participants=BOTH))]
    )
    newer = Fact(
        8, identity(1), 2, "meeting.CoffeeHad@2", {**made[7].state, "participants": []}
    )
    stranger = Fact(
        9, identity(2), 1, "meeting.SeanceHeld@1", {"spirits": 3, "source": "cli:b0"}
    )
    tables = Memory([*made, newer, stranger])
    assert fold(PROJECTIONS, tables, [*made, newer, stranger, stranger]) == {
        newer.kind: 1,
        stranger.kind: 2,
    }
    for table in (table for each in PROJECTIONS for table in each.tables):
        assert list(tables.scan(table)) == list(folded(made).scan(table))


def test_what_follows_an_unknown_kind_in_its_stream_keeps_its_place() -> None:
    said = opening() + [
        (identity(1), CoffeeHad(occurred_on=day(n), participants=BOTH))
        for n in range(3)
    ]
    made = facts(said)
    made[8] = made[8]._replace(
        kind="meeting.SeanceHeld@1", state={"source": "cli:b0", "recorded_at": ""}
    )
    gone = Fact(10, identity(1), 4, "MeetingRetracted", {**made[7].state, "event": 1})
    tables = folded([*made, gone])
    found = explain(tables, Identity(owner=ME), ME, ADA, day(9))
    assert [each.i for each in found.contributions] == [
        9
    ]  # the third is held now, not the retracted first


def test_the_nearest_handler_is_the_one() -> None:
    called: list[str] = []

    def note(name: str) -> Any:
        return lambda _tables, _fact: called.append(name)

    names = ("CoffeeHad", "Met", "meeting", "PersonAdded", "person")
    projection = Projection(
        "test", 1, (), handlers={name: note(name) for name in names}
    )
    said = [
        *opening()[:2],
        (identity(1), CoffeeHad(occurred_on=DAY, participants=BOTH)),
        (identity(1), MeetingCorrected(minutes=3)),
    ]
    fold([projection], Memory(), facts(said))
    assert called == ["PersonAdded", "CoffeeHad", "meeting"]


def test_merges_that_go_round_do_not_hang() -> None:
    merged = Identity({ADA: BELA, BELA: ADA})
    assert merged.root(ADA) in {ADA, BELA}


@given(stories())
def test_many_facts_that_are_alone_give_the_rows_of_each_as_a_stream(
    said: list[tuple[str, Event]],
) -> None:
    made = facts(said)
    tables = Memory(made)
    for fact in made:
        if fact.v > 1:
            continue
        kind = names()[fact.kind]
        for projection in PROJECTIONS:
            rows_of = projection.streams.get(kind.stream_kind)
            lone = next(
                (
                    projection.lone[each.__name__]
                    for each in kind.__mro__
                    if each.__name__ in projection.lone
                ),
                None,
            )
            if rows_of and lone:
                fields = dict.fromkeys(("minutes", "precision")) | fact.state
                is_sealed = "sealed" in fact.state
                alone = SimpleNamespace(**fields, **fact._asdict(), is_sealed=is_sealed)
                found = sorted(one_by_one(lone(tables, [alone])), key=str)
                assert found == sorted(rows_of(tables, Stream([fact])), key=str)
