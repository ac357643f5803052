"""Elements of SVG, whose texts and attributes are escaped, and the frame of a chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

NOTHING: Final = Markup()


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element with its attributes: `class_` is `class`, `text_anchor` is `text-anchor`.

    An attribute that is None is left out; children that are no markup are shown as text.
    """
    written = [
        f' {key.strip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    inside = "".join(map(escape, children))
    return Markup(f"<{name}{''.join(written)}>{inside}</{name}>")  # noqa: S704 - all parts are escaped


def _value(value: str | float) -> Markup:
    return escape(value) if isinstance(value, str) else Markup(number(value))  # noqa: S704 - a number


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def joined(parts: Iterable[Markup]) -> Markup:
    """Parts one after the other."""
    return Markup("").join(parts)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a line through points."""
    places = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    if not places:
        return ""
    return f"M{places}{'Z' if closed else ''}"


def words(
    x: float, y: float, text: str, *, anchor: str | None = None, css: str | None = None
) -> Markup:
    """A line of text."""
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=css)


def linked(
    href: str, tip: str, *children: Markup, data_end: str | None = None
) -> Markup:
    """A link out of a chart with what it says when pointed at.

    The keyboard finds the same link in the table of the chart.
    """
    return element(
        "a",
        element("title", tip),
        *children,
        href=href or None,
        tabindex="-1",
        data_end=data_end,
    )


def _plain(sentence: str) -> str:
    """The words of a sentence, without the links of its figures."""
    if not isinstance(sentence, Markup):
        return sentence
    return sentence.striptags()


def chart(  # noqa: PLR0913 - the frame of a chart has that many parts
    key: str,
    width: float,
    height: float,
    *children: Markup,
    title: str,
    sentence: str,
    links: bool = False,
    css: str | None = None,
) -> Markup:
    """A chart with its title and the sentence that says what it shows.

    One with links inside is a group: what is inside of an image, no one who reads by ear could follow.
    """
    role = "img"
    if links:
        role = "group"
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", _plain(sentence), id=f"{key}-desc"),
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=number(width),
        height=number(height),
        role=role,
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        class_=css,
    )
