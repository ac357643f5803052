"""Google's contacts as CSV, in the layout of today and in the one until 2024.

The headers are English whatever the account's language. The numbered columns (`E-mail 2 - Value`) are
as many as the fullest contact needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ledger.importers.api import ImportFile, Named
from ledger.importers.formats import csv
from ledger.importers.formats.csv.layouts import OF_MEETINGS, TableLayout
from ledger.importers.io.csv_table import Layout
from ledger.language import N_
from ledger.language.text import fold

SUFFIXES: Final = (".csv",)
"""How the names of the files end; each label has one file, called like it."""

OTHER: Final = N_("Google added this address by itself; --others imports these too.")

_COLUMNS: Final = {
    "given": ("First Name", "Given Name"),
    "family": ("Last Name", "Family Name"),
    "labels": ("Labels", "Group Membership"),
    "first email": ("E-mail 1 - Value",),
    "first phone": ("Phone 1 - Value",),
    "yomi": ("Yomi Name", "Phonetic First Name"),
}
_REQUIRED: Final = (
    {"given", "labels"},
    {"first email"},
    {"first phone"},
    {"given", "yomi"},
)
"""Any of these columns are Google's alone; a table of few people may lack some."""

_OTHERS: Final = frozenset({"other contacts", "othercontacts", "autres contacts"})


def read(
    files: Sequence[Named], *, encoding: str | None = None, others: bool = False
) -> ImportFile:
    """The contacts of all the files; someone in the files of several labels is one person.

    `others` takes along the addresses that Google collected by itself. Raises BadInput where
    no file is Google's and where no one can be taken.
    """
    layout = LAYOUT
    if others:
        layout = replace(LAYOUT, leaves_out=None)
    return csv.read(files, encoding=encoding, layout=layout)


def _why_left_out(file: str, labels: Sequence[str]) -> str | None:
    """Why a row is left out: Google made it on its own, as its only label says, or without a label its file."""
    names: set[str] = set()
    for text in labels:
        names.update(map(fold, text.split(":::")))
    names.discard("")
    if names:
        if names <= _OTHERS:
            return OTHER
        return None
    for part in file.replace("\\", "/").split("/"):
        names.add(fold(part.removesuffix(".csv")))
    if names & _OTHERS:
        return OTHER
    return None


LAYOUT: Final = TableLayout(
    "google",
    [
        Layout(
            "contacts.csv", _COLUMNS, required=frozenset(required), keeps_broken=True
        )
        for required in _REQUIRED
    ],
    N_(
        "{file} is not a table of Google contacts; export them as 'Google CSV' and give the file unchanged."
    ),
    left_out=OF_MEETINGS,
    leaves_out=_why_left_out,
)
