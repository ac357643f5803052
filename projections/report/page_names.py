"""Names on the page: links to sheets, or initials where the page is to be shown to others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.text import fold, visible
from projections.report.page_cells import PageLink, clipped, listing

LONGEST: Final = 60
"""A longer name is cut."""

_SHORT: Final = 22
_INITIALS: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


class PageNames:
    """The people that the page may name, in the order of their names, each with a link to a sheet."""

    def __init__(
        self,
        names: Mapping[PersonId, str],
        owner: PersonId,
        *,
        redact: bool,
        sheet: Callable[[PersonId, int], str] | None = None,
    ) -> None:
        shown = {
            person: initials(name) if redact else clipped(visible(name), LONGEST)
            for person, name in names.items()
        }
        order = sorted(names, key=lambda person: (fold(shown[person]), person))
        self.redact: Final = redact
        self.people: Final = [person for person in order if person != owner]
        self._owner = owner
        self._shown = shown
        self._numbers = {person: place for place, person in enumerate(self.people, 1)}
        self._sheet = sheet or _anchor

    def name(self, person: PersonId) -> str:
        """The name, or the initials; the owner is `you`."""
        if person == self._owner:
            return _("you")
        return self._shown.get(person) or _("a hidden person")

    def short(self, person: PersonId) -> str:
        """The name, cut for a chart."""
        name = self.name(person)
        if len(name) <= _SHORT:
            return name
        return name[: _SHORT - 1].rstrip() + "…"

    def owner_name(self) -> str:
        """The owner's own name, or initials."""
        return self._shown.get(self._owner, "")

    def number(self, person: PersonId) -> int:
        """The place of a person in the list; 0 if the list lacks them."""
        return self._numbers.get(person, 0)

    def href(self, person: PersonId) -> str:
        """Where the sheet of a person is; empty for a person without one."""
        number = self.number(person)
        if not number:
            return ""
        return self._sheet(person, number)

    def meetings(self, person: PersonId) -> str:
        """Where the meetings with a person are listed."""
        href = self.href(person)
        if href.startswith("#"):
            return f"#m{self.number(person)}"
        return f"{href}#meetings"

    def link(self, person: PersonId) -> PageLink | str:
        """The name as a link to the sheet."""
        name = self.name(person)
        href = self.href(person)
        if not href:
            return name
        return PageLink(name, href)

    def listing(self, people: Iterable[PersonId]) -> Markup:
        """Links to several people, in the order of their names."""
        order = sorted(people, key=lambda person: (self.number(person), person))
        return listing(map(self.link, order))


def _anchor(_person: PersonId, number: int) -> str:
    return f"#p{number}"


def initials(name: str) -> str:
    """`Anne-Sophie Le Goff` as `A. S. L. G.`; a dash for a name of single letters, which would stand there whole."""
    words = _WORD.findall(unicodedata.normalize("NFC", name))
    letters = [f"{word[0].upper()}." for word in words[:_INITIALS]]
    return " ".join(letters) or "–"
