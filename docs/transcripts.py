"""Writes docs/transcripts: the program's messages in their place, in each language. `make transcripts`.

python docs/transcripts.py            write them
python docs/transcripts.py --check    exit with 1 if one is not what would be written

Whoever changes words reads them there. A session runs the commands of SESSION on the sample, then every
`--help`; messages that it does not meet stand below it, by the file that says them.
"""

from __future__ import annotations

import os
import random
import re
import shlex
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import Mock, patch

import click
from babel.messages.catalog import Message as Entry
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1]))

from ledger import language
from projections.cli.program import program
from tests import catalogues

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Path(__file__).with_name("transcripts")
TODAY: Final = "2026-11-23"
SAMPLE: Final = ROOT / "docs" / "sample" / "linkedin"

LONGEST: Final = 24
"""More lines of an answer say nothing new."""

TITLES: Final = {"en": "# The program in English", "fr": "# Le programme en français"}
OTHERS: Final = {
    "en": "## Messages that this session does not meet",
    "fr": "## Messages que cette séance ne rencontre pas",
}
WRITTEN: Final = "<!-- Written by `make transcripts`: change the words where they stand, then run it. -->"

SESSION: Final = """\
# The first words
handshake
handshake trust
handshake coffee
handshake cofee Ada
handshake coffee "Ada Okafor"
handshake coffee "Ada Okafor" --on yesterday --minutes 40 --at "Chez Odette" --new
handshake init --me "Sacha Delorme" --email sacha@example.org --culture nordic
handshake init --me "Sacha Delorme" --email sacha@example.org --culture nordic
handshake init --culture klingon
handshake init --culture 350
handshake init --culture french
# An import
handshake import linkedin SAMPLE --dry-run
handshake import linkedin SAMPLE
handshake import linkedin SAMPLE
handshake import linkedin nowhere.csv
handshake import csv SAMPLE/Connections.csv
# Meetings
handshake lunch "Camille Lefevre" "Ada Okafor" --on -3d --note "parlé de l'été"
handshake lunch "Camille Lefevre" "Ada Okafor" --on -3d
handshake dinner "Camile Lefèvre"
handshake coffee Camille
handshake coffee "Camille Lefèvre" --on tomorrow
handshake coffee "Camille Lefèvre" --on 1850
handshake coffee "Camille Lefèvre" --on 2026-02-30
handshake coffee "Camille Lefèvre" --on soonish
handshake coffee "Camille Lefèvre" --minutes 2000
handshake coffee me
handshake coffee "Damien Le Bihan, Camille Lefèvre" --new
handshake call "Ada Okafor" --on -1d
handshake past coffee "Yanis Moreau" --times 4 --from 2012 --to 2015 --new
handshake log "Dinner with Camille Lefèvre yesterday at Le Procope, 2h"
handshake log "met Camille Lefèvre"
handshake log "lunch with Camille Lefèvre tomorrow"
handshake log "yesterday with Camille Lefèvre"
handshake log "did I have lunch with Camille Lefèvre?"
# Plans, requests, favours and introductions
handshake propose lunch "Camille Lefèvre" --for 2026-11-26
handshake propose coffee "Yanis Moreau"
handshake propose dinner "Ada Okafor" --for 2026-12-02
handshake agree "Camille Lefèvre"
handshake agree "Camille Lefèvre"
handshake decline "Yanis Moreau"
handshake decline "Ada Okafor"
handshake cancel "Ada Okafor"
handshake cancel "Ada Okafor"
handshake connect "Nora Lindqvist" --accepted --on 2026-02-08 --new
handshake connect "Nora Lindqvist"
handshake disconnect "Nora Lindqvist"
handshake favour given "Ada Okafor" --note "read the draft"
handshake favour received "Yanis Moreau"
handshake introduce "Ada Okafor" "Camille Lefèvre" --on -2d
# What there is to read
handshake
handshake agenda
handshake agenda --week
handshake trust --top 5
handshake trust "Camille Lefèvre"
handshake trust "Camille Lefèvre" --explain
handshake trust "Nora Lindqvist"
handshake trust --since 2026-10-01
handshake trust --since 2026-11-23
handshake trust --as-of 2005
handshake timeline
handshake timeline --history
handshake timeline --since 2001 --until 2002
handshake queue
handshake next
handshake next 2 --message
handshake network
handshake circle
handshake introductions
handshake via "Nora Lindqvist"
handshake via "Zoé Nulle-Part"
handshake search Odette
handshake search zzz
handshake person show "Camille Lefèvre"
handshake person show "Nora Lindqvist"
handshake person list
handshake status
# People
handshake person add "Camille Lefèvre"
handshake person add "Zoé Ménard" --email zoe@example.org
handshake person details "Zoé Ménard" --phone "+33 1 23 45 67 89"
handshake person details "Zoé Ménard"
handshake person rename "Zoé Ménard" "Zoé Lefort"
handshake person alias "Zoé Lefort" Zouzou
handshake person cadence "Camille Lefèvre" 30
handshake person snooze "Yanis Moreau" --until 2027-01-15
handshake person restrict "Yanis Moreau"
handshake person merge "Zoé Lefort" "Nora Lindqvist"
handshake person unmerge "Zoé Lefort"
handshake person duplicates
handshake person erase "Zoé Lefort" --dry-run
handshake person erase "Zoé Lefort"
handshake note "Camille Lefèvre" "aime le jazz"
# Second thoughts
handshake undo --dry-run
handshake undo
handshake undo zzz
handshake retract zzz
# Upkeep
handshake export audit -o audit.ndjson
handshake export audit -o audit.ndjson
handshake verify audit.ndjson
handshake verify
handshake checkpoint
handshake backup copy.db
handshake restore copy.db
handshake rebuild
handshake projections
handshake doctor
handshake schema CoffeHad
"""
"""What is done, a command a line; a line that begins with # is a heading."""


def transcripts() -> dict[str, str]:
    """The page of each language."""
    return {spoken: _page(spoken, _all_sessions(spoken)) for spoken in language.LANGUAGES}


def _all_sessions(spoken: str) -> str:
    with _always_the_same(), tempfile.TemporaryDirectory() as folder:
        return "\n".join(_session(Path(folder), spoken))


def _page(spoken: str, session: str) -> str:
    lines = (TITLES[spoken], WRITTEN, "", session, "", *_others(spoken, session))
    return "\n".join(lines) + "\n"


@contextmanager
def _always_the_same() -> Iterator[None]:
    """With the same moment and random numbers each time, so that the page changes only with the words."""
    source = random.Random(1)
    moment = datetime.fromisoformat(f"{TODAY}T12:00:00+00:00")
    with (
        patch("os.urandom", source.randbytes),
        patch("uuid.uuid4", lambda: uuid.UUID(int=source.getrandbits(128), version=4)),
        patch("ledger.store.encode.datetime", Mock(now=lambda _zone: moment)),
    ):
        yield


def _session(folder: Path, spoken: str) -> Iterator[str]:
    for line in SESSION.splitlines():
        if line.startswith("#"):
            yield f"\n#{line}\n"
            continue
        words = shlex.split(line.replace("SAMPLE", str(SAMPLE)))[1:]
        yield from _shown(line, _run(folder, spoken, words), folder)
    yield "\n## --help\n"
    for words in _commands(program, click.Context(program, info_name="handshake")):
        shown = " ".join(["handshake", *words, "--help"])
        yield from _shown(shown, _run(folder, spoken, [*words, "--help"]), folder)


def _commands(group: click.Group, ctx: click.Context) -> Iterator[list[str]]:
    yield []
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if isinstance(command, click.Group):
            inner = click.Context(command, parent=ctx, info_name=name)
            yield from ([name, *words] for words in _commands(command, inner))
        else:
            yield [name]


def _run(folder: Path, spoken: str, words: list[str]) -> str:
    environment = {
        "HANDSHAKE_LEDGER": str(folder / "ledger.db"),
        "HANDSHAKE_LANG": spoken,
        "HANDSHAKE_TODAY": TODAY,
        "XDG_DATA_HOME": str(folder),
        "COLUMNS": "80",
    }
    before = Path.cwd()
    os.chdir(folder)
    try:
        result: Any = CliRunner().invoke(program, words, env=environment, prog_name="handshake")
    finally:
        os.chdir(before)
    return str(result.output)


def _shown(line: str, output: str, folder: Path) -> Iterator[str]:
    """A command with what it says; what differs each time is made the same."""
    output = output.replace(str(SAMPLE), "SAMPLE").replace(str(folder), "~")
    output = re.sub(r"\b[0-9a-f]{64}\b", "…", output)
    output = re.sub(r"\d[\d,.\u00a0]*(?= s\.$)", "0", output, flags=re.MULTILINE)
    output = re.sub(r"\d[\d,.\u00a0]*(?=\s(kB|ko)\b)", "1", output)
    output = re.sub(r"[A-Za-z0-9+/]{40,}=*", "…", output)
    lines = output.rstrip("\n").splitlines()
    if len(lines) > LONGEST and "--help" not in line:
        lines = [*lines[: LONGEST - 1], "[…]"]
    yield from ("```console", f"$ {line}", *lines, "```")


def _others(spoken: str, session: str) -> Iterator[str]:
    """The messages that the session does not show, by the file that says them."""
    entries = {_key(entry): entry for entry in own_messages()}
    shown_words = " ".join(session.split())
    listed: set[str] = set()
    yield OTHERS[spoken]
    for folder in ("ledger", "projections"):
        for path in _sources(ROOT / folder):
            keys = [key for key in _keys_in(path) if key in entries]
            missing = [
                key
                for key in keys
                if key not in listed and not is_shown(texts(entries[key], spoken), shown_words)
            ]
            listed.update(missing)
            if missing:
                yield f"\n`{path.relative_to(ROOT)}`\n"
            for key in missing:
                yield from (f"- {text.strip()}" for text in texts(entries[key], spoken))
    yield "\n`ledger/facts`\n"
    for key, entry in entries.items():
        forms = texts(entry, spoken)
        if key not in listed and not is_shown(forms, shown_words):
            yield from (f"- {text.strip()}" for text in forms)


def own_messages() -> list[Entry]:
    """The messages of the program itself, without those of click."""
    return [
        entry
        for entry in catalogues.entries(catalogues.read(catalogues.FRENCH))
        if catalogues.FROM_CLICK not in entry.auto_comments
    ]


def texts(entry: Entry, spoken: str) -> list[str]:
    """A message in a language: itself, or its forms for one and for several."""
    text = entry.string if spoken == "fr" else entry.id
    return [text] if isinstance(text, str) else list(text or ())


def is_shown(forms: list[str], words: str) -> bool:
    """Whether a page with these words shows one of the forms, whatever fills its fields."""
    return any(all(_stands(part, words) for part in _parts(form)) for form in forms)


def _parts(form: str) -> list[str]:
    parts = [" ".join(part.split()) for part in re.split(r"\{[^}]*\}", form)]
    return [part for part in parts if part]


def _stands(part: str, words: str) -> bool:
    """Whether a part stands among the words; one that is a single word, by itself."""
    if " " in part:
        return part in words
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words) is not None


def _sources(folder: Path) -> list[Path]:
    files = folder.rglob("*")
    return sorted(path for path in files if path.suffix in catalogues.METHODS)


def _keys_in(path: Path) -> list[str]:
    keys: dict[str, None] = {}
    for context, message in catalogues.in_file(path):
        singular = message if isinstance(message, str) else message[0]
        keys[f"{context}\x04{singular}" if context else singular] = None
    return list(keys)


def _key(entry: Entry) -> str:
    singular = entry.id if isinstance(entry.id, str) else entry.id[0]
    return f"{entry.context}\x04{singular}" if entry.context else singular


def main(*, check: bool) -> int:
    """Write the pages, or with `check` only compare them; gives 1 if one differs."""
    FOLDER.mkdir(exist_ok=True)
    differs = 0
    for spoken, page in transcripts().items():
        file = FOLDER / f"{spoken}.md"
        if check and (not file.exists() or file.read_text(encoding="utf-8") != page):
            print(f"{file} is not current: run `make transcripts`")
            differs = 1
        elif not check:
            file.write_text(page, encoding="utf-8")
    return differs


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
