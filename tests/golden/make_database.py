"""Makes a golden database: `python tests/golden/make_database.py CHECKOUT FILE.db.gz`, by the program of that checkout.

Once for each release, never again: the file that it makes is kept for ever.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PROGRAM: Final = (
    "import sys; from projections.cli.program import program;"
    " program(sys.argv[1:], prog_name='handshake')"
)
TODAY: Final = "2026-11-23"
CONTACTS: Final = 40
"""The rows of the table that is imported in one transaction: more events than the Merkle log has between two roots."""

COMMANDS: Final = (
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
    "encounter|Zoé Ménard|--on|2026-11-20",
    "undo",
    "coffee|Paul Erased|--on|2026-05-05|--new",
    "import|linkedin|linkedin",
)
ERASE: Final = "person|erase|Paul Erased|--yes"
"""What the program could not do on its first day."""


def main() -> None:
    """Make the database."""
    checkout, target = (Path(word).resolve() for word in sys.argv[1:])
    with TemporaryDirectory() as folder:
        here = Path(folder)
        _write_contacts(here / "linkedin")
        for words in COMMANDS:
            _program(checkout, here, words, check=True)
        _program(checkout, here, ERASE, check=False)
        _program(checkout, here, "verify", check=True)
        data = (here / "ledger.db").read_bytes()
    target.write_bytes(gzip.compress(data, mtime=0))


def _write_contacts(folder: Path) -> None:
    folder.mkdir()
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    rows = [
        f"Contact,Number{n},https://www.linkedin.com/in/contact-{n},c{n}@example.org,,,{1 + n % 28} Mar 2024\n"
        for n in range(CONTACTS)
    ]
    (folder / "Connections.csv").write_text(head + "".join(rows))


def _program(checkout: Path, here: Path, words: str, *, check: bool) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(checkout),
        "HANDSHAKE_LEDGER": str(here / "ledger.db"),
        "HANDSHAKE_TODAY": TODAY,
        "HANDSHAKE_LANG": "en",
    }
    command = [sys.executable, "-c", PROGRAM, *words.split("|")]
    subprocess.run(command, cwd=here, env=environment, check=check, capture_output=True)


if __name__ == "__main__":
    main()
