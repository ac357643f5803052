"""The files of the archive: scripts that are one list each, told apart by what their entries hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from ledger.errors import BadInput
from ledger.importers.io.json_document import Document, read_document

Part: TypeAlias = Literal[
    "account", "following", "follower", "messages", "tweets", "blocked"
]

KEYS: Final[Mapping[str, Part]] = {
    "account": "account",
    "following": "following",
    "follower": "follower",
    "dmConversation": "messages",
    "tweet": "tweets",
    "blocking": "blocked",
}
"""The parts of the archive by the only key of an entry; list names changed from year to year."""

_MOST_PARTS: Final = 60
_STEMS: Final = (
    *(
        "account",
        "following",
        "follower",
        "direct-message-headers",
        "direct-messages-headers",
    ),
    *("tweets", "tweet", "block"),
)
FILES: Final = (
    "manifest.js",
    "names.csv",
    *(f"{stem}.js" for stem in _STEMS),
    *(f"{stem}-part{number}.js" for stem in _STEMS for number in range(_MOST_PARTS)),
)
"""The files that are read, and `names.csv` (id, handle, name) for accounts that the archive does not name."""

_TYPES: Final = frozenset(
    {"account", "following", "follower", "directMessageHeaders", "tweets", "block"}
)


@dataclass(frozen=True)
class ArchiveEntry:
    """An entry of a list, with its file and line."""

    file: str
    line: int
    part: Part
    held: Mapping[str, Any]


def items(document: Document) -> Iterator[ArchiveEntry]:
    """The entries of a file that are read; the oldest archives have tweets without a key around them."""
    for value in document.inside():
        entry = document.load(value)
        if not isinstance(entry, dict):
            continue
        key = next(iter(entry), "")
        held = entry.get(key)
        if "entities" in entry:
            key = "tweet"
            held = entry
        if key in KEYS and isinstance(held, dict):
            yield ArchiveEntry(document.file, document.line(value), KEYS[key], held)


def script(file: str, data: bytes, encoding: str | None) -> Document:
    """The file as a document; BadInput where it is no script of an archive."""
    document = read_document(file, data, encoding=encoding, script=True)
    if document.root == 0 or document.text[document.root :].lstrip()[:1] not in {
        "[",
        "{",
    }:
        raise BadInput(
            "{file} is not a known file of the archive; expected {names}, or the archive's zip.",
            file=file,
            names="following.js, follower.js",
        )
    return document


def announced(document: Document) -> list[str]:
    """The names, without folders, of the files that the archive's manifest says there are."""
    types = document.get("dataTypes")
    declared = None
    if types:
        declared = document.load(types)
    if not isinstance(declared, dict):
        return []
    names: list[str] = []
    for name, held in declared.items():
        if name in _TYPES and isinstance(held, dict):
            names += _names_of_files(held.get("files"))
    return names


def _names_of_files(files: Any) -> Iterator[str]:
    """The names of the files on one of the manifest's lists."""
    if not isinstance(files, list):
        return
    for entry in files:
        path = None
        if isinstance(entry, dict):
            path = entry.get("fileName")
        if isinstance(path, str):
            yield path.rpartition("/")[2]
