"""Other names of commands: French words, American spellings, and pointers from what is often tried first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Final

from ledger.errors import Usage
from ledger.language import N_, current
from ledger.language.command_words import (
    FRENCH,
    FRENCH_OF_PERSON,
    command_line,
    in_reader_language,
)
from ledger.language.text import fold

GROUPS: Final[dict[str, str]] = {
    N_("Record"): "log inbox past favour introduce note import",
    N_("Plan"): (
        "plan propose agree decline-meeting move cancel missed invite agenda goal queue review next feed"
    ),
    N_(
        "Read"
    ): "trust timeline search circle network introductions via who-knows week stats calendar brief report serve"
    " status",
    N_("People"): "person connection connect accept decline disconnect owner init",
    N_("Repair"): (
        "correct retract reinstate undo erase-text backup restore copy join same sync encrypt decrypt passphrase doctor"
        " rebuild projections completion"
    ),
    N_("Proof"): "verify checkpoint export schema",
}
"""The commands under the headings of `handshake --help`; meetings stand under the one at the top."""

ALSO_FRENCH: Final[dict[str, str]] = {
    "mot-de-passe": "passphrase",
    "phrase-de-passe": "passphrase",
    "crypter": "encrypt",
    "décrypter": "decrypt",
    "apéritif": "drinks",
    "balade": "appointment",
    "promenade": "appointment",
    "dej": "lunch",
    "thé": "coffee",
    "apéro": "drinks",
    "aujourd'hui": "agenda",
    "brunch": "breakfast",
    "connexion": "connection",
    "connexions": "connection",
    "contact": "person",
    "contacts": "person",
    "copier": "copy",
    "tri": "review",
    "coup-de-fil": "call",
    "décaler": "move",
    "frise": "timeline",
    "historique": "timeline",
    "introduire": "introduce",
    "lapin": "missed",
    "mises-en-relation": "introductions",
    "personnes": "person",
    "plans": "plan",
    "poignée-de-main": "encounter",
    "pot": "drinks",
    "présentation": "introduce",
    "rdv": "appointment",
    "recherche": "search",
    "relations": "connection",
    "relier": "connect",
    "reporter": "move",
    "salon": "gathering",
    "sauvegarde": "backup",
    "soirée": "gathering",
    "statut": "status",
    "suivant": "next",
    "suivants": "next",
    "téléphone": "call",
    "visioconférence": "video",
}
"""Other French words for a command."""

ENGLISH: Final[dict[str, str]] = {
    "favor": "favour",
    "password": "passphrase",
    "favors": "favour",
    "favours": "favour",
    "find": "search",
    "history": "timeline",
    "postpone": "move",
    "reschedule": "move",
    "people": "person",
    "persons": "person",
    "connections": "connection",
    "introduction": "introduce",
    "notes": "note",
    "statistics": "stats",
    "coffees": "coffee",
    "lunches": "lunch",
    "tea": "coffee",
    "handshake": "encounter",
    "walk": "appointment",
    "zoom": "video",
    "teams": "video",
    "skype": "video",
    "facetime": "video",
    "conference": "gathering",
    "party": "gathering",
    "triage": "review",
    "phone": "call",
    "drink": "drinks",
    "today": "agenda",
    "tomorrow": "agenda",
    "rendezvous": "appointment",
    "goals": "goal",
}
"""American spellings, and words that can only mean one command."""

_HELP: Final = frozenset({"help", "aide"})
_VERSION: Final = frozenset({"version"})

_MEANT: Final[dict[str, str]] = {
    N_(
        "To add a person: handshake person add NAME. To record a meeting: handshake coffee NAME --new."
    ): "add ajouter new nouveau",
    N_(
        "To undo the last command: handshake undo. To call a plan off: handshake cancel."
    ): "annuler",
    N_(
        "To remove what did not happen: handshake retract. To erase a person: handshake person erase."
    ): "delete remove rm supprimer",
    N_(
        "To erase a person: handshake person erase. To erase the text of one event: handshake erase-text."
    ): "erase effacer",
    N_(
        "To record a request: handshake connect NAME, with --received if the other person sent it. Then handshake accept or decline."
    ): "request requests ask demande demandes demander invitation invitations",
    N_(
        "Messages and likes earn no trust, so no command records them. To keep a word about someone: handshake note NAME TEXT."
    ): "message messages email e-mail mail courriel sms like likes post",
    N_(
        "For a favour: handshake favour given NAME, or received. For plans and what is owed: handshake agenda."
    ): "promise promises owe owed promesse promesses dette due",
    N_(
        "To correct a meeting: handshake correct. To change a person's details: handshake person details."
    ): "edit modify change modifier changer",
    N_(
        "To be reminded of a person: handshake person cadence NAME DAYS, then handshake next."
    ): "remind reminder rappel rappeler",
    N_(
        "For figures: handshake network, handshake trust, handshake circle."
    ): "chiffres figures",
    N_(
        "For your name and trust preset: handshake init. For where everything is: handshake status."
    ): "config configuration settings preferences options réglages préférences",
    N_(
        "For everyone: handshake person list. For what happened: handshake timeline."
    ): "list liste lister show voir afficher",
    N_(
        "To decline a request: handshake decline. To decline a plan: handshake decline-meeting."
    ): "refuse reject refuser décliner",
    N_(
        "To plan a meeting: handshake propose coffee NAME --for DATE. To see plans: handshake agenda."
    ): "schedule planifier prévoir",
    N_(
        "To record a meeting: handshake coffee NAME, handshake lunch NAME, ... To plan one: handshake propose."
    ): "meet met had happened rencontrer vu",
    N_("This is a command about a person: handshake person --help."): (
        "rename merge unmerge tag alias cadence snooze details duplicates restrict"
        " renommer fusionner étiquette doublons fiche"
    ),
}

POINTERS: Final[dict[str, str]] = {
    fold(word): sentence for sentence, words in _MEANT.items() for word in words.split()
}
"""Words that people try and that could mean several commands, with those commands."""

PERSON: Final[dict[str, str]] = FRENCH_OF_PERSON | {
    "détails": "details",
    "fusionner": "merge",
    "lister": "list",
    "montrer": "show",
    "tags": "tag",
    "voir": "show",
    "edit": "details",
    "new": "add",
    "delete": "erase",
    "ls": "list",
}
"""Other names of what is done with a person: French, and what is often tried."""

_NEAR: Final = 0.75
"""How alike a word must be to a name to be taken for a slip of it; at 0.6, "email" is near "semaine"."""

_FOLDED: Final = {
    fold(alias): command for alias, command in (FRENCH | ALSO_FRENCH | ENGLISH).items()
}


def grouped(commands: Iterable[str], meetings: Collection[str]) -> dict[str, list[str]]:
    """All commands under their headings; the others stand under that of the lists."""
    recording, _planning, reading, *_others = GROUPS
    headings = {heading: names.split() for heading, names in GROUPS.items()}
    headings[recording][:0] = meetings
    placed = set(chain.from_iterable(headings.values()))
    known = list(commands)
    headings[reading] += [name for name in known if name not in placed]
    return {
        heading: [name for name in names if name in known]
        for heading, names in headings.items()
    }


def shown_names(commands: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The names that a shell completes, each with its command: in French the French ones too."""
    known = list(commands)
    yield from zip(known, known, strict=True)
    if current() == "fr":
        for french, command in FRENCH.items():
            if command in known and french not in known:
                yield french, command


def options_meant(words: Sequence[str]) -> list[str] | None:
    """The words with the option that `help`, `help coffee` or `version` stands for; None for other words."""
    word, *others = words
    if fold(word) in _HELP:
        return [*others, "--help"]
    if fold(word) in _VERSION and not others:
        return ["--version"]
    return None


def command_meant(word: str, commands: Iterable[str]) -> str:
    """The command that a word names in French or in another spelling.

    Raises Usage with the commands to choose from if the word could mean several, or names none.
    """
    folded = fold(word)
    if folded in POINTERS:
        raise Usage(POINTERS[folded])
    return _nearest(word, folded, _FOLDED, commands, "handshake --help")


def person_command_meant(word: str, commands: Iterable[str]) -> str:
    """The subcommand of `person` that a word names in French or in another spelling: `handshake personne ajouter`."""
    others = {fold(alias): command for alias, command in PERSON.items()}
    return _nearest(word, fold(word), others, commands, command_line("person --help"))


def _nearest(
    word: str,
    folded: str,
    others: Mapping[str, str],
    commands: Iterable[str],
    help_command: str,
) -> str:
    """The command of another name. Raises Usage with the nearest names if there is no such name."""
    if folded in others:
        return others[folded]
    nearest = get_close_matches(folded, [*commands, *others], n=3, cutoff=_NEAR)
    names = dict.fromkeys(others.get(name, name) for name in nearest)
    if names:
        raise Usage(
            "No such command: {text}. Did you mean {commands}?",
            text=word,
            commands=", ".join(map(in_reader_language, names)),
        )
    raise Usage(
        "No such command: {text}. For the full list: {command}",
        text=word,
        command=help_command,
    )
