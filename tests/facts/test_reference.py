from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import generate
from ledger.facts.event import KINDS, event, fields_of
from ledger.facts.meeting.events import InTheFlesh

ROOT = Path(__file__).parents[2]
NULLS = [
    (kind, each.name)
    for kind in KINDS.values()
    for each in fields_of(kind)
    if each.null
]


def test_the_reference_of_events_is_current() -> None:
    assert generate.REFERENCE / "events.md" not in generate.stale(), "run `make docs`"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_kind_and_field_is_in_the_reference(kind: type) -> None:
    (row,) = [
        line
        for line in generate.events().splitlines()
        if line.startswith(f"| `{kind.__name__}` |")
    ]
    assert all(f"`{each.name}`" in row for each in fields_of(kind))


@pytest.mark.parametrize(("kind", "field"), NULLS)
def test_the_reference_explains_null_in_every_nullable_field(
    kind: type, field: str
) -> None:
    assert len(generate.null_means(kind, field)) > 5
    assert f"- `{field}`: {generate.null_means(kind, field)}\n" in generate.events()


def test_null_stands_only_in_fields_that_document_it() -> None:
    assert {field for _kind, field in NULLS} == {
        "every_days",
        "until",
        "occurred_on",
        "through",
        "minutes",
        "count",
    }


@pytest.mark.usefixtures("registry")
def test_a_new_form_is_in_the_reference() -> None:
    @event("meeting")
    class BrunchHad(InTheFlesh):
        """Record a brunch."""

        form = "brunch"
        title = "Brunch"

    assert (
        f"| `{BrunchHad.__name__}` | Brunch: it took place, in person. |"
        in generate.events()
    )
    assert generate.REFERENCE / "events.md" in generate.stale()


def test_the_check_tells_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "REFERENCE", tmp_path / "docs" / "reference")
    generate.REFERENCE.mkdir(parents=True)
    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (generate.REFERENCE / "events.md").write_text("edited by hand", encoding="utf-8")
    assert generate.main(["--check"]) == 1


def test_it_is_a_command() -> None:
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_sentence_of_the_page_of_events_is_in_french() -> None:
    english = set(re.findall(r"\| ([A-ZÉ][^|]*\.) \|", generate.events()))
    french = set(re.findall(r"\| ([A-ZÉ][^|]*\.) \|", generate.events("fr")))
    assert english & french == set()
    assert len(english) == len(french)
