from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ledger.facts import schema as schemas
from ledger.facts.canonical import canonical
from ledger.facts.codec import UPCASTERS, state_of, text_of
from ledger.facts.event import KINDS, Event, fields_of
from ledger.facts.meeting.events import CoffeeHad, MeetingCorrected
from ledger.facts.person.events import NoteRetracted, TextErased
from ledger.facts.schema import FOLDER, pretty, schema_of
from tests.facts.cast import ADA, ME, YESTERDAY
from tests.facts.strategies import events

STAMP: dict[str, Any] = {
    "recorded_at": "2026-11-23T02:40:31.969096Z",
    "recorded_by": ME,
    "source": f"cli:{ADA}",
}
COFFEE = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))


def as_stored(event: Event) -> dict[str, Any]:
    state: dict[str, Any] = orjson.loads(canonical(state_of(event)))
    return {**state, **STAMP} | ({"sealed": "ab" * 32} if text_of(event) else {})


def is_valid(event: Event, /, **otherwise: Any) -> bool:
    state = as_stored(event) | otherwise
    return Draft202012Validator(schema_of(event.topic())).is_valid(state)


@pytest.mark.parametrize("topic", KINDS)
def test_every_kind_has_a_valid_schema_that_ships_with_the_program(topic: str) -> None:
    schema = schema_of(topic)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("topic", KINDS)
def test_what_was_released_is_never_described_otherwise(topic: str) -> None:
    how = "what is stored never changes: declare a new version and run `python -m ledger.facts.schema`"
    assert (FOLDER / f"{topic}.json").read_text(encoding="utf-8") == pretty(
        schema_of(topic)
    ), how


def test_no_schema_is_left_of_a_kind_that_is_gone() -> None:
    described = {
        json.loads(file.read_text(encoding="utf-8"))["title"]
        for file in FOLDER.glob("*.json")
    }
    assert described == {file.stem for file in FOLDER.iterdir()}
    assert described == set(KINDS) | set(UPCASTERS)


@given(
    events(),
    st.lists(
        st.from_regex("[0-9a-f]{64}", fullmatch=True),
        min_size=1,
        max_size=3,
        unique=True,
    ),
)
def test_every_event_is_stored_as_its_schema_says(
    event: Event, keys: list[str]
) -> None:
    schema = schema_of(event.topic())
    Draft202012Validator(schema).validate(as_stored(event) | {"keys": sorted(keys)})
    if (text := text_of(event)) is not None:
        Draft202012Validator(schema["$defs"]["text"]).validate(
            orjson.loads(canonical(text))
        )


@given(events(), st.data())
def test_what_is_always_there_cannot_be_left_out(
    event: Event, data: st.DataObject
) -> None:
    validator, state = Draft202012Validator(schema_of(event.topic())), as_stored(event)
    name = data.draw(st.sampled_from(sorted(schema_of(event.topic())["required"])))
    assert not validator.is_valid(
        {key: value for key, value in state.items() if key != name}
    )


@given(events(), st.text(min_size=1))
def test_nothing_else_may_stand_in_clear(event: Event, name: str) -> None:
    schema = schema_of(event.topic())
    if name not in schema["properties"]:
        assert not is_valid(event, **{name: "Camille"})


@given(events())
def test_what_is_sealed_is_refused_in_clear(event: Event) -> None:
    for field in fields_of(type(event)):
        if field.sealed:
            assert not is_valid(event, **{field.name: "Camille"})


@given(events())
def test_null_stands_only_where_it_has_a_meaning(event: Event) -> None:
    for field in fields_of(type(event)):
        if not field.sealed:
            assert is_valid(event, **{field.name: None}) is field.null


@pytest.mark.parametrize(
    "otherwise",
    [
        {"recorded_at": "2026-11-23T02:40:31Z"},
        {"recorded_at": "2026-11-23T02:40:31.969Z"},
        {"recorded_at": "2026-11-23T02:40:31.969096+00:00"},
        {"recorded_at": "2026-11-23 02:40:31.969096Z"},
        {"recorded_at": "2026-11-23T24:40:31.969096Z"},
        {"recorded_by": "me"},
        {"recorded_by": ME.upper()},
        {"recorded_by": ME.replace("-", "")},
        {"source": "cli"},
        {"source": f"import:{ME}"},
        {"source": f"import:LinkedIn:{ME}"},
        {"source": f"undo:last:{ME}"},
        {"source": f"cli:{ME[:8]}"},
        {"sealed": "AB" * 32},
        {"sealed": "ab" * 31},
        {"sealed": None},
        {"keys": []},
        {"keys": ["ab" * 32, "ab" * 32]},
        {"keys": ["email:camille@example.org"]},
        {"occurred_on": "2026-13-01"},
        {"occurred_on": "2026-11-1"},
        {"occurred_on": "20/11/2026"},
        {"precision": "week"},
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": 4.5},
        {"minutes": "45"},
        {"participants": [ME]},
        {"participants": [ME, ME]},
        {"participants": [ME, "Camille"]},
        {"participants": ME},
    ],
    ids=str,
)
def test_a_coffee_that_is_not_stored_so_is_refused(otherwise: dict[str, Any]) -> None:
    assert is_valid(COFFEE)
    assert not is_valid(COFFEE, **otherwise)


@pytest.mark.parametrize(
    "source", [f"cli:{ME}", f"import:linkedin:{ME}", f"undo:{ADA}:{ME}"]
)
def test_a_source_is_a_way_in_and_a_batch(source: str) -> None:
    assert is_valid(COFFEE, source=source)


def test_positions_and_ids_are_described() -> None:
    assert is_valid(NoteRetracted(note=1))
    assert not is_valid(NoteRetracted(note=0))
    assert is_valid(TextErased(event=f"{ME}/12"))
    assert not is_valid(TextErased(event=f"{ME}/0"))
    assert not is_valid(TextErased(event=ME))


def test_a_length_that_became_unknown_is_null() -> None:
    assert is_valid(MeetingCorrected(minutes=None))
    assert not is_valid(COFFEE, minutes=None)


def test_an_empty_text_is_no_text() -> None:
    text = schema_of("meeting.CoffeeHad@1")["$defs"]["text"]
    assert not Draft202012Validator(text).is_valid({})
    assert not Draft202012Validator(text).is_valid({"mood": "good"})
    assert not Draft202012Validator(text).is_valid({"place": None})


def test_a_kind_without_text_has_no_commitment() -> None:
    assert "$defs" not in schema_of("person.CadenceSet@1")
    assert "sealed" not in schema_of("person.CadenceSet@1")["properties"]


def test_an_unknown_kind_has_no_schema() -> None:
    with pytest.raises(KeyError):
        schema_of("meeting.PicnicHad@1")


def test_only_missing_files_are_written(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemas, "FOLDER", tmp_path / "schemas")
    assert {file.stem for file in schemas.missing()} == set(KINDS)
    released = tmp_path / "schemas" / "meeting.CoffeeHad@1.json"
    released.write_text("as released", encoding="utf-8")
    assert list(schemas.missing()) == []
    assert released.read_text(encoding="utf-8") == "as released"
