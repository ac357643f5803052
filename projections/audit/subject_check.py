"""Verifies the extract about one person: each leaf is in the tree and about them, each text is what was recorded.

What no proof covers is said by `NOT_PROVED`: which ids are the person's, the card, and whether leaves were left out.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import orjson

from ledger.errors import Damaged
from ledger.store.merkle import leaf_hash
from ledger.store.proofs import verify_inclusion
from projections.audit.audit_check import AuditVerdict, Personal
from projections.audit.canonical_line import (
    CANONICAL,
    Line,
    is_number,
    is_text,
    parsed,
    texts_in,
)
from projections.audit.checkpoints import Watch
from projections.audit.erasures import ID, Erasures
from projections.audit.leaves import has_the_shape_of_a_leaf, is_what_was_sealed
from projections.audit.since import decoded
from projections.audit.subject_extract import FORMAT

NOT_PROVED: Final = ("people", "vcard", "completeness")
"""What an extract says, and does not prove."""

_LARGEST: Final = 2**53 - 1


@dataclass
class _Seen:
    """The lines still to come, and what has to be remembered of those so far."""

    lines: Iterator[bytes]
    number: int = 0
    above: bytes = b""
    digest: Any = field(default_factory=sha256)
    size: int = 0
    root: bytes = b""
    latest: int = -1
    leaves: int = 0
    opened: int = 0
    withheld: int = 0
    erased: int = 0
    erasures: Erasures = field(default_factory=Erasures)
    concerned: Concerned = field(default_factory=lambda: Concerned(()))

    def next(self) -> Line:
        """The next line; what is above it goes into the digest."""
        self.digest.update(self.above)
        if (line := next(self.lines, None)) is None:
            raise Damaged(
                "The file stops after line {line}; its end is missing.",
                line=self.number,
            )
        self.number, self.above = self.number + 1, line
        return parsed(line, self.number)


class Concerned:
    """Which leaves concern the person; of some only the end of the file can tell.

    Those of the person's streams, those whose state names the person, all of a meeting, connection or exchange of
    which another leaf does, and the erasures that explain why a text of these is missing.
    """

    def __init__(self, people: Iterable[str]) -> None:
        self._people = {*people}
        self._streams = {*self._people}
        self._named: set[str] = set()
        self._open: list[tuple[int, str, str]] = []

    def take(self, leaf: Line) -> None:
        """The next leaf."""
        stream, kind = leaf["stream"], leaf["kind"]
        named = {text for text in texts_in(leaf["state"]) if is_text(text, ID)}
        self._named |= named
        if named & self._people:
            if not kind.startswith(("person.", "ledger.")):
                self._streams.add(stream)
        elif stream not in self._people:
            erased, _slash, _v = str(leaf["state"].get("event", "")).partition("/")
            stream_erased = stream
            if kind == "person.TextErased@1":
                stream_erased = erased
            self._open.append((leaf["i"], kind, stream_erased))

    def check_end(self) -> None:
        """Damaged if a leaf has nothing to do with the person; names the first such leaf."""
        for i, kind, stream in self._open:
            explains = kind == "person.PersonErased@1" and stream in self._named
            if stream not in self._streams and not explains:
                raise Damaged(
                    "Event #{leaf} is not about the person of this extract.", leaf=i
                )


def verify_subject(lines: Iterable[bytes], watch: Watch) -> AuditVerdict:
    """Whether the lines of an extract fit together; `size` and `root` are the ledger's."""
    seen = _Seen(iter(lines))
    try:
        _read(seen, watch)
    except Damaged as problem:
        return AuditVerdict(
            seen.leaves, None, _personal(seen), problem, extracted=seen.leaves
        )
    root = b64encode(seen.root).decode()
    return AuditVerdict(seen.size, root, _personal(seen), None, extracted=seen.leaves)


def _personal(seen: _Seen) -> Personal:
    return Personal(seen.opened, seen.withheld, seen.erased)


def _read(seen: _Seen, watch: Watch) -> None:
    header = _header(seen.next())
    seen.size, seen.root = header["size"], b64decode(header["root"])
    seen.concerned = Concerned(header["people"])
    watch.origin, watch.extract = header["origin"], True
    watch.root = seen.root if watch.size == seen.size else None
    while "end" not in (value := seen.next()) and "vcard" not in value:
        _expect(
            seen,
            has_the_shape_of_a_leaf(value) and seen.latest < value["i"] < seen.size,
        )
        _leaf(value, leaf_hash(seen.above[:-1]), seen)
    _expect(seen, value.keys() == {"vcard"} and isinstance(value["vcard"], str))
    seen.next()
    end = {"end": {"leaves": seen.leaves, "sha256": seen.digest.hexdigest()}}
    _expect(
        seen,
        seen.above == orjson.dumps(end, option=CANONICAL | orjson.OPT_APPEND_NEWLINE),
    )
    if next(seen.lines, None) is not None:
        raise Damaged("Line {line} comes after the end.", line=seen.number + 1)
    if seen.leaves == 0:
        raise Damaged("The extract contains no event, so it proves nothing.")
    seen.concerned.check_end()
    seen.erasures.check_end()


def _leaf(leaf: Line, hashed: bytes, seen: _Seen) -> None:
    """Check one leaf with the lines below it; the last of them is its proof."""
    has_text = "sealed" not in leaf["state"]
    while "proof" not in (value := seen.next()):
        _expect(seen, not has_text and _is_of(value, leaf))
        has_text = True
        if "withheld" in value:
            _expect(
                seen, value.keys() == {"of", "withheld"} and value["withheld"] is True
            )
            seen.withheld += 1
        else:
            _expect(seen, is_what_was_sealed(value, leaf))
            seen.opened += 1
    proof = decoded(value["proof"])
    _expect(
        seen,
        value.keys() == {"of", "proof"} and _is_of(value, leaf) and proof is not None,
    )
    if not verify_inclusion(hashed, leaf["i"], seen.size, proof or (), seen.root):
        raise Damaged(
            "Event #{leaf} (line {line}) is not in the ledger.",
            line=seen.number,
            leaf=leaf["i"],
        )
    _count(leaf, seen, has_text=has_text)


def _is_of(value: Line, leaf: Line) -> bool:
    """Whether the line says that it belongs to this leaf."""
    return is_number(value.get("of")) and bool(value["of"] == leaf["i"])


def _count(leaf: Line, seen: _Seen, *, has_text: bool) -> None:
    seen.latest = leaf["i"]
    seen.leaves += 1
    if not has_text:
        seen.erased += 1
        seen.erasures.missing(leaf["i"], leaf["stream"], leaf["v"], leaf["state"])
    seen.erasures.take(leaf["i"], leaf["kind"], leaf["stream"], leaf["state"])
    seen.concerned.take(leaf)


def _are_people(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    if not value:
        return False
    return all(is_text(person, ID) for person in value)


_HEADER: Final[dict[str, Callable[[Any], object]]] = {
    "audit": lambda value: value == FORMAT,
    "origin": lambda value: is_text(value, ID),
    "people": _are_people,
    "size": lambda value: is_number(value) and 0 < value <= _LARGEST,
    "root": lambda value: decoded([value]),
}
"""The fields of the first line, and what each has to be."""


def _header(header: Line) -> Line:
    is_whole = header.keys() == _HEADER.keys() and all(
        is_right(header[field]) for field, is_right in _HEADER.items()
    )
    if not is_whole:
        raise Damaged(
            "Line 1 is not the start of a {format} file.",
            line=1,
            format=FORMAT,
        )
    return header


def _expect(seen: _Seen, holds: object) -> None:
    if not holds:
        raise Damaged(
            "Line {line} does not belong here, or was changed.", line=seen.number
        )
