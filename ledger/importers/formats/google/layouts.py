"""The headers of Google's two layouts. They are English whatever the account's language.

The numbered columns (`E-mail 2 - Value`) are as many as the fullest contact needs, so they are found
by what they are called, never by where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ledger.importers.io.csv_table import Layout
from ledger.language.folding import fold

_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "name": ("Name",),
    "given": ("First Name", "Given Name"),
    "additional": ("Middle Name", "Additional Name"),
    "family": ("Last Name", "Family Name"),
    "nickname": ("Nickname",),
    "maiden": ("Maiden Name",),
    "file as": ("File As",),
    "organisation": ("Organization Name", "Organization 1 - Name"),
    "position": ("Organization Title", "Organization 1 - Title"),
    "labels": ("Labels", "Group Membership"),
    "first email": ("E-mail 1 - Value",),
    "first phone": ("Phone 1 - Value",),
    "yomi": ("Yomi Name", "Phonetic First Name"),
}

LAYOUTS: Final = tuple(
    Layout(name, _COLUMNS, required=required)
    for name, required in (
        ("contacts.csv", frozenset({"given", "labels"})),
        ("contacts.csv", frozenset({"first email"})),
        ("contacts.csv", frozenset({"first phone"})),
        ("contacts.csv", frozenset({"given", "yomi"})),
    )
)
"""Any of these columns are Google's alone; a table of few people may lack some."""

_NUMBERED: Final[Mapping[str, re.Pattern[str]]] = {
    "email": re.compile(r"e ?mail \d+ value"),
    "phone": re.compile(r"phone \d+ value"),
    "url": re.compile(r"website \d+ value"),
    "custom": re.compile(r"custom field \d+ value"),
    "city": re.compile(r"address \d+ city"),
    "region": re.compile(r"address \d+ (?:region|country)"),
}


def numbered(header: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """For each kind of numbered column the places where one stands."""
    folded = [fold(word) for word in header]
    return {
        kind: [at for at, word in enumerate(folded) if pattern.fullmatch(word)]
        for kind, pattern in _NUMBERED.items()
    }
