"""No message uses a word or turn of these lists: each has the reason, and what to write instead.

`docs/transcripts/` shows the messages in their place. A word that is right in one message after all
stands in ALLOWED with that message, so that the next reader sees the exception was meant.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import pytest

from tests import catalogues

ENGLISH: Final = {
    r"\bleaf\b|\bleaves\b(?! (open|the day))": "inside word: say event, with its number",
    r"\bstreams?\b": "inside word: say whose events",
    r"\bbatch(es)?\b": "inside word: say command, as in 'undo the last command'",
    r"\bprojections?\b": "inside word: say view",
    r"\bseal(s|ed)?\b": "inside word: say personal text",
    r"\bMerkle\b|\bfold(ed)?\b|\bread model": "inside word",
    r"\bfacts?\b": "one word for one thing: event",
    r"\bgatherings? (is|was)\b": "one word for one thing: meeting",
    r"\bin the flesh\b": "nobody says it: in person",
    r"\bon line\b(?! [1X])": "one word: online",
    r"\bexchanges?\b": "say favour or message",
    r"\bbring(s|ing)? in\b|\bbring it\b|\btake(s|n)? along\b": "say import",
    r"\bsomebody\b|\bnobody\b|\beverybody\b": "written English has someone, no one, everyone",
    r"\bwhom\b|\bwhoever\b": "say who, or turn the sentence",
    r"\bThere is no\b|\bthere is none\b": "say No X, or X not found",
    r"\b(is|was|are|were) it so\b|\bit is so\b": "say No change",
    r"\bcannot be: give\b|\bcannot be$": "name the range: must be 1 to 1440",
    r"\bis there and stays\b|\band stays\b": "say already exists",
    r"\bmade again\b|\bmake .* again\b": "say rebuild or restore",
    r"\btaken? back\b": "say undo or retract",
    r"\balready\.$|\bis \w+ already\b": "already stands before the verb: is already recorded",
    r"\bwhat is known of\b|\bknown of\b": "say details",
    r"\bwritten nowhere\b|\bthe own way\b|\bat the table goes\b": "was translated",
    r"\bbut the\b.*\bonly\b|\bnothing but\b": "say only",
    r"\bwished\b": "say you aim to",
    r"\bearned the own\b|\bmakes? no trust\b|\bmakes? trust\b": "say earns or builds trust",
    r"\bmay be repeated\b": "say repeatable",
    r"\bso (long|far|many) (that|as)\b": "say the figure",
    r"\bis (no|none|neither) (?!longer)[a-z]+[.:]": "say is not a",
}
"""What a native would not have written, as a regular expression, and why or what instead."""

FRENCH: Final = {
    r"\b(feuilles?|flux|lots?|fourches?|projections?|scellée?s?)\b": "mot de l'intérieur : dire fait, commande, vue, texte personnel",
    r"\bévénements? (enregistré|du registre)": "un seul mot : fait",
    r"\binvitations?\b": "réservé à ce que LinkedIn appelle ainsi : dire proposition ou demande",
    r"\b(veuillez|merci de|importez|déplacez|indiquez|donnez|lancez|ajoutez|tapez|écrivez)\b": "l'infinitif partout",
    r"(?<!ersonne )(?<!ersonnes )\brencontrée?s?\b(?= *[.)]?$)|\b(connue?|absente?) *$": "n'accorder à aucune personne : aucune rencontre, hors des listes",
    r"\brelation (bien )?connue\b": "relation est le clic : dire connaissance",
    r"\baussi appelé\b|\brépond(re)? (aussi )?à un autre nom\b": "dire autre nom",
    r"\bmanquée? par\b|\b(acceptée?|déclinée?|annulée?) par\b": "le passif ne se dit pas : nommer la personne d'abord",
    r"\breprendre ce que\b|\breprise?s?\b|\breprendre tout\b": "dire importer, ou annuler",
    r"\btemps à table\b|\btous les tant de\b|\bqui que ce soit qui\b": "calque",
    r"\bs'obtient par\b|\ben personne tenue?\b|\brendez-vous tenu\b": "calque",
    r"\bn'est aucune? des\b|\bl'un de\b(?! ces| vos)": "calque de one of : dire valeurs possibles, attendus",
    r"\best impossible\b": "dire Durée impossible, avec les bornes",
    r"\bécrire davantage\b|\bdavantage du\b": "dire préciser le nom",
    r"\bIl n'y a (pas|aucune?) de telle?\b|\bpas de telle?\b": "calque de no such",
    r"\blinkedin\b(?! *\.)": "s'écrit LinkedIn",
    r"\bformes? de rencontre\b": "dire type de rencontre",
    r"(?<!--)\b(email|e-mail|mail)s?\b": "dire courriel ou adresse électronique",
}
"""The same for French."""

ALLOWED: Final = {
    "linkedin": ("handshake importer linkedin", "par exemple linkedin", "--linkedin"),
    "stream": ("Unknown standard stream",),
}
"""What may stand all the same: a word, and parts of the messages in which it is meant."""


@cache
def _of(language: str) -> list[str]:
    texts: list[str] = []
    for entry in catalogues.entries(catalogues.read(catalogues.FRENCH)):
        if catalogues.FROM_CLICK in entry.auto_comments:
            continue
        text = entry.id if language == "en" else entry.string
        texts += [text] if isinstance(text, str) else text or ()
    return texts


def _without_exceptions(text: str) -> str:
    for parts in ALLOWED.values():
        for part in parts:
            text = text.replace(part, "")
    return re.sub(r"\{[a-z_]*\}", "X", text)


@pytest.mark.parametrize("turn", ENGLISH)
def test_no_english_message_uses_this_turn(turn: str) -> None:
    found = [
        text
        for text in _of("en")
        if re.search(turn, _without_exceptions(text), re.IGNORECASE)
    ]
    assert not found, ENGLISH[turn]


@pytest.mark.parametrize("turn", FRENCH)
def test_no_french_message_uses_this_turn(turn: str) -> None:
    found = [text for text in _of("fr") if re.search(turn, _without_exceptions(text))]
    assert not found, FRENCH[turn]
