"""Outlook's contacts as CSV: classic and new, in English, French and German, saved again by Excel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.importers.api import ImportFile, Named
from ledger.importers.formats import csv
from ledger.importers.formats.csv.layouts import OF_MEETINGS, TableLayout
from ledger.importers.io.csv_table import Layout
from ledger.language import N_

SUFFIXES: Final = (".csv", ".txt")
"""How the names of the files end."""

_COLUMNS: Final = {
    "given": ("First Name", "Prénom", "Vorname"),
    "family": ("Last Name", "Nom", "Nachname"),
    "email": (
        "E-mail Address", "E-mail 2 Address", "E-mail 3 Address", "Primary Email",
        "Adresse de messagerie", "Adresse de messagerie 2", "Adresse de messagerie 3",
        "Adresse e-mail", "Adresse e-mail 2", "Adresse e-mail 3",
        "E-Mail-Adresse", "E-Mail 2: Adresse", "E-Mail 3: Adresse", "E-Mail-Adresse 2", "E-Mail-Adresse 3",
    ),
    "company": ("Company", "Société", "Entreprise", "Firma"),
    "second": ("Middle Name", "Deuxième prénom", "Weitere Vornamen"),
    "suffix": ("Suffix", "Suffixe"),
    "foreign": ("E-mail 1 - Value", "Phone 1 - Value", "Labels", "Connected On", "Ticketnummer"),
}  # fmt: skip
_REQUIRED: Final = (
    {"email"},
    {"given", "family", "suffix"},
    {"given", "family", "company", "second"},
)

LAYOUT: Final = TableLayout(
    "outlook",
    [
        Layout(
            "contacts.csv",
            _COLUMNS,
            required=frozenset(required),
            foreign=frozenset({"foreign"}),
            keeps_broken=True,
        )
        for required in _REQUIRED
    ],
    N_(
        "{file} is not a table of Outlook contacts; export them as CSV and give the file unchanged, or use 'handshake import csv'."
    ),
    left_out=OF_MEETINGS,
)


def read(files: Sequence[Named], *, encoding: str | None = None) -> ImportFile:
    """The contacts of all the files.

    Raises BadInput where no file is Outlook's and where no one can be taken.
    """
    return csv.read(files, encoding=encoding, layout=LAYOUT)
