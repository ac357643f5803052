"""A card as an entry of the address book, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ledger.facts.person.commands import Details
from ledger.importers.api import Problem
from ledger.importers.formats.address_book import Listed, email_of, once, whole_name
from ledger.importers.formats.vcard.cards import Card
from ledger.importers.formats.vcard.naming import name_of
from ledger.importers.formats.vcard.profiles import address_of_page, addresses_of_profile
from ledger.importers.formats.vcard.properties import Guess, Property, split, text_of
from ledger.importers.io.encoding import is_broken
from ledger.language import N_

NOBODY: Final = N_("This card names nobody.")
ORGANISATION: Final = N_("This card is of an organisation, not of a person.")
NO_PERSON: Final = N_("This card is of a list, a place or a thing, not of a person.")
UNREADABLE: Final = N_("This card holds bytes that are no text.")

_THINGS: Final = frozenset({"group", "location", "device", "application", "thing"})
_SYSTEM: Final = frozenset({"mycontacts", "starred", "my contacts"})
"""Labels that a program and not a person gave."""

_NO_VOICE: Final = frozenset({"FAX", "PAGER", "MODEM"})


def entry(file: str, card: Card, guess: Guess) -> Listed | Problem:
    """What the card says of its person."""
    if card.wrong:
        return Problem(file=file, line=card.line, reason=card.wrong)
    said = [(line, text_of(line, guess)) for line in card.properties]
    if any(is_broken(text) or "\0" in text for _, text in said):
        return Problem(file=file, line=card.line, reason=UNREADABLE)
    texts: dict[str, list[str]] = {}
    for line, text in said:
        texts.setdefault(line.name, []).append(text)
    if reason := _no_person(texts):
        return Problem(file=file, line=card.line, reason=reason)
    return _listed(file, card, said, texts)


def _no_person(texts: Mapping[str, Sequence[str]]) -> str | None:
    kinds = {
        text.strip().casefold()
        for name in ("KIND", "X-KIND", "X-ADDRESSBOOKSERVER-KIND")
        for text in texts.get(name, ())
    }
    if kinds & {"org", "organization"} or "COMPANY" in map(_upper, texts.get("X-ABSHOWAS", ())):
        return ORGANISATION
    return NO_PERSON if kinds & _THINGS else None


def _upper(text: str) -> str:
    return text.strip().upper()


def _listed(
    file: str, card: Card, said: Sequence[tuple[Property, str]], texts: Mapping[str, Sequence[str]]
) -> Listed | Problem:
    details = _details(said, texts)
    nicknames = [name for text in texts.get("NICKNAME", ()) for name in split(text, ",")]
    name = name_of(
        " ".join(split(_first(texts, "FN"), "\n")),
        split(_first(texts, "N"), ";"),
        (*nicknames, details.organisation or "", *(details.emails or ())),
    )
    if not name.whole:
        return Problem(file=file, line=card.line, reason=NOBODY)
    return Listed(
        file=file,
        line=card.line,
        name=name.whole,
        given=name.given,
        family=name.family,
        details=details,
        uid=_first(texts, "UID").strip(),
        nicknames=tuple(nicknames),
    )


def _first(texts: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a property that is not empty."""
    return next((text for text in texts.get(name, ()) if text.strip(" ;")), "")


def _details(said: Iterable[tuple[Property, str]], texts: Mapping[str, Sequence[str]]) -> Details:
    every = list(said)
    tags = (tag.strip() for text in texts.get("CATEGORIES", ()) for tag in split(text, ","))
    return Details(
        emails=once(email_of(_plain(text)) for text in texts.get("EMAIL", ())),
        phones=once(_phone(text) for line, text in every if line.name == "TEL" and _is_voice(line)),
        urls=once(_urls(every)),
        organisation=whole_name(split(_first(texts, "ORG"), ";")[0]) or None,
        position=whole_name(_plain(_first(texts, "TITLE") or _first(texts, "ROLE"))) or None,
        place=next((place for text in texts.get("ADR", ()) if (place := _place(text))), None),
        tags=once(tag for tag in tags if tag.casefold() not in _SYSTEM),
    )


def _plain(text: str) -> str:
    """A value of one component."""
    return split(text, "\0")[0]


def _is_voice(line: Property) -> bool:
    return _NO_VOICE.isdisjoint(line.of("TYPE"))


def _phone(text: str) -> str | None:
    """`tel:+33-6-00;ext=1` of version 4.0 without what is around the number."""
    number = re.sub(r"(?i)^tel:", "", _plain(text).strip()).partition(";")[0]
    return number if sum(char.isdigit() for char in number) > 2 else None


def _urls(said: Iterable[tuple[Property, str]]) -> Iterable[str | None]:
    for line, text in said:
        if line.name == "URL":
            yield address_of_page(_plain(text))
        elif line.name in {"SOCIALPROFILE", "X-SOCIALPROFILE"}:
            yield from addresses_of_profile(line, _plain(text).strip())


def _place(text: str) -> str:
    """The town of an address, else its region, else its country."""
    parts = [*map(whole_name, split(text, ";")), *7 * [""]]
    return parts[3] or parts[4] or parts[6]
