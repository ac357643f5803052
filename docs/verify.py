"""Checks an audit file of handshake without handshake: python3 verify.py FILE."""

from __future__ import annotations

import json
import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from hmac import digest
from itertools import count
from pathlib import Path
from typing import Any

ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
HEAD = rb'{"audit":"handshake-audit/1","origin":"(%b)","personal":(true|false),"size":(\d+)}\n' % ID.encode()
LEAF = rb'{"i":(\d+),"kind":"(\w+\.\w+@\d+)","state":({.*}),"stream":"(%b)","v":(\d+)}\n' % ID.encode()
TEXT = rb'{"of":(\d+),"salt":"([0-9a-f]{64})","text":({.*})}\n'
END = '{"end":{"root":"%s","sha256":"%s","size":%d}}\n'
LONGEST, DEEPEST = 2**26, 64  # bytes of a line; objects and lists inside one another


def must(found: Any, otherwise: str) -> Any:
    """Stop if it is nothing, or False."""
    if not found:
        raise ValueError(otherwise)
    return found


def whole(number: str) -> int:
    """Read an integer that every JSON reader keeps exact: not 1.0, not 1e3, not NaN."""
    must(abs(int(number)) < 2**53, "a number is too large")
    return int(number)


def texts(value: Any, levels: int = DEEPEST) -> list[str]:
    """Find the texts in a JSON value, the keys of objects apart; stop where it nests too deep."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, (dict, list)):
        return []
    must(levels, "nested too deep")
    inner = value.values() if isinstance(value, dict) else value
    return [text for item in inner for text in texts(item, levels - 1)]


def plain(data: bytes) -> dict[str, Any]:
    """Read a JSON object, if these bytes are the one canonical way to write it."""
    value: dict[str, Any] = json.loads(data, parse_int=whole, parse_float=whole, parse_constant=whole)
    canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    must(canonical.encode() == data, "not canonical JSON")
    texts(value)
    return value


def tree(hashes: list[bytes]) -> bytes:
    """Compute the root of a Merkle tree (RFC 6962, section 2.1)."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + tree(hashes[:k]) + tree(hashes[k:])).digest()


def check(lines: Iterator[bytes]) -> str:
    """Say what holds, or raise at the first line that does not fit."""
    hashes: list[bytes] = []
    versions: dict[str, int] = {}  # leaves so far of each stream
    missing: dict[int, tuple[str, list[str]]] = {}  # of leaves without text: whose erasure tells why
    erased: dict[str, int] = {}  # people and events, with the last leaf that erased them
    head = must(re.fullmatch(HEAD, line := next(lines, b"")), "not the first line of an audit file")
    above = sha256(line)
    for line in lines:
        n = len(hashes)
        if leaf := re.fullmatch(LEAF, line):
            i, kind, state, *place = leaf.groups()
            stream, v = place[0].decode(), place[1].decode()
            fields, versions[stream] = plain(state), versions.get(stream, 0) + 1
            must((i, v) == (b"%d" % n, f"{versions[stream]}"), "a leaf is missing or out of place")
            must(n or place[0] == head[1], "the first leaf is not of the origin in line 1")
            if "sealed" in fields:
                must(re.fullmatch("[0-9a-f]{64}", fields["sealed"]), "not a commitment")
                if head[2] == b"true":
                    people = [text for text in texts(fields) if re.fullmatch(ID, text)]
                    missing[n] = fields["sealed"], [stream, f"{stream}/{v}", *people]
            if kind == b"person.PersonErased@1":
                erased[stream] = n
            if kind == b"person.TextErased@1":
                event = must(re.fullmatch(ID + "/[1-9][0-9]*", fields["event"]), "not an event's id")
                erased[event[0]] = n
            hashes.append(sha256(b"\0" + line[:-1]).digest())
        elif text := re.fullmatch(TEXT, line):
            of, salt, words = text.groups()
            must(of == b"%d" % (n - 1) and n - 1 in missing, "not the sealed text of the leaf above")
            commitment = digest(bytes.fromhex(salt.decode()), words, "sha256").hex()
            must(plain(words) is not None and commitment == missing.pop(n - 1)[0], "not what was sealed")
        else:
            break
        above.update(line)
    root = b64encode(tree(must(hashes, "no leaf"))).decode()
    end = END % (root, above.hexdigest(), len(hashes))
    must(line == end.encode(), f"neither a leaf nor a text nor the end that fits, {end.strip()}")
    must(next(lines, b"") == b"", "something follows the end")
    must(head[3] == b"%d" % len(hashes), f"line 1 says {head[3].decode()} leaves, there are {len(hashes)}")
    for n, (_, names) in missing.items():
        must(any(erased.get(name, 0) > n for name in names), f"leaf {n} lacks its text; no erasure tells why")
    return f"ok: {len(hashes)} leaves, root {root}"


if __name__ == "__main__":
    counted = count()
    try:
        with Path(sys.argv[1]).open("rb") if sys.argv[1:] else sys.stdin.buffer as file:
            lines = iter(lambda: file.readline(LONGEST), b"")
            print(check(line for line, _ in zip(lines, counted)))  # noqa: B905 - runs on Python 3.8 too
    except (ValueError, LookupError, TypeError, RecursionError, OSError) as problem:
        sys.exit(f"line {next(counted)}: {problem}")
