"""Verifies an audit file line by line, in a memory that hardly grows.

All that docs/verify.py checks is checked here too, by other means; a test holds both to the same answer.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from ledger.errors import Damaged
from ledger.store.merkle import Frontier, append, leaf_hashes, root
from projections.audit.canonical_line import (
    Line,
    ParsedLines,
    is_number,
    is_text,
    parsed,
    parsed_batches,
)
from projections.audit.checkpoints import OF_KEYS, Watch
from projections.audit.erasures import ID
from projections.audit.leaves import (
    Seen,
    look_ahead,
    pass_over,
    take_leaf,
    take_plain_leaves,
    take_text,
)
from projections.audit.since import began_in, check_proof

FORMAT = "handshake-audit/1"


@dataclass(frozen=True)
class Personal:
    """How many sealed texts were valid, how many the file leaves out, how many were erased."""

    opened: int = 0
    withheld: int = 0
    erased: int = 0


@dataclass(frozen=True)
class AuditVerdict:
    """The result of a verification. With a problem, `size` is how far it came, and `root` (base64) is None.

    `start` is the first leaf of a file that holds only what came after a checkpoint; `extracted` counts the leaves
    of an extract, of which `size` is the ledger's, and is None of everything else.
    """

    size: int
    root: str | None
    personal: Personal
    problem: Damaged | None
    start: int = 0
    extracted: int | None = None

    @property
    def ok(self) -> bool:
        """Whether everything fits."""
        return self.problem is None


def verify_records(lines: Iterable[bytes], watch: Watch | None = None) -> AuditVerdict:
    """Tell whether the lines of an audit file, each with its newline, fit together; reads them once.

    `watch` collects on the way what a comparison with a checkpoint needs.
    Never raises for what the lines hold: `problem` names the first line, and leaf, that does not fit.
    """
    seen = Seen()
    try:
        file_root = _read(iter(lines), seen, watch or Watch(0))
    except Damaged as problem:
        return AuditVerdict(seen.size, None, _personal(seen), problem, seen.start)
    return AuditVerdict(seen.size, file_root, _personal(seen), None, seen.start)


def _personal(seen: Seen) -> Personal:
    closed = seen.sealed - seen.opened
    if seen.personal:
        return Personal(seen.opened, erased=closed)
    return Personal(withheld=closed)


def _read(file: Iterator[bytes], seen: Seen, watch: Watch) -> str:
    """Return the root, in base64, of a valid file; raises Damaged otherwise."""
    number, line = 1, next(file, b"{}\n")
    header = parsed(line, number)
    _check_header(header)
    frontier = _begin(header, seen, watch)
    batches = parsed_batches(file, number + 1)
    digest = sha256(line)
    end: Line = {}
    after_end = ParsedLines(number)
    for batch in batches:
        before, end, after_end = _at_end(batch)
        hashes = leaf_hashes(_take(before, seen, watch))
        if frontier.size < watch.size <= seen.size:
            watched = hashes[: watch.size - frontier.size]
            watch.root = root(append(frontier, watched))
        frontier = append(frontier, hashes)
        digest.update(b"\n".join([*before.lines, b""]))
        number = before.number + len(before.lines) - (0 if end else 1)
        if end:
            break
    if not end:
        raise Damaged(
            "The file stops after line {line}; its end is missing.", line=number
        )
    file_root = b64encode(root(frontier)).decode()
    if "since" in header:
        check_proof(end, number, header["since"], seen.size, file_root)
    _check_end(
        end,
        number,
        {"root": file_root, "sha256": digest.hexdigest(), "size": seen.size},
    )
    for after in chain([after_end], batches):
        if after.lines:
            raise Damaged("Line {line} comes after the end.", line=after.number)
    _check_counts(header, seen)
    return file_root


def _at_end(batch: ParsedLines) -> tuple[ParsedLines, Line, ParsedLines]:
    """Return the lines before the end, the end, empty if it is not among them, and those after it."""
    for place, value in enumerate(batch.values):
        if "end" in value:
            return batch.part(0, place), value, batch.part(place + 1)
    return batch, {}, batch.part(len(batch.lines))


def _take(batch: ParsedLines, seen: Seen, watch: Watch) -> list[bytes]:
    """Take lines before the end; return the leaves among them as they stand. Damaged at the first that does not fit."""
    plain = look_ahead(batch.values, seen)
    begin = 0
    for place in _places_with_more(batch.values, plain):
        take_plain_leaves(seen, place - begin)
        begin = place + 1
        number, value = batch.number + place, batch.values[place]
        if "of" in value:
            take_text(value, number, seen)
            continue
        take_leaf(value, number, seen)
        if value["kind"].startswith(OF_KEYS) and value["stream"] == seen.origin:
            watch.take_key(value["i"], value["kind"], value["state"])
    take_plain_leaves(seen, len(batch.values) - begin)
    lines = zip(batch.lines, batch.values, strict=True)
    return [line for line, value in lines if "of" not in value]


def _places_with_more(values: Sequence[Line], plain: frozenset[str]) -> Iterator[int]:
    """Yield where lines stand that are no leaves of the kinds in `plain`, or sealed ones."""
    if not plain:
        yield from range(len(values))
        return
    for place, value in enumerate(values):
        if "of" in value or value["kind"] not in plain or "sealed" in value["state"]:
            yield place


def _begin(header: Line, seen: Seen, watch: Watch) -> Frontier:
    """Note what the header says; return the tree of the leaves before the file."""
    frontier = began_in(header)
    seen.origin, seen.personal = header["origin"], header["personal"]
    seen.start = seen.size = frontier.size
    watch.origin, watch.start = seen.origin, frontier.size
    if watch.size == frontier.size:
        watch.root = root(frontier)
    return frontier


def _check_header(header: Line) -> None:
    if not (
        header.keys() - {"since"} == {"audit", "origin", "personal", "size"}
        and header["audit"] == FORMAT
        and is_text(header["origin"], ID)
        and isinstance(header["personal"], bool)
        and is_number(header["size"])
    ):
        raise Damaged(
            "Line 1 is not the start of a {format} file.",
            line=1,
            format=FORMAT,
        )


def _check_end(line: Line, number: int, computed: Line) -> None:
    """Raise Damaged unless the end line says just what was computed."""
    end = line["end"]
    is_end = line.keys() == {"end"} and isinstance(end, dict)
    if not is_end or end.keys() != computed.keys():
        raise Damaged("Line {line} is not the end of an audit file.", line=number)
    if not is_number(end["size"]) or end["size"] != computed["size"]:
        raise Damaged(
            "The end (line {line}) counts {said} events; there are {found}.",
            line=number,
            said=end["size"],
            found=computed["size"],
        )
    if end["sha256"] != computed["sha256"]:
        raise Damaged(
            "Bytes before the end (line {line}) have changed: their SHA-256 is {found}, the end says {said}.",
            line=number,
            said=end["sha256"],
            found=computed["sha256"],
        )
    if end["root"] != computed["root"]:
        raise Damaged(
            "The events do not match the end (line {line}): their root is {found}, the end says {said}.",
            line=number,
            said=end["root"],
            found=computed["root"],
        )


def _check_counts(header: Line, seen: Seen) -> None:
    """Check what only the end of the file can tell."""
    if seen.size == seen.start == 0:
        raise Damaged(
            "The file contains no event, not even the opening of a ledger.", line=1
        )
    if header["size"] != seen.size:
        raise Damaged(
            "Line 1 announces {said} events; there are {found}.",
            line=1,
            said=header["size"],
            found=seen.size,
        )
    pass_over(seen)
    seen.erasures.check_end()
