"""What every store of a ledger keeps to, said with nothing but its public names."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from random import Random

import pytest
import rfc8785

from ledger.errors import Damaged
from ledger.facts import ledger_stream
from ledger.facts.canonical import canonical
from ledger.facts.event import KINDS, Event, NewEvents
from ledger.facts.meeting import events as meetings
from ledger.facts.person import events as people
from ledger.store.encode import Stamp, commitment
from ledger.store.ledger import Ledger, Recorded
from ledger.store.merkle import leaf, leaf_hash, root_of
from ledger.store.port import Overtaken
from tests.store.conftest import Place
from tests.store.histories import World, fill

ME, ORIGIN = str(uuid.UUID(int=1, version=4)), str(uuid.UUID(int=2, version=4))
STAMP = Stamp(ME, f"cli:{uuid.UUID(int=3, version=4)}")
COFFEE = meetings.CoffeeHad(
    occurred_on=date(2026, 11, 20), participants=(ME, ORIGIN), note="Un café"
)


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    with place.open() as opened:
        yield opened


def new_id() -> str:
    return str(uuid.uuid4())


def leaves(ledger: Ledger) -> list[bytes]:
    return [leaf(r.i, r.topic, r.state, r.stream, r.v) for r in ledger.store.rows()]


def opened(ledger: Ledger) -> list[Recorded]:
    first = ledger_stream.LedgerOpened(owner=ME, culture="french", trust_permille=260)
    return ledger.append([NewEvents(ORIGIN, 0, (first,))], STAMP)


def test_a_new_ledger_is_empty(ledger: Ledger) -> None:
    assert ledger.size == 0
    assert leaves(ledger) == []
    assert ledger.history(new_id()) == []
    assert ledger.known(["email:zoe@example.org"]) == {}
    with pytest.raises(Damaged, match="nothing has been recorded yet"):
        _ = ledger.origin


def test_what_is_recorded_comes_back_in_order_with_its_text(ledger: Ledger) -> None:
    stream = new_id()
    ledger.append(
        [NewEvents(stream, 0, (COFFEE, meetings.MeetingRetracted(why="Zoé")))], STAMP
    )
    ledger.append([NewEvents(stream, 2, (meetings.MeetingReinstated(),))], STAMP)
    assert ledger.history(stream) == [
        COFFEE,
        meetings.MeetingRetracted(why="Zoé"),
        meetings.MeetingReinstated(),
    ]
    assert ledger.size == 3


def test_another_reader_sees_what_was_recorded_at_once(
    place: Place, ledger: Ledger
) -> None:
    with place.open() as other:
        assert other.size == 0
        stream = new_id()
        ledger.append([NewEvents(stream, 0, (COFFEE,))], STAMP)
        assert other.size == 1
        assert other.history(stream) == [COFFEE]


def test_the_owner_and_the_origin_are_those_of_the_first_leaf(ledger: Ledger) -> None:
    opened(ledger)
    assert (ledger.origin, ledger.owner) == (ORIGIN, ME)


def test_what_was_recorded_is_told_with_its_place(ledger: Ledger) -> None:
    opened(ledger)
    stream, other = new_id(), new_id()
    entries = [
        NewEvents(stream, 0, (COFFEE, meetings.MeetingRetracted())),
        NewEvents(other, 0, (COFFEE,)),
    ]
    recorded = ledger.append(entries, STAMP)
    assert [(r.i, r.stream, r.v, r.id) for r in recorded] == [
        (1, stream, 1, f"{stream}/1"),
        (2, stream, 2, f"{stream}/2"),
        (3, other, 1, f"{other}/1"),
    ]
    assert recorded[0].event is COFFEE


def test_nothing_to_record_records_nothing(ledger: Ledger) -> None:
    assert ledger.append([], STAMP) == []
    assert ledger.append([NewEvents(new_id(), 0, ())], STAMP) == []
    assert ledger.size == 0


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_event_comes_back_as_it_was(
    ledger: Ledger, kind: type[Event]
) -> None:
    world = World(Random(1), people=[new_id(), new_id()])
    events = tuple(world.event(kind) for _ in range(20))
    stream = new_id()
    ledger.append([NewEvents(stream, 0, events)], STAMP)
    assert ledger.history(stream) == list(events)
    assert {row.topic for row in ledger.store.rows()} == {kind.topic()}


@pytest.mark.parametrize("seed", range(5))
def test_the_leaf_index_is_contiguous_from_0_and_so_is_every_stream(
    ledger: Ledger, seed: int
) -> None:
    fill(ledger, seed, (40, 1, 1, 300, 7))
    seen: dict[str, int] = {}
    for i, row in enumerate(ledger.store.rows()):
        assert row.i == i
        assert row.v == seen.get(row.stream, 0) + 1
        seen[row.stream] = row.v
    assert ledger.size == sum(seen.values()) == 351


@pytest.mark.parametrize("seed", range(5))
def test_every_leaf_is_canonical_json(ledger: Ledger, seed: int) -> None:
    fill(ledger, seed, (100, 100))
    for i, line in enumerate(leaves(ledger)):
        value = json.loads(line)
        assert line == canonical(value) == rfc8785.dumps(value)
        assert list(value) == ["i", "kind", "state", "stream", "v"]
        assert value["i"] == i


@pytest.mark.parametrize("seed", range(5))
def test_every_text_is_canonical_and_bound_to_its_leaf(
    ledger: Ledger, seed: int
) -> None:
    fill(ledger, seed, (100, 100))
    sealed = {
        i: (salt, text) for i, *_bare, salt, text in ledger.store.sealed_rows() if salt
    }
    for row in ledger.store.rows():
        state = json.loads(row.state)
        assert (row.i in sealed) is ("sealed" in state) is (row.text is not None)
        if row.text is not None:
            salt, text = sealed[row.i]
            assert text is not None
            assert len(salt) == 32
            assert (
                text
                == row.text
                == canonical(json.loads(text))
                == rfc8785.dumps(json.loads(text))
            )
            assert commitment(salt, text) == state["sealed"]
    assert len({salt for salt, _ in sealed.values()}) == len(sealed) > 20


@pytest.mark.parametrize("seed", range(5))
def test_the_tree_has_the_root_of_the_leaves_after_every_transaction(
    ledger: Ledger, seed: int
) -> None:
    sizes = tuple(Random(seed).randint(1, 20) for _ in range(12))
    fill(ledger, seed, sizes)
    hashes = [leaf_hash(line) for line in leaves(ledger)]
    stored = {size: root for size, root, _frontier in ledger.store.roots()}
    assert stored == {size: root_of(hashes[:size]) for size in stored}
    assert stored.keys() >= {sum(sizes[:k]) + 2 for k in range(1, len(sizes) + 1)}
    assert len(hashes) == max(stored)


def test_a_ledger_goes_on_growing_after_it_was_closed(place: Place) -> None:
    world = World(Random(3))
    for entries, stamp in world.batches(iter((3, 4, 5))):
        with place.open() as ledger:
            ledger.append(entries, stamp)
    with place.open() as ledger:
        assert ledger.store.root_at(14) == root_of(map(leaf_hash, leaves(ledger)))
        assert ledger.size == 14


def test_the_stamp_stands_in_every_leaf(ledger: Ledger) -> None:
    before = datetime.now(UTC)
    ledger.append(
        [NewEvents(new_id(), 0, (COFFEE, meetings.MeetingRetracted()))], STAMP
    )
    states = [json.loads(row.state) for row in ledger.store.rows()]
    assert {(s["recorded_by"], s["source"]) for s in states} == {(ME, STAMP.source)}
    (moment,) = {s["recorded_at"] for s in states}
    assert before <= datetime.fromisoformat(moment) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 23, 2, 40, 31, tzinfo=UTC), "2026-11-23T02:40:31.000000Z"),
        (
            datetime(2026, 11, 23, 2, 40, 31, 90, tzinfo=UTC),
            "2026-11-23T02:40:31.000090Z",
        ),
        (
            datetime.fromisoformat("2026-01-01T00:30:00+02:00"),
            "2025-12-31T22:30:00.000000Z",
        ),
    ],
)
def test_the_instant_is_utc_with_six_digits_of_a_second(
    ledger: Ledger, moment: datetime, written: str
) -> None:
    ledger.append([NewEvents(new_id(), 0, (COFFEE,))], Stamp(ME, STAMP.source, moment))
    assert f'"recorded_at":"{written}"'.encode() in leaves(ledger)[0]


def test_identifiers_are_known_by_the_stream_that_brought_them_first(
    ledger: Ledger,
) -> None:
    zoe, other = new_id(), new_id()
    added = people.PersonAdded(
        name="Zoé", identifiers=("email:zoe@example.org", "linkedin:zoe-demo")
    )
    again = people.PersonAdded(
        name="Zoé", identifiers=("email:zoe@example.org", "email:z@example.org")
    )
    ledger.append([NewEvents(zoe, 0, (added,)), NewEvents(other, 0, (again,))], STAMP)
    asked = [
        "email:zoe@example.org",
        "linkedin:zoe-demo",
        "email:z@example.org",
        "email:no@example.org",
    ]
    assert ledger.known(asked) == {asked[0]: zoe, asked[1]: zoe, asked[2]: other}
    assert ledger.known([]) == {}


def test_identifiers_are_known_by_the_thousand(ledger: Ledger) -> None:
    asked = [f"row:csv|{n}|0" for n in range(2_300)]
    stream = new_id()
    ledger.append(
        [
            NewEvents(
                stream, 0, (people.PersonAdded(name="Zoé", identifiers=tuple(asked)),)
            )
        ],
        STAMP,
    )
    assert ledger.known(asked) == dict.fromkeys(asked, stream)


def test_the_keys_of_a_leaf_are_sorted_and_each_there_once(ledger: Ledger) -> None:
    names = tuple(f"email:{n % 50}@example.org" for n in range(100))
    ledger.append(
        [NewEvents(new_id(), 0, (people.PersonAdded(name="Zoé", identifiers=names),))],
        STAMP,
    )
    keys = json.loads(next(ledger.store.rows()).state)["keys"]
    assert keys == sorted(set(keys))
    assert len(keys) == 50
    assert keys == sorted(key.hex() for key, _stream, _i in ledger.store.key_entries())
    assert ledger.store.key_count() == 50


def test_two_ledgers_know_the_same_identifier_by_other_keys(
    place: Place, ledger: Ledger
) -> None:
    added = people.PersonAdded(name="Zoé", identifiers=("email:zoe@example.org",))
    with place.another().open() as other:
        for each in (ledger, other):
            each.append([NewEvents(new_id(), 0, (added,))], STAMP)
        keys = {
            key
            for each in (ledger, other)
            for key, _stream, _i in each.store.key_entries()
        }
        assert len(keys) == 2


def test_a_position_that_is_taken_is_refused_and_nothing_of_the_batch_stays(
    ledger: Ledger,
) -> None:
    opened(ledger)
    stream, other = new_id(), new_id()
    ledger.append([NewEvents(stream, 0, (COFFEE,))], STAMP)
    before = leaves(ledger), ledger.store.texts_between(0, 100)
    with pytest.raises(Overtaken):
        ledger.append(
            [NewEvents(other, 0, (COFFEE,)), NewEvents(stream, 0, (COFFEE,))], STAMP
        )
    assert before == (leaves(ledger), ledger.store.texts_between(0, 100))
    assert ledger.history(other) == []


def test_a_gap_in_a_stream_is_refused_as_the_mistake_it_is(ledger: Ledger) -> None:
    stream = new_id()
    ledger.append([NewEvents(stream, 0, (COFFEE,))], STAMP)
    for wrong in (NewEvents(stream, 2, (COFFEE,)), NewEvents(new_id(), 1, (COFFEE,))):
        with pytest.raises(ValueError, match="beyond what its stream holds"):
            ledger.append([wrong], STAMP)
    assert ledger.size == 1


def test_a_size_that_is_given_and_still_holds_is_no_obstacle(ledger: Ledger) -> None:
    opened(ledger)
    assert [
        r.i for r in ledger.append([NewEvents(new_id(), 0, (COFFEE,))], STAMP, size=1)
    ] == [1]


@pytest.mark.parametrize("size", [0, 1, 3, 99])
def test_a_size_that_is_given_and_overtaken_refuses_the_whole_batch(
    ledger: Ledger, size: int
) -> None:
    opened(ledger)
    ledger.append([NewEvents(new_id(), 0, (COFFEE,))], STAMP)
    with pytest.raises(Overtaken):
        ledger.append([NewEvents(new_id(), 0, (COFFEE,))], STAMP, size=size)
    assert ledger.size == 2


def test_a_kind_that_this_program_does_not_know_is_kept_and_never_decided_upon(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = new_id()
    monkeypatch.setattr(meetings.CoffeeHad, "version", 9)
    ledger.append([NewEvents(stream, 0, (COFFEE,))], STAMP)
    monkeypatch.undo()
    assert b'"kind":"meeting.CoffeeHad@9"' in leaves(ledger)[0]
    with pytest.raises(Damaged, match=r"meeting\.CoffeeHad@9.*update the program"):
        ledger.history(stream)


def test_rows_can_be_read_from_any_leaf_to_any_leaf(ledger: Ledger) -> None:
    fill(ledger, 7, (30,))
    every = list(ledger.store.rows())
    assert list(ledger.store.rows(5, 9)) == every[5:9]
    assert list(ledger.store.rows(31)) == every[31:]
    assert list(ledger.store.rows(32)) == []
    assert ledger.store.row(5) == every[5]
    assert ledger.store.row(32) is None
    assert ledger.store.row(10**30) is None
    assert ledger.store.bare_row(10**30) is None
    assert ledger.store.texts(list(range(40))) == {r.i: r.text for r in every if r.text}


def test_streams_are_found_by_the_beginning_of_their_id(ledger: Ledger) -> None:
    fill(ledger, 8, (200,))
    streams = sorted({row.stream for row in ledger.store.rows()})
    assert ledger.store.streams_beginning("") == streams[:10]
    for stream in streams[::10]:
        assert ledger.store.streams_beginning(stream[:8]) == [stream]
    assert ledger.store.streams_beginning("zz") == []


def test_rows_are_found_by_topic_and_by_index_and_with_the_others_of_their_stream(
    place: Place,
) -> None:
    with place.open() as ledger:
        fill(ledger, 7, (5, 20, 30))
        rows = list(ledger.store.bare_rows())
        size = len(rows) - 5
        topics = {rows[0][3], rows[3][3], "meeting.Unknown@1"}
        assert list(ledger.store.places(topics, size)) == [
            row[0] for row in rows[:size] if row[3] in topics
        ]
        some = list(range(1, len(rows), 3))
        assert list(ledger.store.rows_at(some)) == [rows[i] for i in some]
        assert list(ledger.store.checked_rows_at(some)) == [rows[i] for i in some]
        with pytest.raises(Damaged):
            list(ledger.store.checked_rows_at([*some, len(rows)]))
        streams = [row[1] for row in rows[:size]]
        several = [row[:2] for row in rows[:size] if streams.count(row[1]) > 1]
        longer = list(ledger.store.longer(0, size))
        assert sorted(longer) == several
        assert several
        together = [stream for stream, _rows in groupby(longer, key=itemgetter(1))]
        assert len(together) == len(set(together))
        begun = several[len(several) // 2][0]
        later = {row[1] for row in rows[begun:size] if row[2] > 1}
        assert sorted(ledger.store.longer(begun, size)) == [
            row[:2] for row in rows[begun:size] if row[1] in later
        ]
