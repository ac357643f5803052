"""The columns of a table that can be taken, and the headers they go by where nobody says which is which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ledger.errors import Usage
from ledger.importers.io.csv_table import Layout

# fmt: off
_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "given": ("Prénom", "Prénoms", "First name", "Given name", "Forename", "Vorname"),
    "email": (
        "E-mail", "Email", "Mail", "Mél", "Courriel", "Adresse e-mail", "Adresse email", "Adresse mail",
        "Adresse de messagerie", "Adresse électronique", "Email address", "E-mail address", "E-Mail-Adresse",
    ),
    "url": (
        "URL", "Profil", "Profile", "Profile URL", "LinkedIn", "Lien", "Link", "Site", "Site web", "Site Internet",
        "Page web", "Web", "Website", "Web page", "Webseite", "Adresse du profil",
    ),
    "phone": (
        "Téléphone", "Tél", "Téléphone mobile", "Tél. mobile", "Mobile", "Portable", "Téléphone portable", "Phone",
        "Phone number", "Mobile phone", "Telephone", "Telefon", "Mobiltelefon", "Handy", "Numéro de téléphone",
    ),
    "organisation": (
        "Société", "Entreprise", "Organisation", "Organization", "Organisme", "Employeur", "Company", "Employer",
        "Firm", "Firma", "Unternehmen",
    ),
    "position": (
        "Fonction", "Poste", "Titre", "Profession", "Métier", "Position", "Job title", "Title", "Role", "Headline",
        "Accroche",
    ),
    "city": ("Ville", "City", "Town", "Localité", "Commune", "Stadt", "Wohnort"),
    "country": ("Pays", "Country", "Land", "Région", "Region"),
    "place": ("Lieu", "Endroit", "Où", "Place", "Where", "Location", "Venue", "Restaurant", "Ort"),
    "tags": ("Tags", "Étiquettes", "Étiquette", "Mots-clés", "Mots clefs", "Labels", "Groupe", "Groupes", "Groups"),
    "date": (
        "Date", "Le", "Jour", "Quand", "Day", "When", "On", "Datum", "Date de rencontre", "Date du rendez-vous",
        "Date de contact", "Date de connexion", "Connecté le", "Connectée le", "Contact depuis", "En relation depuis",
        "Connected on", "Connection date", "Contact since",
    ),
    "kind": (
        "Type", "Kind", "Nature", "Forme", "Form", "Sorte", "Genre de rencontre", "Type de rencontre", "Rencontre",
        "Activité", "Activity", "Quoi", "What", "Art",
    ),
    "minutes": (
        "Minutes", "Durée", "Durée (min)", "Durée en minutes", "Duration", "Duration (min)", "Length", "Dauer", "Minuten",
    ),
    "note": (
        "Note", "Notes", "Commentaire", "Commentaires", "Remarque", "Remarques", "Comment", "Comments", "Remark",
        "Compte rendu", "Notiz", "Notizen", "Bemerkung",
    ),
    "with": (
        "Avec", "With", "Mit", "Participants", "Participant", "Participantes", "Présents", "Invités", "Personnes",
        "People", "Attendees", "Who", "Qui", "Teilnehmer",
    ),
}
_FAMILY: Final = ("Nom", "Nom de famille", "Last name", "Family name", "Surname", "Nachname", "Name", "Familienname")
_NAME: Final = (
    "Nom complet", "Nom et prénom", "Prénom et nom", "Nom prénom", "Prénom nom", "Nom, prénom", "Nom & prénom",
    "Full name", "Fullname", "Display name", "Personne", "Person", "Contact", "Vollständiger Name",
)
# fmt: on

COLUMNS: Final = (
    "name", "given", "family", "email", "url", "phone", "organisation", "position", "place", "tags", "date",
    "kind", "minutes", "note", "with",
)  # fmt: skip
"""What a column may be said to hold (`--map name=Nom`)."""

PEOPLE: Final = frozenset({"name", "given", "family", "email", "with"})
"""The columns that tell of whom a row is."""

TITLE: Final = ("Titre", "Title")
"""What a courtesy title and a job both go by."""

SEVERAL: Final = ("email", "url", "phone")
"""Columns of which there may be more: `E-mail 2`."""

WORDS: Final = tuple(
    word for words in (*_WORDS.values(), _FAMILY, _NAME) for word in words if not word.isascii()
)
"""The words with accents, by which an old encoding is told, and what a wrong one has done."""


def layouts(mapping: Mapping[str, str] | None, left_out: Collection[str] = ()) -> Sequence[Layout]:
    """The layouts of tables with these headers by column; without any, of tables with usual ones.

    Of the usual columns some may be `left_out`. Raises Usage for a column that there is not.
    """
    if mapping:
        return [_mapped(mapping)]
    # French tables have a courtesy title in front of the names, and the job under the same header behind.
    several = {
        f"{column} {n}": [f"{word} {n}" for word in _WORDS[column]] for column in SEVERAL for n in (2, 3)
    }
    others = {column: words for column, words in {**_WORDS, **several}.items() if column not in left_out}
    without_given = {column: words for column, words in others.items() if column != "given"}
    title = {"title": TITLE}
    parted = {**title, "name": _NAME, "family": _FAMILY, **others}
    whole = {**title, "name": (*_NAME, *_FAMILY), "given": _WORDS["given"], **without_given}
    every = [
        Layout("", parted, required=frozenset({"given"})),
        Layout("", whole, required=frozenset({"name"}), foreign=frozenset({"given"})),
        Layout("", whole, required=frozenset({"email"}), foreign=frozenset({"given", "name"})),
        Layout("", whole, required=frozenset({"with", "date"}), foreign=frozenset({"given", "name"})),
    ]
    return [layout for layout in every if layout.required <= layout.columns.keys()]


def _mapped(mapping: Mapping[str, str]) -> Layout:
    for column in mapping:
        if column not in COLUMNS:
            raise Usage(
                "There is no column called {column}: choose among {columns}.",
                column=column,
                columns=tuple(COLUMNS),
            )
    if not PEOPLE & mapping.keys():
        raise Usage("Nothing says which column names the people: add for instance --map name=Nom.")
    return Layout("", {column: (header,) for column, header in mapping.items()}, required=frozenset(mapping))
