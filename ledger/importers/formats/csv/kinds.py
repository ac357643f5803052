"""What a word in the column of kinds says was done."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, TypeAlias

from ledger.facts.meeting.events import Form, forms
from ledger.language.folding import fold
from ledger.language.form_words import form_of, tells_presence
from ledger.language.meeting_words import distance, outcome

Kind: TypeAlias = "Form | Literal['connection'] | None"

CONNECTION: Final = "connection"

_CONNECTED: Final = frozenset(
    (
        *("connection", "connexion", "connected", "connecte", "connectee", "relation", "mise en relation"),
        *("contact", "kontakt", "reseau", "network", "ami", "amie", "friend", "invitation acceptee"),
        *("contact accepte", "linkedin", "xing", "viadeo", "facebook"),
    )
)


def kind_of(text: str) -> Kind:
    """The form of meeting that the text names, or a connection; None where it names neither for certain.

    What was done at a distance is that, whatever else the words say: `Café (visio)`.
    """
    word = fold(text)
    if word in _CONNECTED:
        return CONNECTION
    if exact := _exact(tuple(forms())).get(word):
        return exact
    if outcome(text):
        return None
    if form := distance(text) or form_of(text):
        return form
    return "appointment" if tells_presence(text) else None


@cache
def _exact(known: tuple[Form, ...]) -> dict[str, Form]:
    """The forms by their folded words."""
    exact: dict[str, Form] = {}
    for form in known:
        kind = forms()[form]
        for word in (form, kind.title, *kind.phrases()):
            exact[fold(word)] = form
    return exact
