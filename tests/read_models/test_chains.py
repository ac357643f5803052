"""The strongest chain to somebody: against every chain there is, and against networkx."""

from __future__ import annotations

from itertools import pairwise, permutations
from math import log

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.event import Event
from ledger.facts.exchange import IntroductionMade
from ledger.facts.ledger_stream import PeopleMerged
from ledger.facts.meeting.events import MeetingMissed, MeetingProposed
from ledger.facts.person import events as people
from projections.directory.resolve import Directory
from projections.network.paths import Chain, Link, chain
from projections.trust.query import explain
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    DORA,
    ME,
    ORIGIN,
    OTHERS,
    day,
    identity,
)
from tests.read_models.readings import Said, asked, met, whole
from tests.read_models.stories import stories

K = 740 / 26


def to(said: Said, target: str, on: int = 10) -> Chain | None:
    answers = asked(said)
    return chain(answers.tables, answers.identity, answers.listed, target, day(on))


def steps(said: Said, target: str, on: int = 10) -> list[str]:
    found = to(said, target, on)
    return [each.to for each in found.links] if found else []


def test_who_was_met_is_reached_at_once_with_the_trust_in_them() -> None:
    found = to([met("coffee", ADA, on=10)], ADA)
    assert found is not None
    assert found.links == (Link(ME, ADA, found.strength, "met"),)
    assert found.strength == pytest.approx(1 / (1 + K))
    assert found.weakest is found.links[0]


def test_a_chain_goes_over_those_who_met_and_names_its_weakest_link() -> None:
    said: Said = [
        met("dinner", ADA, on=9),
        met("lunch", ADA, BELA, on=10, me=False),
        met("coffee", BELA, CHEN, on=10, me=False),
    ]
    found = to(said, CHEN)
    assert found is not None
    assert [(each.from_, each.to) for each in found.links] == [
        (ME, ADA),
        (ADA, BELA),
        (BELA, CHEN),
    ]
    assert found.weakest.to == CHEN
    one, two, three = (each.trust for each in found.links)
    assert [two, three] == pytest.approx([2 / (2 + K), 1 / (1 + K)])
    assert found.strength == pytest.approx(one * two * three)


def test_four_steps_are_too_many() -> None:
    line = (ME, ADA, BELA, CHEN, DORA)
    said: Said = [
        met("coffee", one, other, on=10, me=False) for one, other in pairwise(line)
    ]
    assert steps(said, CHEN) == [ADA, BELA, CHEN]
    assert steps(said, DORA) == []


def test_two_strong_steps_are_stronger_than_a_weak_one() -> None:
    strong: Said = [met("dinner", ADA, on=n, minutes=1440) for n in range(11)]
    strong += [
        met("dinner", ADA, BELA, on=n, minutes=1440, me=False) for n in range(11)
    ]
    assert steps([*strong, met("encounter", BELA, on=3)], BELA) == [ADA, BELA]
    often = [met("dinner", BELA, on=n, minutes=1440) for n in range(11)]
    assert steps([*strong, *often], BELA) == [BELA]


def test_the_trust_of_a_step_is_trust_in_its_end() -> None:
    """That Béla stays away weighs against trusting Béla, not against Béla's trust."""
    both = tuple(sorted((ADA, BELA)))
    said: Said = [
        met("coffee", ADA, on=9),
        met("coffee", ADA, BELA, on=9, me=False),
        (
            identity(1),
            MeetingProposed(
                form="coffee", participants=both, proposed_by=ADA, occurred_on=day(8)
            ),
        ),
        (
            identity(1),
            MeetingMissed(occurred_on=day(9), missed_by=BELA, participants=both),
        ),
    ]
    found = to(said, BELA)
    assert found is not None
    ada, bela = (each.trust for each in found.links)
    assert bela < ada


def test_who_was_introduced_is_known_though_no_meeting_is_recorded() -> None:
    introduced = IntroductionMade(
        by=ADA, people=tuple(sorted((BELA, CHEN))), occurred_on=day(5)
    )
    said: Said = [met("coffee", ADA, on=9), (identity(1), introduced)]
    found = to(said, CHEN)
    assert found is not None
    assert [(each.to, each.how) for each in found.links] == [
        (ADA, "met"),
        (CHEN, "introduced"),
    ]
    assert (found.strength, found.weakest.to) == (0, CHEN)
    assert steps(said, CHEN, 4) == []
    # A longer chain of meetings is better than a shorter one of hearsay.
    said += [
        met("coffee", ADA, DORA, on=9, me=False),
        met("encounter", DORA, CHEN, on=9, me=False),
    ]
    assert steps(said, CHEN) == [ADA, DORA, CHEN]


def test_nobody_who_is_kept_out_of_lists_stands_in_a_chain() -> None:
    said: Said = [met("coffee", ADA, on=9), met("coffee", ADA, BELA, on=9, me=False)]
    assert steps([*said, (ADA, people.PersonRestricted())], BELA) == []
    assert steps([*said, (BELA, people.PersonRestricted())], BELA) == [
        ADA,
        BELA,
    ]  # who asks for them is told


def test_merged_people_are_one_link() -> None:
    said: Said = [
        met("coffee", ADA, on=9),
        met("coffee", BELA, CHEN, on=9, me=False),
        (ORIGIN, PeopleMerged(person=BELA, into=ADA)),
    ]
    assert steps(said, CHEN) == [ADA, CHEN]


def test_nobody_leads_to_a_stranger_and_oneself_needs_no_chain() -> None:
    assert to([met("coffee", ADA, on=9)], BELA) is None


# ---------------------------------------------------------------- against every chain there is


def links(answers: Directory, said: Said, on: int) -> dict[tuple[str, str], float]:
    """Every link there is, by section 6 and the introductions; 0 where no meeting is recorded."""
    tables, who = answers.tables, answers.identity
    roots = {who.root(each) for each in (ME, *OTHERS)}
    shown = {each for each in roots if each == who.root(ME) or answers.listed(each)}
    known = {
        pair
        for event in introduced(said)
        for pair in permutations(map(who.root, event), 2)
    }
    found: dict[tuple[str, str], float] = {}
    for one, other in permutations(roots, 2):
        tie = explain(tables, who, one, other, day(on))
        if one in shown and (tie.days_met or (one, other) in known):
            found[one, other] = tie.trust
    return found


def introduced(said: Said) -> list[list[str]]:
    made: dict[str, IntroductionMade] = {}
    for stream, event in said:
        if isinstance(event, IntroductionMade):
            made[stream] = event
        elif type(event).__name__ == "ExchangeRetracted":
            made.pop(stream, None)
    return [[event.by, *event.people] for event in made.values()]


def plain(said: Said) -> bool:
    """Whether introductions are never corrected or reinstated, which the oracle here does not know."""
    return not any(
        type(event).__name__ in {"ExchangeReinstated", "ExchangeCorrected"}
        for _s, event in said
    )


@settings(max_examples=3 * settings().max_examples)
@given(stories().filter(plain), st.sampled_from(OTHERS))
def test_it_is_the_strongest_of_every_chain_there_is(said: Said, target: str) -> None:
    answers = whole(said)
    known = links(answers, said, 500)
    me, goal = answers.identity.root(ME), answers.identity.root(target)
    between = [
        each
        for each in {answers.identity.root(one) for one in OTHERS}
        if each not in {me, goal}
    ]
    every = [
        [(one, other) for one, other in zip((me, *way), (*way, goal), strict=True)]
        for count in range(3)
        for way in permutations(between, count)
    ]
    every = [each for each in every if all(link in known for link in each)]
    found = chain(answers.tables, answers.identity, answers.listed, goal, day(500))
    if goal == me or not every:
        assert found is None or goal == me
        return
    assert found is not None

    def rank(each: list[tuple[str, str]]) -> tuple[int, float]:
        unmet = sum(known[link] == 0 for link in each)
        product = 1.0
        for link in each:
            product *= known[link] or 1.0
        return unmet, -product

    best = min(map(rank, every))
    mine = rank([(each.from_, each.to) for each in found.links])
    assert mine[0] == best[0]
    assert mine[1] == pytest.approx(best[1], abs=1e-12)
    for each in found.links:
        assert each.trust == pytest.approx(known[each.from_, each.to], abs=1e-12)


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 600)),
        max_size=40,
    )
)
def test_networkx_finds_no_stronger_chain(edges: list[tuple[int, int, int]]) -> None:
    """The same as the shortest way, by the logarithm of trust, through a graph of three storeys."""
    crowd = [ME, *(identity(3000 + n) for n in range(12))]
    said: list[tuple[str, Event]] = [
        (each, people.PersonAdded(name="N")) for each in crowd[1:]
    ]
    said += [
        met("coffee", crowd[one], crowd[other], on=9, minutes=minutes, me=False)
        for one, other, minutes in edges
        if one != other
    ]
    answers = asked(said)
    graph: nx.DiGraph[tuple[str, int]] = nx.DiGraph()
    graph.add_node((ME, 0))
    for one, other in permutations(crowd, 2):
        if trust := explain(
            answers.tables, answers.identity, one, other, day(10)
        ).trust:
            for step in range(3):
                graph.add_edge((one, step), (other, step + 1), weight=-log(trust))
    far = nx.single_source_dijkstra_path_length(graph, (ME, 0))
    for target in crowd[1:]:
        lengths = [far[target, step] for step in (1, 2, 3) if (target, step) in far]
        found = chain(answers.tables, answers.identity, answers.listed, target, day(10))
        assert (found is None) == (not lengths)
        if found:
            assert -log(found.strength) == pytest.approx(min(lengths))
