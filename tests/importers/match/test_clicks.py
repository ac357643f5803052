"""Connections, requests and messages: facts that are there once, whatever is imported how often."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger.facts import identifiers, ledger_stream
from ledger.facts.connection.decide import Disconnect
from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionRequested,
    MessagesExchanged,
)
from ledger.importers.api import Connected, Messaged, Requested
from tests.importers.ledgers import TODAY, Memory
from tests.importers.match.readings import DAY, EMAIL, URL, camille, reading, said

CONNECTED = Connected(network="linkedin", on=DAY)
ASKED = Requested(
    network="linkedin", direction="sent", on=DAY - timedelta(3), message="Bonjour !"
)


def messaged(total: int, through: date | None = DAY) -> Messaged:
    return Messaged(network="linkedin", total=total, through=through)


def test_a_connection_a_request_and_messages_of_one_person_share_one_stream() -> None:
    ledger = Memory()
    plan = ledger.take(
        reading(camille(URL), CONNECTED, camille(URL), ASKED, camille(URL), messaged(3))
    )
    person, tie = plan.entries
    assert [type(event) for event in tie.events] == [
        ConnectionRequested,
        ConnectionAccepted,
        MessagesExchanged,
    ]
    assert tie.version == 0
    assert [bool(event.identifiers) for event in tie.events] == [True, False, False]
    assert (
        ledger.keys[identifiers.connection("me", person.stream, "linkedin")]
        == tie.stream
    )
    assert (plan.read, plan.added, plan.changed) == (3, 3, 0)


def test_what_each_says_is_kept() -> None:
    ledger = Memory()
    plan = ledger.take(
        reading(camille(URL), CONNECTED, camille(URL), ASKED, camille(URL), messaged(3))
    )
    person = plan.entries[0].stream
    asked, accepted, exchanged = plan.entries[1].events
    assert asked == ConnectionRequested(
        owner="me", person=person, network="linkedin", occurred_on=ASKED.on, precision="day",
        direction="sent", message="Bonjour !",
    )  # fmt: skip
    assert accepted == ConnectionAccepted(
        owner="me", person=person, network="linkedin", occurred_on=DAY, precision="day"
    )
    assert exchanged == MessagesExchanged(
        owner="me", person=person, network="linkedin", count=3, through=DAY
    )


def test_importing_again_adds_nothing_and_counts_the_rows_as_known() -> None:
    ledger = Memory()
    export = reading(
        camille(URL),
        CONNECTED,
        camille(URL),
        ASKED,
        said(messaged(3), camille(URL), rows=3),
    )
    assert (ledger.take(export).added, ledger.plan(export).entries) == (5, ())
    assert ledger.plan(export).unchanged == 5


def test_each_network_has_a_connection_of_its_own() -> None:
    ledger = Memory()
    plan = ledger.take(
        reading(
            camille(URL), CONNECTED, camille(URL), Connected(network="Xing", on=DAY)
        )
    )
    events = [event for entry in plan.entries[1:] for event in entry.events]
    networks = [event.network for event in events]  # type: ignore[attr-defined]  # of connections
    assert networks == ["linkedin", "xing"]


def test_of_more_messages_only_the_new_ones_are_counted_and_as_many_rows() -> None:
    ledger = Memory()
    ledger.take(reading(said(messaged(3), camille(URL), rows=3)))
    plan = ledger.take(reading(said(messaged(5, TODAY), camille(URL), rows=5)))
    assert [event.count for event in ledger.events(MessagesExchanged)] == [3, 2]  # type: ignore[attr-defined]
    assert (plan.added, plan.unchanged) == (2, 3)
    assert not ledger.plan(reading(said(messaged(4), camille(URL), rows=4))).entries


def test_messages_that_stand_in_several_rows_add_up() -> None:
    ledger = Memory()
    export = reading(
        said(messaged(3), camille(URL), rows=3),
        said(messaged(2, TODAY), camille(URL), rows=2),
    )
    plan = ledger.take(export)
    (exchanged,) = ledger.events(MessagesExchanged)
    assert isinstance(exchanged, MessagesExchanged)
    assert (exchanged.count, exchanged.through) == (5, TODAY)
    assert plan.added == 5
    assert not ledger.plan(export).entries


def test_a_message_that_is_of_tomorrow_in_universal_time_is_of_today() -> None:
    ledger = Memory()
    ledger.take(reading(said(messaged(1, TODAY + timedelta(1)), camille(URL))))
    assert [event.through for event in ledger.events(MessagesExchanged)] == [TODAY]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (Connected(network="linkedin", on=TODAY + timedelta(1)), "in the future"),
        (
            Requested(network="linkedin", direction="sent", on=date(1899, 12, 31)),
            "before 1900",
        ),
        (messaged(1, TODAY + timedelta(2)), "in the future"),
        (Connected(network="no network", on=DAY), "is not a network"),
    ],
)
def test_what_the_ledger_refuses_is_listed_and_nobody_is_added_for_it(
    what: Connected | Requested | Messaged, reason: str
) -> None:
    plan = Memory().plan(reading(camille(URL), what))
    assert (plan.entries, len(plan.skipped), plan.added, plan.read) == ((), 1, 0, 1)
    assert reason in plan.skipped[0].reason
    assert plan.skipped[0].reason.format(**plan.skipped[0].details)
    assert (plan.skipped[0].file, plan.skipped[0].line) == ("f.csv", 2)


def test_a_connection_without_a_day_says_nothing_new_of_who_is_connected() -> None:
    ledger = Memory()
    undated = reading(camille(URL), Connected(network="linkedin", on=None))
    assert ledger.take(undated).added == 1
    assert not ledger.plan(undated).entries
    ledger.take(reading(camille(URL), CONNECTED))
    assert not ledger.plan(undated).entries


def test_who_was_disconnected_since_stays_so_when_the_old_export_comes_again() -> None:
    ledger = Memory()
    export = reading(camille(URL), CONNECTED)
    tie = ledger.take(export).entries[1]
    person = tie.events[0].person  # type: ignore[attr-defined]
    ledger.do(
        tie.stream,
        Disconnect(
            owner="me", person=person, network="linkedin", on=TODAY, today=TODAY
        ),
    )
    assert not ledger.plan(export).entries


def test_an_import_that_was_undone_can_be_made_again() -> None:
    ledger = Memory()
    export = reading(camille(URL), CONNECTED, camille(URL), messaged(3))
    for stream, _, events in reversed(ledger.take(export).entries):
        ledger.undo(stream, *range(1, len(events) + 1))
    assert not ledger.standing()
    plan = ledger.take(export)
    assert plan.added == 2
    assert len(ledger.standing()) == 1
    assert not ledger.plan(export).entries


def test_the_connection_of_who_was_merged_is_known() -> None:
    ledger = Memory()
    export = reading(camille(URL), CONNECTED, camille(URL), messaged(3))
    tie = ledger.take(export).entries[1]
    ledger.take(reading(camille(EMAIL, name="Cam"), messaged(2)))
    merged = ledger.keys[EMAIL]
    ledger.do(
        ledger.origin, ledger_stream.MergePeople(person=ledger.keys[URL], into=merged)
    )
    assert not ledger.plan(export).entries
    plan = ledger.take(reading(camille(URL), messaged(6), camille(EMAIL), CONNECTED))
    assert sum(event.count for event in ledger.events(MessagesExchanged)) == 6  # type: ignore[attr-defined]
    assert len(plan.entries) == 1
    assert (
        tie.stream not in {entry.stream for entry in plan.entries}
        or plan.entries[0].version == 2
    )


def test_a_row_that_sums_up_none_of_its_own_adds_none_to_the_count() -> None:
    group = reading(
        said(messaged(1), camille(URL)),
        said(messaged(1), camille(EMAIL, name="Zoé"), rows=0),
    )
    plan = Memory().plan(group)
    assert (plan.read, plan.added, len(plan.entries)) == (1, 1, 4)
