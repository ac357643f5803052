"""The addresses that a card gives on line: pages, and the names under which somebody is known on a site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ledger.importers.formats.vcard.properties import CardProperty

SITES: Final[Mapping[str, str]] = {
    "BLUESKY": "https://bsky.app/profile/{}",
    "FACEBOOK": "https://www.facebook.com/{}",
    "GITHUB": "https://github.com/{}",
    "INSTAGRAM": "https://www.instagram.com/{}",
    "LINKEDIN": "https://www.linkedin.com/in/{}",
    "TWITTER": "https://x.com/{}",
    "X": "https://x.com/{}",
    "XING": "https://www.xing.com/profile/{}",
}
"""Where a name on a site leads to, by the type that the card says it is of."""

_HANDLE: Final = re.compile(r"(?:x-apple:|@)?([\w.-]{1,80})")
_ADDRESS: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?", re.IGNORECASE)


def address_of_page(text: str) -> str | None:
    """The address of a page, None for anything else."""
    bare = text.strip()
    return bare if _ADDRESS.fullmatch(bare) else None


def addresses_of_profile(line: CardProperty, text: str) -> Iterator[str]:
    """The address of the profile that a social line means."""
    if "://" in text:
        if address := address_of_page(text):
            yield address
        return
    services = (
        *line.of("TYPE"),
        *(service.upper() for service in (*line.of("SERVICE-TYPE"), *line.of("X-SERVICE-TYPE"))),
    )
    yield from _led_to(services, text, line.of("X-USER"))


def _led_to(services: Iterable[str], text: str, users: Iterable[str]) -> Iterator[str]:
    for service in services:
        for name in (text, *users):
            if service in SITES and (handle := _HANDLE.fullmatch(name.strip())):
                yield SITES[service].format(handle[1])
                return
