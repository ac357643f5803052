"""Other names of commands: French words, American spellings, and pointers from what is often tried first."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from ledger.errors import Usage
from ledger.language import N_
from ledger.language.folding import fold

FRENCH: Final[dict[str, str]] = {
    "accepter": "accept",
    "agenda": "agenda",
    "appel": "call",
    "apéritif": "drinks",
    "apéro": "drinks",
    "café": "coffee",
    "cercle": "circle",
    "chercher": "search",
    "chronologie": "timeline",
    "confiance": "trust",
    "corriger": "correct",
    "dîner": "dinner",
    "déjeuner": "lunch",
    "déplacer": "move",
    "exporter": "export",
    "file": "queue",
    "importer": "import",
    "inviter": "invite",
    "journal": "log",
    "manqué": "missed",
    "note": "note",
    "objectif": "goal",
    "personne": "person",
    "petit-déjeuner": "breakfast",
    "prochain": "next",
    "présenter": "introduce",
    "proposer": "propose",
    "rapport": "report",
    "rdv": "appointment",
    "rencontre": "encounter",
    "rendez-vous": "appointment",
    "réseau": "network",
    "réunion": "meeting",
    "sauvegarder": "backup",
    "service": "favour",
    "semaine": "week",
    "verre": "drinks",
    "visio": "video",
    "vérifier": "verify",
    "événement": "gathering",
}
"""The French name of a command that is typed often; accents may be left out."""

ENGLISH: Final[dict[str, str]] = {
    "favor": "favour",
    "phone": "call",
    "drink": "drinks",
    "today": "agenda",
    "rendezvous": "appointment",
    "goals": "goal",
}
"""American spellings, and words that can only mean one command."""

_ERASE: Final = N_(
    "To erase a person: handshake person erase. To erase the text of one event: handshake erase-text."
)

POINTERS: Final[dict[str, str]] = {
    "effacer": _ERASE,
    "erase": _ERASE,
    "add": N_(
        "To add a person: handshake person add NAME. To record a meeting: handshake coffee NAME --new."
    ),
    "annuler": N_(
        "To undo the last command: handshake undo. To call a plan off: handshake cancel."
    ),
    "delete": N_(
        "To remove what did not happen: handshake retract. To erase a person: handshake person erase."
    ),
    "edit": N_(
        "To correct a meeting: handshake correct. To change a person's details: handshake person details."
    ),
    "remind": N_(
        "To be reminded of a person: handshake person cadence NAME DAYS, then handshake next."
    ),
    "remove": N_(
        "To remove what did not happen: handshake retract. To erase a person: handshake person erase."
    ),
    "stats": N_("For figures: handshake network, handshake trust, handshake circle."),
    "supprimer": N_(
        "To remove what did not happen: handshake retract. To erase a person: handshake person erase."
    ),
    "modifier": N_(
        "To correct a meeting: handshake correct. To change a person's details: handshake person details."
    ),
}
"""Words that people try and that could mean several commands, with those commands."""

_FOLDED: Final = {fold(alias): command for alias, command in (FRENCH | ENGLISH).items()}


def command_meant(word: str, commands: Iterable[str]) -> str:
    """The command that a word names in French or in another spelling.

    Raises Usage with the commands to choose from if the word could mean several, or names none.
    """
    folded = fold(word)
    if folded in POINTERS:
        raise Usage(POINTERS[folded])
    if folded in _FOLDED:
        return _FOLDED[folded]
    nearest = get_close_matches(folded, [*commands, *_FOLDED], n=3)
    names = dict.fromkeys(_FOLDED.get(name, name) for name in nearest)
    if names:
        raise Usage(
            "No such command: {text}. Did you mean {commands}?",
            text=word,
            commands=", ".join(names),
        )
    raise Usage(
        "No such command: {text}. For the full list: handshake --help", text=word
    )
