"""The lines of calendar files as components with their properties, each with the line where it began.

What a line costs does not grow with its length but once, and nothing is nested by recursion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.errors import BadInput
from ledger.importers.formats.ics.properties import PEOPLE, WANTED, Property, parse
from ledger.importers.io import content_lines
from ledger.importers.io.encoding import decode, is_broken
from ledger.language import N_

MOST_ENTRIES: Final = 200_000
LONGEST_LINE: Final = 1_000_000
_DEEPEST: Final = 10
_HEAD: Final = 200
_WANTED: Final = frozenset(name.encode() for name in (*WANTED, "BEGIN", "END", "VERSION"))
_REJOINED: Final = frozenset(name.encode() for name in PEOPLE)

NOT_CLOSED: Final = N_("This entry breaks off: the file is cut, or was glued together.")
TOO_LONG: Final = N_("This entry holds a line too long to be one of a calendar.")
UNREADABLE: Final = N_("This entry holds bytes that are no text.")


@dataclass
class Component:
    """What stands between BEGIN and END; `trouble` is why it cannot be used, None where it can."""

    kind: str
    line: int
    properties: list[Property] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)
    trouble: str | None = None

    def every(self, name: str) -> list[Property]:
        """All the properties of a name."""
        return [each for each in self.properties if each.name == name]

    def one(self, name: str) -> Property | None:
        """The first property of a name."""
        for candidate in self.properties:
            if candidate.name == name:
                return candidate
        return None

    def text(self, name: str) -> str:
        """The value of the first property of a name as plain text, "" where there is none."""
        return found.text.strip() if (found := self.one(name)) else ""


def calendars(file: str, data: bytes, *, encoding: str | None = None) -> tuple[list[Component], str]:
    """The calendars in a file's bytes, and the encoding; BadInput where there is none.

    Entries outside of any calendar make one.
    """
    lines, used = _lines(file, data, encoding)
    outermost = Component("", 1)
    stack, buried, entries = [outermost], 0, 0
    for number, name, text in lines:
        begins, ends = name == "BEGIN", name == "END"
        kind = text.partition(":")[2].strip().upper() if begins or ends else ""
        if (begins and len(stack) > _DEEPEST) or buried:
            buried += begins - ends
        elif begins:
            stack = _opened(stack, Component(kind, number))
            entries += 1
        elif ends:
            stack = _closed(stack, kind)
        else:
            _take(stack[-1], name, text)
        if entries > MOST_ENTRIES:
            raise BadInput("{file} holds more than {most} entries: split it.", file=file, most=MOST_ENTRIES)
    _closed(stack, "")
    return _found(file, outermost), used


def _lines(file: str, data: bytes, encoding: str | None) -> tuple[Iterator[tuple[int, str, str]], str]:
    """Return the number, name and text of each logical line, and the encoding they were all in."""
    used = None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:_HEAD] or encoding:
        text, used = decode(file, data, encoding=encoding)
        data = text.encode(errors="surrogatepass")
    found = list(content_lines.lines(data, _is_wanted, longest=LONGEST_LINE, rejoined=_REJOINED))
    joined = b"\n".join(line.text for line in found)
    if used:
        texts = joined.decode(errors="surrogatepass")
    else:
        texts, used = decode(file, joined)
    numbered = zip(found, texts.split("\n"), strict=False)
    return ((line.number, line.name, text) for line, text in numbered), used


def _is_wanted(name: bytes) -> bool:
    return name in _WANTED or name.startswith(b"X-")


def _opened(stack: list[Component], component: Component) -> list[Component]:
    """The stack with the component on it; an entry inside an entry shows that an END is missing."""
    if component.kind in {"VEVENT", "VCALENDAR"}:
        stack = _closed(stack, "VEVENT", NOT_CLOSED)
    if component.kind == "VCALENDAR":
        stack = _closed(stack, "VCALENDAR")
    stack[-1].inside.append(component)
    return [*stack, component]


def _closed(stack: list[Component], kind: str, trouble: str | None = None) -> list[Component]:
    """The stack without the innermost component of a kind; with "" without all but the outermost."""
    kinds = [each.kind for each in stack]
    if kind not in kinds:
        return stack
    at = max(1, len(kinds) - 1 - kinds[::-1].index(kind))
    for each in stack[at:]:
        if each.kind == "VEVENT" and (kind != "VEVENT" or trouble):
            each.trouble = each.trouble or NOT_CLOSED
    return stack[:at]


def _take(component: Component, name: str, text: str) -> None:
    if not text or (name.startswith("X-") and name not in WANTED and component.kind != "VEVENT"):
        return
    if len(text) > LONGEST_LINE:
        component.trouble = component.trouble or TOO_LONG
    elif is_broken(text):
        component.trouble = component.trouble or UNREADABLE
    elif property_ := parse(name, text):
        component.properties.append(property_)


def _found(file: str, outermost: Component) -> list[Component]:
    found = [each for each in outermost.inside if each.kind == "VCALENDAR"]
    loose = [each for each in outermost.inside if each.kind in {"VEVENT", "VTIMEZONE"}]
    if any(each.kind == "VEVENT" for each in loose):
        found.append(Component("VCALENDAR", loose[0].line, inside=loose))
    if not found:
        raise BadInput(
            "{file} is no calendar: a file that ends in .ics was expected, or a folder or zip of such files.",
            file=file,
        )
    return found
