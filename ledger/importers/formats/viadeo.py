"""Viadeo, of which no official export is publicly documented: tables of any kind, and what one scraper wrote.

The scraper wrote an object of JSON a line, several files glued together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.facts.person.commands import Details
from ledger.importers.api import Connected, Diagnostic, ImportFile, Named
from ledger.importers.formats import csv
from ledger.importers.formats.address_book import (
    Listed,
    email_of,
    once,
    people,
    whole_name,
)
from ledger.importers.formats.csv.layouts import ANY
from ledger.importers.formats.csv.rows import NOBODY
from ledger.importers.io.csv_table import LONGEST_LINE, UNREADABLE
from ledger.importers.io.encoding import decode, is_broken, is_unreadable
from ledger.importers.io.refusals import refuse_crowds, refuse_empty
from ledger.language import N_
from ledger.language.dates.table_dates import Order

NETWORK: Final = "viadeo"
SUFFIXES: Final = (*csv.SUFFIXES, ".json")
"""How the names of the files end."""

_OF_MEETINGS: Final = frozenset({"kind", "minutes", "with"})
LAYOUT: Final = replace(
    ANY,
    file_format=NETWORK,
    headers=[
        header for header in ANY.headers if header.required.isdisjoint(_OF_MEETINGS)
    ],
    left_out=_OF_MEETINGS,
)

NO_OBJECT: Final = N_(
    "This line is not a contact: it should be a JSON object with a name."
)

_BEGIN: Final = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*\{")


def read(
    files: Sequence[Named],
    *,
    mapping: Mapping[str, str] | None = None,
    dates: Order | None = None,
    encoding: str | None = None,
) -> ImportFile:
    """The contacts of all the files, each a connection on Viadeo.

    See `csv.read`. A day of registration (`Date Inscription`) is not that of a connection, so it
    is left where it is. Raises BadInput for a file that is no such list.
    """
    scraped: list[Named] = []
    tables: list[Named] = []
    for file in files:
        if _is_scraped(file[1]):
            scraped.append(file)
        else:
            tables.append(file)
    if scraped and not tables:
        return _of_scraper(scraped, encoding)
    listed = csv.read(
        tables,
        mapping=mapping,
        network=NETWORK,
        dates=dates,
        encoding=encoding,
        layout=LAYOUT,
    )
    if not scraped:
        return listed
    return _both(listed, _of_scraper(scraped, encoding))


def _both(tables: ImportFile, scraped: ImportFile) -> ImportFile:
    return replace(
        tables,
        rows=(*tables.rows, *scraped.rows),
        problems=(*tables.problems, *scraped.problems),
        read=tables.read + scraped.read,
        encodings={**tables.encodings, **scraped.encodings},
    )


def _is_scraped(data: bytes) -> bool:
    """Whether a file begins like an object of JSON."""
    return _BEGIN.match(data[:100]) is not None


def _of_scraper(files: Sequence[Named], encoding: str | None) -> ImportFile:
    """The contacts of all the files; raises BadInput if there are none."""
    contacts: list[Listed] = []
    problems: list[Diagnostic] = []
    encodings: dict[str, str] = {}
    for name, data in files:
        refuse_crowds(name, data)
        text, encodings[name] = decode(name, data, encoding=encoding)
        for contact in _contacts(name, text):
            if isinstance(contact, Listed):
                contacts.append(contact)
            else:
                problems.append(contact)
    if not contacts:
        raise refuse_empty([name for name, _ in files], problems)
    return ImportFile(
        rows=people(NETWORK, contacts, Connected(network=NETWORK, on=None)),
        problems=tuple(problems),
        read=len(contacts) + len(problems),
        encodings=encodings,
    )


def _contacts(file: str, text: str) -> Iterator[Listed | Diagnostic]:
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip("\ufeff \t\r")
        if bare:
            yield _contact(file, number, bare)


def _contact(file: str, number: int, line: str) -> Listed | Diagnostic:
    if is_broken(line):
        return Diagnostic(file=file, line=number, reason=UNREADABLE)
    fields = _parsed(line)
    if fields is None:
        return Diagnostic(file=file, line=number, reason=NO_OBJECT)
    emails = once(map(email_of, _texts(fields.get("emails"))))
    phones = list(filter(_is_phone, _texts(fields.get("phones"))))
    where = fields.get("where")
    locality = ""
    if isinstance(where, dict):
        locality = _text(where.get("locality"))
    details = Details(
        emails=emails,
        phones=once(phones),
        position=whole_name(_text(fields.get("headline"))) or None,
        place=whole_name(locality) or None,
    )
    name = whole_name(_text(fields.get("name")))
    if not name and emails:
        name = emails[0]
    if not name:
        return Diagnostic(file=file, line=number, reason=NOBODY)
    uid = _text(fields.get("id")).strip()
    return Listed(file=file, line=number, name=name, details=details, uid=uid)


def _parsed(line: str) -> Mapping[str, Any] | None:
    if len(line) > LONGEST_LINE:
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        return value
    return None


def _is_phone(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return digits > 2


def _texts(value: object) -> Iterator[str]:
    """The texts in a list; of objects in it their values."""
    if not isinstance(value, list):
        return
    for item in value:
        texts = item.values() if isinstance(item, dict) else [item]
        yield from map(_text, texts)


def _text(value: object) -> str:
    """A value as text; what can be no text of a ledger is none."""
    is_no_text = isinstance(value, bool) or not isinstance(value, str | int)
    if is_no_text:
        return ""
    if isinstance(value, int) and abs(value) >= 2**63:
        return ""
    text = str(value)
    if is_unreadable(text):
        return ""
    return text
