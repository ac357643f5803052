"""A long reading taken in slices comes to what it comes to taken as one, row by row and event by event."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts import ledger_stream
from ledger.facts.codec import Stated, event_of, state_of, stated, text_of
from ledger.facts.event import UUID, Event
from ledger.importers.api import Connected, ImportedRow, ImportFile, Noted, Requested
from ledger.importers.match import partition, slices
from ledger.importers.match.import_plan import Answer, ImportPlan, Question
from ledger.importers.match.match import book_of, questions_about
from ledger.importers.match.new_people import (
    added_people,
    entered,
    is_plain,
    new_ids,
)
from ledger.importers.match.restated import without_restated
from tests.importers.ledgers import TODAY, Memory
from tests.importers.match.readings import (
    DAY,
    EMAIL,
    OTHER_URL,
    URL,
    camille,
    reading,
    row,
    said,
)
from tests.importers.match.test_laws import NAMES, contacts, readings

ID = re.compile(r"\b\d{8}-0000-4000-8000-0{12}\b")
CLICK = Connected(network="linkedin", on=DAY)


@pytest.fixture(autouse=True)
def _short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (partition, slices):
        monkeypatch.setattr(module, "SLICE", 1)


def in_slices(
    ledger: Memory, brought: ImportFile, answers: Mapping[Question, Answer]
) -> ImportPlan:
    """Import as the program does a long reading: without answers, as where no one can be asked."""
    survey = partition.partition(brought, ledger, TODAY, asks=bool(answers))
    names = {contact.name for row in brought.rows for contact in row.who}
    bearers = dict(ledger.named(names))
    totals = slices.Totals()
    totals.add(ledger.take(slices.together(brought, survey), dict(answers)))
    for each in slices.slices(brought, survey):
        with known_names(ledger, {}):
            rows = without_restated(each.planned, ledger, survey.merged, ledger.owner)
            totals.add(ledger.take(slices.of_rows(rows)))
        totals.unchanged += len(each.planned) - len(rows)
        ids = iter(ledger.fresh, None)
        append(ledger, entered(each.fresh, ledger.owner, ids))
        facts = list(entered(each.namesakes, ledger.owner, ids))
        append(ledger, facts)
        totals.added += len(each.fresh) + len(each.namesakes)
        with known_names(ledger, bearers):
            totals.candidates += questions_about(
                each.namesakes,
                added_people(facts),
                ledger,
                survey.merged,
                ledger.owner,
                shown=0,
            )
    return totals.plan(brought, survey)


def append(ledger: Memory, facts: Iterable[Stated]) -> None:
    for each in facts:
        event = event_of(each.topic, each.state, each.text)
        assert event is not None
        ledger.append(
            each.stream, each.v - 1, [replace(event, identifiers=each.identifiers)]
        )


@contextmanager
def known_names(
    ledger: Memory, bearers: Mapping[str, Collection[str]]
) -> Iterator[None]:
    """Names are asked about at the beginning only."""
    vars(ledger)["named"] = lambda names: {
        name: bearers[name] for name in names if name in bearers
    }
    yield
    del vars(ledger)["named"]


def told(ledger: Memory) -> list[str]:
    """Every stream in words, each id replaced by the keys that its stream brought."""
    keys: dict[str, list[str]] = {}
    for key, stream in ledger.keys.items():
        keys.setdefault(stream, []).append(ID.sub("…", key))

    def word(text: str) -> str:
        return ID.sub(lambda found: str(sorted(keys.get(found[0], []))), text)

    def values(event: Event) -> dict[str, Any]:
        state: dict[str, Any] = {
            **state_of(event),
            **(text_of(event) or {}),
            "identifiers": sorted(event.identifiers),
        }
        for name in ("participants", "people"):
            if name in state:
                state[name] = sorted(word(each) for each in state[name])
        return state

    return sorted(
        word(repr([(type(event), sorted(values(event).items())) for event in events]))
        for events in ledger.streams_.values()
    )


def outcome(found: ImportPlan) -> tuple[object, ...]:
    skipped = sorted((each.file, each.line, each.reason) for each in found.skipped)
    asked = sorted((each.name, each.line) for each in found.candidates)
    return (
        found.read,
        found.added,
        found.changed,
        found.unchanged,
        found.suppressed,
        skipped,
        asked,
    )


@given(
    st.lists(readings(), min_size=1, max_size=4),
    st.sampled_from(["join", "separate", None]),
    st.lists(st.sampled_from([*NAMES[:4]]), max_size=2),
)
def test_slices_come_to_what_the_whole_comes_to(
    imports: list[ImportFile], answer: Answer | None, typed: list[str]
) -> None:
    whole, parts = Memory(mine=("linkedin:c",)), Memory(mine=("linkedin:c",))
    for ledger in (whole, parts):
        for number, name in enumerate(typed):
            ledger.add(name, f"email:typed-{number}@example.org")
    for each in imports:
        asked = whole.plan(each).candidates
        answers = dict.fromkeys(asked, answer) if answer else {}
        renamed = {
            replace(c, existing=_other(c.existing, whole, parts)): a
            for c, a in answers.items()
        }
        assert outcome(whole.take(each, answers)) == outcome(
            in_slices(parts, each, renamed)
        )
        assert told(whole) == told(parts)


def _other(person: str, one: Memory, other: Memory) -> str:
    """The same person in the other ledger, by any key."""
    key = next(key for key, stream in one.keys.items() if stream == person)
    return other.keys[key]


def test_rows_that_have_to_do_with_each_other_are_planned_together_and_no_others() -> (
    None
):
    ledger = Memory()
    known = ledger.add("Yanis Moreau", "email:yanis@example.org", "linkedin:yanis-demo")
    assert known
    alike, other = camille(URL, row("a")), camille(EMAIL, row("a"))
    both = camille("email:yanis@example.org"), camille("linkedin:yanis-demo")
    typed = ledger.add("Zoé Ménard", "email:zoe@example.org")
    assert typed
    brought = reading(
        alike, CLICK, camille("linkedin:b"), CLICK, other, *both,
        camille("linkedin:zoe-demo", name="Zoé MÉNARD"), camille("email:zoe@example.org"),
        said(CLICK, camille("linkedin:x"), camille("linkedin:y"), line=9),
        said(Connected(network="no network", on=None), camille("linkedin:z"), line=10),
    )  # fmt: skip
    kinds = partition.partition(brought, ledger, TODAY).kinds
    together, fresh = partition.TOGETHER, partition.FRESH
    assert [*kinds] == [
        together, fresh, together, together, together, together, together,
        partition.APART, partition.REFUSED,
    ]  # fmt: skip


def test_a_known_name_is_planned_apart_where_no_one_asks_and_no_other_row_bears_on_it() -> (
    None
):
    ledger = Memory()
    ledger.add("Yanis Moreau", "email:yanis@example.org")
    ledger.add("Zoé Ménard", "email:zoe@example.org")
    ledger.add("Ada Okafor", "email:ada@example.org")
    ledger.add("Bo Li", "email:bo@example.org")
    brought = reading(
        camille("linkedin:yanis-demo", name="Yanis Moreau"),
        camille("linkedin:zoe-demo", name="Zoé Ménard"), camille("email:zoe@example.org"),
        camille("linkedin:ada-1", name="Ada Okafor"), camille("linkedin:ada-2", name="Ada OKAFOR"),
        camille("linkedin:bo-1", name="Bo Li"), camille("linkedin:bo-2", name="Bo Li"),
    )  # fmt: skip
    together, namesake = partition.TOGETHER, partition.NAMESAKE
    kinds = partition.partition(brought, ledger, TODAY, asks=False).kinds
    assert [*kinds] == [namesake, *6 * [together]]
    assert [*partition.partition(brought, ledger, TODAY).kinds] == 7 * [together]


def test_a_short_reading_is_planned_as_a_whole_unlooked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(partition, "SLICE", 2)
    brought = reading(camille(URL), camille(OTHER_URL))
    assert [*partition.partition(brought, Memory(), TODAY).kinds] == 2 * [
        partition.TOGETHER
    ]


plain = st.builds(
    lambda who, what: said(what, who),
    contacts(),
    st.none()
    | st.builds(Connected, network=st.sampled_from(["LinkedIn ", "xing"]), on=st.none() | st.dates(max_value=TODAY),
                precision=st.sampled_from(["day", "month", "year"]))
    | st.builds(Requested, network=st.just("xing"), direction=st.sampled_from(["sent", "received"]),
                on=st.none() | st.dates(max_value=TODAY), message=st.sampled_from([None, "", " Oui\u0301 "])),
)  # fmt: skip


@given(plain)
def test_a_plain_row_is_entered_as_the_plan_enters_it(brought: ImportedRow) -> None:
    ledger = Memory()
    found = ledger.plan(ImportFile(rows=(brought,), problems=(), read=1))
    if found.skipped:
        return
    assert is_plain(brought)
    made = [*entered([brought], ledger.owner, iter([e.stream for e in found.entries]))]
    expected = [
        stated(e.stream, v, event)
        for e in found.entries
        for v, event in enumerate(e.events, 1)
    ]
    assert [each._replace(identifiers=()) for each in made] == [
        each._replace(identifiers=()) for each in expected
    ]
    assert [set(each.identifiers) for each in made] == [
        set(each.identifiers) for each in expected
    ]


@given(plain, plain, st.booleans())
def test_a_row_that_needs_no_plan_would_add_nothing(
    before: ImportedRow, row_now: ImportedRow, again: bool
) -> None:
    ledger = Memory()
    ledger.take(ImportFile(rows=(before,), problems=(), read=1))
    row_now = before if again else row_now
    planned = ledger.plan(ImportFile(rows=(row_now,), problems=(), read=1))
    if planned.skipped:
        return
    rows = without_restated([row_now], ledger, ledger_stream.INITIAL, ledger.owner)
    if not rows:
        assert (planned.entries, planned.unchanged) == ((), 1)
    is_recognised = bool(row_now.who[0].identifiers or row_now.who[0].rows)
    assert not (again and is_recognised and rows)


def test_what_was_taken_back_erased_or_united_is_planned_again() -> None:
    brought = said(CLICK, camille(URL, row("a"), position="Clown"))

    def planned(ledger: Memory, brought: ImportedRow = brought) -> bool:
        merged = book_of(ledger)
        return bool(without_restated([brought], ledger, merged, ledger.owner))

    def imported() -> tuple[Memory, str, str]:
        ledger = Memory()
        ledger.take(ImportFile(rows=(brought,), problems=(), read=1))
        (click,) = {*ledger.streams_} - {"ledger", "me", ledger.keys[URL]}
        return ledger, ledger.keys[URL], click

    ledger, person, _click = imported()
    assert not planned(ledger)
    later = said(CLICK, camille(URL, row("a"), position="Juggler"))
    assert planned(ledger, later)
    assert planned(ledger, said(CLICK, camille(URL, EMAIL, row("a"), position="Clown")))
    assert planned(ledger, said(replace(CLICK, on=None), *brought.who))
    assert planned(ledger, said(replace(CLICK, network="xing"), *brought.who))
    ledger.erase(person)
    assert planned(ledger)
    for number in (0, 1):
        ledger, *streams = imported()
        ledger.undo(streams[number], 1)
        assert planned(ledger)
    ledger, person, _click = imported()
    other = ledger.add("Camille L.")
    merge = ledger_stream.MergePeople(person=other, into=person)
    ledger.do("ledger", merge)
    assert planned(ledger)


def test_what_says_more_than_a_click_is_not_plain() -> None:
    who = camille(URL)
    assert is_plain(said(CLICK, who))
    assert not is_plain(said(Noted(text="Vue"), who))
    assert not is_plain(said(CLICK, who, camille(OTHER_URL)))
    assert not is_plain(said(CLICK, who._replace(aliases=("Cam",))))
    assert not is_plain(said(CLICK, who, rows=2))


def test_ids_are_random_uuids_of_version_4_in_order() -> None:
    ids = list(new_ids(1200))
    assert ids == sorted(ids)
    found = set(ids)
    assert len(found) == 1200
    assert all(re.fullmatch(UUID, each) for each in found)
    assert {each[19] for each in found} == set("89ab")
