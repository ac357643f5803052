"""The headers of Outlook in its languages, and which column stands where.

French Outlook writes `Titre` twice, the courtesy title before the names and the job after the firm,
and one list begins with a further `Nom`, the whole name: so places decide, not words alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ledger.importers.io.csv_table import Layout
from ledger.language.folding import fold

_GIVEN: Final = ("First Name", "Prénom", "Vorname")
_FAMILY: Final = ("Last Name", "Nom", "Nachname")
_EMAIL: Final = (
    "E-mail Address", "E-mail 2 Address", "E-mail 3 Address", "Primary Email",
    "Adresse de messagerie", "Adresse de messagerie 2", "Adresse de messagerie 3",
    "Adresse e-mail", "Adresse e-mail 2", "Adresse e-mail 3",
    "E-Mail-Adresse", "E-Mail 2: Adresse", "E-Mail 3: Adresse", "E-Mail-Adresse 2", "E-Mail-Adresse 3",
)  # fmt: skip
_COMPANY: Final = ("Company", "Société", "Entreprise", "Firma")

_FOREIGN: Final = ("E-mail 1 - Value", "Phone 1 - Value", "Labels", "Connected On", "Ticketnummer")
_REQUIRED: Final = (
    frozenset({"given", "family", "email"}),
    frozenset({"given", "family", "suffix"}),
    frozenset({"given", "family", "company", "second"}),
)

LAYOUTS: Final = tuple(
    Layout(
        "contacts.csv",
        {
            "given": _GIVEN,
            "family": _FAMILY,
            "email": _EMAIL,
            "company": _COMPANY,
            "second": ("Middle Name", "Deuxième prénom", "Weitere Vornamen"),
            "suffix": ("Suffix", "Suffixe"),
            "foreign": _FOREIGN,
        },
        required=required,
        foreign=frozenset({"foreign"}),
    )
    for required in _REQUIRED
)

_COLUMNS: Final[Mapping[str, re.Pattern[str]]] = {
    column: re.compile(pattern)
    for column, pattern in {
        "given": "first name|prenom|vorname",
        "additional": "middle name|deuxieme prenom|weitere vornamen",
        "family": "last name|nom|nachname",
        "nickname": "nickname|surnom|spitzname",
        "title": "titre|title|titel",
        "job": "job title|fonction|position",
        "organisation": "company|societe|entreprise|firma",
        "email": "(?:primary )?e ?mail(?: [23])?(?: address)?|adresse (?:de messagerie|e ?mail)(?: [23])?"
        "|e mail(?: [23])? adresse(?: [23])?",
        "phone": r"(?:business|home|mobile|other|primary|car|callback) phone(?: 2)?"
        r"|(?:telephone|tel)(?: 2)? (?:bureau|domicile|mobile|voiture|principal|autre)|autre telephone"
        r"|telefon (?:geschaftlich|privat)(?: 2)?|mobiltelefon(?: 2)?|weiteres telefon|haupttelefon|autotelefon",
        "city": "(?:business|home|other) city|ville (?:bureau|domicile|autre)|(?:ort|stadt) (?:geschaftlich|privat)",
        "url": "(?:personal )?web ?page|(?:business|personal) homepage|page web(?: personnelle)?|webseite"
        "|linkedin(?: url)?",
        "categories": "categories|kategorien",
    }.items()
}

WORDS: Final = (
    "Prénom", "Deuxième prénom", "Société", "Catégories", "Téléphone", "Tél. mobile", "Dép/Région",
    "Privé", "Critère", "Responsable hiérarchique", "Telefon geschäftlich", "Straße", "Geschäftlich",
)  # fmt: skip
"""Words with accents, by which an old encoding is told, and what a wrong one has done."""


def places(header: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """At which places each column stands."""
    found: dict[str, list[int]] = {column: [] for column in (*_COLUMNS, "name")}
    for at, word in enumerate(map(fold, header)):
        for column, pattern in _COLUMNS.items():
            if pattern.fullmatch(word):
                found[column].append(at)
    return _by_place(found)


def _by_place(found: dict[str, list[int]]) -> Mapping[str, Sequence[int]]:
    """Tell what is called alike by where it stands: before the given name or behind it."""
    names = min(found["given"], default=0)
    found["job"] += [at for at in found.pop("title") if at > names]
    if len(found["family"]) > 1:
        found["name"] = [at for at in found["family"] if at < names]
        found["family"] = [at for at in found["family"] if at > names] or found["family"]
    return found
