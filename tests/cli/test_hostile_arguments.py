"""Arguments that nobody means: empty ones, bytes that are no UTF-8, files that are none; one sentence, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ledger.language.console import DESCRIBE, FILES
from projections.cli.program import program
from tests.audit.ledgers import of_size
from tests.audit.writer import audit_file
from tests.cli.conftest import Handshake, recorded_once

BROKEN = os.fsdecode(b"caf\xe9 \xff")


def parameters(
    command: click.Command, *path: str
) -> Iterator[tuple[tuple[str, ...], click.Parameter, list[str]]]:
    """Every parameter of every command that takes a text, and the words that must stand before its value."""
    context = click.Context(command)
    before: list[str] = []
    for each in command.params:
        if isinstance(each, click.Option):
            if not each.is_flag and each.type.name == "text":
                yield path, each, [each.opts[0]]
        else:
            if each.type.name == "text":
                yield path, each, list(before)
            before.append(getattr(each.type, "choices", ("coffee",))[0])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from parameters(found, *path, name)


EVERY = list(parameters(program))


def words(
    path: tuple[str, ...], parameter: click.Parameter, before: list[str], value: str
) -> list[str]:
    """A call of the command in which only this value is wrong, as far as that is known."""
    if path == ():
        return [*before, value, "trust"]
    if isinstance(parameter, click.Argument):
        return [*path, *before, value]
    option = [before[0], value]
    if before[0].startswith("--"):
        option = [f"{before[0]}={value}"]
    return [*path, *option, "coffee", "coffee", "coffee"]


@pytest.fixture
@recorded_once
def of_one_person(handshake: Handshake) -> Handshake:
    """A ledger with one coffee, with somebody who is called as a form of meeting."""
    handshake("coffee", "coffee", "--new")
    return handshake


def test_there_are_many() -> None:
    assert len(EVERY) > 180


@pytest.mark.parametrize(
    ("path", "parameter", "before"),
    [pytest.param(*each, id=" ".join([*each[0], each[1].opts[0]])) for each in EVERY],
)
def test_an_empty_name_and_bytes_that_are_no_text_are_refused_in_one_sentence(
    of_one_person: Handshake,
    path: tuple[str, ...],
    parameter: click.Parameter,
    before: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(of_one_person.home)
    for value in ("", BROKEN):
        result = of_one_person.outcome(*words(path, parameter, before, value))
        if value and parameter.metavar in FILES:
            assert result.exit_code in {0, 2, 3, 5, 6, 7, 75}
        elif value or parameter.metavar not in DESCRIBE:
            assert result.exit_code == 2
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "culture", ["foo", "0", "-1", "1000", "1001", "9" * 5000, "2.5", " "]
)
def test_an_unknown_culture_is_refused(handshake: Handshake, culture: str) -> None:
    handshake("coffee", "Ada", "--new")
    for command in (
        ["trust"],
        ["trust", "Ada"],
        ["trust", "--since", "2026-01-01"],
        ["init"],
    ):
        result = handshake.outcome(*command, f"--culture={culture}")
        assert result.exit_code in {2, 5}
        assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_the_empty_variable_names_no_ledger(handshake: Handshake) -> None:
    environment = {
        **os.environ,
        **{k: v for k, v in handshake.environment.items() if v is not None},
    }
    program_file = Path(sys.executable).with_name("handshake")
    done = subprocess.run(
        [program_file, "coffee", "Ada", "--new"],
        env={**environment, "HANDSHAKE_LEDGER": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "Error: HANDSHAKE_LEDGER is empty; set it to a file, or unset it.\n"
    )
    assert not handshake.ledger.exists()


def test_a_ledger_is_no_audit_file_and_the_message_says_what_to_run(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada", "--new")
    said = handshake("verify", str(handshake.ledger), code=2).stderr
    assert f"'handshake --ledger {handshake.ledger} verify'" in said
    views = handshake.ledger.with_name("ledger.db.views")
    assert "is a database" in handshake("verify", str(views), code=2).stderr


@pytest.mark.parametrize("endless", ["/dev/zero", "/dev/full"])
def test_a_file_without_end_is_read_no_further_than_it_can_be_right(
    handshake: Handshake, endless: str
) -> None:
    assert "is longer than 64 MiB" in handshake("verify", endless, code=7).stderr
    handshake("restore", endless, code=6)
    assert (
        "has no checkpoint"
        in handshake("restore", "none", "--against", endless, code=6).stderr
    )
    handshake("coffee", "Ada", "--new")
    assert (
        "has no checkpoint" in handshake("verify", "--against", endless, code=6).stderr
    )


def test_one_input_cannot_be_two_files(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    handshake("verify", "-", "--against", "-", typed="", code=2)


def test_a_path_of_any_bytes_is_a_path(handshake: Handshake, tmp_path: Path) -> None:
    handshake("coffee", "Ada", "--new")
    path = tmp_path / BROKEN
    handshake("export", "audit", "-o", str(path))
    assert json.loads(handshake("verify", str(path), "--json").stdout)["ok"]
    assert "backup" in handshake("backup", f"{path}.backup", "--json").stdout


@pytest.mark.parametrize(
    "keys", [7, "ab", ["xy"], [], ["5a" * 32, "5a" * 32], None, [None], {"a": 1}]
)
def test_an_audit_file_whose_keys_are_none_is_not_restored(
    handshake: Handshake, tmp_path: Path, keys: object
) -> None:
    events = of_size(4).events
    events[2].state["keys"] = keys
    file = tmp_path / "audit.ndjson"
    file.write_bytes(b"".join(audit_file(events)))
    handshake("verify", str(file))
    assert "keys of event #2" in handshake("restore", str(file), code=7).stderr
    assert not handshake.ledger.exists()
