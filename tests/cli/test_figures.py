"""What the page, `trust`, `network` and `week` tell in figures, recomputed from the audit export of random ledgers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.codec import event_of
from ledger.facts.connection.events import ConnectionAccepted, ConnectionRequested
from ledger.facts.event import Event
from ledger.facts.exchange import FavourGiven, FavourReceived, IntroductionMade
from ledger.facts.meeting.events import Met
from tests.cli.conftest import Handshake
from tests.cli.test_report import page
from tests.read_models import section6
from tests.report import networks
from tests.report.documents import read

CLOSE = 1e-9
AT_A_DISTANCE = {"call", "video"}


class Exported(NamedTuple):
    """The events of an audit export in their order, each with its stream, and the owner."""

    said: list[tuple[str, Event]]
    owner: str

    def of(self, *kinds: type[Event], since: str = "", until: str) -> list[Any]:
        """The events of some kinds that happened between two days."""
        return [
            event
            for _stream, event in self.said
            if isinstance(event, kinds)
            and since <= getattr(event, "occurred_on", date.min).isoformat() <= until
        ]

    def others(self, meetings: Iterable[Met]) -> set[str]:
        """Everyone else who was at these meetings."""
        return {person for met in meetings for person in met.participants} - {
            self.owner
        }


def exported(handshake: Handshake) -> Exported:
    """Read the export as plainly as can be."""
    lines = handshake("export", "audit", "-o", "-").stdout.splitlines()
    said: list[tuple[str, Event]] = []
    for leaf in map(json.loads, lines):
        event = event_of(leaf["kind"], leaf["state"], None) if "kind" in leaf else None
        if event is not None:
            said.append((leaf["stream"], event))
    return Exported(said, said[0][1].owner)  # type: ignore[attr-defined]  # the opening


def in_person(meetings: Iterable[Met]) -> list[Met]:
    return [met for met in meetings if met.form not in AT_A_DISTANCE]


@settings(max_examples=max(3, settings().max_examples // 12))
@given(
    people=st.integers(1, 12), seed=st.integers(0, 999), days_ago=st.integers(0, 400)
)
def test_every_figure_is_that_of_the_audit_export(
    tmp_path_factory: pytest.TempPathFactory, people: int, seed: int, days_ago: int
) -> None:
    handshake = Handshake(tmp_path_factory.mktemp("figures"))
    handshake.ledger.parent.mkdir(parents=True)
    networks.fill(handshake.ledger, people, seed=seed)
    as_of = networks.TODAY - timedelta(days=days_ago)
    export = exported(handshake)
    until = as_of.isoformat()
    met = in_person(export.of(Met, until=until))
    connected = {event.person for event in export.of(ConnectionAccepted, until=until)}

    ranking = handshake.json("trust", "--as-of", until)["people"]
    ties = {row["person"]["id"]: row for row in ranking}
    assert {*ties} == export.others(met)
    for person, row in ties.items():
        plain = section6.trust(export.said, export.owner, person, as_of)
        assert row["trust"] == pytest.approx(plain.trust, abs=CLOSE)
        assert row["days_met"] == plain.days_met
    assert [row["trust"] for row in ranking] == sorted(
        (row["trust"] for row in ranking), reverse=True
    )

    network = handshake.json("network", "--as-of", until)
    assert network["connections"] == len(connected)
    assert network["met"] == len(ties)
    _check_exchanges(network["efficient"], export, until)
    trusts = [row["trust"] for row in ranking]
    squares = sum(trust**2 for trust in trusts)
    rests_on = sum(trusts) ** 2 / squares if squares else None
    assert network["sure"]["trusted_people"] == pytest.approx(rests_on)
    requests = export.of(ConnectionRequested, until=until)
    received = sum(request.direction == "received" for request in requests)
    responsive = network["responsive"]
    assert responsive["requests_received"]["asked"] == received
    assert responsive["requests_sent"]["asked"] == len(requests) - received

    document = page(handshake, "--as-of", until)
    figures = read(document).figures
    assert figures["#peopleconnected"] == len(connected)
    assert figures["#peoplemet"] == len(ties)
    sheets = re.findall(
        r'<summary><b>([^<]+)</b>.*?<data value="([^"]+)">',
        document.split('id="people"')[1],
    )
    by_name = {row["person"]["name"]: row["trust"] for row in ranking}
    assert len(sheets) == people
    for name, value in sheets:
        assert float(value) == pytest.approx(by_name.get(name, 0.0), abs=1e-8)

    _check_week(handshake.json("week", "--as-of", until), export, as_of)


def _exchanged(export: Exported, since: str, until: str) -> tuple[int, int]:
    """How many favours and introductions were given, and how many received."""
    introductions = export.of(IntroductionMade, since=since, until=until)
    mine = sum(made.by == export.owner for made in introductions)
    mine_too = sum(export.owner in made.people for made in introductions)
    given_ = len(export.of(FavourGiven, since=since, until=until))
    taken = len(export.of(FavourReceived, since=since, until=until))
    return given_ + mine, taken + mine_too


def _minutes(meetings: Iterable[Met]) -> int:
    return sum(met.minutes or section6.MINUTES[met.form] for met in meetings)


def _check_exchanges(told: dict[str, Any], export: Exported, until: str) -> None:
    gave, got = _exchanged(export, "", until)
    hours = _minutes(in_person(export.of(Met, until=until))) / 60
    assert (told["given"], told["received"]) == (gave, got)
    assert told["balance"] == (gave - got if gave + got else None)
    assert told["hours_met"] == pytest.approx(hours)
    an_hour = (gave + got) / hours if hours else None
    assert told["exchanges_per_hour"] == pytest.approx(an_hour)


def _check_week(told: dict[str, Any], export: Exported, as_of: date) -> None:
    monday = as_of - timedelta(days=as_of.weekday())
    since, until = monday.isoformat(), as_of.isoformat()
    before = (monday - timedelta(days=1)).isoformat()
    meetings = export.of(Met, since=since, until=until)
    held = in_person(meetings)
    assert told["forms"] == Counter(met.form for met in held)
    assert told["calls"] == len(meetings) - len(held)
    assert told["minutes"] == _minutes(held)
    people = export.others(held)
    assert {person["id"] for person in told["people"]} == people
    met_before = export.others(in_person(export.of(Met, until=before)))
    assert {person["id"] for person in told["first_met"]} == people - met_before
    requests = export.of(ConnectionRequested, since=since, until=until)
    received = sum(request.direction == "received" for request in requests)
    assert told["requests_received"] == received
    assert told["requests_sent"] == len(requests) - received
    accepted = export.of(ConnectionAccepted, since=since, until=until)
    assert told["connected"] == len(accepted)
    assert (told["given"], told["received"]) == _exchanged(export, since, until)
