"""The places of the page: its sections on one page as a file, each a page of its own while it is served."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from markupsafe import escape

from ledger.language import N_, _

PLACES: Final[Sequence[tuple[str, str, str]]] = (
    ("today", "today", N_("Today")),
    ("race", "race-section", N_("Clicks and meetings")),
    ("growth", "growth", N_("Trust")),
    ("queue", "queue-section", N_("First coffees")),
    ("virtues", "virtues", N_("Virtues")),
    ("calendar", "calendar-section", N_("Calendar")),
    ("circles", "circles-section", N_("Circles")),
    ("tables", "tables-section", N_("Tables")),
    ("week", "week-section", N_("The week")),
    ("people", "people", N_("People")),
)
"""Each place: its name, the id of its section, and its title."""

TODAY: Final = "today"
PEOPLE: Final = "people"

_PLACE_OF: Final = {
    "safe": "virtues",
    "efficient": "virtues",
    "responsive": "virtues",
    "promises": "virtues",
    "fading": "virtues",
    "favours": "virtues",
    "answers": "virtues",
    "introductions": "tables",
}
"""The places of lists whose ids do not begin with the name of their place."""

_LINK: Final = re.compile(
    r'href="#([\w-]+)"(?: data-only="([\w -]+)")?(?: data-period="([\w -]+)")?'
)
_ID: Final = re.compile(r'\bid="([\w-]+)"')


class PlaceLink(NamedTuple):
    """A line of the navigation."""

    href: str
    text: str
    is_current: bool = False


def on_one_page() -> list[PlaceLink]:
    """The navigation of a file."""
    return [PlaceLink(f"#{anchor}", _(title)) for _name, anchor, title in PLACES]


def served(base: str, current: str) -> list[PlaceLink]:
    """The navigation of the pages below an address, one of which is open."""
    return [
        PlaceLink(address(base, name), _(title), name == current)
        for name, _anchor, title in PLACES
    ]


def address(base: str, name: str) -> str:
    """The address of a place."""
    if name == TODAY:
        return f"{base}/"
    return f"{base}/{name}"


def with_addresses(html: str, base: str) -> str:
    """A page whose links to what stands on another place lead there."""
    here = set(_ID.findall(html))

    def moved(link: re.Match[str]) -> str:
        target, only, period = link.groups()
        if target in here:
            return link[0]
        name = target.partition("-")[0]
        page = address(base, _PLACE_OF.get(name, name))
        wanted = {"only": only, "period": period}
        fields_given = {key: value for key, value in wanted.items() if value}
        query = urlencode(fields_given)
        return f'href="{page}{"?" if query else ""}{escape(query)}#{target}"'

    return _LINK.sub(moved, html)
