"""Each command that a document shows is one that the program has, options and all, in the language of the page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.translations import DOCS, ROOT
from ledger.errors import LedgerError
from ledger.language import use
from projections.cli.program import program

NOT_ABOUT_TODAY = {"decisions.md", "encryption.md", "encryption.fr.md"}
"""Pages of what was decided and of what will be built: they name commands that are not there."""

PAGES = sorted(
    page
    for page in [ROOT / "README.md", ROOT / "README.fr.md", *DOCS.rglob("*.md")]
    if "transcripts" not in page.parts and page.name not in NOT_ABOUT_TODAY
)
BLOCK = re.compile(r"^```(?:console|sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> Iterator[str]:
    """The commands in the blocks of a page, without prompts, comments and what the shell does around them."""
    if page.name.startswith("commands."):
        return  # written from the help; its examples have a test of their own
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            command = re.search(r"^\$? ?(?:eval \"\$\()?(handshake\b.*)", line)
            if command is not None and "⇥" not in line:
                words = re.split(r" {3,}|\s#|\)\"| [|>]|\|\|", command[1])
                yield words[0].strip()


EXAMPLES = [(page, line) for page in PAGES for line in commands(page)]


def mentions(page: Path) -> Iterator[str]:
    """The commands that the prose of a page mentions, without brackets and bars."""
    text = BLOCK.sub("", page.read_text("utf-8"))
    for mention in re.findall(r"`handshake ([a-zà-ÿ][^`]*)`", text):
        yield re.sub(r"[\[\]|…]|\.\.\.", " ", mention)


MENTIONS = sorted({mention for page in PAGES for mention in mentions(page)})


def parse(words: list[str]) -> None:
    """Let the program read a command's words, and do nothing."""
    context = click.Context(program, info_name="handshake")
    group: click.Command = program
    while isinstance(group, click.Group) and words:
        words = words[2:] if words[0] == "--ledger" else words
        _name, command, words = group.resolve_command(context, words)
        assert command is not None
        context = click.Context(command, parent=context, info_name=_name)
        group = command
    try:
        group.parse_args(context, words)
    except click.BadParameter as problem:
        if not isinstance(problem.param and problem.param.type, click.Path):
            raise  # else a file of the page is not here: that is for the tests which run it


@pytest.mark.parametrize(
    ("page", "line"),
    EXAMPLES,
    ids=[f"{page.relative_to(ROOT)}: {line}" for page, line in EXAMPLES],
)
def test_a_command_of_a_document_is_understood(page: Path, line: str) -> None:
    use("fr" if page.name.endswith(".fr.md") else "en")
    try:
        parse(shlex.split(line)[1:])
    except (click.UsageError, LedgerError) as problem:
        pytest.fail(f"{problem}")
    finally:
        use("en")


def test_the_documents_show_commands_in_both_languages() -> None:
    french = [line for page, line in EXAMPLES if page.name.endswith(".fr.md")]
    assert len(french) > 100
    assert len(EXAMPLES) - len(french) > 100


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_command_in_a_sentence_has_its_options(mention: str) -> None:
    words = shlex.split(mention)
    context = click.Context(program, info_name="handshake")
    command: click.Command = program
    while (
        isinstance(command, click.Group)
        and words
        and words[0][0].isalpha()
        and words[0].islower()
    ):
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        context = click.Context(found, parent=context, info_name=name)
        command = found
    known = {name for option in command.get_params(context) for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_a_wrong_option_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        parse(["coffee", "Ada", "--nonsense"])
