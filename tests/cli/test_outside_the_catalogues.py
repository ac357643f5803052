"""No sentence is said outside the catalogues: with every message masked, no word is left to read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import get_args

import click
import pytest

from ledger import language
from ledger.facts.ledger_stream import PRESETS
from ledger.facts.person.events import ErasureReason
from ledger.language import cldr
from ledger.language.command_words import (
    FRENCH,
    FRENCH_OF_CONNECTIONS,
    FRENCH_OF_PERSON,
    FRENCH_OF_PLANS,
)
from projections import PROJECTIONS
from projections.cli.program import program
from tests.cli.conftest import Handshake, recorded_once

MASK = "¤"
LI, ZOE = "李雷", "Ζωή Παππά"  # names in letters that are none of ours
SEEN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
FIELD = re.compile(r"(\{[^}]*\}|%\([a-z_]+\)[sdr])")


class Masked:
    """A catalogue that hides every word of every message and leaves its fields."""

    def gettext(self, message: str) -> str:
        parts = FIELD.split(message)
        return "".join(
            part if FIELD.fullmatch(part) else _masked(part) for part in parts
        )

    def ngettext(self, _one: str, other: str, _n: int) -> str:
        return self.gettext(other)


def _masked(text: str) -> str:
    # Commands, options and examples inside a sentence are no words of a language; they stay out of sight too.
    return SEEN.sub(MASK, text)


@pytest.fixture(autouse=True)
def _masked_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(language, "_french", Masked)
    for name in ("MONTHS", "WEEKDAYS", "AND", "OR"):
        monkeypatch.setitem(
            getattr(cldr, name), "fr", (MASK,) * 12 if name[0] in "MW" else (MASK, MASK)
        )
    yield
    language.use("en")


@pytest.fixture
@recorded_once
def everything(handshake: Handshake) -> Handshake:
    """A ledger in which something of every kind was recorded."""
    for words in (
        ["coffee", LI, "--new", "--on", "-40d", "--at", "馆", "--note", "书"],
        ["lunch", LI, ZOE, "--new", "--on", "-9d"],
        ["past", "coffee", LI, "--times", "3", "--from", "2012", "--to", "2015"],
        [
            "connect",
            "王芳",
            "--accepted",
            "--network",
            "xing",
            "--on",
            "2026-02-08",
            "--new",
        ],
        ["connect", "张伟", "--received", "--new"],
        ["propose", "coffee", ZOE, "--for", "2026-12-01"],
        ["favour", "given", ZOE, "--note", "书"],
        ["favour", "received", ZOE],
        ["introduce", LI, "王芳"],
        ["note", LI, "书"],
        ["person", "add", LI, "--namesake"],
        ["person", "cadence", ZOE, "30"],
        ["person", "alias", ZOE, "Ζ"],
        ["person", "snooze", ZOE, "--until", "2026-12-24"],
    ):
        handshake(*words)
    return handshake


@pytest.fixture
def speaker(everything: Handshake) -> Handshake:
    """A French speaker with that ledger."""
    return everything.french()


SAID = {
    "": 0,
    "trust": 0,
    f"trust {ZOE} --explain": 0,
    "trust --since 2026-10-01": 0,
    "trust --as-of 2013": 0,
    f"timeline {ZOE} --history": 0,
    f"person show {ZOE}": 0,
    "person list": 0,
    "person duplicates": 0,
    "person duplicates --dry-run": 0,
    "queue": 0,
    "next": 0,
    "network": 0,
    "circle": 0,
    "introductions": 0,
    "via 王芳": 0,
    "search 书": 0,
    "status": 0,
    "projections": 0,
    "rebuild": 0,
    "verify": 0,
    "doctor": 0,
    "checkpoint": 0,
    "undo --dry-run": 0,
    f"person erase {ZOE} --dry-run": 0,
    f"coffee {ZOE} --on 2027": 5,
    f"coffee {ZOE} --on 1850": 5,
    f"coffee {ZOE} --on 31.02.2026": 2,
    f"coffee {ZOE} --minutes 0": 5,
    "coffee": 2,
    "coffee Ω": 3,
    "coffee --bogus": 2,
    "past coffee 王芳 --times x --from 2012": 2,
    "past coffee 王芳 --times 2 --from 2015 --to 2012": 2,
    "past teatime 王芳 --times 2 --from 2012": 2,
    "export audit": 0,
    "favour lent 王芳": 2,
    "import linkedin /nowhere.csv": 6,
    "init --culture martian": 2,
    "rebuild nothing": 3,
    f"accept {ZOE}": 5,
    "agree 王芳": 3,
    "via 张伟": 0,
}
"""What is typed, and with which code it ends."""

DATA = re.compile(
    r"""[A-Za-z0-9+/]{43}=                   # the root
    | \b[0-9a-f]{8}\b[0-9a-f-]*(/\d+)?      # ids
    | \S*/\S*                               # paths
    | --?[a-z]+(-[a-z]+)*                    # options
    | "[^"]*"                                # what was typed
    """,
    re.VERBOSE,
)


def words_left(text: str, *known: str) -> set[str]:
    """The words that are still to be read, without those of the command line itself."""
    found = SEEN.findall(DATA.sub(" ", FRENCH_COMMAND.sub(" ", text)))
    return {
        word
        for word in found
        if word.casefold() not in {*VOCABULARY, *(each.casefold() for each in known)}
    }


@pytest.mark.parametrize("typed", SAID)
def test_what_is_said_has_no_word_outside_the_catalogues(
    speaker: Handshake, typed: str
) -> None:
    said = speaker(
        *typed.split("|") if "|" in typed else _split(typed), code=SAID[typed]
    )
    shown = said.stderr if typed.startswith("export") else said.output
    assert words_left(shown, *typed.split()) == set()


def _split(typed: str) -> list[str]:
    return shlex.split(typed.replace(ZOE, f"'{ZOE}'"))


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command and group, as it is typed."""
    context = click.Context(group)
    yield before
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, *before, name)
        else:
            yield (*before, name)


EVERY = sorted(commands(program))
FRENCH_NAMES = FRENCH | FRENCH_OF_CONNECTIONS | FRENCH_OF_PERSON | FRENCH_OF_PLANS
FRENCH_COMMAND = re.compile(
    rf"\b({'|'.join(sorted(FRENCH_NAMES, key=len, reverse=True))})\b"
)
DATA_WORDS = "date dask process html month week bash zsh fish handshake linkedin xing me given received dmy mdy csv integer range ndjson"
VOCABULARY = {
    *(part for each in EVERY for word in each for part in word.split("-")),
    *(part for each in PROJECTIONS for part in each.name.split("_")),
    *get_args(ErasureReason),
    *PRESETS,
    *DATA_WORDS.split(),
    "er",  # 1er
}
"""What is typed, and what is stored: the same in every language."""


EXAMPLE = re.compile(r"^ +handshake .*\Z", re.MULTILINE | re.DOTALL)
"""What may be typed, at the end of each help: French names of commands, and invented data."""


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_no_help_has_a_word_outside_the_catalogues(
    handshake: Handshake, command: tuple[str, ...]
) -> None:
    shown = handshake.french()(*command, "--help").output
    shown = EXAMPLE.sub("", shown)
    assert words_left(shown) == set()
