"""Commands by other names: French words, American spellings, and pointers."""

from __future__ import annotations

import click
import pytest

from ledger.language.folding import fold
from projections.cli.command_names import ENGLISH, FRENCH, POINTERS
from projections.cli.program import program
from tests.cli.conftest import Handshake


@pytest.mark.parametrize(
    ("word", "form"),
    [("café", "CoffeeHad"), ("CAFE", "CoffeeHad"), ("déjeuner", "LunchHad")],
)
def test_a_meeting_is_recorded_by_its_french_name(
    handshake: Handshake, word: str, form: str
) -> None:
    (_opened, _owner, _person, meeting) = handshake.json(word, "Ada", "--new")["events"]
    assert meeting["kind"] == form


def test_every_alias_leads_to_a_command() -> None:
    context = click.Context(program)
    for command in {*FRENCH.values(), *ENGLISH.values()}:
        assert program.get_command(context, command) is not None


def test_no_alias_hides_a_command_or_points_two_ways() -> None:
    commands = set(program.list_commands(click.Context(program)))
    folded = [fold(alias) for alias in (FRENCH | ENGLISH | POINTERS)]
    assert len(folded) == len(set(folded))
    assert not {
        alias
        for alias, command in (FRENCH | ENGLISH).items()
        if alias in commands and alias != command
    }
    assert not POINTERS.keys() & commands


@pytest.mark.parametrize("word", POINTERS)
def test_a_word_that_could_mean_several_commands_names_them(
    handshake: Handshake, word: str
) -> None:
    assert "handshake " in handshake(word, "Ada", code=2).stderr


def test_an_unknown_command_names_the_nearest(handshake: Handshake) -> None:
    assert "coffee" in handshake("cofee", "Ada", code=2).stderr


def test_help_is_found_by_a_french_name(handshake: Handshake) -> None:
    assert (
        handshake.french()("déjeuner", "--help").stdout
        == handshake.french()("lunch", "--help").stdout
    )
