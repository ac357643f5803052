"""The fields of a table's columns by their headers in English, French and German.

The words of every program that keeps people in a table: spreadsheets, Google, Outlook, Thunderbird.
Places decide where words do not: French Outlook writes `Titre` twice, the courtesy title before the
names and the job behind them, and one list begins with a further `Nom`, the whole name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final, TypeAlias

from ledger.language.text import fold

Columns: TypeAlias = Mapping[str, Sequence[int]]
"""The places at which each column of a table stands, of those that it has."""

# fmt: off
WORDS: Final[Mapping[str, Sequence[str]]] = {
    "name": (
        "Nom complet", "Nom et prénom", "Prénom et nom", "Nom prénom", "Prénom nom", "Nom, prénom", "Nom & prénom",
        "Full name", "Fullname", "Display name", "Personne", "Person", "Contact", "Vollständiger Name",
        "Nom à afficher", "Anzeigename", "Contact name", "Nom du contact",
    ),
    "given": ("Prénom", "Prénoms", "First name", "Given name", "Forename", "Vorname"),
    "additional": ("Deuxième prénom", "Middle name", "Additional name", "Weitere Vornamen"),
    "family": (
        "Nom", "Nom de famille", "Last name", "Family name", "Surname", "Nachname", "Name", "Familienname",
    ),
    "nickname": ("Surnom", "Nickname", "Spitzname", "Maiden name", "Nom de jeune fille"),
    "file as": ("File as",),
    "title": ("Titre", "Title", "Titel", "Civilité"),
    "email": (
        "E-mail", "Email", "Mail", "Mél", "Courriel", "Adresse e-mail", "Adresse email", "Adresse mail",
        "Adresse de messagerie", "Adresse électronique", "Email address", "E-mail address", "E-Mail-Adresse",
        "Primary email", "Secondary email", "Première adresse électronique", "Adresse électronique principale",
        "Adresse électronique secondaire", "Autre adresse électronique", "Primäre E-Mail-Adresse",
        "Sekundäre E-Mail-Adresse",
    ),
    "url": (
        "URL", "Profil", "Profile", "Profile URL", "LinkedIn", "Lien", "Link", "Site", "Site web", "Site Internet",
        "Page web", "Web", "Website", "Web page", "Webpage", "Webseite", "Adresse du profil", "LinkedIn URL",
        "Personal web page", "Page web personnelle", "Business homepage", "Personal homepage",
    ),
    "phone": (
        "Téléphone", "Tél", "Téléphone mobile", "Tél. mobile", "Mobile", "Portable", "Téléphone portable", "Phone",
        "Phone number", "Telephone", "Telefon", "Mobiltelefon", "Handy", "Numéro de téléphone", "Mobile number",
        "Work phone", "Cell phone", "Tél. professionnel", "Tél. personnel", "Téléphone professionnel",
        "Téléphone personnel", "Telefon dienstlich", "Telefon privat", "Mobil-Tel.-Nr.", "Autre téléphone",
        "Weiteres Telefon", "Haupttelefon", "Autotelefon", "Fixe", "GSM", "Cell", "Natel", "Festnetz", "Home mobile",
        "Phone mobile",
    ),
    "organisation": (
        "Société", "Entreprise", "Organisation", "Organization", "Organisme", "Employeur", "Company", "Employer",
        "Firm", "Firma", "Unternehmen", "Organization name", "Raison sociale", "Company name", "Current company",
        "Nom de l'entreprise", "Nom de la société",
    ),
    "position": (
        "Fonction", "Poste", "Position", "Job title", "Job", "Role", "Headline", "Accroche", "Organization title",
        "Intitulé du poste", "Titre du poste", "Current position", "Function",
    ),
    "profession": ("Profession", "Métier"),
    "city": ("Ville", "City", "Town", "Localité", "Commune", "Stadt", "Wohnort", "Work city", "Home city"),
    "region": ("Pays", "Country", "Land", "Région", "Region"),
    "place": ("Lieu", "Endroit", "Où", "Place", "Where", "Location", "Venue", "Restaurant", "Ort", "Emplacement"),
    "tags": (
        "Tags", "Étiquettes", "Étiquette", "Mots-clés", "Mots clefs", "Labels", "Groupe", "Groupes", "Groups",
        "Group membership", "Categories", "Catégories", "Kategorien",
    ),
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
    "id": ("Handshake id", "Identifiant handshake"),
    "ids": ("Handshake ids of people", "Identifiants handshake des personnes"),
    "with": (
        "Avec", "With", "Mit", "Participants", "Participant", "Participantes", "Présents", "Invités", "Personnes",
        "People", "Attendees", "Who", "Qui", "Teilnehmer",
    ),
}
# fmt: on

ACCENTED: Final = (
    *(word for words in WORDS.values() for word in words if not word.isascii()),
    *(
        "Dép/Région",
        "Privé",
        "Critère",
        "Responsable hiérarchique",
        "Telefon geschäftlich",
        "Straße",
    ),
)
"""The words with accents: they reveal an old encoding, and the damage of a wrong one."""

_REPEATED: Final = frozenset({"email", "url", "phone", "organisation", "position"})
"""Columns of which there may be more, with a number: `E-mail 2`."""

_SORT: Final = (
    r"(?:business|home|mobile|other|primary|secondary|car|callback|work|private|personal|main|direct|cell|alternate"
    r"|bureau|domicile|voiture|principale?|autre|pro|perso|professionnel(?:le)?|personnel(?:le)?|prive|fixe"
    r"|portable|travail|maison|geschaftlich|privat|dienstlich|beruflich)"
)
"""Of what sort an address or a number is."""
_MAIL: Final = r"(?:adresse )?(?:e ?mail|mail|courriel)(?: address)?"
_PHONE: Final = r"(?:telephone|tel|phone|telefon|portable|numero de telephone)"

_PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    field: re.compile(pattern)
    for field, pattern in {
        "email": r"e ?mail \d+ value|e ?mail [23] (?:address|adresse)"
        rf"|{_MAIL} {_SORT}(?: \d)?|{_SORT} {_MAIL}(?: \d)?",
        "phone": r"phone \d+ value|mobiltelefon 2"
        rf"|{_PHONE}(?: 2)? {_SORT}(?: 2)?|{_SORT} {_PHONE}(?: 2)?",
        "url": r"website \d+ value",
        "custom": r"custom field \d+ value",
        "organisation": r"organization \d+ name",
        "position": r"organization \d+ title",
        "city": r"address \d+ city|(?:business|home|other) city|ville (?:bureau|domicile|autre)"
        r"|(?:ort|stadt) (?:geschaftlich|privat)",
        "region": r"address \d+ (?:region|country)",
    }.items()
}
_NUMBERED: Final = re.compile(r"(.+) \d{1,2}")
_COMPANION: Final = re.compile(
    r".* (?:label|type)|.*\byomi\b.*|phonetic .*|.* formatted|e ?mail(?: \d)? display name"
)
"""Columns that say nothing but of what sort another one is, or how it is read aloud."""


def columns_of(header: Sequence[str]) -> Columns:
    """At which places each column stands in a table with this header."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(header):
        field = _field_of(fold(word))
        if field:
            places.setdefault(field, []).append(place)
    return _told_by_place(places)


def not_taken(header: Sequence[str], columns: Columns) -> Mapping[int, str]:
    """The headers of the columns that are not imported, by place."""
    places = set(chain.from_iterable(columns.values()))
    headers: dict[int, str] = {}
    for place, word in enumerate(header):
        is_companion = _COMPANION.fullmatch(fold(word)) is not None
        if place in places:
            continue
        if is_companion:
            continue
        if word.strip():
            headers[place] = word.strip()
    return headers


def _field_of(word: str) -> str | None:
    """The field of a column with this folded header, or None."""
    field = _fields().get(word)
    if field:
        return field
    for field_by_pattern, pattern in _PATTERNS.items():
        if pattern.fullmatch(word):
            return field_by_pattern
    numbered = _NUMBERED.fullmatch(word)
    if numbered is None:
        return None
    field = _fields().get(numbered[1])
    if field in _REPEATED:
        return field
    return None


@cache
def _fields() -> Mapping[str, str]:
    return {fold(word): field for field, words in WORDS.items() for word in words}


def _told_by_place(places_of: dict[str, list[int]]) -> Columns:
    """Tell what is called alike by where it stands."""
    given = places_of.get("given", [])
    family = places_of.pop("family", [])
    whole_names = places_of.get("name", [])
    if not given:
        places_of["name"] = sorted([*whole_names, *family])
    elif len(family) > 1:
        ahead = [place for place in family if place < given[0]]
        behind = [place for place in family if place > given[0]]
        places_of["name"] = [*whole_names, *ahead]
        places_of["family"] = behind or family
    else:
        places_of["family"] = family
    fields = ("name", "given", "family")
    name_places = [place for field in fields for place in places_of.get(field, ())]
    leftmost = min(name_places, default=0)
    if "position" not in places_of:
        titles = places_of.get("title", [])
        places_of["position"] = [place for place in titles if place > leftmost]
    places_of["position"] += places_of.pop("profession", [])
    return {field: places for field, places in places_of.items() if places}
