"""The lines of calendar files as components with their properties, each with the line where it began.

Lines are joined before they are decoded: programs fold them in the middle of a character. What a
line costs does not grow with its length but once, and nothing is nested by recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.errors import BadInput
from ledger.importers.formats.ics.properties import WANTED, Property, parse
from ledger.importers.io.encoding import decode, is_broken
from ledger.language import N_

MOST_ENTRIES: Final = 200_000
LONGEST_LINE: Final = 1_000_000
_DEEPEST: Final = 10
_HEAD: Final = 200
_PROPERTY: Final = re.compile(rb"[A-Za-z0-9-]+[;:]")

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
    for number, line in lines:
        name, _, rest = line.partition(":")
        begins, ends = (name.strip().upper() == word for word in ("BEGIN", "END"))
        if (begins and len(stack) > _DEEPEST) or buried:
            buried += begins - ends
        elif begins:
            stack = _opened(stack, Component(rest.strip().upper(), number))
            entries += 1
        elif ends:
            stack = _closed(stack, rest.strip().upper())
        else:
            _take(stack[-1], line)
        if entries > MOST_ENTRIES:
            raise BadInput("{file} holds more than {most} entries: split it.", file=file, most=MOST_ENTRIES)
    _closed(stack, "")
    return _found(file, outermost), used


def _lines(file: str, data: bytes, encoding: str | None) -> tuple[Iterator[tuple[int, str]], str]:
    """The joined lines, each with the number of its first one; an attachment's are left out."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:_HEAD] or encoding:
        whole, used = decode(file, data, encoding=encoding)
        numbers, joined = _unfolded(whole.encode(errors="surrogatepass"))
        text = b"\n".join(joined).decode(errors="surrogatepass")
    else:
        numbers, joined = _unfolded(data)
        text, used = decode(file, b"\n".join(joined))
    return zip(numbers, text.split("\n"), strict=False), used


def _unfolded(data: bytes) -> tuple[list[int], list[bytes]]:
    numbers: list[int] = []
    parts: list[list[bytes]] = []
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    for number, raw in enumerate(data.split(b"\n"), 1):
        line = raw.rstrip(b"\r")
        if line[:1] in {b" ", b"\t"} and parts:
            if not _is_attachment(parts[-1][0]):
                parts[-1].append(line[1:])
        elif line and parts and _is_broken_guest(parts[-1][0], line):
            parts[-1].append(line)
        elif line:
            numbers.append(number)
            parts.append([line])
    return numbers, [b"".join(each) for each in parts]


def _is_broken_guest(begun: bytes, line: bytes) -> bool:
    """Tell whether a line goes on with a guest, the space that continues it lost."""
    return begun[:8].upper() in {b"ATTENDEE", b"ORGANIZE"} and not _PROPERTY.match(line)


def _is_attachment(line: bytes) -> bool:
    return line[:6].upper() == b"ATTACH"


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


def _take(component: Component, line: str) -> None:
    name = line[:40].partition(":")[0].partition(";")[0].strip().upper()
    if not (name in WANTED or (name.startswith("X-") and component.kind == "VEVENT")):
        return
    if len(line) > LONGEST_LINE:
        component.trouble = component.trouble or TOO_LONG
    elif is_broken(line):
        component.trouble = component.trouble or UNREADABLE
    elif found := parse(line, name):
        component.properties.append(found)


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
