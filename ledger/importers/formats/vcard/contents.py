"""A card as an entry of the address book, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ledger.facts.person.commands import Details
from ledger.importers.api import Diagnostic
from ledger.importers.formats.address_book import (
    Listed,
    emails_of,
    once,
    phones_of,
    whole_name,
    without_invisible,
)
from ledger.importers.formats.vcard.card_lines import (
    CardProperty,
    Guess,
    address_of_page,
    addresses_of_profile,
    lists,
    text_of,
)
from ledger.importers.formats.vcard.cards import TOO_LONG, Card
from ledger.importers.formats.vcard.naming import name_of
from ledger.importers.io.content_lines import ContentLine, split
from ledger.importers.io.encoding import is_unreadable
from ledger.language import N_

NOBODY: Final = N_("This card has no name.")
ORGANISATION: Final = N_("This card describes an organisation, not a person.")
NO_PERSON: Final = N_("This card describes a list, a place or a thing, not a person.")
UNREADABLE: Final = N_(
    "{name} of this card contains bytes that are not text; left out."
)
NOT_TAKEN: Final = N_("Not imported from these cards: {columns}.")

_THINGS: Final = frozenset({"group", "location", "device", "application", "thing"})
_SYSTEM: Final = frozenset({"mycontacts", "starred", "my contacts"})
"""Labels that a program and not a person gave."""

_ABOUT_PEOPLE: Final = frozenset(
    [
        "ANNIVERSARY",
        "BDAY",
        "BIRTHPLACE",
        "CALADRURI",
        "CALURI",
        "DEATHDATE",
        "DEATHPLACE",
        "EXPERTISE",
        "FBURL",
        "GENDER",
        "GEO",
        "HOBBY",
        "IMPP",
        "INTEREST",
        "KEY",
        "LABEL",
        "LOGO",
        "MEMBER",
        "NOTE",
        "PHOTO",
        "PRONOUNS",
        "RELATED",
        "SOUND",
        "TZ",
    ]
)
"""Properties of the standards that say something of a person and are not taken."""
_OF_PROGRAMS: Final = (
    "X-ABLABEL",
    "X-ABADR",
    "X-ABUID",
    "X-MS-OL-",
    "X-PRODID",
    "X-RADICALE",
    "X-EVOLUTION-FILE",
)

_EXTENSION: Final = re.compile(r"(?i);(?:ext|isub|phone-context|[a-z-]+)=[^;,]*")
_NO_VOICE: Final = frozenset({"FAX", "PAGER", "MODEM"})


def entry(
    file: str, card: Card, guess: Guess
) -> tuple[Listed | Diagnostic, list[Diagnostic]]:
    """The person of a card, and remarks on lines that were left out."""
    if card.wrong:
        return Diagnostic(file=file, line=card.line, reason=card.wrong), []
    if not (card.properties or card.too_long):
        return Diagnostic(file=file, line=card.line, reason=NOBODY), []
    remarks = [_left_out(file, line, TOO_LONG) for line in card.too_long]
    properties: list[tuple[CardProperty, str]] = []
    texts: dict[str, list[str]] = {}
    for line in card.properties:
        text = text_of(line, guess)
        if is_unreadable(text):
            remarks.append(_left_out(file, line, UNREADABLE))
        else:
            properties.append((line, text))
            texts.setdefault(line.name, []).append(text)
    if reason := _no_person(texts):
        return Diagnostic(file=file, line=card.line, reason=reason), []
    listed = _listed(file, card, properties, texts)
    if isinstance(listed, Diagnostic) and remarks:
        return replace(remarks[0], line=card.line), []
    return listed, remarks


def not_taken(file: str, cards: Iterable[Card]) -> Iterator[Diagnostic]:
    """One remark that names the properties that were not imported."""
    first_lines: dict[str, int] = {}
    for card in cards:
        for name, line in card.unwanted.items():
            if _is_about_people(name):
                first_lines.setdefault(name, line)
    if first_lines:
        yield Diagnostic(
            file=file,
            line=min(first_lines.values()),
            reason=NOT_TAKEN,
            details={"columns": tuple(sorted(first_lines))},
        )


def _is_about_people(name: str) -> bool:
    if name.startswith("X-"):
        return not name.startswith(_OF_PROGRAMS)
    return name in _ABOUT_PEOPLE


def _left_out(file: str, line: CardProperty | ContentLine, reason: str) -> Diagnostic:
    return Diagnostic(
        file=file, line=line.number, reason=reason, details={"name": line.name}
    )


def _no_person(texts: Mapping[str, Sequence[str]]) -> str | None:
    kinds = {
        text.strip().casefold()
        for name in ("KIND", "X-KIND", "X-ADDRESSBOOKSERVER-KIND")
        for text in texts.get(name, ())
    }
    is_an_organization = kinds & {"org", "organization"} or "COMPANY" in map(
        _upper, texts.get("X-ABSHOWAS", ())
    )
    if is_an_organization:
        return ORGANISATION
    if kinds & _THINGS:
        return NO_PERSON
    return None


def _upper(text: str) -> str:
    return text.strip().upper()


def _listed(
    file: str,
    card: Card,
    properties: Sequence[tuple[CardProperty, str]],
    texts: Mapping[str, Sequence[str]],
) -> Listed | Diagnostic:
    details = _details(properties, texts)
    nicknames = [
        name for text in texts.get("NICKNAME", ()) for name in split(text, ",")
    ]
    name = name_of(
        " ".join(split(_first(texts, "FN"), "\n")),
        lists(_first(texts, "N")),
        (*nicknames, details.organisation or "", *(details.emails or ())),
    )
    if not name.whole:
        return Diagnostic(file=file, line=card.line, reason=NOBODY)
    return Listed(
        file=file,
        line=card.line,
        name=name.whole,
        given=name.given,
        family=name.family,
        details=details,
        uid=_first(texts, "UID").strip(),
        as_written=whole_name(*split(_first(texts, "FN"), "\n")),
        nicknames=tuple(nicknames),
    )


def _first(texts: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a property that is not empty."""
    texts_with_words = (text for text in texts.get(name, ()) if text.strip(" ;"))
    return next(texts_with_words, "")


def _details(
    properties: Iterable[tuple[CardProperty, str]], texts: Mapping[str, Sequence[str]]
) -> Details:
    emails: list[str] = []
    phones: list[str] = []
    urls: list[str | None] = []
    tags: list[str] = []
    for line, text in properties:
        match line.name:
            case "EMAIL":
                emails += emails_of(_plain(text))
            case "TEL" if _is_voice(line):
                phones += _phones(text)
            case "URL":
                urls.append(address_of_page(without_invisible(_plain(text))))
            case "SOCIALPROFILE" | "X-SOCIALPROFILE":
                urls += addresses_of_profile(
                    line, without_invisible(_plain(text)).strip()
                )
            case "CATEGORIES":
                tags += map(str.strip, split(text, ","))
            case _:
                continue
    towns = filter(None, map(_place, texts.get("ADR", ())))
    own_tags = (tag for tag in tags if tag.casefold() not in _SYSTEM)
    return Details(
        emails=once(emails),
        phones=once(phones),
        urls=once(urls),
        organisation=whole_name(split(_first(texts, "ORG"), ";")[0]) or None,
        position=whole_name(_plain(_first(texts, "TITLE") or _first(texts, "ROLE")))
        or None,
        place=next(towns, None),
        language=whole_name(_plain(_first(texts, "LANG"))) or None,
        tags=once(own_tags),
    )


def _plain(text: str) -> str:
    """A value of one component."""
    return split(text, "\0")[0]


def _is_voice(line: CardProperty) -> bool:
    return _NO_VOICE.isdisjoint(line.of("TYPE"))


def _phones(text: str) -> list[str]:
    """The numbers of a line; `tel:+33-6-00;ext=1` of version 4.0 without what is around the number."""
    bare = _EXTENSION.sub("", _plain(text))
    return phones_of(re.sub(r"(?i)^\s*tel:", "", bare))


def _place(text: str) -> str:
    """The town of an address, else its region, else its country."""
    parts = [*map(whole_name, split(text, ";")), *7 * [""]]
    return parts[3] or parts[4] or parts[6]
