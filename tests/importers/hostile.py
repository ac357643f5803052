"""What nobody should send: arbitrary bytes, and samples cut, doubled, shuffled, flipped, written otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.facts.identifiers import row
from ledger.importers.api import (
    Attended,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    Noted,
)
from tests.importers.ledgers import Memory

_SALT = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b'"',
    b";",
    b",",
    b"\t",
    b"=",
    b"\\",
    b":",
    b"\xed\xa0\x80",
]
_MUCH = [
    b'"' * 5000,
    b"A" * 200_000,
    b",\n" * 3000,
    b";" * 3000,
    b"\n" * 3000,
    b"BEGIN:VCARD\n" * 500,
    b"[" * 3000,
]


_SIGNS = [
    "\0",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\u2028",
    "\x85",
    "\x0b",
    "\x1a",
    "\U0001f600",
    "e\u0301",
]
_ENCODINGS = [
    "utf-16",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "cp1252",
    "cp850",
    "mac_roman",
    "utf-7",
]


@st.composite
def miswritten(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A sample that broke off, or whose lines and letters are not where and how they were."""
    data = draw(st.sampled_from(samples))
    data = data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data
    lines = data.decode("utf-8", "replace").splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 4))):
        at, to = draw(st.integers(0, len(lines))), draw(st.integers(0, len(lines)))
        middle = draw(st.integers(0, len(lines[at]))) if at < len(lines) else 0
        sign = draw(st.sampled_from(_SIGNS))
        put_in = (
            [lines[at][:middle] + sign + lines[at][middle:]]
            if at < len(lines)
            else [sign]
        )
        put_in = draw(
            st.sampled_from([put_in, lines[at:to] * 2, lines[at:to][::-1], []])
        )
        lines = [*lines[:at], *put_in, *lines[at + 1 :]]
    text = draw(st.sampled_from(["", "\n", "\r\n", "\r"])).join(lines)
    return text.encode(draw(st.sampled_from(["utf-8", *_ENCODINGS])), "replace")


@st.composite
def spoilt(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A sample in which a few places are not as they were."""
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        upto = min(len(data), at + draw(st.integers(0, 40)))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.sampled_from([*_SALT, *_MUCH]),
                st.binary(max_size=8),
                st.just(data[at:upto] * 2),
            )
        )
        data = data[:at] + piece + data[upto:]
    return data


def hostile(samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Bytes that a parser has to survive."""
    return st.one_of(
        spoilt(samples),
        miswritten(samples),
        st.binary(max_size=400),
        st.text(max_size=200).map(str.encode),
    )


def survives(
    read: Callable[[Sequence[Named]], ImportFile], files: Sequence[Named]
) -> None:
    """Fail unless the files are refused in one sentence or give a reading that a ledger takes."""
    try:
        reading = read(files)
    except LedgerError as refusal:
        _is_a_sentence(str(refusal))
    else:
        is_sound(reading, [name for name, _ in files])
        Memory().plan(reading)


def _is_a_sentence(text: str) -> None:
    assert text


def is_sound(reading: ImportFile, files: Sequence[str]) -> None:
    """Fail unless the reading keeps what `records` promises."""
    assert reading.read == sum(each.rows for each in reading.rows) + len(
        reading.problems
    )
    assert reading.rows
    every: list[ImportedRow | Diagnostic] = [*reading.rows, *reading.problems]
    for each in every:
        assert each.file in files
        assert each.line >= 1
    for problem in reading.problems:
        assert problem.reason.format(**problem.details)
    for brought in reading.rows:
        assert brought.who
        for who in brought.who:
            _is_sound(who)
        if isinstance(brought.what, Attended | Noted):
            assert brought.what.identifiers


def _is_sound(who: Contact) -> None:
    assert who.name.strip()
    assert who.identifiers or who.rows
    assert len({*who.identifiers, *who.rows}) == len((*who.identifiers, *who.rows))
    row("test", (who.name, who.given or "", who.family or "", *who.rows), 0).encode()
