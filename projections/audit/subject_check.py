"""Verifies the extract about one person: each leaf is in the tree, each text is what was recorded."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ledger.errors import Damaged
from ledger.store.merkle import leaf_hash
from ledger.store.proofs import verify_inclusion
from projections.audit.audit_check import Personal, Verdict
from projections.audit.canonical_line import Line, is_number, is_text, parsed
from projections.audit.checkpoints import Watch
from projections.audit.erasures import Gaps
from projections.audit.leaves import ID, has_the_shape_of_a_leaf, is_what_was_sealed
from projections.audit.since import decoded
from projections.audit.subject_extract import FORMAT


@dataclass
class _Seen:
    """The lines still to come, and what has to be remembered of those so far."""

    lines: Iterator[bytes]
    number: int = 0
    above: bytes = b""
    digest: Any = field(default_factory=sha256)
    size: int = 0
    root: bytes = b""
    last: int = -1
    leaves: int = 0
    opened: int = 0
    withheld: int = 0
    erased: int = 0
    gaps: Gaps = field(default_factory=Gaps)

    def next(self) -> Line:
        """The next line; what is above it goes into the digest."""
        self.digest.update(self.above)
        if (line := next(self.lines, None)) is None:
            raise Damaged("The file stops after line {line}: its end is missing.", line=self.number)
        self.number, self.above = self.number + 1, line
        return parsed(line, self.number)


def verify_subject(lines: Iterable[bytes], watch: Watch) -> Verdict:
    """Whether the lines of an extract fit together; `size` and `root` are the ledger's."""
    seen = _Seen(iter(lines))
    try:
        _read(seen, watch)
    except Damaged as problem:
        return Verdict(seen.leaves, None, _personal(seen), problem)
    return Verdict(seen.size, b64encode(seen.root).decode(), _personal(seen), None)


def _personal(seen: _Seen) -> Personal:
    return Personal(seen.opened, seen.withheld, seen.erased)


def _read(seen: _Seen, watch: Watch) -> None:
    header = _header(seen.next())
    seen.size, seen.root = header["size"], b64decode(header["root"])
    watch.origin, watch.extract = header["origin"], True
    watch.root = seen.root if watch.size == seen.size else None
    while "end" not in (value := seen.next()) and "vcard" not in value:
        _expect(seen, has_the_shape_of_a_leaf(value) and seen.last < value["i"] < seen.size)
        _leaf(value, leaf_hash(seen.above[:-1]), seen)
    _expect(seen, value.keys() == {"vcard"} and isinstance(value["vcard"], str))
    value = seen.next()
    _expect(seen, value == {"end": {"leaves": seen.leaves, "sha256": seen.digest.hexdigest()}})
    if next(seen.lines, None) is not None:
        raise Damaged("Line {line} stands below the end.", line=seen.number + 1)
    if (i := seen.gaps.unexplained()) is not None:
        raise Damaged("The text of leaf {leaf} is missing, and no later erasure explains it.", leaf=i)


def _leaf(leaf: Line, hashed: bytes, seen: _Seen) -> None:
    """One leaf with the lines below it, the last of which is its proof."""
    there = "sealed" not in leaf["state"]
    while "proof" not in (value := seen.next()):
        _expect(seen, not there and value.get("of") == leaf["i"])
        there = True
        if "withheld" in value:
            _expect(seen, value == {"of": leaf["i"], "withheld": True})
            seen.withheld += 1
        else:
            _expect(seen, is_what_was_sealed(value, leaf))
            seen.opened += 1
    proof = decoded(value["proof"])
    _expect(seen, value.keys() == {"of", "proof"} and value["of"] == leaf["i"] and proof is not None)
    if not verify_inclusion(hashed, leaf["i"], seen.size, proof or (), seen.root):
        raise Damaged("Leaf {leaf} (line {line}) is not in the ledger.", line=seen.number, leaf=leaf["i"])
    _counted(leaf, seen, there=there)


def _counted(leaf: Line, seen: _Seen, *, there: bool) -> None:
    seen.last = leaf["i"]
    seen.leaves += 1
    if not there:
        seen.erased += 1
        seen.gaps.missing(leaf["i"], leaf["stream"], leaf["v"], leaf["state"])
    if leaf["kind"] == "person.PersonErased@1":
        seen.gaps.erased(leaf["i"], leaf["stream"])
    elif leaf["kind"] == "person.TextErased@1":
        seen.gaps.erased(leaf["i"], str(leaf["state"].get("event")))


def _header(header: Line) -> Line:
    if not (
        header.keys() == {"audit", "origin", "people", "root", "size"}
        and header["audit"] == FORMAT
        and is_text(header["origin"], ID)
        and isinstance(header["people"], list)
        and is_number(header["size"])
        and decoded([header["root"]])
    ):
        raise Damaged("Line 1 does not begin a file of the format {format}.", line=1, format=FORMAT)
    return header


def _expect(seen: _Seen, holds: object) -> None:
    if not holds:
        raise Damaged("Line {line} does not belong there, or was changed.", line=seen.number)
