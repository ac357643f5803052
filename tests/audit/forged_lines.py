"""Files of somebody who altered lines and computed every hash again: only that gives him away."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.audit.forged_events import OTHER, SALT
from tests.audit.ledgers import Ledger, canonical
from tests.audit.writer import body, header

Rows = list[bytes]


def rows(ledger: Ledger) -> Rows:
    """The lines of its audit file above the end."""
    return [header(ledger.events[0].stream, len(ledger.events)), *body(ledger.events)]


def put(old: bytes, new: bytes) -> Callable[[Rows], Rows]:
    """The first of these bytes in the file replaced by others."""

    def change(lines: Rows) -> Rows:
        data = b"".join(lines)
        if old not in data:
            raise AssertionError(old)
        return data.replace(old, new, 1).splitlines(keepends=True)

    return change


def first_line(**fields: Any) -> Callable[[Rows], Rows]:
    """The first line with these fields changed, without those that are `...`."""

    def change(lines: Rows) -> Rows:
        values = {**json.loads(lines[0]), **fields}
        kept = {name: value for name, value in values.items() if value is not ...}
        return [canonical(kept) + b"\n", *lines[1:]]

    return change


def place(leaf: int, lines: Rows) -> int:
    return next(
        at for at, row in enumerate(lines) if row.startswith(b'{"i":%d,' % leaf)
    )


def without_leaf(leaf: int) -> Callable[[Rows], Rows]:
    def change(lines: Rows) -> Rows:
        at = place(leaf, lines)
        return first_line(size=10)(lines[:at] + lines[at + 1 :])

    return change


def swapped(leaf: int, other: int) -> Callable[[Rows], Rows]:
    def change(lines: Rows) -> Rows:
        mine, its = place(leaf, lines), place(other, lines)
        lines[mine], lines[its] = lines[its], lines[mine]
        return lines

    return change


def moved(start: bytes, by: int) -> Callable[[Rows], Rows]:
    """The line that begins like this, some lines further down."""

    def change(lines: Rows) -> Rows:
        at = next(at for at, row in enumerate(lines) if row.startswith(start))
        row = lines.pop(at)
        return [*lines[: at + by], row, *lines[at + by :]]

    return change


def inserted(at: int, row: bytes) -> Callable[[Rows], Rows]:
    return lambda lines: [*lines[:at], row, *lines[at:]]


def capitals(row: bytes) -> bytes:
    salt = json.loads(row)["salt"].encode()
    return row.replace(salt, salt.upper())


LINES: dict[str, Callable[[Rows], Rows]] = {
    "the format is another": first_line(audit="handshake-audit/2"),
    "the origin is another stream": first_line(origin=OTHER),
    "the origin is null": first_line(origin=None),
    "the size is too small": first_line(size=10),
    "the size is too large": first_line(size=12),
    "the size is a float": first_line(size=11.0),
    "the size is a text": first_line(size="11"),
    "personal is a text": first_line(personal="true"),
    "personal is a number": first_line(personal=1),
    "personal is null": first_line(personal=None),
    "personal is not said": first_line(personal=...),
    "the file says more of itself": first_line(written="2026-11-23"),
    "texts in a file without personal data": first_line(personal=False),
    "no first line": lambda lines: lines[1:],
    "two first lines": lambda lines: [lines[0], *lines],
    "no leaf": lambda lines: first_line(size=0)(lines[:1]),
    "a leaf is dropped": without_leaf(5),
    "the last leaf but one is dropped": without_leaf(9),
    "two leaves are swapped": swapped(2, 3),
    "a leaf is doubled": lambda lines: first_line(size=12)([*lines, lines[-2]]),
    "an index is true": put(b'{"i":1,', b'{"i":true,'),
    "an index is a float": put(b'{"i":1,', b'{"i":1.0,'),
    "an index is a text": put(b'{"i":1,', b'{"i":"1",'),
    "an index has a zero in front": put(b'{"i":1,', b'{"i":01,'),
    "an index is another": put(b'{"i":5,', b'{"i":6,'),
    "a leaf has one more field": put(b'"v":2}', b'"v":2,"w":1}'),
    "a leaf has one field less": put(b',"v":2}', b"}"),
    "a leaf says a field twice": put(b'"minutes":25', b'"minutes":25,"minutes":25'),
    "a leaf says a field twice, differently": put(
        b'"minutes":25', b'"minutes":24,"minutes":25'
    ),
    "a leaf holds a space": put(b'"minutes":25', b'"minutes": 25'),
    "a leaf ends with a space": put(b'"v":2}', b'"v":2} '),
    "a leaf begins with a space": put(b'{"i":5', b' {"i":5'),
    "a leaf ends with CR LF": put(b'"v":2}', b'"v":2}\r'),
    "a leaf is in another order": put(
        b'"minutes":25,"participants"', b'"participants":25,"minutes"'
    ),
    "a number says NaN": put(b'"minutes":25', b'"minutes":NaN'),
    "a number says -0": put(b'"minutes":25', b'"minutes":-0'),
    "a number is a float": put(b'"minutes":25', b'"minutes":25.0'),
    "a number has an exponent": put(b'"minutes":25', b'"minutes":25e0'),
    "an accent is escaped without need": put("è".encode(), b"\\u00e8"),
    "a letter is escaped without need": put(
        b"person.NoteTaken@1", b"person.NoteTaken\\u00401"
    ),
    "a text is half a surrogate pair": put("è".encode(), b"\\ud800"),
    "a text is not UTF-8": put("è".encode(), b"\xe8"),
    "a surrogate is written as UTF-8": put("è".encode(), b"\xed\xa0\x80"),
    "a byte order mark": put(b"{", b"\xef\xbb\xbf{"),
    "an empty line": inserted(3, b"\n"),
    "an empty object": inserted(3, b"{}\n"),
    "a list": inserted(3, b"[]\n"),
    "a number on a line": inserted(3, b"1\n"),
    "an end in the middle": inserted(3, b'{"end":{"root":"","sha256":"","size":1}}\n'),
    "deep nesting": put(
        b'"minutes":25', b'"minutes":' + b"[" * 100_000 + b"]" * 100_000
    ),
    "a very long number": put(b'"minutes":25', b'"minutes":' + b"9" * 10_000),
    "a text stands above its leaf": moved(b'{"of":1,', -1),
    "a text stands after the next leaf": moved(b'{"of":1,', 1),
    "a text comes twice": lambda lines: [*lines, lines[-1]],
    "a text is of another leaf": put(b'{"of":1,', b'{"of":0,'),
    "a text is of true": put(b'{"of":1,', b'{"of":true,'),
    "a text is of 1.0": put(b'{"of":1,', b'{"of":1.0,'),
    "a text has one more field": put(b'{"of":1,', b'{"for":1,"of":1,'),
    "a text has no salt": lambda lines: [
        *lines[:-1],
        put(b'"salt":', b'"sale":')(lines[-1:])[0],
    ],
    "a salt is in capitals": lambda lines: [*lines[:-1], capitals(lines[-1])],
    "a salt holds a space": lambda lines: [
        *lines[:-1],
        put(b'"salt":"', b'"salt":" ')(lines[-1:])[0],
    ],
    "a text comes first": inserted(
        1, b'{"of":0,"salt":"%b","text":{}}\n' % SALT.encode()
    ),
}


def sha(end: bytes) -> bytes:
    return str(json.loads(end)["end"]["sha256"]).encode()


def reordered(end: bytes) -> bytes:
    values = json.loads(end)["end"]
    return (
        json.dumps(
            {"end": dict(reversed(values.items()))}, separators=(",", ":")
        ).encode()
        + b"\n"
    )


def same_root(end: bytes) -> bytes:
    """The last digit carries two bits that say nothing: another digit decodes to the same bytes."""
    digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    root = str(json.loads(end)["end"]["root"]).encode()
    last = digits.index(root[-2:-1])
    return end.replace(root, root[:-2] + digits[last ^ 1 : (last ^ 1) + 1] + b"=")


ENDS: dict[str, Callable[[bytes], bytes]] = {
    "no end": lambda _: b"",
    "the end is not closed by a newline": lambda end: end[:-1],
    "the end is closed by two": lambda end: end + b"\n",
    "two ends": lambda end: end + end,
    "something after the end": lambda end: end + b"x",
    "a leaf after the end": lambda end: end + b'{"i":11}\n',
    "CR LF": lambda end: end[:-1] + b"\r\n",
    "a space": lambda end: end.replace(b'":"', b'": "'),
    "the order is another": reordered,
    "one more field": lambda end: end.replace(b'"root"', b'"base":64,"root"'),
    "one more field outside": lambda end: end.replace(b"}}", b'},"i":11}'),
    "no root": lambda end: end.replace(b'"root"', b'"ruut"'),
    "a root that decodes to the same": same_root,
    "no padding": lambda end: end.replace(b'="', b'"'),
    "sha256 in capitals": lambda end: end.replace(sha(end), sha(end).upper()),
    "size in a text": lambda end: end.replace(b'"size":11', b'"size":"11"'),
    "size as a float": lambda end: end.replace(b'"size":11', b'"size":11.0'),
    "another size": lambda end: end.replace(b'"size":11', b'"size":12'),
    "null": lambda _: b'{"end":null}\n',
}
