"""The export as collections of items: where each stands, what it is about, what it holds.

Every collection is `{"count": n, "type": "contact", "values": […]}`, and every item has a `uuid`
and `properties`; what belongs to a contact stands in collections inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ledger.errors import BadInput
from ledger.importers.io.encoding import is_unreadable
from ledger.importers.io.json_document import Document, Value

_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}.{0,20})?"
)
_LONGEST: Final = 20_000


@dataclass(frozen=True)
class MonicaItem:
    """One thing of a kind; `inside` is where the collections are that belong to it.

    `columns` is all that stands beside its properties.
    """

    kind: str
    line: int
    uuid: str
    created: str
    properties: Mapping[str, Any]
    columns: Mapping[str, Any] = field(default_factory=dict)
    inside: Value | None = None

    def text(self, name: str) -> str:
        """A property as text, "" where it is none that can be kept."""
        return as_text(self.properties.get(name))

    def day(self, name: str) -> date | None:
        """A property as a day, None where it is none."""
        return as_day(self.properties.get(name))


def account_of(document: Document) -> Value:
    """Where the account stands; BadInput for a file without one."""
    account = document.get("account")
    if account is None or document.get("data", account) is None:
        raise BadInput(
            "{file} is not a Monica export; expected the JSON file from its settings.",
            file=document.file,
        )
    return account


def collections(document: Document, within: Value | None) -> Iterator[MonicaItem]:
    """The items of all the collections in a list, in order."""
    if within is None:
        return
    for collection in document.inside(within):
        kind = document.get("type", collection)
        values = document.get("values", collection)
        if not kind:
            continue
        if not values:
            continue
        name = _singular(as_text(document.load(kind)))
        if not name:
            continue
        for value in document.inside(values):
            item = _item(document, name, value)
            if item is not None:
                yield item


def instance(
    document: Document, account: Value, name: str
) -> Mapping[str, Mapping[str, Any]]:
    """The properties of each item of this instance-wide collection, by uuid."""
    around = document.get("instance", account)
    if around is None:
        return {}
    match = document.get(name, around)
    if match is None:
        return {}
    values = document.load(match)
    if isinstance(values, dict):
        values = values.get("values")
    if not isinstance(values, list):
        return {}
    properties: dict[str, Mapping[str, Any]] = {}
    for item in values:
        if isinstance(item, dict) and isinstance(item.get("properties"), dict):
            uuid = as_text(item.get("uuid"))
            properties[uuid] = item["properties"]
    return properties


def as_text(value: Any) -> str:
    """The stripped text; "" for other values, and for broken or endless text."""
    if not isinstance(value, str):
        return ""
    if len(value) > _LONGEST:
        return ""
    if is_unreadable(value):
        return ""
    return value.strip()


def as_day(value: Any) -> date | None:
    """The day of `2024-01-03T18:00:00Z` or `2024-01-03`, as it stands."""
    match = None
    if isinstance(value, str):
        match = _INSTANT.fullmatch(value)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def _singular(kind: str) -> str:
    """Monica names a collection `contact`; others that write its format, `contacts`."""
    if kind.endswith("ies"):
        return kind.removesuffix("ies") + "y"
    return re.sub(r"(?:(?<=ss)es|(?<!s)s)$", "", kind)


def _item(document: Document, kind: str, value: Value) -> MonicaItem | None:
    line = document.line(value)
    content = document.load(value)
    if isinstance(content, str):
        return MonicaItem(kind, line, as_text(content), "", {})
    if not isinstance(content, dict):
        return None
    properties = content.get("properties")
    if not isinstance(properties, dict):
        return None
    inside = document.get("data", value)
    uuid = as_text(content.get("uuid"))
    created = as_text(content.get("created_at"))
    return MonicaItem(kind, line, uuid, created, properties, content, inside)
