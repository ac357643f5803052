"""The pages of `handshake serve`: the report with links from page to page, and forms to record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import _
from projections.report.material import Material
from projections.report.page import environment, frame, policy, sections
from projections.report.sheet_events import BARE, WHOLE
from projections.report.sheets_section import SheetMaker


class Outcome(NamedTuple):
    """What a command said, whether it recorded something, and the command's id, by which it is undone."""

    words: str
    done: bool
    command: str = ""


@dataclass(frozen=True)
class Shown:
    """What a page shows besides the ledger: where it is, what was just done, and what stands in its forms."""

    base: str
    outcome: Outcome | None = None
    action: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


PEOPLE_OF_A_MEETING: Final = 4
"""So many people have a field of their own."""


def overview(material: Material, shown: Shown, above: Markup) -> str:
    """The report; `above` are its sections, which need not be drawn at each visit."""
    maker = SheetMaker(material)
    return _rendered(
        "live.html",
        material,
        shown,
        above=above,
        people=[maker.sheet(person, BARE) for person in material.names.people],
    )


def drawn_sections(material: Material) -> Markup:
    """The sections of the report."""
    template = environment().get_template("sections.html")
    return Markup(template.render(sections(material)))  # noqa: S704 - rendered just now


def person(material: Material, shown: Shown, id_: PersonId) -> str | None:
    """The page of a person; None for someone hidden from lists."""
    root = material.identity.root(id_)
    if not material.names.number(root):
        return None
    sheet = SheetMaker(material).sheet(root, WHOLE)
    return _rendered("live_person.html", material, shown, sheet=sheet)


def event(material: Material, shown: Shown, id_: str) -> str | None:
    """The page that corrects a meeting; None for one that is not the owner's, or does not stand."""
    for meeting in material.meetings:
        if meeting.id == id_:
            return _rendered(
                "live_event.html",
                material,
                shown,
                meeting=meeting,
                people=material.names.listing(meeting.people),
            )
    return None


def _rendered(template: str, material: Material, shown: Shown, **values: Any) -> str:
    names = material.names
    return (
        environment()
        .get_template(template)
        .render(
            frame()
            | {
                "policy": policy(live=True),
                "owner": names.owner_name(),
                "as_of": material.as_of,
                "is_past": False,
                "redact": False,
                "shown": shown,
                "kinds": {form: _(kind.title) for form, kind in forms().items()},
                "names": [names.name(known) for known in names.people],
                "slots": range(PEOPLE_OF_A_MEETING),
            }
            | values
        )
    )
