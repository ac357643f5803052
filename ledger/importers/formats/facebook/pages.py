"""Facebook's HTML pages: rows of a name and a day, in layouts whose class names change.

A page is taken apart by its structure: what holds exactly one text that looks like a time is a
row, and the first heading or text in it is the name. So no row gets the time of the next one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Final

from ledger.errors import BadInput
from ledger.importers.formats.facebook.lists import FacebookEntry
from ledger.language.text import fold

MOST_TAGS: Final = 200_000

_UNSHOWN: Final = (("<!--", "-->"), ("<![", "]>"), ("<?", ">"))
_MOST_BEGUN: Final = 50
"""So many tags are begun and not ended in no page."""

_DEPTH: Final = 30
_SILENT: Final = frozenset({"style", "script", "head", "title", "nav"})
_EMPTY: Final = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "area", "wbr", "source"}
)
_HEADING: Final = re.compile(r"h[1-6]")
_ROWS: Final = frozenset({"_a6-g", "uiBoxWhite"})
_TIME: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONGEST_TIME: Final = 60

_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9}) (\d{1,2}) ((?:19|20)\d\d)(?: .*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2}) ([a-z]{3,9}) ((?:19|20)\d\d)(?: .*)?")
_GERMAN: Final = re.compile(r"\s*\d{1,2}\.")
_ENGLISH: Final = "january february march april may june july august september october november december"
_MONTHS: Final = {
    word: n
    for n, name in enumerate(_ENGLISH.split(), 1)
    for word in (name, name[:3], name[:4])
}


@dataclass(slots=True)
class _Node:
    """An element: what it is, the line where it begins, the element around it, its own texts."""

    tag: str
    classes: frozenset[str]
    line: int
    parent: int
    texts: list[str] = field(default_factory=list)


def rows(file: str, text: str) -> Iterator[FacebookEntry]:
    """The rows of a page. A time in another language than English gives no day."""
    page = _Page(file)
    page.feed(_bounded(file, text))
    page.close()
    for row in _rows(page.nodes):
        yield _entry([page.nodes[place] for place in row])


def is_time(text: str) -> bool:
    """Whether a text looks like a time, in whatever language."""
    return len(text) <= _LONGEST_TIME and _TIME.search(text) is not None


def day(text: str) -> date | None:
    """The day of a time in English: `Oct 19, 2025 1:47:55 pm`, `14 November 2023`; None for any other."""
    folded = ""
    if not _GERMAN.match(text):
        folded = fold(text)
    if match := _MONTH_FIRST.fullmatch(folded):
        month, number, year = match.groups()
    elif match := _DAY_FIRST.fullmatch(folded):
        number, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), _MONTHS.get(month, 0), int(number))
    except ValueError:
        return None


def _entry(nodes: list[_Node]) -> FacebookEntry:
    """A row: its first heading, else its first text, and the last text that looks like a time."""
    headings: list[str] = []
    names: list[str] = []
    times: list[str] = []
    for node in nodes:
        is_heading = _HEADING.fullmatch(node.tag) is not None
        for text in node.texts:
            if is_heading:
                headings.append(text)
            if is_time(text):
                times.append(text)
            else:
                names.append(text)
    name = next(iter(headings or names), "")
    on = None
    if times:
        on = day(times[-1])
    return FacebookEntry(nodes[0].line, name, on, is_local=True)


class _Page(HTMLParser):
    """Takes the elements of a page apart: what it shows, not what stands in comments, scripts and styles."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.nodes = [_Node("", frozenset(), 1, 0)]
        self.open = [0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element inside the one that is open."""
        if tag in _EMPTY:
            return
        if len(self.nodes) > MOST_TAGS:
            raise BadInput(
                "{file} is too large for one person's export.", file=self.file
            )
        class_values = (value or "" for name, value in attrs if name == "class")
        classes = " ".join(class_values)
        line, _column = self.getpos()
        self.nodes.append(_Node(tag, frozenset(classes.split()), line, self.open[-1]))
        self.open.append(len(self.nodes) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over an element that holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        """End the nearest open element of this name, and what was left open in it."""
        lowest = max(0, len(self.open) - _DEPTH)
        for depth in range(len(self.open) - 1, lowest, -1):
            if self.nodes[self.open[depth]].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        """Keep a text that is shown with the element around it."""
        shown = " ".join(data.split())
        if not shown:
            return
        innermost = self.open[-5:]
        silences = (self.nodes[place].tag in _SILENT for place in innermost)
        is_silent = any(silences)
        if not is_silent:
            self.nodes[self.open[-1]].texts.append(shown)


def _bounded(file: str, text: str) -> str:
    """The page without what the parser would look through again and again in a file made for it."""
    for begin, end in _UNSHOWN:
        text = _without(text, begin, end)
    is_hostile = any(piece.count("<") > _MOST_BEGUN for piece in text.split(">"))
    if is_hostile:
        raise BadInput(
            "{file} is cut off or not a Facebook page; extract it from the export again.",
            file=file,
        )
    return text


def _without(text: str, begin: str, end: str) -> str:
    """The text without what stands between two signs; its lines stay where they are."""
    pieces: list[str] = []
    place = 0
    while (start := text.find(begin, place)) >= 0:
        pieces.append(text[place:start])
        stop = text.find(end, start + len(begin))
        if stop >= 0:
            place = stop + len(end)
        else:
            stop = place = len(text)
        lines = text.count("\n", start, stop)
        pieces.append("\n" * lines)
    pieces.append(text[place:])
    return "".join(pieces)


def _rows(nodes: list[_Node]) -> list[list[int]]:
    """The elements of each row, the row itself first."""
    starts = {n for n, node in enumerate(nodes) if node.classes & _ROWS}
    if not starts:
        starts = _alike(nodes)
    row_of: list[int | None] = []
    rows_by_start: dict[int, list[int]] = {}
    for n, node in enumerate(nodes):
        row = None
        if n:
            row = row_of[node.parent]
        if row is None and n in starts:
            row = n
        row_of.append(row)
        if row is not None:
            rows_by_start.setdefault(row, []).append(n)
    return list(rows_by_start.values())


def _alike(nodes: list[_Node]) -> set[int]:
    """The elements of the same kind as those that hold exactly one time and another text."""
    texts = [len(node.texts) for node in nodes]
    times = [sum(map(is_time, node.texts)) for node in nodes]
    with_a_time = [n for n, number in enumerate(times) if number]
    for n in range(len(nodes) - 1, 0, -1):
        parent = nodes[n].parent
        texts[parent] += texts[n]
        times[parent] += times[n]
    kind_of_node = [(node.tag, node.classes) for node in nodes]
    kinds: Counter[tuple[str, frozenset[str]]] = Counter()
    for n in with_a_time:
        top = n
        while top and texts[top] < 2:
            top = nodes[top].parent
        if not top:
            continue
        if times[top] == 1:
            kinds[kind_of_node[top]] += 1
    if not kinds:
        return set()
    [(commonest, _times)] = kinds.most_common(1)
    return {n for n, kind in enumerate(kind_of_node) if kind == commonest}
