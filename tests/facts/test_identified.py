"""What a command brings to be recognised by is on the event: two events are equal whatever theirs are."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from ledger.facts import exchange
from ledger.facts.connection import decide as connections
from ledger.facts.connection.events import ConnectionRequested
from ledger.facts.event import Event
from ledger.facts.meeting.commands import ProposeMeeting, RecordMeeting
from ledger.facts.person.commands import AddPerson, ChangeDetails, Details, TakeNote
from ledger.facts.person.events import PersonAdded
from tests.facts.cast import ADA, BOB, ME, TODAY, YESTERDAY
from tests.facts.given import ALL_COMMANDS, given

KEYS = ("row:csv|[]|0",)
TIE: dict[str, Any] = {
    "owner": ME,
    "person": ADA,
    "network": "linkedin",
    "on": YESTERDAY,
    "today": TODAY,
}
DONE: dict[str, Any] = {"on": YESTERDAY, "today": TODAY, "identifiers": KEYS}
PLAN: dict[str, Any] = {
    "form": "coffee",
    "participants": (ME, ADA),
    "proposed_by": ME,
    "on": TODAY,
}
REQUESTED = ConnectionRequested(
    owner=ME, person=ADA, network="linkedin", direction="sent", occurred_on=YESTERDAY
)
COMMANDS = [
    ("person", AddPerson(name="Ada", identifiers=KEYS)),
    ("person", ChangeDetails(details=Details(place="Lyon"), identifiers=KEYS)),
    ("person", TakeNote(text="likes tea", identifiers=KEYS)),
    (
        "connection",
        connections.RequestConnection(**TIE, direction="sent", identifiers=KEYS),
    ),
    (
        "connection",
        connections.RecordConnection(**TIE, fact="accepted", identifiers=KEYS),
    ),
    ("connection", connections.CountMessages(**TIE, total=3, identifiers=KEYS)),
    ("connection", connections.AnswerRequest(**TIE, answer="accept", identifiers=KEYS)),
    ("connection", connections.Disconnect(**TIE, identifiers=KEYS)),
    ("meeting", ProposeMeeting(**PLAN, identifiers=KEYS)),
    ("meeting", RecordMeeting(form="coffee", participants=(ME, ADA), **DONE)),
    (
        "exchange",
        exchange.RecordFavour(direction="given", owner=ME, person=ADA, **DONE),
    ),
    ("exchange", exchange.RecordIntroduction(by=ME, people=(ADA, BOB), **DONE)),
]


@pytest.mark.parametrize(("stream", "command"), COMMANDS)
def test_the_identifiers_of_a_command_are_on_its_event(
    stream: str, command: Any
) -> None:
    before: tuple[Event, ...] = ()
    if isinstance(command, ChangeDetails | TakeNote):
        before = (PersonAdded(name="Ada"),)
    if isinstance(command, connections.AnswerRequest | connections.Disconnect):
        before = (REQUESTED,)
    events = given(stream, *before).when(command).decided()
    assert [event.identifiers for event in events] == [KEYS]


def test_every_command_with_identifiers_is_tried() -> None:
    identified = {
        kind
        for kind in ALL_COMMANDS
        if "identifiers" in {field.name for field in fields(kind)}
    }
    assert identified == {type(command) for _stream, command in COMMANDS}
