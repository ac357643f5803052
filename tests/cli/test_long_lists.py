"""Lists longer than what is laid out together: the same answer, without all of it in memory at once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from projections.cli import event_line, list_output, output
from projections.cli.list_output import Section
from projections.cli.output import NO_TONES
from tests.cli.conftest import Handshake

FEW = 3


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (output, list_output, event_line):
        monkeypatch.setattr(module, "AT_ONCE", FEW)


@pytest.fixture
def lived(handshake: Handshake) -> Handshake:
    """Ten meetings, one of them with a text, and one retracted."""
    handshake("coffee", "Ada Okafor", "--on", "2026-01-01", "--new")
    for day in range(2, 10):
        handshake("lunch", "Ada", "--on", f"2026-01-{day:02}")
    handshake("dinner", "Ada", "--on", "2026-01-10", "--note", "the long, long way")
    handshake("undo")
    handshake("dinner", "Ada", "--on", "2026-01-11", "--note", "the short way")
    return handshake


FORMS = (
    (),
    ("--history",),
    ("--json",),
    ("--csv",),
    ("--ids",),
    ("--last", "4"),
    ("--limit", "4"),
    ("--sort", "-day"),
)


@pytest.mark.parametrize("words", FORMS)
def test_a_list_read_in_parts_holds_what_it_holds_read_at_once(
    lived: Handshake, request: pytest.FixtureRequest, words: tuple[str, ...]
) -> None:
    whole = lived("timeline", *words).stdout
    request.getfixturevalue("few_at_once")
    in_parts = lived("timeline", *words).stdout
    if {"--json", "--csv", "--ids"}.isdisjoint(words):  # a later part may be wider
        assert [line.split() for line in in_parts.splitlines()] == [
            line.split() for line in whole.splitlines()
        ]
    else:
        assert in_parts == whole


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 2 * FEW])
def test_a_list_in_json_is_one_document_however_many_parts_it_has(
    capsys: pytest.CaptureFixture[str], few_at_once: None, count: int
) -> None:
    records = [{"name": "[a]\u202e", "place": place} for place in range(count)]
    output.print_json_list("rows", iter(records))
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"rows": records}
    output.print_json({"rows": records})
    assert printed == capsys.readouterr().out


def test_columns_never_become_narrower_further_down(few_at_once: None) -> None:
    words = ["a", "a" * 9, "a", "a" * 4, "a" * 20, "a"]
    lines = output.table_lines(
        ["Word", "Place"], (([word, "x"], NO_TONES) for word in words)
    )
    places = [line.rindex("x") for line in lines if line.endswith("x")]
    assert places == [11, 11, 11, 22, 22, 22]


def test_what_comes_later_is_read_only_once_the_earlier_is_printed(
    lived: Handshake, few_at_once: None, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows() -> Iterator[str]:
        yield from ("first", "second", "third")
        assert "first" in capsys.readouterr().out
        yield "fourth"

    section = Section(
        name="words",
        rows=rows(),
        header=["Word"],
        line=lambda word: [word],
        record=lambda word: {"word": word},
        identify=str,
        columns=("word",),
    )
    lines = list_output._lines([section], None)
    output.page(lines)
    assert "fourth" in capsys.readouterr().out
