"""Pages, or parts of them, that follow from the program: its commands, and its layers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from ledger.language import Language, use
from projections.cli.program import program

ROOT: Final = Path(__file__).parent.parent
ARCHITECTURE: Final = ROOT / "docs" / "explanation" / "architecture.md"

COMMANDS: Final[dict[Language, str]] = {
    "en": """\
<!-- Written by `make docs` from `--help`. -->

# Commands

`handshake COMMAND --help` says the same, in English or French. `--ledger PATH` before the command, or
`HANDSHAKE_LEDGER`, names another ledger; `HANDSHAKE_LANG` another language; `HANDSHAKE_TODAY` another day than
today (`2026-11-20`, or with the time of day `2026-11-20T14:30`), for scripts.

Data goes to standard output, words to standard error. Exit codes: 0 done, 2 wrong usage, 3 not found, 4 ambiguous,
5 refused by a rule, 6 bad input file, 7 ledger damaged or verification failed, 75 busy: try again.
""",
    "fr": """\
<!-- Écrit par `make docs` d'après `--help`. -->

# Commandes

`handshake COMMANDE --help` dit la même chose, en français ou en anglais. `--ledger CHEMIN` avant la commande, ou
`HANDSHAKE_LEDGER`, désigne un autre registre ; `HANDSHAKE_LANG` une autre langue ; `HANDSHAKE_TODAY` un autre jour
qu'aujourd'hui (`2026-11-20`, ou avec l'heure `2026-11-20T14:30`), pour les scripts.

Les données vont sur la sortie standard, les phrases sur la sortie d'erreur. Codes de retour : 0 c'est fait, 2 commande mal
écrite, 3 introuvable, 4 ambigu, 5 refusé par une règle, 6 fichier illisible, 7 registre abîmé ou vérification en échec,
75 occupé : réessayer.
""",
}


def commands(language: Language = "en") -> str:
    """Every command with its help, in the order of the alphabet."""
    use(language)
    page = COMMANDS[language] + "".join(_sections(program, _context()))
    use("en")
    return page


def _context() -> click.Context:
    """The program as it is started, with its ways to ask for help."""
    return click.Context(program, info_name="handshake", **program.context_settings)


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(
            command, info_name=name, parent=context, max_content_width=100, terminal_width=100
        )
        if isinstance(command, click.Group):
            yield from _sections(command, inner)
        else:
            yield f"\n## {inner.command_path}\n\n```\n{command.get_help(inner)}\n```\n"


def architecture() -> str:
    """The page of the architecture with the layers as they are checked."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (each["layers"] for each in contracts if each["id"] == "layers")
    drawn = "".join(f"{layer}\n" for layer in layers)
    block = f"<!-- layers -->\n\n```\n{drawn}```\n\n<!-- end of layers -->"
    pattern = re.compile(r"<!-- layers -->.*?<!-- end of layers -->", re.DOTALL)
    return pattern.sub(lambda _found: block, ARCHITECTURE.read_text("utf-8"))
