"""What a ledger holds about one person as an HTML page for that person: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

from ledger.language.text import visible

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0}"
    "th{font-weight:600;white-space:nowrap}tr{border-bottom:1px solid #ccc}"
    "@media (prefers-color-scheme:dark){body{background:#111;color:#eee}}"
)


class PagePart(NamedTuple):
    """A heading with rows below it: a label or a day, and its value."""

    title: str
    rows: Sequence[tuple[str, str]]


class SubjectPage(NamedTuple):
    """The texts of a page, in the language of the person it is for."""

    language: str
    title: str
    introduction: str
    parts: Sequence[PagePart]
    closing: str


def html(page: SubjectPage) -> str:
    """The page; whatever the texts hold is shown as text."""
    return "".join(f"{line}\n" for line in _lines(page))


def _lines(page: SubjectPage) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{page.language}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield f"<title>{_text(page.title)}</title><style>{_STYLE}</style></head>"
    yield f"<body><main><h1>{_text(page.title)}</h1>"
    yield f"<p>{_text(page.introduction)}</p>"
    for part in page.parts:
        if part.rows:
            yield from _part(part)
    yield f"<p>{_text(page.closing)}</p></main></body></html>"


def _part(part: PagePart) -> Iterator[str]:
    yield f"<section><h2>{_text(part.title)}</h2><table>"
    for label, words in part.rows:
        yield f'<tr><th scope="row">{_text(label)}</th><td>{_text(words)}</td></tr>'
    yield "</table></section>"


def _text(text: str) -> str:
    return escape(visible(text, keep="\n")).replace("\n", "<br>")
