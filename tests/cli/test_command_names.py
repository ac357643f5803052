"""Commands by other names: French words, American spellings, and pointers."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.shell_completion import BashComplete

from ledger.language import use
from ledger.language.command_words import FRENCH, FRENCH_OF_PERSON, command_line
from ledger.language.text import fold
from projections.cli.command_names import (
    ALSO_FRENCH,
    ENGLISH,
    PERSON,
    POINTERS,
)
from projections.cli.examples import EXAMPLES, example
from projections.cli.person import person
from projections.cli.program import program
from tests import catalogues
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


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["help"], ["--help"]),
        (["aide"], ["--help"]),
        (["help", "coffee"], ["coffee", "--help"]),
        (["help", "café"], ["coffee", "--help"]),
        (["help", "plan", "move"], ["plan", "move", "--help"]),
        (["version"], ["--version"]),
    ],
)
def test_help_and_version_are_words_too(
    handshake: Handshake, words: list[str], options: list[str]
) -> None:
    assert handshake(*words).stdout == handshake(*options).stdout


def test_a_plan_is_proposed_by_its_form_and_lists_are_pointed_to(
    handshake: Handshake,
) -> None:
    handshake("plan", "coffee", "Ada", "--for", "2026-12-04 09:30", "--new")
    handshake.french()("plan", "déjeuner", "Ada")
    assert "Friday 4 December, 09:30" in handshake("queue").stdout
    assert len(handshake.json("queue")["proposed"]) == 2
    assert "handshake agenda" in handshake("plan", "list", code=2).stderr
    assert "handshake queue" in handshake("connection", "list", code=2).stderr
    handshake("plan", "nonsense", "Ada", code=2)


def test_a_name_of_two_words_needs_no_quotes_where_it_is_the_only_one(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada Okafor", "--new", "--on", "2026-11-20")
    assert "Ada Okafor" in handshake("trust", "Ada", "Okafor").stdout
    handshake("correct", "Ada", "--minutes", "30", "Okafor")
    assert handshake.json("timeline", "okafor", "ada")["events"][0]["minutes"] == 30
    handshake("trust", "Ada", "Nobody", code=3)
    assert handshake("timeline", "--form", "tea").stdout
    handshake("timeline", "--form", "brunch", code=2)


def test_choices_stand_below_each_other(handshake: Handshake) -> None:
    said = handshake("favour", code=2).stderr
    assert "\tgiven,\n\treceived" in said


def test_every_alias_leads_to_a_command() -> None:
    context = click.Context(program)
    for command in {*FRENCH.values(), *ALSO_FRENCH.values(), *ENGLISH.values()}:
        assert program.get_command(context, command) is not None


def test_no_alias_hides_a_command_or_points_two_ways() -> None:
    commands = set(program.list_commands(click.Context(program)))
    folded = [fold(alias) for alias in (FRENCH | ALSO_FRENCH | ENGLISH | POINTERS)]
    assert len(folded) == len(set(folded))
    assert not {
        alias
        for alias, command in (FRENCH | ALSO_FRENCH | ENGLISH).items()
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


@pytest.mark.parametrize("word", ["birthday", "zumba", "anniversaire"])
def test_a_word_far_from_every_name_is_not_taken_for_a_slip(
    handshake: Handshake, word: str
) -> None:
    assert "handshake --help" in handshake(word, "Ada", code=2).stderr


def test_help_is_found_by_a_french_name(handshake: Handshake) -> None:
    assert (
        handshake.french()("déjeuner", "--help").stdout
        == handshake.french()("lunch", "--help").stdout
    )


def every_command(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command with the context of its names."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from every_command(command, inner)


PROGRAM = click.Context(program, info_name="handshake")


def test_every_command_has_an_example_that_it_understands() -> None:
    paths = set()
    for command, context in every_command(program, PROGRAM):
        path = context.command_path.removeprefix("handshake ")
        paths.add(path)
        line = example(path, "en")
        assert line is not None, f"{path} needs a line in projections/cli/examples.py"
        words = shlex.split(line.partition(" > ")[0])
        assert words[: len(path.split())] == path.split() or isinstance(
            command, click.Group
        )
        if not isinstance(command, click.Group):
            rest = words[len(path.split()) :]
            command.make_context(
                path, rest, parent=context.parent, resilient_parsing=False
            )
    assert EXAMPLES.keys() <= paths


def test_every_help_ends_with_its_example(handshake: Handshake) -> None:
    english = handshake("person", "tag", "--help").stdout
    assert english.endswith(
        'Example:\n  handshake person tag "Ada Okafor" +donor -cold\n'
    )
    french = handshake.french()("lunch", "--help").stdout
    assert french.splitlines()[-2] == "Exemple\N{NO-BREAK SPACE}:"
    assert french.splitlines()[-1].startswith('  handshake déjeuner "Ada Okafor"')


def test_help_lists_every_command_once_under_six_headings(handshake: Handshake) -> None:
    lines = handshake("--help").stdout.splitlines()
    headings = [line for line in lines if line.endswith(":") and line[0] != " "]
    assert headings == [
        "Options:",
        "Record:",
        "Plan:",
        "Read:",
        "People:",
        "Repair:",
        "Proof:",
    ]
    start = lines.index("Record:")
    listed = [line.split()[0] for line in lines[start:] if re.match("  [a-z]", line)]
    assert sorted(listed) == program.list_commands(PROGRAM)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_summary_is_whole_at_80_columns(
    handshake: Handshake, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    handshake.language = language
    for command in ([], ["person"], ["plan"], ["export"], ["import"]):
        shown = handshake(*command, "--help").stdout
        assert "..." not in shown.replace("]...", "").replace(", ...", "")
        assert max(map(len, shown.splitlines())) <= 80


def test_what_may_be_left_out_stands_in_brackets(handshake: Handshake) -> None:
    assert "undo [OPTIONS] [COMMAND]" in handshake("undo", "--help").stdout
    assert "timeline [OPTIONS] [PERSON]" in handshake("timeline", "--help").stdout
    assert "rebuild [OPTIONS] [NAME...]" in handshake("rebuild", "--help").stdout
    assert "[PERSONNE]" in handshake.french()("trust", "--help").stdout
    assert "lunch [OPTIONS] PERSON..." in handshake("lunch", "--help").stdout


def test_help_names_the_defaults(handshake: Handshake) -> None:
    assert "[default: linkedin]" in handshake("connect", "--help").stdout
    assert "5 if not given" in handshake("next", "--help").stdout


def test_plans_and_connections_have_groups_of_their_verbs(handshake: Handshake) -> None:
    handshake("connection", "request", "Ada", "--received", "--new")
    handshake("connection", "accept", "Ada")
    handshake("plan", "propose", "déjeuner", "Ada", "--for", "2026-12-04")
    handshake("plan", "agree", "Ada")
    handshake("plan", "decline", "Ada")
    kinds = [row["kind"] for row in handshake.json("timeline")["events"]]
    assert kinds == [
        "ConnectionRequested",
        "ConnectionAccepted",
        "MeetingProposed",
        "MeetingAgreed",
        "MeetingDeclined",
    ]


def test_people_are_handled_by_french_names(handshake: Handshake) -> None:
    handshake.french()("personne", "ajouter", "Ada Okafor")
    assert "Ada Okafor" in handshake.french()("personne", "liste").stdout
    handshake("person", "etiquette", "Ada", "+donor")
    assert handshake.json("person", "fiche", "Ada")["tags"] == ["donor"]
    assert set(PERSON.values()) <= person.commands.keys()
    assert not PERSON.keys() & person.commands.keys()
    assert "add" in handshake("person", "ad", "Ada", code=2).stderr


def test_a_french_shell_completes_french_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complete = BashComplete(program, {}, "handshake", "_HANDSHAKE_COMPLETE")
    monkeypatch.setenv("HANDSHAKE_LANG", "fr")
    try:
        offered = [item.value for item in complete.get_completions([], "déj")]
    finally:
        use("en")
    assert offered == ["déjeuner"]


def test_options_and_choices_have_american_and_french_names(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada Okafor", "--organization", "Exemple SA")
    found = handshake("trust", "--organization", "exemple", "--ids", "--json", code=2)
    assert "--ids" in found.stderr
    handshake.french()("service", "rendu", "Ada")
    handshake.french()("service", "reçu", "Ada")
    handshake("favor", "received", "Ada")
    kinds = [row["kind"] for row in handshake.json("timeline")["events"]]
    assert kinds == ["FavourGiven", "FavourReceived", "FavourReceived"]


COMMANDS_NAMED = re.compile(
    r"\bhandshake ((?:person(?:ne)? |plan )?[a-z-]+)(?![\w|-])", re.IGNORECASE
)
"""A command that a message proposes."""

ENGLISH_NAMES = {command for french, command in FRENCH.items() if french != command} | {
    f"person {command}" for command in FRENCH_OF_PERSON.values()
}


def test_french_messages_propose_the_french_names_of_commands() -> None:
    proposed = {
        name
        for entry in catalogues.entries(catalogues.read(catalogues.FRENCH))
        for name in COMMANDS_NAMED.findall(str(entry.string))
    }
    assert not proposed & ENGLISH_NAMES


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("undo", "undo"),
        ('missed "Ada Okafor"', 'manqué "Ada Okafor"'),
        ("person show Ada", "personne fiche Ada"),
        ("favour given Ada", "service rendu Ada"),
        (
            "propose lunch Ada --for 2026-12-04",
            "proposer déjeuner Ada --for 2026-12-04",
        ),
        ("plan propose coffee Ada", "plan proposer café Ada"),
        ("invite Ada --form lunch", "inviter Ada --form déjeuner"),
        ('note "Ada" "coffee and tea"', 'note "Ada" "coffee and tea"'),
    ],
)
def test_a_command_line_is_written_in_the_language_of_the_reader(
    english: str, french: str
) -> None:
    use("fr")
    try:
        assert command_line(english) == f"handshake {french}"
    finally:
        use("en")
    assert command_line(english) == f"handshake {english}"
