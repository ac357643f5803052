"""The page itself: the sections put into their template, with the one style and the one script it may run."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import _, _n, current, days_in_full
from ledger.language.phrases import show_date, show_full_date
from projections.report.calendar_section import calendar_section
from projections.report.circles_section import circles_section
from projections.report.growth_section import growth_section
from projections.report.material import Material
from projections.report.page_places import on_one_page
from projections.report.queue_section import queue_figure, queue_section
from projections.report.race_section import race_section
from projections.report.sheet_events import BARE, MIDDLE, NARROW, WIDE
from projections.report.sheets_section import SheetMaker
from projections.report.tables_section import tables_section
from projections.report.today_section import today_section
from projections.report.virtues_section import virtues_section
from projections.report.week_section import week_section

BYTES: Final = 1_880_000
"""So long may the page be, without its frame: below 2 MB."""

LEAST: Final = 400_000
"""So much of it is for sheets, whatever stands above them."""

SMALLEST: Final = 390
"""The least size of a sheet, in bytes, besides name and role."""

ROOMS: Final = ((WIDE, 0.35), (MIDDLE, 0.7), (NARROW, 1.0), (BARE, 1.0))
"""The rooms of sheets, and up to which share of the bytes each is given."""

Progress: TypeAlias = Callable[[int, int], None]


def _unseen(_done: int, _total: int) -> None:
    """Show no progress."""


TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The templates, which show any value as text unless it is our own markup."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(
        _=_,
        _n=_n,
        show_date=show_date,
        show_full_date=show_full_date,
        title_of=title_of,
    )
    return templates


UNNAMED: Final = "me"
"""The name that a ledger gives an owner who has not said one."""


def title_of(owner: str) -> str:
    """What the page is called: after its owner, who may not have said a name yet."""
    if owner == UNNAMED:
        return _("My network")
    return _("The network of {name}").format(name=owner)


@cache
def asset(name: str) -> str:
    """A file that stands in the page as it is."""
    return (TEMPLATES / name).read_text("utf-8").strip()


def policy(*, live: bool = False) -> str:
    """What a browser lets the page do: run our script, use our style, and nothing else.

    Both are known by their hashes, so that no text from outside can add to them.
    """
    own_source = "'self'" if live else "'none'"
    rules = {
        "default-src": "'none'",
        "style-src": _hash_of(asset("report.css")),
        "script-src": _hash_of(asset("report.js")),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": own_source,
    }
    rules_written = (f"{rule} {value}" for rule, value in rules.items())
    return "; ".join(rules_written)


def _hash_of(text: str) -> str:
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def frame() -> dict[str, Any]:
    """What every page has: its language, its style, its script, its policy and its places."""
    return {
        "places": on_one_page(),
        "language": current(),
        "style": Markup(asset("report.css")),  # noqa: S704 - files of ours
        "script": Markup(asset("report.js")),  # noqa: S704 - the same
        "policy": policy(),
    }


SECTIONS: Final[Mapping[str, Callable[[Material], Any]]] = {
    "today": today_section,
    "race": race_section,
    "growth": growth_section,
    "queue": queue_section,
    "virtues": virtues_section,
    "calendar": calendar_section,
    "circles": circles_section,
    "tables": tables_section,
    "week": week_section,
}
"""Each section by the name under which its template finds it."""


def sections(material: Material, progress: Progress = _unseen) -> Mapping[str, Any]:
    """Every section of the page, by name."""
    drawn = about(material)
    for number, (name, section) in enumerate(SECTIONS.items(), 1):
        drawn[name] = section(material)
        progress(number, 2 * len(SECTIONS))
    drawn["figures"] = [*drawn["race"].figures, queue_figure(drawn["queue"].figure)]
    drawn["section_names"] = list(SECTIONS)
    return drawn


def about(material: Material) -> dict[str, Any]:
    """What every section may say: the day, and the owner."""
    return {
        "as_of": material.as_of,
        "is_past": material.is_past,
        "owner": material.names.owner_name(),
        "redact": material.names.redact,
    }


def page(material: Material, progress: Progress = _unseen) -> str:
    """The page as one HTML document; its days bear their year, since it may be printed.

    `progress` is called with how much is done and how much there is to do.
    """
    with days_in_full():
        return _page(material, progress)


def _page(material: Material, progress: Progress) -> str:
    contents = {**frame(), **sections(material, progress)}
    above = environment().get_template("sections.html").render(contents)
    room = max(LEAST, BYTES - len(above.encode()))
    return (
        environment()
        .get_template("page.html")
        .render(contents, above=Markup(above), sheets=_sheets(material, room, progress))  # noqa: S704 - rendered just now
    )


def _sheets(material: Material, room_for_all: int, progress: Progress) -> list[Markup]:
    """The sheets in the order of the names: the second half of the progress.

    The most trusted people have the widest, as long as there is room for the others: a page of 2,000
    people stays below 2 MB.
    """
    maker = SheetMaker(material)
    macros: Any = environment().get_template("macros.html").module
    ranked = maker.ranked
    shown: dict[PersonId, Markup] = {}
    rooms = iter(ROOMS)
    room, share = next(rooms)
    spent = 0
    sizes_of_sheets = (SMALLEST + maker.head_bytes(person) for person in ranked)
    others = sum(sizes_of_sheets)
    for person in ranked:
        others -= SMALLEST + maker.head_bytes(person)
        text = macros.sheet(maker.sheet(person, room))
        while room is not BARE and spent + len(text.encode()) > min(
            share * room_for_all, room_for_all - others
        ):
            room, share = next(rooms)
            text = macros.sheet(maker.sheet(person, room))
        shown[person] = text
        spent += len(text.encode())
        progress(len(ranked) + len(shown), 2 * len(ranked))
    return [shown[person] for person in material.names.people]
