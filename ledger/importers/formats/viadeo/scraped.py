"""What a scraper wrote while Viadeo was there: an object of JSON a line, several files glued together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.facts.person.commands import Details
from ledger.importers.api import Connected, Diagnostic, ImportFile
from ledger.importers.formats.address_book import Listed, email_of, once, people, whole_name
from ledger.importers.io.archive import Named
from ledger.importers.io.csv_table import LONGEST_LINE, UNREADABLE
from ledger.importers.io.encoding import decode, is_broken
from ledger.importers.io.refusals import refuse_crowds, refuse_empty
from ledger.language import N_

NO_OBJECT: Final = N_("This line is no contact: it would be an object of JSON with a name.")
NOBODY: Final = N_("This row names nobody.")

_BEGIN: Final = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*\{")


def is_scraped(data: bytes) -> bool:
    """Whether a file begins like an object of JSON."""
    return _BEGIN.match(data[:100]) is not None


def read(files: Sequence[Named], network: str, *, encoding: str | None = None) -> ImportFile:
    """The contacts of all the files; raises BadInput where there is none."""
    found: list[Listed | Diagnostic] = []
    encodings: dict[str, str] = {}
    for name, data in files:
        refuse_crowds(name, data)
        text, encodings[name] = decode(name, data, encoding=encoding)
        found += _contacts(name, text)
    entries = [each for each in found if isinstance(each, Listed)]
    problems = tuple(each for each in found if isinstance(each, Diagnostic))
    if not entries:
        raise refuse_empty([name for name, _ in files], problems)
    brought = people("viadeo", entries, Connected(network=network, on=None))
    return ImportFile(rows=brought, problems=problems, read=len(found), encodings=encodings)


def _contacts(file: str, text: str) -> Iterator[Listed | Diagnostic]:
    for number, line in enumerate(text.split("\n"), 1):
        if bare := line.strip("\ufeff \t\r"):
            yield _contact(file, number, bare)


def _contact(file: str, number: int, line: str) -> Listed | Diagnostic:
    if is_broken(line):
        return Diagnostic(file=file, line=number, reason=UNREADABLE)
    if (said := _parsed(line)) is None:
        return Diagnostic(file=file, line=number, reason=NO_OBJECT)
    texts = {key: _text(said.get(key)) for key in ("id", "name", "headline")}
    where = said.get("where")
    details = Details(
        emails=once(map(email_of, _texts(said.get("emails")))),
        phones=once(each for each in _texts(said.get("phones")) if sum(map(str.isdigit, each)) > 2),
        position=whole_name(texts["headline"]) or None,
        place=whole_name(_text(where.get("locality"))) or None if isinstance(where, dict) else None,
    )
    name = whole_name(texts["name"]) or (details.emails or ("",))[0]
    if not name:
        return Diagnostic(file=file, line=number, reason=NOBODY)
    return Listed(file=file, line=number, name=name, details=details, uid=texts["id"].strip())


def _parsed(line: str) -> Mapping[str, Any] | None:
    if len(line) > LONGEST_LINE:
        return None
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _texts(value: object) -> Iterator[str]:
    """The texts in a list; of objects in it their values."""
    for each in value if isinstance(value, list) else ():
        for text in each.values() if isinstance(each, dict) else (each,):
            yield _text(text)


def _text(value: object) -> str:
    """A value as text; what can be no text of a ledger is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value) if not isinstance(value, int) or abs(value) < 2**63 else ""
    return "" if is_broken(text) or "\0" in text else text
