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
from ledger.language.folding import fold

FORMAT: Final = "monica"

NAMELESS: Final = N_("This contact has no name.")
PARTIAL: Final = N_("{name} is there only as somebody's relative.")


@dataclass(frozen=True)
class ContactCard:
    """A contact and what belongs to it."""

    item: MonicaItem
    who: Contact
    inside: tuple[MonicaItem, ...]


def card(
    file: str, item: MonicaItem, inside: Sequence[MonicaItem], types: Mapping[str, Mapping[str, Any]]
) -> ContactCard | Diagnostic:
    """The contact that an item is, or why it is none; `types` are those of its fields by uuid."""
    names = [item.text(name) for name in ("first_name", "middle_name", "last_name")]
    name = " ".join(" ".join(names).split()) or item.text("nickname")
    if not name:
        return Diagnostic(file=file, line=item.line, reason=NAMELESS)
    if item.properties.get("is_partial") is True:
        return Diagnostic(file=file, line=item.line, reason=PARTIAL, details={"name": name})
    emails, phones, urls = _addresses(inside, types)
    tags = item.properties.get("tags")
    nickname = item.text("nickname")
    who = Contact(
        name=name,
        given=names[0] or None,
        family=names[2] or None,
        details=Details(
            emails=emails or None,
            phones=phones or None,
            urls=urls or None,
            organisation=item.text("company") or None,
            position=item.text("job") or None,
            place=next(
                (each.text("city") for each in inside if each.kind == "address" and each.text("city")), None
            ),
            tags=tuple(filter(None, map(as_text, tags if isinstance(tags, list) else ()))) or None,
        ),
        identifiers=identifiers.of_person(emails, urls),
        rows=(identifiers.row(FORMAT, ("contact", item.uuid or f"{name} {item.created}"), 0),),
        aliases=(nickname,) if nickname and nickname != name else (),
    )
    return ContactCard(item, who, tuple(inside))


def told_apart(cards: Iterable[ContactCard]) -> list[ContactCard]:
    """The cards, without the addresses that several of them share."""
    every = list(cards)
    times = Counter(key for entry in every for key in entry.who.identifiers)
    return [
        replace(
            entry,
            who=replace(entry.who, identifiers=tuple(k for k in entry.who.identifiers if times[k] == 1)),
        )
        for entry in every
    ]


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
            if identifiers.email(data) and not words & {"tel:", "phone"}:
                emails.append(data)
            elif words & {"phone", "tel:", "telephone", "mobile"}:
                phones.append(data)
            elif identifiers.profile(data):
                urls.append(data)
    return tuple(dict.fromkeys(emails)), tuple(dict.fromkeys(phones)), tuple(dict.fromkeys(urls))
