"""The program's own verification: the same answers as the independent one, and where and why."""

from __future__ import annotations

import runpy
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Damaged
from ledger.facts.rules import LONGEST_LINE
from projections.audit.audit_check import Personal, verify_records
from projections.audit.erasures import Erasures
from projections.audit.versions import Versions
from tests.audit.accidents import damaged
from tests.audit.forged_events import EVENTS, nested, story
from tests.audit.forged_lines import ENDS, LINES, rows
from tests.audit.ledgers import Ledger, ledgers, of_size, seal
from tests.audit.verifiers import PROGRAM, both_accept, program
from tests.audit.writer import audit_file, closed, header

GOOD = audit_file(story().events)
ID = "{:08x}-0000-4000-8000-000000000000"


@given(ledgers(), st.booleans())
def test_every_good_file_passes_both_verifiers(ledger: Ledger, personal: bool) -> None:
    assert both_accept(b"".join(audit_file(ledger.events, personal=personal)))


@given(st.data(), ledgers(), st.booleans())
def test_every_accident_is_caught_by_both_verifiers(
    data: st.DataObject, ledger: Ledger, personal: bool
) -> None:
    assert not both_accept(
        data.draw(damaged(audit_file(ledger.events, personal=personal)))
    )


@given(st.data(), ledgers(), st.booleans())
def test_both_verifiers_agree_on_any_file_whose_hashes_were_computed_again(
    data: st.DataObject, ledger: Ledger, personal: bool
) -> None:
    *above, _ = audit_file(ledger.events, personal=personal)
    lines = data.draw(damaged(above)).splitlines(keepends=True)
    both_accept(b"".join(closed(lines)))


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.uuids(version=4).map(str),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.data(), ledgers(), st.booleans())
def test_both_verifiers_agree_on_whatever_the_events_hold(
    data: st.DataObject, ledger: Ledger, personal: bool
) -> None:
    event = data.draw(st.sampled_from(ledger.events))
    field = data.draw(
        st.sampled_from(
            ["kind", "stream", "v", "state", "salt", "text", "sealed", "event", "x"]
        )
    )
    value = data.draw(ANYTHING | st.sampled_from(ledger.people))
    (vars(event) if field in vars(event) else event.state)[field] = value
    both_accept(b"".join(audit_file(ledger.events, personal=personal)))


NAMES = (
    *(
        "{0}",
        "{0}/1",
        "{0}/2",
        "{0}/0",
        "{0}/01",
        "{0}/-1",
        "{0}/1 ",
        "{0}/1\n",
        "{0}/\u0661",
        "/{0}/1",
        "{0}/",
    ),
    *(
        "{1}",
        "{1}/1",
        '"{0}"',
        'see "{0}" there',
        "{{{0}}}",
        "urn:uuid:{0}",
        "{0}{1}",
        "{2}/1",
        "{3}",
    ),
)
"""What could be taken for the id of a person or an event: of two ids, one cut short, one in capitals."""


@given(st.data(), ledgers())
def test_both_verifiers_agree_on_what_explains_a_missing_text(
    data: st.DataObject, ledger: Ledger
) -> None:
    ids = st.sampled_from([*ledger.people, *(event.stream for event in ledger.events)])
    for _change in range(data.draw(st.integers(1, 4))):
        event = data.draw(st.sampled_from(ledger.events))
        one, other = data.draw(ids), data.draw(ids)
        name = data.draw(st.sampled_from(NAMES)).format(
            one, other, one[:34], one.upper()
        )
        value = data.draw(st.sampled_from([name, [name], {name: 1}, {"by": [name]}]))
        event.state[data.draw(st.sampled_from(["event", "by", "recorded_by"]))] = value
        event.text = data.draw(st.sampled_from([None, event.text]))
        erasures = [
            "person.PersonErased@1",
            "person.TextErased@1",
            "person.TextErased@2",
            event.kind,
        ]
        event.kind = data.draw(st.sampled_from(erasures))
    both_accept(b"".join(audit_file(ledger.events)))


@given(ledgers(), st.integers(61, 68), st.integers(61, 68), st.booleans())
def test_both_verifiers_agree_on_how_deep_a_value_may_nest(
    ledger: Ledger, in_state: int, in_text: int, as_object: bool
) -> None:
    event = ledger.record("person.NoteTaken@1", ledger.people[0])
    event.state["x"] = nested(in_state, as_object=as_object)
    seal(event, {"text": nested(in_text, as_object=as_object)}, "5a" * 32)
    assert both_accept(b"".join(audit_file(ledger.events))) == (
        in_state < 64 and in_text < 64
    )


def test_both_verifiers_read_lines_of_the_same_length() -> None:
    assert runpy.run_path(str(PROGRAM))["LONGEST"] == LONGEST_LINE


@pytest.mark.parametrize("forgery", EVENTS)
def test_an_event_that_cannot_be_is_caught_by_both_verifiers(forgery: str) -> None:
    ledger = story()
    EVENTS[forgery](ledger)
    assert not both_accept(b"".join(audit_file(ledger.events)))


@pytest.mark.parametrize("forgery", LINES)
def test_a_line_that_cannot_be_is_caught_by_both_verifiers(forgery: str) -> None:
    forged = LINES[forgery](rows(story()))
    assert forged != GOOD[:-1]
    assert not both_accept(b"".join(closed(forged)))


@pytest.mark.parametrize("forgery", ENDS)
def test_an_end_that_cannot_be_is_caught_by_both_verifiers(forgery: str) -> None:
    *above, end = GOOD
    assert ENDS[forgery](end) != end
    assert not both_accept(b"".join(above) + ENDS[forgery](end))


def test_unknown_kinds_empty_texts_and_controls_in_texts_are_nobodys_damage() -> None:
    ledger = story()
    ledger.record(
        "gift.PresentMade@3",
        ledger.new_id(),
        {},
        nested={"list": [[], {}, None, True, -(2**53) + 1]},
    )
    ledger.record(
        "person.NoteTaken@1",
        ledger.people[2],
        {"text": "".join(map(chr, range(0x2100)))},
    )
    ledger.record(
        "person.NoteTaken@1",
        ledger.people[2],
        {"text": '\u2028\ufeff\uffff\U0001f600 ":1.5,[2.5'},
    )
    assert both_accept(b"".join(audit_file(ledger.events)))


def test_the_texts_are_counted_as_opened_erased_or_withheld() -> None:
    assert program(b"".join(GOOD)).personal == Personal(opened=3, erased=4)
    withheld = audit_file(story().events, personal=False)
    assert program(b"".join(withheld)).personal == Personal(withheld=7)


def test_the_file_without_personal_data_has_the_same_root() -> None:
    withheld = program(b"".join(audit_file(story().events, personal=False)))
    assert withheld.ok
    assert withheld.root == program(b"".join(GOOD)).root


@pytest.mark.parametrize(
    ("old", "new", "leaf", "number"),
    [
        (b'"name":"Camille', b'"name":"Camilla', 1, 4),
        (b'{"i":5,', b'{"i":6,', 5, 9),
        (b'"v":2}', b'"v":3}', 6, 10),
        (b'{"i":8,"kind":"person', b'{"i":8,"kind":"', 8, 12),
    ],
)
def test_the_problem_names_the_first_leaf_and_line_that_are_wrong(
    old: bytes, new: bytes, leaf: int, number: int
) -> None:
    data = b"".join(GOOD)
    assert old in data
    verdict = program(data.replace(old, new, 1))
    assert verdict.problem is not None
    assert (verdict.problem.details["leaf"], verdict.problem.details["line"]) == (
        leaf,
        number,
    )
    assert f"{leaf}" in str(verdict.problem)
    assert (verdict.ok, verdict.root) == (False, None)


@pytest.mark.parametrize("forgery", [*EVENTS, *LINES, *ENDS])
def test_every_problem_is_a_whole_sentence(forgery: str) -> None:
    ledger = story()
    if forgery in EVENTS:
        EVENTS[forgery](ledger)
    *above, end = closed(
        LINES[forgery](rows(ledger)) if forgery in LINES else rows(ledger)
    )
    problem = program(
        b"".join(above) + (ENDS[forgery](end) if forgery in ENDS else end)
    ).problem
    assert problem is not None
    assert str(problem).endswith(".")
    assert "{" not in str(problem)


@given(st.lists(st.sampled_from("abcdef")))
def test_versions_count_each_stream_from_1(streams: list[str]) -> None:
    versions, counted = Versions(), Counter[str]()
    expected: list[int] = []
    for stream in streams:
        counted[stream] += 1
        expected.append(counted[stream])
    assert versions.following(streams[:3]) == expected[:3]
    assert versions.following(streams[3:]) == expected[3:]


def test_versions_keep_a_hundred_thousand_streams_apart() -> None:
    versions = Versions()
    names = [str(number) for number in range(100_000)]
    assert {*versions.following(names)} == {1}
    assert {*versions.following(reversed(names))} == {2}


def unexplained(erasures: Erasures) -> int | None:
    """The first leaf whose missing text nothing explains."""
    try:
        erasures.check_end()
    except Damaged as problem:
        return cast("int", problem.details["leaf"])
    return None


def test_only_a_later_erasure_explains_a_missing_text() -> None:
    person, other = of_size(1).people[0], ID.format(5)
    erasures = Erasures()
    erasures.take(3, "person.PersonErased@1", person, {})
    erasures.missing(2, other, 1, {"by": [{"who": person}]})
    assert unexplained(erasures) is None
    erasures.missing(4, person, 7, {})
    erasures.missing(5, other, 1, {})
    assert unexplained(erasures) == 4
    erasures.take(6, "person.TextErased@1", other, {"event": f"{person}/7"})
    assert unexplained(erasures) == 5


def a_file_of(size: int) -> Iterator[bytes]:
    """So many meetings, each its own stream; made one by one, so that only the verifier keeps any."""
    yield header(ID.format(0), size, personal=False)
    for i in range(size):
        yield (
            b'{"i":%d,"kind":"meeting.CoffeeHad@1","state":{"minutes":30},"stream":"%b","v":1}\n'
            % (
                i,
                ID.format(i).encode(),
            )
        )


@pytest.mark.slow
def test_a_leaf_costs_some_bytes_of_memory_only() -> None:
    def peak(size: int) -> int:
        tracemalloc.start()
        try:
            assert verify_records(a_file_of(size)).size == size
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert (peak(24_000) - peak(16_000)) / 8_000 < 40
