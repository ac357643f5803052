"""The formats that can be imported: those of the program, and those that other packages add.

A package adds one under the entry-point group `handshake.importers`: its name is the name of the
command, its value a `ledger.importers.api.Format`. Nothing is loaded before it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from types import ModuleType
from typing import TYPE_CHECKING, Final

from ledger.errors import BadInput, Usage
from ledger.importers.api import Format

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "handshake.importers"

BUILT_IN: Final = (
    "csv",
    "facebook",
    "friends",
    "google",
    "ics",
    "linkedin",
    "monica",
    "outlook",
    "twitter",
    "vcard",
    "viadeo",
    "xing",
)
"""The formats of the program; each is `ledger.importers.formats.<name>`."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
HEAD: Final = 100_000
"""Bytes: what a file is shows at its beginning."""

_SIGNS: Final[Mapping[str, re.Pattern[str]]] = {
    "vcard": re.compile(r"(?i)\s*BEGIN:VCARD"),
    "ics": re.compile(r"(?i)\s*BEGIN:VCALENDAR"),
    "twitter": re.compile(r"\s*window\.YTD\."),
    "monica": re.compile(r'(?s)\s*\{.{0,2000}"account"\s*:\s*\{'),
    "facebook": re.compile(
        r'(?s)\s*\{\s*"(?:friends|(?:sent|received|rejected)_requests|deleted_friends)(?:_v2)?"\s*:'
    ),
    "viadeo": re.compile(r'\s*\{"id"\s*:.{0,200}"headline"'),
    "friends": re.compile(
        r"(?ms).{0,2000}?^### (?:Activities|Notes|Friends|Locations):\s*$"
    ),
}
"""How the files begin that are no tables."""


def module_of(name: str) -> ModuleType:
    """The importer of a format of the program."""
    return import_module(f"ledger.importers.formats.{name}")


@cache
def added() -> Mapping[str, EntryPoint]:
    """The formats that other packages add, by name; those of the program keep their names."""
    from importlib.metadata import entry_points

    formats: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=attrgetter("name")):
        is_ours = entry.name in BUILT_IN
        if not is_ours and _NAME.fullmatch(entry.name):
            formats[entry.name] = entry
    return formats


def load(name: str) -> Format:
    """A format that another package adds. Raises Usage for one that cannot be loaded."""
    try:
        value = added()[name].load()
    except Exception as error:  # another package's code may fail in any way
        raise Usage(
            "Cannot load the importer {name} of another package: {reason}.",
            name=name,
            reason=str(error),
        ) from error
    if not isinstance(value, Format):
        raise Usage(
            "Cannot load the importer {name} of another package: {value} is not a Format.",
            name=name,
            value=added()[name].value,
        )
    return value


def guess(file: str, data: bytes) -> str | None:
    """The format of a file by its beginning and its name, None where nothing shows it."""
    from ledger.importers.io.encoding import decode

    try:
        text = decode(file, data[:HEAD]).text.lstrip("\ufeff")
    except BadInput:
        return None
    guesses: tuple[Callable[[str, str], str | None], ...] = (
        _by_signs,
        _by_page,
        _by_header,
        _by_others,
    )
    for by in guesses:
        if name := by(file, text):
            return name
    return None


def _by_signs(_file: str, text: str) -> str | None:
    names_by_sign = (name for name, sign in _SIGNS.items() if sign.match(text))
    return next(names_by_sign, None)


def _by_page(file: str, text: str) -> str | None:
    is_page = text.lstrip()[:1] == "<"
    if is_page and module_of("facebook.lists").part_of(file):
        return "facebook"
    return None


def _by_header(file: str, text: str) -> str | None:
    """The format of a table by its header; a table with usual headers is one of any kind."""
    from ledger.importers.io.refusals import format_of

    if name := format_of(text):
        return name
    if module_of("csv.read").has_header(file, text):
        return "csv"
    return None


def _by_others(file: str, text: str) -> str | None:
    for name in added():
        try:
            if load(name).recognises(file, text):
                return name
        except Usage:
            continue
    return None
