"""Whose mailbox it is: nothing in messages.csv says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ledger.errors import BadInput
from ledger.importers.api import Contact
from ledger.importers.formats.linkedin.letters import LinkedInMessage
from ledger.language.folding import fold


def whose(
    letters: Sequence[LinkedInMessage], owner_tokens: Collection[str], named: Iterable[Contact]
) -> frozenset[str]:
    """The tokens under which the owner stands in the messages.

    `told` are identifiers that are the owner's for certain: they decide if they are in the file.
    Else the names of the profile, else who stands in every conversation. Raises BadInput where
    none of these points at one person.
    """
    names = {end.token: fold(end.name) for letter in letters for end in letter.ends if end.name}
    everybody = {end.token for letter in letters for end in letter.ends}
    present = _in_every_conversation(letters)
    bearing = _bearing({fold(who.name) for who in named}, names)
    candidates = (everybody & set(owner_tokens), bearing, bearing & present, present)
    for tokens in candidates:
        if len(tokens) == 1 or (tokens and tokens <= set(owner_tokens)):
            return frozenset(tokens) | _unaddressed(tokens, names)
    raise BadInput(
        "{file} does not tell which of its people you are: give Profile.csv along with it, "
        "or say it once with 'handshake init --linkedin ADDRESS'.",
        file=letters[0].file,
    )


def _bearing(owner_names: Collection[str], names: Mapping[str, str]) -> frozenset[str]:
    """Who bears one of these names; without those known by name alone if somebody has an address."""
    bearing = frozenset(token for token, name in names.items() if name in owner_names)
    return frozenset(token for token in bearing if not token.startswith("name:")) or bearing


def _in_every_conversation(letters: Iterable[LinkedInMessage]) -> frozenset[str]:
    """Who stands in each of at least two conversations: in one, both ends do."""
    conversations: dict[str, set[str]] = {}
    for letter in letters:
        conversations.setdefault(letter.conversation, set()).update(end.token for end in letter.ends)
    if len(conversations) < 2:
        return frozenset()
    return frozenset(set.intersection(*conversations.values()))


def _unaddressed(tokens: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """The tokens of the owner in rows that give the owner's name alone."""
    return frozenset(f"name:{names[token]}" for token in tokens if token in names)
