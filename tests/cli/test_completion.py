"""What a shell completes a word with, asked as shells ask it, and typed into real ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pexpect
import pytest
from click.testing import CliRunner

from ledger.language import Language
from ledger.language.dates import read_date
from projections.cli.program import program
from tests.cli.conftest import TODAY, Handshake, recorded_once

BIN = str(Path(sys.executable).parent)
LANGUAGES: tuple[Language, ...] = ("en", "fr")


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    handshake("person", "add", "Élise O'Brien, junior")
    handshake("coffee", "Camille Lefèvre", "Élise O'Brien, junior", "--new")
    handshake("coffee", "Chloé Müller", "--new")
    return handshake


def completed(handshake: Handshake, *words: str) -> list[str]:
    """The words that bash is offered in the place of the last of these."""
    quoted = [f"'{word}'" if " " in word else word for word in words]
    asked = {
        "_HANDSHAKE_COMPLETE": "bash_complete",
        "COMP_WORDS": "\n".join(["handshake", *quoted]),
        "COMP_CWORD": str(len(words)),
    }
    done = CliRunner().invoke(
        program, env=handshake.environment | asked, prog_name="handshake"
    )
    assert (done.exit_code, done.stderr) == (0, "")
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def parameters(
    command: click.Command, *path: str
) -> Iterator[tuple[tuple[str, ...], click.Parameter, list[str]]]:
    """Every parameter of every command with the words that lead to its value."""
    context = click.Context(command)
    before: list[str] = []
    for each in command.params:
        if isinstance(each, click.Argument):
            yield path, each, list(before)
            choices = getattr(each.type, "choices", ("coffee",))
            before.append(choices[0])
        else:
            yield path, each, [each.opts[0]]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from parameters(found, *path, name)


TAKERS = [
    pytest.param([*path, *before], id=" ".join([*path, each.opts[0]]))
    for path, each, before in parameters(program)
    if each.metavar in {"PERSON", "PERSON...", "INTO"}
]


def test_most_commands_take_people() -> None:
    assert len(TAKERS) >= 40


@pytest.mark.parametrize("words", TAKERS)
def test_every_argument_for_a_person_is_completed(
    known: Handshake, words: list[str]
) -> None:
    assert completed(known, *words, "camille lef") == ["Camille Lefèvre"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_completed_in_words_that_are_understood(
    known: Handshake, language: Language
) -> None:
    known.language = language
    for words in (("coffee", "Ada", "--on"), ("propose", "coffee", "Ada", "--for")):
        found = completed(known, *words, "")
        assert len(found) >= 9
        today = date.fromisoformat(TODAY)
        assert (
            len(
                {
                    read_date(each, today, day_first=True, future=True).day
                    for each in found
                }
            )
            >= 8
        )
    wanted = {"en": ["yesterday"], "fr": ["hier"]}[language]
    assert completed(known, "coffee", "Ada", "--on", wanted[0][:1].upper()) == wanted


@pytest.mark.parametrize(
    ("begun", "names"),
    [
        ("", {"Camille Lefèvre", "Chloé Müller", "Élise O'Brien, junior"}),
        ("c", {"Camille Lefèvre", "Chloé Müller"}),
        ("CHLOE MU", {"Chloé Müller"}),
        ("elise", {"Élise O'Brien, junior"}),
        ("lef", {"Camille Lefèvre"}),
        ("muller ch", {"Chloé Müller"}),
        ("me", set()),
        ("zz", set()),
    ],
)
def test_accents_and_case_do_not_matter_nor_with_which_word_the_only_one_begins(
    known: Handshake, begun: str, names: set[str]
) -> None:
    assert set(completed(known, "trust", begun)) == names


def test_unlisted_people_are_not_offered(known: Handshake) -> None:
    known("person", "restrict", "Chloé Müller")
    known("person", "erase", "Camille Lefèvre", "--reason", "request", "--yes")
    assert completed(known, "trust", "c") == []


def test_no_more_names_are_offered_than_can_be_read(handshake: Handshake) -> None:
    people = [f"Ada {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(130)]
    handshake("lunch", *people, "--new")
    assert len(completed(handshake, "trust", "ada")) == 50


def test_other_words_are_completed_too(known: Handshake) -> None:
    known("propose", "lunch", "Chloé Müller")
    last = known.json("timeline")["events"][-1]["id"]
    assert last in completed(known, "retract", "")
    assert completed(known, "retract", last[:9]) == [last]
    assert completed(known, "agree", "ch") == ["Chloé Müller"]
    assert len(completed(known, "undo", "")) == 4
    assert "lunch" in completed(known, "propose", "l")
    assert completed(known, "connect", "Ada", "--network", "li") == ["linkedin"]
    assert completed(known, "trust", "--culture", "n") == ["nordic"]
    assert completed(known, "verify", "au") == ["au"]  # a file: the shell knows those
    assert completed(known, "schema", "meeting.C") == ["meeting.CoffeeHad@1"]
    assert completed(known, "completion", "f") == ["fish"]
    assert completed(known, "trust", "--expl") == ["--explain"]
    assert completed(known, "compl") == ["completion"]


def test_where_nothing_was_recorded_nothing_is_offered_and_nothing_is_made(
    handshake: Handshake,
) -> None:
    for command in ("trust", "retract", "agree", "undo"):
        assert completed(handshake, command, "") == []
    assert list(handshake.home.iterdir()) == []


def test_views_that_do_not_fit_are_left_as_they_are(known: Handshake) -> None:
    views = known.ledger.with_name("ledger.db.views")
    for content in (None, b"", b"no views at all"):
        views.unlink()
        if content is not None:
            views.write_bytes(content)
        assert completed(known, "trust", "c") == []
        assert (views.read_bytes() if views.exists() else None) == content
        views.touch()
    known.ledger.write_bytes(b"no ledger either")
    assert completed(known, "trust", "c") == completed(known, "retract", "") == []
    assert known.ledger.read_bytes() == b"no ledger either"


# ---------------------------------------------------------------- in real shells


def shell(handshake: Handshake, *command: str) -> pexpect.spawn[str]:
    """A shell on a terminal that has just learnt to complete; skips where there is none of that name."""
    name = command[0]
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed: its completion was not tried")
    here = {k: v for k, v in handshake.environment.items() if v is not None}
    path = f"{BIN}:{os.environ['PATH']}"
    environment = here | {
        "TERM": "dumb",
        "PATH": path,
        "LC_ALL": "C.UTF-8",
        "PS1": "% ",
        "HOME": here["XDG_DATA_HOME"],
    }
    return pexpect.spawn(
        name,
        list(command[1:]),
        env=environment,
        encoding="utf-8",
        timeout=60,
        dimensions=(30, 200),
    )


BASH = ("bash", "--norc", "--noprofile", "-i")
ZSH = ("zsh", "--no-rcs", "-i")
READY = {
    BASH: 'eval "$(handshake completion bash)"; echo rea""dy',
    ZSH: 'autoload -U compinit; compinit -u; eval "$(handshake completion zsh)"; echo rea""dy',
}


TYPED = (
    ("cam", "Camille Lefèvre"),
    ("'Cam", "Camille Lefèvre"),
    ('"Camille L', "Camille Lefèvre"),
    ("Camille\\ L", "Camille Lefèvre"),
    ("elise", "Élise O'Brien, junior"),
    ('"Elise O', "Élise O'Brien, junior"),
)


@pytest.mark.parametrize(
    ("command", "language"), [(BASH, "en"), (ZSH, "fr")], ids=["bash", "zsh"]
)
def test_a_name_with_a_space_or_a_quote_is_one_word_once_completed(
    known: Handshake, command: tuple[str, ...], language: Language
) -> None:
    known.language = language
    with shell(known, *command) as shown:
        shown.sendline(READY[command])
        shown.expect("ready\r\n")
        for typed, name in TYPED:
            shown.send(f"handshake trust {typed}\t")
            shown.expect([r"Lef\S*vre", "junior"])
            shown.sendline()
            answer = {"en": f"{name}: 0.034", "fr": f"{name}\N{NO-BREAK SPACE}: 0,034"}
            shown.expect_exact(answer[language])


@pytest.mark.parametrize("typed", ["Cam", "cam", '"Camille L', "Camille\\ L"])
def test_fish_completes_a_name(known: Handshake, typed: str) -> None:
    assert "Camille Lefèvre" in in_fish(known, f"handshake trust {typed}")


def test_fish_keeps_a_name_with_a_comma_whole(known: Handshake) -> None:
    assert "Élise O'Brien, junior" in in_fish(known, "handshake trust É")
    assert "hier" in in_fish(known.french(), "handshake coffee Ada --on h")


def in_fish(handshake: Handshake, line: str) -> list[str]:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed: its completion was not tried")
    here = {k: v for k, v in handshake.environment.items() if v is not None}
    environment = here | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "HOME": str(handshake.home),
    }
    script = "handshake completion fish | source; complete -C $argv[1]"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script, line],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [each.partition("\t")[0] for each in done.stdout.splitlines()]


def test_namesakes_are_completed_with_what_tells_them_apart(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada Okafor", "--organisation", "BNP Paribas")
    handshake("person", "add", "Ada Okafor", "--namesake", "--place", "Lyon")
    offered = completed(handshake, "coffee", "Ada")
    assert offered == ["Ada Okafor (BNP Paribas)", "Ada Okafor (Lyon)"]
    for name in offered:
        handshake("coffee", name)
    assert completed(handshake, "coffee", "Ada Okafor (l") == ["Ada Okafor (Lyon)"]


def test_filters_are_completed_with_what_is_known(handshake: Handshake) -> None:
    handshake("person", "add", "Ada Okafor", "--place", "Lyon", "--tag", "donor")
    handshake("person", "add", "Tom Reed", "--place", "Liège", "--organisation", "Acme")
    assert completed(handshake, "trust", "--place", "l") == ["Liège", "Lyon"]
    assert completed(handshake, "timeline", "--tag", "") == ["donor"]
    assert completed(handshake, "queue", "--organisation", "ac") == ["Acme"]
    assert completed(handshake, "next", "--sort", "tr") == ["trust"]
    assert completed(handshake, "correct", "la") == ["last"]
