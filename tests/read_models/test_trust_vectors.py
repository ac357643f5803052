"""The worked examples of tests/vectors/trust.json: by the formula, and by facts that are folded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.facts import exchange
from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionRequested,
    MessagesExchanged,
)
from ledger.facts.event import Event, names
from ledger.facts.ledger_stream import PRESETS
from ledger.facts.meeting import events as meetings
from projections.directory import query as directory
from projections.trust.model import (
    Evidence,
    Tie,
    explained,
    scepticism,
    weighed,
    weight_of_day,
    worth,
)
from projections.trust.query import explain, tie
from tests.read_models.given import ADA, ME, facts, folded, identity, opening

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "trust.json").read_text("utf-8")
)
EXAMPLES = [pytest.param(each, id=each["name"]) for each in VECTORS["examples"]]
SIX_DECIMALS = 5.1e-7


def check(found: Tie, example: Any, culture: str) -> None:
    assert found.trust == pytest.approx(example["trust"][culture], abs=SIX_DECIMALS)
    for name in ("evidence", "missed", "stability_days", "days_met"):
        if name in example:
            assert getattr(found, name) == pytest.approx(
                example[name], abs=SIX_DECIMALS
            )


def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@pytest.mark.parametrize("culture", PRESETS)
def test_the_presets_are_as_sceptical_as_the_vectors_say(culture: str) -> None:
    assert scepticism(PRESETS[culture]) == pytest.approx(
        VECTORS["scepticism"][culture], abs=SIX_DECIMALS
    )


@pytest.mark.parametrize("culture", PRESETS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_formula_gives_the_example(example: Any, culture: str) -> None:
    kinds = [
        (i, names()[each["kind"]], each) for i, each in enumerate(example["events"])
    ]
    met = [
        Evidence(i, ordinal(each["occurred_on"]), worth(kind, each.get("minutes")))
        for i, kind, each in kinds
        if issubclass(kind, meetings.Met)
    ]
    made = (exchange.FavourGiven, exchange.FavourReceived)
    given = [
        Evidence(i, ordinal(each["occurred_on"]))
        for i, kind, each in kinds
        if issubclass(kind, made)
    ]
    missed = [
        Evidence(i, ordinal(each["occurred_on"]))
        for i, _kind, each in kinds
        if each.get("missed_by") == "person"
    ]
    k, t = scepticism(PRESETS[culture]), ordinal(example["as_of"])
    check(explained(met, given, missed, k, t), example, culture)
    by_day = {
        each.day: [e.x for e in met if e.day == each.day]
        for each in met
        if each.x and each.day <= t
    }
    days = [(day, weight_of_day(by_day[day])) for day in sorted(by_day)]
    check(
        weighed(days, [e.day for e in given], [e.day for e in missed], k, t),
        example,
        culture,
    )


@pytest.mark.parametrize("culture", PRESETS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_facts_that_are_folded_give_the_example(example: Any, culture: str) -> None:
    said = opening(culture)
    for n, each in enumerate(example["events"]):
        said += [(identity(1000 + n), event) for event in events(each)]
    tables = folded(facts(said))
    who, t = directory.identity(tables), date.fromisoformat(example["as_of"])
    check(tie(tables, who, ME, ADA, t), example, culture)
    check(explain(tables, who, ME, ADA, t), example, culture)


def events(said: Any) -> list[Event]:
    """The events on one stream that an entry of the vectors stands for."""
    kind, on = names()[said["kind"]], date.fromisoformat(said["occurred_on"])
    both = tuple(sorted((ME, ADA)))
    tie_of: dict[str, Any] = {"owner": ME, "person": ADA}
    match said["kind"]:
        case "ConnectionRequested":
            return [
                ConnectionRequested(
                    **tie_of, network="linkedin", occurred_on=on, direction="sent"
                )
            ]
        case "ConnectionAccepted":
            return [ConnectionAccepted(**tie_of, network="linkedin", occurred_on=on)]
        case "MessagesExchanged":
            return [
                MessagesExchanged(
                    **tie_of, network="linkedin", count=said["count"], through=on
                )
            ]
        case "FavourGiven" | "FavourReceived":
            made: Any = kind
            return [made(**tie_of, occurred_on=on)]
        case "MeetingMissed":
            absent = ADA if said["missed_by"] == "person" else ME
            return [
                meetings.MeetingProposed(
                    occurred_on=on, form="coffee", participants=both, proposed_by=ME
                ),
                meetings.MeetingMissed(
                    occurred_on=on, missed_by=absent, participants=both
                ),
            ]
        case _:
            met: Any = kind
            return [met(occurred_on=on, participants=both, minutes=said.get("minutes"))]
