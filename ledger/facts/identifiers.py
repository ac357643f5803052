"""Canonical identifiers, in clear, by which an import recognises people, connections and rows.

The store keeps a keyed hash of each. Two writings of the same address give one identifier, and
what several people may share, such as a firm's page, gives none: identifiers join unasked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Final

from ledger.facts.codec import clean
from ledger.facts.event import UUID, PersonId, StreamId

_EMAIL: Final = re.compile(r"[^@\s<>,;|]+@(?:[^@\s<>,;|.]+\.)+[^@\s<>,;|.]{2,}")
_PLAIN: Final = re.compile(r"[a-z0-9._+-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")
"""Most addresses, which are canonical as they are."""

_ANGLED: Final = re.compile(r"[^<>]*<([^<>]+)>")
_MIRROR: Final = re.compile(r"^(?:www|m|mobile|web|[a-z]{2}(?:-[a-z]{2})?)\.")
"""Sub-domains under which a site shows the same profiles: for a country, for telephones."""

_PROFILES: Final = {
    "bsky.app": re.compile(r"/(profile/[^/?\s]+)"),
    "facebook.com": re.compile(
        r"/(profile\.php\?id=\d+|people/[^/?\s]+/\d+|[\w.-]{5,}(?=/?(?:\?|$)))"
    ),
    "github.com": re.compile(r"/([\w-]+)/?(?:\?|$)"),
    "instagram.com": re.compile(r"/([\w.]+)/?(?:\?|$)"),
    "linkedin.com": re.compile(r"/(?:mwlite/)?in/([^/?\s]+)"),
    "viadeo.com": re.compile(r"/(?:[a-z]{2}/)?(?:p|profile)/([^/?\s]+)"),
    "x.com": re.compile(
        r"/(?:(?:i|intent)/(user)(?:/|\?user_id=)(\d+)|(\w{1,15})/?(?:\?|$))"
    ),
    "xing.com": re.compile(r"/(profile/[^/?\s]+)"),
}
"""The sites whose addresses name one person, and the parts of the address that do."""

_LINKEDIN: Final = re.compile(r"https://www\.linkedin\.com/in/([a-z0-9-]+)")
"""The way LinkedIn itself writes most of them, recognised without taking the address apart."""

_OWN_ID: Final = re.compile(UUID, re.IGNORECASE)
_OWN_UID: Final = re.compile(rf"urn:uuid:({UUID})", re.IGNORECASE)

_FEDERATED: Final = re.compile(r"/(@[\w.-]+)/?(?:\?|$)")


def email(address: str) -> str | None:
    """`email:<address in lower case>`; None where the text is no address."""
    if _PLAIN.fullmatch(address):
        return f"email:{address}"
    text = clean(address).strip()
    angled = _ANGLED.fullmatch(text)
    if angled:
        text = angled[1].strip()
    bare = re.sub(r"(?i)^mailto:", "", text).partition("?")[0]
    if not _EMAIL.fullmatch(bare):
        return None
    return f"email:{_lower(bare)}"


def profile(url: str) -> str | None:
    """`linkedin:<slug>` or `url:<site>/<name>` of a person's profile; None for any other address.

    Scheme, `www.`, a country's or a telephone's sub-domain, letter case, a final slash, what
    follows the name and percent-encoding do not matter.
    """
    plain = _LINKEDIN.fullmatch(url)
    if plain:
        return f"linkedin:{plain[1]}"
    from urllib.parse import urlsplit

    text = clean(url).strip()
    if "//" not in text:
        text = f"//{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if "." not in host:
        return None
    site = _MIRROR.sub("", host, count=1).replace("twitter.com", "x.com")
    path = _decoded(parts.path)
    if parts.query:
        path += f"?{parts.query}"
    pattern = _PROFILES.get(site, _FEDERATED)
    named = pattern.match(path)
    if named is None:
        return None
    name = _lower("/".join(filter(None, named.groups())))
    if site == "linkedin.com":
        return f"linkedin:{name}"
    if site not in _PROFILES:
        site = host.removeprefix("www.")
    return f"url:{site}/{name}"


def of_person(emails: Iterable[str] = (), urls: Iterable[str] = ()) -> tuple[str, ...]:
    """The identifiers of these addresses, without duplicates, in order."""
    identifiers = [*map(email, emails), *map(profile, urls)]
    return tuple(dict.fromkeys(filter(None, identifiers)))


def own_id(text: str) -> StreamId | None:
    """The id that a ledger gave a person or a meeting, as tables have it; None for any other text."""
    id_ = text.strip().lower()
    if _OWN_ID.fullmatch(id_):
        return id_
    return None


def own_uid(id_: StreamId) -> str:
    """The id of a person as address books have it."""
    return f"urn:uuid:{id_}"


def id_of_uid(text: str) -> StreamId | None:
    """The id in the UID of an address book's entry; None for one that no ledger gave."""
    written = _OWN_UID.fullmatch(text.strip())
    if not written:
        return None
    return written[1].lower()


def person(id_: PersonId) -> str:
    """The identifier of a person by the id that a ledger gave."""
    return f"person:{id_}"


def meeting(id_: StreamId) -> str:
    """The identifier of a meeting by the id that a ledger gave."""
    return f"meeting:{id_}"


def connection(owner: PersonId, person: PersonId, network: str) -> str:
    """The identifier of the one connection of an owner with a person on a network."""
    return f"connection:{owner}|{person}|{network.strip().lower()}"


def row(file_format: str, values: Iterable[str], ordinal: int) -> str:
    """The identifier of the `ordinal`-th row (from 0) with these values in files of a format.

    Letter case and white space do not matter; give only what a newer export will not change.
    """
    cells = ",".join(map(_cell, values))
    return f"row:{file_format}|[{cells}]|{ordinal}"  # the cells are canonical JSON


def later_row(first: str, ordinal: int) -> str:
    """The identifier of the `ordinal`-th row with the values of the `first`, whose ordinal is 0."""
    return f"{first.removesuffix('0')}{ordinal}"


@lru_cache(maxsize=4_096)
def _cell(value: str) -> str:
    """A cell of a row as it is compared, in canonical JSON; given names and days come again and again."""
    if value.isascii():
        return encode_basestring(" ".join(value.lower().split()))
    return encode_basestring(clean(" ".join(clean(value).casefold().split())))


def occurrence(uid: str, on: date | str) -> str:
    """The identifier of one occurrence of a calendar's entry."""
    if not isinstance(on, str):
        on = on.isoformat()
    return f"ics:{clean(uid)}|{on}"


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def _decoded(path: str) -> str:
    """The path without percent-encoding, as it is where that is not UTF-8."""
    from urllib.parse import unquote

    try:
        return clean(unquote(path, errors="strict"))
    except UnicodeDecodeError:
        return path
