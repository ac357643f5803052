"""A contact of Monica's with the addresses that its fields hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, Diagnostic
from ledger.importers.formats.monica.items import MonicaItem, as_text
from ledger.language import N_
from ledger.language.text import fold

FORMAT: Final = "monica"

NAMELESS: Final = N_("This contact has no name.")
PARTIAL: Final = N_("{name} appears only as someone's relative.")


@dataclass(frozen=True)
class ContactCard:
    """A contact and what belongs to it."""

    item: MonicaItem
    who: Contact
    inside: tuple[MonicaItem, ...]


def card(
    file: str,
    item: MonicaItem,
    inside: Sequence[MonicaItem],
    types: Mapping[str, Mapping[str, Any]],
) -> ContactCard | Diagnostic:
    """The contact that an item is, or why it is none; `types` are those of its fields by uuid."""
    names = list(map(item.text, ("first_name", "middle_name", "last_name")))
    name = " ".join(" ".join(names).split()) or item.text("nickname")
    if not name:
        return Diagnostic(file=file, line=item.line, reason=NAMELESS)
    if item.properties.get("is_partial") is True:
        return Diagnostic(
            file=file, line=item.line, reason=PARTIAL, details={"name": name}
        )
    emails, phones, urls = _addresses(inside, types)
    details = Details(
        emails=emails or None,
        phones=phones or None,
        urls=urls or None,
        organisation=item.text("company") or None,
        position=item.text("job") or None,
        place=_city(inside),
        tags=_tags(item),
    )
    nickname = item.text("nickname")
    aliases: tuple[str, ...] = ()
    if nickname and nickname != name:
        aliases = (nickname,)
    identity = item.uuid or f"{name} {item.created}"
    contact = Contact(
        name=name,
        given=names[0] or None,
        family=names[2] or None,
        details=details,
        identifiers=identifiers.of_person(emails, urls),
        rows=(identifiers.row(FORMAT, ("contact", identity), 0),),
        aliases=aliases,
    )
    return ContactCard(item, contact, tuple(inside))


def _city(inside: Sequence[MonicaItem]) -> str | None:
    """The city of the first address that has one."""
    for item in inside:
        city = item.text("city")
        if city and item.kind == "address":
            return city
    return None


def _tags(item: MonicaItem) -> tuple[str, ...] | None:
    tags = item.properties.get("tags")
    if not isinstance(tags, list):
        return None
    texts = map(as_text, tags)
    return tuple(filter(None, texts)) or None


def told_apart(cards: Iterable[ContactCard]) -> list[ContactCard]:
    """The cards, without the addresses that several of them share."""
    every = list(cards)
    times: Counter[str] = Counter()
    for entry in every:
        times.update(entry.who.identifiers)
    distinct: list[ContactCard] = []
    for entry in every:
        own = [key for key in entry.who.identifiers if times[key] == 1]
        contact = entry.who._replace(identifiers=tuple(own))
        distinct.append(replace(entry, who=contact))
    return distinct


def _addresses(
    inside: Iterable[MonicaItem], types: Mapping[str, Mapping[str, Any]]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """E-mail addresses, telephone numbers and profile addresses of the fields."""
    emails, phones, urls = [], [], []
    for field in inside:
        if field.kind == "contact_field" and (data := field.text("data")):
            kind = types.get(field.text("type"), {})
            words = {
                as_text(kind.get("type")),
                as_text(kind.get("protocol")),
                fold(as_text(kind.get("name"))),
            }
            is_an_address = identifiers.email(data) and not words & {"tel:", "phone"}
            if is_an_address:
                emails.append(data)
            elif words & {"phone", "tel:", "telephone", "mobile"}:
                phones.append(data)
            elif identifiers.profile(data):
                urls.append(data)
    return (
        tuple(dict.fromkeys(emails)),
        tuple(dict.fromkeys(phones)),
        tuple(dict.fromkeys(urls)),
    )
