"""A changed byte never makes an answer wrong: it is noticed, or it is in what nobody asked for."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from projections.engine.sqlite import views_file
from tests.faults import table
from tests.faults.flips import (
    BAD,
    SHORT,
    Damage,
    Outcome,
    campaign,
    changed,
    cut,
    flip,
    remove_views,
    views_of,
)
from tests.faults.sample import QUESTIONS, ask, copied, make

pytestmark = pytest.mark.slow

PARTS = ("ledger", "ledger alone", "views")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("sample"))


def shown(part: str, damage: Damage, came: Counter[str], bad: list[Outcome]) -> str:
    """The table of what came, and the bad ones one by one."""
    lines = [table.row(f"{damage.__name__} in the {part}", came)]
    for outcome in bad:
        answer = outcome.answer
        assert answer is not None
        lines.append(f"  {outcome.word}: {outcome.question}: {answer.words.strip()}")
    return "\n".join(lines)


@pytest.mark.parametrize("damage", [flip, cut])
@pytest.mark.parametrize("part", PARTS)
def test_no_answer_is_wrong_after_a_change(
    sample: Path, tmp_path: Path, part: str, damage: Damage
) -> None:
    count = 12 if damage is flip else 5
    place = tmp_path / "place"
    came, bad = campaign(sample, place, part, damage, count, 1, SHORT)
    print(shown(part, damage, came, bad))
    assert not bad, shown(part, damage, came, bad)


@pytest.mark.long
@pytest.mark.parametrize(("damage", "count"), [(flip, 1000), (cut, 170)])
@pytest.mark.parametrize("part", PARTS)
def test_of_a_thousand_changes_one_may_do_harm(
    sample: Path, tmp_path: Path, part: str, damage: Damage, count: int
) -> None:
    came, bad = campaign(sample, tmp_path / "place", part, damage, count, 2, QUESTIONS)
    print(shown(part, damage, came, bad))
    assert sum(came[word] for word in BAD) <= count // 1000, shown(
        part, damage, came, bad
    )


def test_a_command_that_meets_damaged_views_makes_them_again_and_goes_on(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As large views are, without a checksum of the whole: the row is what tells."""
    ledger = copied(sample, tmp_path / "place")
    monkeypatch.setattr(views_file, "SEALED", 0)
    assert ask(ledger, "rebuild").code == 0
    build = views_of(ledger)
    data = build.read_bytes()
    assert "Lefèvre".encode() in data
    build.write_bytes(data.replace("Lefèvre".encode(), "Lefévre".encode()))
    answer = ask(ledger, "coffee|Camille Lefèvre|--on|2026-11-21")
    assert answer.code == 0, answer
    assert answer.words.count("recalculat") == 1
    with Ledger.open(ledger) as opened:
        assert opened.size == 1 + _size(sample)


def _size(path: Path) -> int:
    with Ledger.open(path) as opened:
        return opened.size


@pytest.mark.parametrize(
    ("index", "change"),
    [("sqlite_autoindex_stored_events_1", 20), ("keys", 20), ("sealed", 200)],
)
def test_a_write_is_refused_on_a_damaged_index(
    sample: Path, tmp_path: Path, index: str, change: int
) -> None:
    """Every entry of a page that may be read, one after the other: none lets a fact in twice."""
    original = sample.read_bytes()
    with Ledger.open(sample) as opened:
        store = opened.store
        size = opened.size
        (page,) = store._connection.execute(  # type: ignore[attr-defined]
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (index,)
        ).fetchone()
    for place in range((page - 1) * 4096 + 8, page * 4096, change * 7 + 1):
        ledger = copied(sample, tmp_path / "place")
        ledger.write_bytes(changed(original, place, 1))
        remove_views(ledger)
        answer = ask(ledger, "person|details|Inès Moreau|--email|camille@example.org")
        assert answer.code in {5, 7}, (place, answer)
        assert size == _size(sample)


@pytest.mark.parametrize(
    ("index", "within", "bit"),
    [
        ("sqlite_autoindex_stored_events_1", range(4, 40, 5), 0x02),
        ("tree", range(3), 0x20),
    ],
)
def test_no_answer_is_made_from_a_damaged_index(
    sample: Path, tmp_path: Path, index: str, within: range, bit: int
) -> None:
    """Views that are made anew find each event, and know how many there are, or say that some are missing."""
    original = sample.read_bytes()
    truth = ask(sample, "trust").output
    answered = Counter[int]()
    for cell in _cells(sample, index):
        for place in (cell + offset for offset in within):
            ledger = copied(sample, tmp_path / "place")
            remove_views(ledger)
            ledger.write_bytes(changed(original, place, bit))
            answer = ask(ledger, "trust")
            assert answer.code in {0, 7}, (place, answer)
            assert answer.code or answer.output == truth, (place, answer)
            answered[answer.code] += 1
    assert answered[0]
    assert answered[7]


def test_no_answer_leaves_out_what_a_damaged_page_hides(
    sample: Path, tmp_path: Path
) -> None:
    """Views as they are, of many streams: what they ask the ledger for is there and is what was recorded, or missed."""
    ledger = copied(sample, tmp_path / "many")
    table = tmp_path / "people.csv"
    table.write_text("name\n" + "".join(f"Person {n}\n" for n in range(25)))
    assert ask(ledger, f"import|csv|{table}").code == 0
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    questions = ("timeline", "via|Inès Moreau", "trust|Camille Lefèvre|--explain")
    truth = {question: ask(ledger, question) for question in questions}
    original = ledger.read_bytes()
    answered = Counter[int]()
    for page in _leaves(ledger, "stored_events"):
        for place in range(page + 8, page + 8 + 2 * original[page + 4], 2):
            damaged = copied(ledger, tmp_path / "place")
            damaged.write_bytes(changed(original, place, 2))
            for question in questions:
                answer = ask(damaged, question)
                assert answer.code in {0, 7}, (place, question, answer)
                assert answer.code or answer.output == truth[question].output, place
                answered[answer.code] += 1
    assert answered[0]
    assert answered[7]


def test_a_state_that_is_no_bytes_any_more_is_damage(
    sample: Path, tmp_path: Path
) -> None:
    """Caught up with event by event: a changed head of a row makes nothing, or text, of its state."""
    ledger = copied(sample, tmp_path / "place")
    views = views_of(ledger)
    before = views.read_bytes()
    assert ask(ledger, "coffee|Camille Lefèvre|--on|2026-11-21").code == 0
    views.write_bytes(before)
    for state in ("NULL", "CAST(state AS TEXT)"):
        with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
            connection.execute("DROP TRIGGER IF EXISTS stored_events_update")
            connection.execute("PRAGMA ignore_check_constraints = 1")
            connection.execute("PRAGMA writable_schema = 1")
            connection.execute(
                "UPDATE sqlite_schema SET sql = replace(sql, 'state BLOB NOT NULL', 'state BLOB')"
                " WHERE name = 'stored_events'"
            )
        with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
            connection.execute(
                f"UPDATE stored_events SET state = {state} WHERE rowid = (SELECT max(rowid) FROM stored_events)"
            )
        answer = ask(ledger, "week")
        assert answer.code == 7, answer


@pytest.mark.parametrize(
    "words", ["export|audit|-o|{}", "export|cloudevents|-o|{}", "backup|{}"]
)
def test_a_copy_is_not_made_of_a_ledger_that_lost_events(
    sample: Path, tmp_path: Path, words: str
) -> None:
    """As after a changed bit in the WAL: the views know that there was more."""
    ledger = copied(sample, tmp_path / "place")
    shorter = ledger.read_bytes()
    assert ask(ledger, "coffee|Camille Lefèvre|--on|2026-11-21").code == 0
    for name in ("-wal", "-shm"):
        ledger.with_name(ledger.name + name).unlink(missing_ok=True)
    ledger.write_bytes(shorter)
    copy = tmp_path / "copy"
    answer = ask(ledger, words.format(copy), as_json=False)
    assert answer.code == 7, answer
    assert not copy.exists()


def _leaves(ledger: Path, table: str) -> list[int]:
    """Return where the leaf pages of a table begin (SQLite's file format, 1.6)."""
    data = ledger.read_bytes()
    with closing(sqlite3.connect(ledger)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
    start = (root - 1) * 4096
    count = int.from_bytes(data[start + 3 : start + 5], "big")
    assert data[start] == 5
    children = []
    for n in range(count):
        pointer = start + 12 + 2 * n
        cell = start + int.from_bytes(data[pointer : pointer + 2], "big")
        children.append(int.from_bytes(data[cell : cell + 4], "big"))
    return [(page - 1) * 4096 for page in children]


def _cells(ledger: Path, table: str) -> list[int]:
    """Return where the entries begin of a table, or an index, whose tree is one page (SQLite's file format, 1.6)."""
    with closing(sqlite3.connect(ledger)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
    start = (page - 1) * 4096
    head = ledger.read_bytes()[start : start + 4096]
    count = int.from_bytes(head[3:5], "big")
    places = (head[8 + 2 * n : 10 + 2 * n] for n in range(count))
    return [start + int.from_bytes(place, "big") for place in places]


@pytest.mark.parametrize(
    "change", ["text = CAST(upper(text) AS BLOB)", "salt = zeroblob(32)", "i = i + 900"]
)
def test_a_changed_text_is_not_exported(
    sample: Path, tmp_path: Path, change: str
) -> None:
    ledger = copied(sample, tmp_path / "place")
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER sealed_update")
        connection.execute(f"UPDATE sealed SET {change} WHERE i = 2")
    file = tmp_path / "audit.ndjson"
    answer = ask(ledger, f"export|audit|-o|{file}", as_json=False)
    assert answer.code == 7, answer
    assert not file.exists()
    answer = ask(ledger, f"export|audit|--no-personal|-o|{file}", as_json=False)
    assert answer.code == 0, answer


def test_a_write_that_the_damaged_index_of_streams_refuses_says_so(
    sample: Path, tmp_path: Path
) -> None:
    """The triggers judge by the index: each byte of the entries of one stream is changed."""
    with closing(sqlite3.connect(sample)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_stored_events_1'"
        ).fetchone()
        (stream,) = connection.execute(
            "SELECT originator_id FROM stored_events WHERE topic = 'person.NoteTaken@1'"
        ).fetchone()
    original = sample.read_bytes()
    start = (page - 1) * 4096
    entry = original.find(stream.encode(), start, start + 4096)
    assert entry > 0
    codes = Counter[int]()
    while start <= entry < start + 4096:
        for offset in (-1, 0, 35, 36, 37):
            ledger = copied(sample, tmp_path / "place")
            place = entry + offset
            ledger.write_bytes(changed(original, place, 1))
            answer = ask(ledger, "note|Yanis Haddad|on top", as_json=False)
            assert answer.code in {0, 7}, (offset, answer)
            codes[answer.code] += 1
        entry = original.find(stream.encode(), entry + 1)
    assert codes[7] > 5
