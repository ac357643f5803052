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
from html import unescape
from typing import Final

from ledger.errors import BadInput
from ledger.importers.formats.facebook.entries import Entry
from ledger.language.folding import fold

MOST_TAGS: Final = 400_000

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})([^<>]*)>([^<]*)")
_CLASS: Final = re.compile(r"""class\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SILENT: Final = frozenset({"style", "script", "head", "title", "nav"})
_EMPTY: Final = frozenset({"br", "img", "hr", "meta", "link", "input", "area", "wbr", "source"})
_HEADING: Final = re.compile(r"h[1-6]")
_ROWS: Final = frozenset({"_a6-g", "uiBoxWhite"})
_TIME: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONGEST_TIME: Final = 60

_MONTH_FIRST: Final = re.compile(r"([a-z]{3,9}) (\d{1,2}) ((?:19|20)\d\d)(?: .*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2}) ([a-z]{3,9}) ((?:19|20)\d\d)(?: .*)?")
_GERMAN: Final = re.compile(r"\s*\d{1,2}\.")
_ENGLISH: Final = "january february march april may june july august september october november december"
_MONTHS: Final = {
    word: n for n, name in enumerate(_ENGLISH.split(), 1) for word in (name, name[:3], name[:4])
}


@dataclass(slots=True)
class _Node:
    """An element: where it begins, what it is, its own texts, what stands in it."""

    tag: str
    classes: frozenset[str]
    at: int
    parent: int
    texts: list[str] = field(default_factory=list)


def rows(file: str, text: str) -> Iterator[Entry]:
    """The rows of a page. A time in another language than English gives no day."""
    nodes = _nodes(file, text)
    line, at = 1, 0
    for row in _rows(nodes):
        place = nodes[row[0]].at
        line, at = line + text.count("\n", at, place), place
        yield _entry(line, [nodes[each] for each in row])


def is_time(text: str) -> bool:
    """Whether a text looks like a time, in whatever language."""
    return len(text) <= _LONGEST_TIME and _TIME.search(text) is not None


def day(text: str) -> date | None:
    """The day of a time in English: `Oct 19, 2025 1:47:55 pm`, `14 November 2023`; None for any other."""
    folded = fold(text) if not _GERMAN.match(text) else ""
    if found := _MONTH_FIRST.fullmatch(folded):
        month, number, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(folded):
        number, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), _MONTHS.get(month, 0), int(number))
    except ValueError:
        return None


def _entry(line: int, nodes: list[_Node]) -> Entry:
    """A row: its first heading, else its first text, and the last text that looks like a time."""
    told = [(node, text) for node in nodes for text in node.texts]
    names = [text for node, text in told if _HEADING.fullmatch(node.tag)] or [
        text for _, text in told if not is_time(text)
    ]
    times = [text for _, text in told if is_time(text)]
    return Entry(line, names[0] if names else "", day(times[-1]) if times else None, is_local=True)


def _nodes(file: str, text: str) -> list[_Node]:
    """The elements of a page in order; every one knows the one around it."""
    nodes = [_Node("", frozenset(), 0, 0)]
    open_ = [0]
    for number, found in enumerate(_TAG.finditer(text)):
        if number > MOST_TAGS:
            raise BadInput("{file} holds too much to be one person's export.", file=file)
        closing, tag, rest, after = found.groups()
        tag = tag.lower()
        if closing:
            near = range(len(open_) - 1, max(0, len(open_) - 30), -1)
            del open_[next((n for n in near if nodes[open_[n]].tag == tag), len(open_)) :]
        elif tag not in _EMPTY and not rest.endswith("/"):
            nodes.append(_Node(tag, _classes(rest), found.start(), open_[-1]))
            open_.append(len(nodes) - 1)
        if (shown := " ".join(unescape(after).split())) and not any(
            nodes[n].tag in _SILENT for n in open_[-5:]
        ):
            nodes[open_[-1]].texts.append(shown)
    return nodes


def _classes(rest: str) -> frozenset[str]:
    found = _CLASS.search(rest)
    return frozenset((found[1] or found[2] or "").split()) if found else frozenset()


def _rows(nodes: list[_Node]) -> list[list[int]]:
    """The elements of each row, the row itself first."""
    starts = {n for n, node in enumerate(nodes) if node.classes & _ROWS} or _alike(nodes)
    row_of: list[int | None] = []
    found: dict[int, list[int]] = {}
    for n, node in enumerate(nodes):
        around = row_of[node.parent] if n else None
        row_of.append(n if around is None and n in starts else around)
        if (row := row_of[n]) is not None:
            found.setdefault(row, []).append(n)
    return list(found.values())


def _alike(nodes: list[_Node]) -> set[int]:
    """The elements like those that hold one text that looks like a time, and another one."""
    texts = [len(node.texts) for node in nodes]
    times = [sum(map(is_time, node.texts)) for node in nodes]
    bearing = [n for n, each in enumerate(times) if each]
    for n in range(len(nodes) - 1, 0, -1):
        texts[nodes[n].parent] += texts[n]
        times[nodes[n].parent] += times[n]
    tops = []
    for n in bearing:
        while texts[n] < 2 and n:
            n = nodes[n].parent  # noqa: PLW2901  upwards
        if n and times[n] == 1:
            tops.append((nodes[n].tag, nodes[n].classes))
    like = Counter(tops).most_common(1)
    return {n for n, node in enumerate(nodes) if like and (node.tag, node.classes) == like[0][0]}
