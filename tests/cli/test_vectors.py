"""The worked examples of trust, entered on the command line one fact at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.facts.meeting.events import forms
from tests.cli.conftest import Handshake

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "trust.json").read_text("utf-8")
)
FORMS = {kind.__name__: form for form, kind in forms().items()}


def entered(handshake: Handshake, fact: dict[str, Any]) -> None:
    """Say one fact of an example as one would type it, on the day it happened."""
    handshake.today = fact["occurred_on"]
    on = ("--on", fact["occurred_on"])
    match fact["kind"]:
        case "ConnectionRequested":
            handshake("connect", "Ada", *on)
        case "ConnectionAccepted":
            handshake("accept", "Ada", *on)
        case "MessagesExchanged":
            pass  # no command counts messages: that they change nothing is tested on imports
        case "FavourGiven" | "FavourReceived":
            handshake("favour", fact["kind"].removeprefix("Favour").lower(), "Ada", *on)
        case "MeetingMissed":
            plan = handshake("propose", "coffee", "Ada").stdout.split()[-1]
            by = "me" if fact["missed_by"] == "owner" else "Ada"
            handshake("missed", plan, "--by", by, *on)
        case kind:
            minutes = ("--minutes", str(fact["minutes"])) if "minutes" in fact else ()
            handshake(FORMS[kind], "Ada", *on, *minutes)


@pytest.mark.parametrize("example", VECTORS["examples"], ids=lambda each: each["name"])
def test_a_worked_example_comes_out_of_the_program(
    handshake: Handshake, example: dict[str, Any]
) -> None:
    handshake("person", "add", "Ada")
    for fact in example["events"]:
        entered(handshake, fact)
    for culture, trust in example["trust"].items():
        said = handshake.json(
            "trust",
            "Ada",
            "--as-of",
            example["as_of"],
            "--culture",
            culture,
            "--explain",
        )
        assert said["trust"] == pytest.approx(trust, abs=1e-6)
        assert said["days_met"] == example["days_met"]
        assert said["scepticism"] == pytest.approx(
            VECTORS["scepticism"][culture], abs=1e-6
        )
        assert sum(each["share"] for each in said["contributions"]) == pytest.approx(
            said["trust"], abs=1e-9
        )
        for field in ("evidence", "missed", "stability_days"):
            if field in example:
                assert said[field] == pytest.approx(example[field], abs=1e-6)
