"""A page as its elements: ids, links, figures, scripts, and what a reader sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNSEEN = {"script", "style", "title"}


@dataclass
class Document:
    """What a page holds."""

    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    language: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.document = Document()
        self.inside: list[str] = []
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        document = self.document
        document.tags.append(tag)
        document.handlers += [name for name in values if name.startswith("on")]
        if "id" in values:
            document.ids.append(values["id"])
        if "style" in values:
            document.styles.append(values["style"])
        if tag in {"a", "link"} and "href" in values:
            document.hrefs.append(values["href"])
            self.href = values["href"] + values.get("data-only", "")
        if tag == "section":
            document.sections.append(values["id"])
        if tag == "html":
            document.language = values["lang"]
        if tag == "meta":
            key = values.get("http-equiv") or values.get("name") or "charset"
            document.meta[key] = values.get("content", "")
        if tag == "data" and self.href and self.href not in document.figures:
            document.figures[self.href] = float(values["value"])
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass
        if tag == "a":
            self.href = ""

    def handle_data(self, data: str) -> None:
        if not self.inside:
            return
        if self.inside[-1] == "script":
            self.document.scripts.append(data)
        if self.inside[-1] not in _UNSEEN:
            self.document.text.append(data)


def read(page: str) -> Document:
    """The elements of a page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.document
