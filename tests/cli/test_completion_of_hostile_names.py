"""Names that a shell could take for commands, completed in real shells: nothing in them is ever run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pexpect
import pytest
from click.testing import CliRunner

from projections.cli.program import program
from tests.cli.conftest import Handshake, recorded_once

BIN: Final = str(Path(sys.executable).parent)

NAMES: Final = {
    "Ada": "Ada `touch run`",
    "Bob": "Bob 'x'; touch run;'",
    "Cyd": 'Cyd "; touch run; "',
    "Dan": "Dan \\",
    "Eve": "Eve $(touch run)",
    "Fay": "Fay; touch run & y",
    "Gus": "Gus * ?",
    "Hal": "Hal! x !! !1",
    "Ivy": "~ Ivy ~",
    "Jan": "Jan O'Neil!b",
    "Kim": "Kim [a-z] {b,c} #d",
    "Lou": "Lou =x >run",
    "Max": "Max: a@b",
    "Nia": "Nia | touch run",
    "Oli": "Oli ${HOME} $HOME",
    "Pia": "Pia \\; touch run",
    "Ria": "%Ria %s",
    "Tom": "^Sam^Tom",
    "Vic": "Vic '",
    "Wes": 'Wes "',
    "Xia": "Xia!",
}
"""By the letters that are typed of each."""

QUOTES: Final = ("", "'", '"')

COMMANDS: Final = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "--no-rcs", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}

# Each shell learns to complete, and then only shows the last word that the program would have been given.
READY: Final = {
    "bash": """PS1='% '; eval "$(handshake completion bash)"; handshake() { echo "<${@: -1}>"; }""",
    "zsh": """PROMPT='%% '; autoload -U compinit; compinit -u; eval "$(handshake completion zsh)"
handshake() { print -r -- "<${@[-1]}>"; }""",
    "fish": """handshake completion fish | source
function handshake; if set -q argv[1]; echo "<$argv[-1]>"; else; command handshake; end; end""",
}


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    for name in NAMES.values():
        handshake("person", "add", "--", name)
    handshake("lunch", "--", *NAMES.values())
    return handshake


def shell(handshake: Handshake, name: str, folder: Path) -> pexpect.spawn[str]:
    """A shell in this folder that has just learnt to complete; skips if it is not installed."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed: its completion was not tried")
    here = {
        key: value for key, value in handshake.environment.items() if value is not None
    }
    environment = {
        **here,
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "TERM": "dumb",
    }
    command = COMMANDS[name]
    child = pexpect.spawn(
        command[0],
        command[1:],
        cwd=folder,
        env=environment,
        encoding="utf-8",
        timeout=60,
        dimensions=(30, 200),
    )
    child.sendline(READY[name] + '\necho rea""dy')
    child.expect("ready\r")
    return child


def check_completed(
    known: Handshake, tmp_path: Path, name: str, typed: Mapping[str, str]
) -> None:
    """Complete what is typed of each person; each line starts the program once."""
    folder = tmp_path / "typed"
    folder.mkdir()
    (folder / "file").touch()
    with shell(known, name, folder) as child:
        for begun, person in typed.items():
            child.send(f"handshake trust {begun}\t\r")
            child.expect_exact(f"<{person}>")
    assert "run" not in [path.name for path in folder.iterdir()]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_is_completed_as_it_is_and_nothing_in_it_is_run(
    known: Handshake, tmp_path: Path, name: str
) -> None:
    """Each name in each shell, and after each quote in one of them."""
    turn = [*COMMANDS].index(name)
    typed: dict[str, str] = {}
    for number, (begun, person) in enumerate(NAMES.items()):
        typed[QUOTES[(number + turn) % 3] + begun] = person
    check_completed(known, tmp_path, name, typed)


@pytest.mark.long
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("quote", QUOTES, ids=["bare", "single", "double"])
def test_every_name_is_completed_after_every_quote(
    known: Handshake, tmp_path: Path, name: str, quote: str
) -> None:
    typed = {quote + begun: person for begun, person in NAMES.items()}
    check_completed(known, tmp_path, name, typed)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("handshake trust Ada", "1"),
        ("handshake trust 'Ada", "1"),
        (
            'handshake trust "$(date)" \'Ada',
            "0",
        ),  # what is open inside a substitution is not known
        ('handshake trust "$(handshake trust Ada', "0"),
        ('handshake trust "${x:-Ada', "0"),
        ('handshake trust "`handshake trust Ada', "0"),
        ("handshake trust `handshake trust Ada", "0"),
        ("handshake trust $'Ada", "0"),
        ("handshake trust '`$(' Ada", "1"),
        ('handshake trust "\\`\\$(" Ada', "1"),
    ],
)
def test_bash_is_offered_no_name_within_a_substitution(
    known: Handshake, line: str, offered: str
) -> None:
    script = (
        'eval "$(handshake completion bash)"; COMP_LINE=$1 COMP_POINT=${#1} COMP_CWORD=2; '
        'COMP_WORDS=(handshake trust Ada); _handshake_completion handshake; echo "${#COMPREPLY[@]}"'
    )
    here = {key: value for key, value in known.environment.items() if value is not None}
    environment = {**here, "LC_ALL": "C.UTF-8", "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", line],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (f"{offered}\n", "")


def test_a_name_that_looks_like_an_option_is_not_offered(handshake: Handshake) -> None:
    handshake("person", "add", "--", "-Uma x")
    for asked in ("bash", "zsh", "fish"):
        words = {"bash": "2", "zsh": "2", "fish": "Uma"}[asked]
        variables = {
            "_HANDSHAKE_COMPLETE": f"{asked}_complete",
            "COMP_WORDS": "handshake trust Uma",
            "COMP_CWORD": words,
        }
        done = CliRunner().invoke(
            program, env=handshake.environment | variables, prog_name="handshake"
        )
        assert (done.exit_code, done.stdout.strip()) == (0, "")
