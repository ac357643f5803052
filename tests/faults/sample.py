"""A ledger with some of everything, what it answers, and the program that is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from projections.cli.program import program

TODAY: Final = "2026-11-23"

_WRITES: Final = (
    "coffee|Camille Lefèvre|--on|2026-11-02|--at|Le Procope|--note|about the plan|--new",
    "lunch|Camille Lefèvre|Yanis Haddad|--on|2026-10-05|--new",
    "dinner|Yanis Haddad|--on|2025-03-01|--minutes|90",
    "person|details|Camille Lefèvre|--email|camille@example.org|--organisation|Atelier",
    "connect|Inès Moreau|--network|linkedin|--accepted|--on|2026-09-01|--new",
    "connect|Zoé Ménard|--network|xing|--received|--on|2026-11-01|--new",
    "propose|lunch|Inès Moreau|--for|2026-12-01",
    "favour|given|Yanis Haddad|--on|2026-10-09|--note|a word to the editor",
    "introduce|Camille Lefèvre|Inès Moreau|--on|2026-10-10",
    "note|Yanis Haddad|plays the cello",
    "person|alias|Yanis Haddad|YH",
    "correct|{meeting}|--minutes|60",
    "coffee|Paul Erased|--on|2026-05-05|--new",
    "person|erase|Paul Erased|--yes",
    "encounter|Zoé Ménard|--on|2026-11-20",
    "retract|{encounter}",
    "person|cadence|Camille Lefèvre|30",
)

QUESTIONS: Final = (
    "trust",
    "trust|Camille Lefèvre|--explain",
    "trust|camille@example.org",
    "timeline",
    "timeline|Yanis Haddad",
    "queue",
    "next",
    "network",
    "circle",
    "agenda",
    "person|show|Camille Lefèvre",
    "person|list",
    "search|cello",
    "via|Inès Moreau",
)


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code, its output, its words, and whether it broke."""

    code: int
    output: str
    words: str
    broken: BaseException | None

    @property
    def is_traceback(self) -> bool:
        """Whether something escaped that is no answer of the program."""
        return self.broken is not None and not isinstance(self.broken, SystemExit)


def ask(ledger: Path, words: str, *, as_json: bool = True) -> Answer:
    """What the program answers to words with bars between them."""
    arguments = ["--ledger", str(ledger), *words.split("|")]
    result = CliRunner().invoke(
        program,
        [*arguments, "--json"] if as_json else arguments,
        env={"HANDSHAKE_LANG": "en", "HANDSHAKE_TODAY": TODAY, "COLUMNS": "200"},
        prog_name="handshake",
    )
    return Answer(result.exit_code, result.stdout, result.stderr, result.exception)


def make(folder: Path) -> Path:
    """The ledger, in its folder; its views are caught up."""
    ledger = folder / "ledger.db"
    ids: dict[str, str] = {}
    for words in _WRITES:
        answer = ask(ledger, words.format_map(ids), as_json=False)
        assert answer.code == 0, (words, answer)
        form = words.partition("|")[0]
        ids["meeting" if form == "lunch" else form] = (
            answer.output.strip().splitlines() or [""]
        )[-1]
    ask(ledger, "trust")
    return ledger


def answers(
    ledger: Path, questions: Sequence[str] = QUESTIONS
) -> Iterator[tuple[str, Answer]]:
    """Every question with its answer."""
    for question in questions:
        yield question, ask(ledger, question)


def copied(source: Path, target: Path) -> Path:
    """A copy of a ledger's folder, and the ledger in it."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source.parent, target, symlinks=True)
    return target / source.name


def inside(folder: Path) -> chdir[Path]:
    """The folder as the current one, so that answers name no other place."""
    return chdir(folder)
