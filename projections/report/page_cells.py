"""What sentences and tables of the page are made of: texts, links, figures. All else is shown as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from markupsafe import Markup, escape

from ledger.language import _n
from ledger.language.phrases import show_list, show_number
from projections.report.svg import element


class PageLink(NamedTuple):
    """A text that leads to another place of the page."""

    text: str
    href: str

    def __html__(self) -> str:
        """Give the link as an element."""
        return element("a", self.text, href=self.href)


class FigurePeriod(NamedTuple):
    """Days, in ISO and both included, between which people were first `met`, or connected `since`."""

    day: str
    after: str
    until: str


class LinkedFigure(NamedTuple):
    """A figure that leads to what it is made of; `value` is for programs, None where nothing can be said.

    `only` names those of the list of people that it counts: `met`, `connected`, or both; with a minus, the others.
    `period` narrows them further.
    """

    text: str
    value: float | None
    href: str
    only: str = ""
    period: FigurePeriod | None = None

    def __html__(self) -> str:
        """Give the figure as an element, with its value beside the words."""
        if self.value is None:
            return escape(self.text)
        figure = element("data", self.text, value=repr(self.value))
        data_period = None
        if self.period:
            data_period = " ".join(self.period)
        return element(
            "a",
            figure,
            href=self.href,
            data_only=self.only or None,
            data_period=data_period,
        )


class DayCell(NamedTuple):
    """A day, in words and for programs."""

    text: str
    iso: str

    def __html__(self) -> str:
        """Give the day as an element."""
        return element("time", self.text, datetime=self.iso)


Cell: TypeAlias = str | PageLink | LinkedFigure | DayCell


class DataTable(NamedTuple):
    """A table behind a fold. `right` are the columns of figures; `more` how many rows are left out."""

    key: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    right: Sequence[int] = ()
    more: int = 0


class ChartPart(NamedTuple):
    """A chart with the sentence that says what it shows, and its table."""

    svg: Markup
    sentence: Markup
    table: DataTable

    @property
    def title_id(self) -> str:
        """The id of the title of the chart, which stands at its beginning."""
        return self.svg.partition(' id="')[2].partition('"')[0]


def phrase(sentence: str, **fields: Cell | Markup | int) -> Markup:
    """A sentence in the current language with its fields filled in, links as links."""
    return escape(sentence).format(**fields)


def listing(cells: Iterable[Cell | Markup]) -> Markup:
    """`A, B and C`, with links as links."""
    shown = [str(escape(cell)) for cell in cells]
    return Markup(show_list(shown))  # noqa: S704 - each part is escaped


def count_of(singular: str, plural: str, count: int) -> str:
    """`1 meeting`, `12 meetings`: a message with its {count} filled in."""
    return _n(singular, plural, count).format(count=show_number(count))


def figure_in(href: str, value: float, decimals: int = 0) -> LinkedFigure:
    """A figure of a sentence, as a link to what it is made of."""
    return LinkedFigure(show_number(value, decimals), value, href)


def counted(singular: str, plural: str, count: int, href: str) -> Markup:
    """`12 meetings`, the figure as a link to what it counts."""
    return phrase(_n(singular, plural, count), count=figure_in(href, count))


def and_more(count: int) -> str:
    """How many more there are; empty for none."""
    if not count:
        return ""
    return count_of("and {count} more", "and {count} more", count)


def clipped(text: str, length: int) -> str:
    """The text on a line, cut where it is longer, between words if that costs little."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    space = cut.rfind(" ")
    if space > length * 2 // 3:
        cut = cut[:space]
    return cut.rstrip() + "…"
