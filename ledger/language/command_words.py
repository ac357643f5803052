"""French names of commands, as lists show them and as messages propose them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.language import current

FRENCH: Final[dict[str, str]] = {
    "accepter": "accept",
    "accord": "agree",
    "agenda": "agenda",
    "appel": "call",
    "café": "coffee",
    "cercle": "circle",
    "boîte": "inbox",
    "calendrier": "calendar",
    "chercher": "search",
    "chronologie": "timeline",
    "confiance": "trust",
    "corriger": "correct",
    "chiffrer": "encrypt",
    "déchiffrer": "decrypt",
    "décommander": "cancel",
    "déjeuner": "lunch",
    "déplacer": "move",
    "dîner": "dinner",
    "exporter": "export",
    "file": "queue",
    "importer": "import",
    "inviter": "invite",
    "journal": "log",
    "manqué": "missed",
    "même": "same",
    "note": "note",
    "objectif": "goal",
    "personne": "person",
    "petit-déjeuner": "breakfast",
    "prochain": "next",
    "proposer": "propose",
    "présenter": "introduce",
    "rapport": "report",
    "relation": "connection",
    "rencontre": "encounter",
    "rendez-vous": "appointment",
    "restaurer": "restore",
    "refus": "decline-meeting",
    "retirer": "retract",
    "réseau": "network",
    "rétablir": "reinstate",
    "réunion": "meeting",
    "sauvegarder": "backup",
    "phrase-secrète": "passphrase",
    "semaine": "week",
    "service": "favour",
    "trier": "review",
    "verre": "drinks",
    "visio": "video",
    "statistiques": "stats",
    "vérifier": "verify",
    "état": "status",
    "événement": "gathering",
}
"""The French name of each command that is typed often, as lists show it; accents may be left out."""

FRENCH_OF_PERSON: Final[dict[str, str]] = {
    "ajouter": "add",
    "doublons": "duplicates",
    "effacer": "erase",
    "étiquette": "tag",
    "fiche": "show",
    "liste": "list",
    "modifier": "details",
    "renommer": "rename",
    "réunir": "merge",
    "rythme": "cadence",
    "séparer": "unmerge",
}
"""French names of the commands of `handshake personne`."""

FRENCH_OF_PLANS: Final[dict[str, str]] = {
    "accord": "agree",
    "décommander": "cancel",
    "déplacer": "move",
    "manqué": "missed",
    "proposer": "propose",
    "refus": "decline",
}
"""French names of the commands of `handshake plan`."""

FRENCH_OF_CONNECTIONS: Final[dict[str, str]] = {
    "accepter": "accept",
    "décliner": "decline",
    "demander": "request",
    "retirer": "remove",
}
"""French names of the commands of `handshake relation`."""


def with_french(name: str, french_names: Mapping[str, str] = FRENCH) -> str:
    """A command as lists show it: in French with its French name beside it."""
    if current() != "fr":
        return name
    names = [
        french for french, command in french_names.items() if command == name != french
    ]
    return ", ".join([name, *names])


def command_line(words: str) -> str:
    """The command line that a reader types, from its English words: `handshake manqué "Ada Okafor"`."""
    return f"handshake {in_reader_language(words)}"


def in_reader_language(words: str) -> str:
    """The words of a command in the reader's language: `person show Ada` is `personne fiche Ada`."""
    if current() != "fr":
        return words
    name, *rest = words.split(" ")
    if name == "plan" and rest[:1] == ["propose"]:
        return f"plan {in_reader_language(' '.join(rest))}"
    if name in _SECOND_WORDS and rest:
        rest[0] = _french(_SECOND_WORDS[name], rest[0])
    if "--form" in rest[:-1]:
        of_form = rest.index("--form") + 1
        rest[of_form] = _french(FRENCH, rest[of_form])
    return " ".join([_french(FRENCH, name), *rest])


_SECOND_WORDS: Final[dict[str, dict[str, str]]] = {
    "connection": FRENCH_OF_CONNECTIONS,
    "favour": {"rendu": "given", "reçu": "received"},
    "goal": FRENCH,
    "past": FRENCH,
    "person": FRENCH_OF_PERSON,
    "plan": FRENCH_OF_PLANS,
    "propose": FRENCH,
}
"""French words for what follows a command."""


def _french(names: dict[str, str], command: str) -> str:
    """The French name of a command, or the command itself if it has none."""
    for french, english in names.items():
        if english == command:
            return french
    return command
