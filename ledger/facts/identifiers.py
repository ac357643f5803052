"""The canonical identifiers by which the same thing is recognised again, in clear.

The store keeps a keyed hash of each. Two writings of the same address give one identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote, urlsplit

from ledger.facts.base import PersonId
from ledger.facts.canonical import Json, canonical, clean

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_LINKEDIN = re.compile(r"^/in/([^/?#]+)")


def email(address: str) -> str | None:
    """`email:<address in lower case>`; None where the text is no address."""
    bare = clean(address).strip().removeprefix("mailto:").strip("<>")
    return f"email:{bare.casefold()}" if _EMAIL.fullmatch(bare) else None


def profile(url: str) -> str | None:
    """`linkedin:<slug>` or `url:<host/path>` of a profile's address; None where it is none.

    The scheme, `www.`, a country's sub-domain of LinkedIn, a final slash and the query do not
    matter, nor does percent-encoding.
    """
    text = clean(unquote(url.strip()))
    parts = urlsplit(text if "//" in text else f"//{text}")
    host = (parts.hostname or "").removeprefix("www.")
    if host == "linkedin.com" or host.endswith(".linkedin.com"):
        slug = _LINKEDIN.search(parts.path)
        return f"linkedin:{slug[1].casefold()}" if slug else None
    path = parts.path.rstrip("/")
    return f"url:{host}{path.casefold()}" if "." in host and path else None


def of_person(emails: Iterable[str] = (), urls: Iterable[str] = ()) -> tuple[str, ...]:
    """The identifiers that these addresses amount to, each once, in order."""
    found = [*(email(e) for e in emails), *(profile(u) for u in urls)]
    return tuple(dict.fromkeys(f for f in found if f))


def connection(owner: PersonId, person: PersonId, network: str) -> str:
    """The identifier of the one connection of an owner with a person on a network."""
    return f"connection:{owner}|{person}|{network}"


def row(file_format: str, values: Iterable[str], ordinal: int) -> str:
    """The identifier of the `ordinal`-th row (from 0) with these values in files of a format."""
    cells: list[Json] = [clean(value).strip().casefold() for value in values]
    return f"row:{file_format}|{canonical(cells).decode()}|{ordinal}"


def occurrence(uid: str, on: date | str) -> str:
    """The identifier of one occurrence of a calendar's entry."""
    return f"ics:{clean(uid)}|{on if isinstance(on, str) else on.isoformat()}"
