"""`make catalogues`: brings the French catalogue up to date with the words in the source.

    python tests/catalogues.py [FRAGMENT.po ...]

Writes how each language writes days, lists and numbers into ledger/language/cldr.py (`tests/cldr.py`), then
extracts every message, takes translations from the catalogue and then from the fragments (small .po
files with `msgid` and `msgstr` only, for adding many at once), writes handshake.pot, fr/…/handshake.po
and handshake.mo, and prints what is still to be translated: a fragment to fill in and give back.
Entries are sorted, one line each, without places or dates, so that two people who add words change
different lines.
"""

from __future__ import annotations

import ast
import fcntl
import inspect
import io
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

import click
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from ledger import errors
from ledger.facts.connection.events import Standing
from ledger.facts.meeting import events as meetings
from ledger.facts.meeting.state import Status
from ledger.store import port
from projections.engine.sqlite import views_file
from tests import cldr

ROOT: Final = Path(__file__).parents[1]
LOCALE: Final = ROOT / "ledger" / "language" / "locale"
TEMPLATE: Final = LOCALE / "handshake.pot"
FRENCH: Final = LOCALE / "fr" / "LC_MESSAGES" / "handshake.po"
COMPILED: Final = FRENCH.with_suffix(".mo")
FROM_CLICK: Final = "click"
CLICK: Final = "8.5.1"
"""The version whose words were last translated."""

TWO_FORMS: Final = "nplurals=2; plural=(n > 1);"
"""French has a third form in CLDR, for whole millions ("un million de cafés"): no message counts so far."""

HEADER: Final = """\
Project-Id-Version: handshake-ledger
Language: {language}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
Plural-Forms: {plurals}
"""

MessageId: TypeAlias = str | tuple[str, str]

Message: TypeAlias = tuple[str | None, MessageId]
"""A message with its context, which tells apart what English says with one word and French with two."""

KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "count_of": (1, 2),
    "counted": (1, 2),
    "N_": None,
    "required": (2,),
} | {
    name: None
    for module in (errors, port, views_file)
    for name, kind in vars(module).items()
    if inspect.isclass(kind) and issubclass(kind, Exception)
}
"""Calls whose argument is a message: gettext's, the kinds of error, and `required` of the facts."""

CLICK_KEYWORDS: Final[dict[str, Any]] = {"_": None, "ngettext": (1, 2)}


METHODS: Final = {".py": "python", ".html": "jinja2.ext:babel_extract"}
"""How messages are found in each kind of file."""


def in_source(folder: Path, keywords: dict[str, Any]) -> Iterator[Message]:
    """Every message in the Python files and the page templates of a folder."""
    for suffix in METHODS:
        for path in sorted(folder.rglob(f"*{suffix}")):
            yield from in_file(path, keywords)


def in_file(path: Path, keywords: dict[str, Any] | None = None) -> Iterator[Message]:
    """Every message in a Python file or a template, in the order of its lines."""
    method = METHODS[path.suffix]
    found = extract_from_file(method, path, keywords=keywords or KEYWORDS)
    for _line, message, _comments, context in found:
        if message:
            yield (
                context,
                message if isinstance(message, str) else (message[0], message[1]),
            )


def in_facts() -> Iterator[MessageId]:
    """What facts carry: the name and help of each form of meeting, and the words for how things stand."""
    for kind in meetings.forms().values():
        yield from (kind.title, inspect.getdoc(kind) or "")
    yield from get_args(Status)
    yield from get_args(Standing)


def in_metavars(folder: Path) -> Iterator[MessageId]:
    """The words in capitals that stand for options and arguments in the help."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "metavar"
                and isinstance(node.value, ast.Constant)
            ):
                yield from re.findall("[A-Z]{2,}", str(node.value.value))


def ours() -> set[Message]:
    """Every message of the program itself."""
    folders = ("ledger", "projections")
    plain: list[MessageId] = [*in_facts()]
    found: list[Message] = []
    for folder in folders:
        found += in_source(ROOT / folder, KEYWORDS)
        plain += in_metavars(ROOT / folder)
    return {*found, *((None, message) for message in plain)}


def of_click() -> set[Message]:
    """Every message of the click that is installed; one of them is looked up by a variable."""
    folder = Path(click.__file__).parent
    return {(None, "required"), *in_source(folder, CLICK_KEYWORDS)}


def read(path: Path) -> Catalog:
    """A catalogue file; an empty catalogue if there is none."""
    if not path.exists():
        return empty()
    text = path.read_bytes()
    if b'"Plural-Forms:' not in text:  # a fragment
        text = f'msgid ""\nmsgstr "Plural-Forms: {TWO_FORMS}\\n"\n\n'.encode() + text
    return read_po(io.BytesIO(text), locale="fr", abort_invalid=True)


def empty() -> Catalog:
    """A catalogue of nothing, with two forms of a plural whatever the Babel that is installed thinks of French."""
    new = Catalog(locale="fr")
    new.mime_headers = [("Plural-Forms", TWO_FORMS)]
    return new


def entries(catalogue: Catalog) -> list[Entry]:
    """The entries of a catalogue, without its header."""
    return [entry for entry in catalogue if entry.id]


def updated(known: Iterable[Catalog]) -> Catalog:
    """A catalogue of all messages, with the translations of the known ones, the last one's first."""
    said = {
        _key(entry): entry.string
        for each in known
        for entry in entries(each)
        if _complete(entry)
    }
    own, clicks = ours(), of_click()
    new = empty()
    for context, message in own | clicks:
        key = (context, message if isinstance(message, str) else message[0])
        new.add(
            message,
            said.get(key, ""),
            auto_comments=() if (context, message) in own else (FROM_CLICK,),
            context=context,
        )
    return new


def as_text(catalogue: Catalog, language: str = "") -> str:
    """The catalogue as a .po file, or without translations, for no language, as the template."""
    bare = empty()
    for entry in entries(catalogue):
        bare.add(
            entry.id,
            entry.string if language else "",
            auto_comments=entry.auto_comments,
            context=entry.context,
        )
    header = "".join(
        f'"{line}\\n"\n'
        for line in HEADER.format(language=language, plurals=TWO_FORMS).splitlines()
    )
    return f'msgid ""\nmsgstr ""\n{header}\n' + _body(bare)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo file, always the same bytes for the same words (GNU gettext manual, 10.3)."""
    texts = {"": HEADER.format(language="fr", plurals=TWO_FORMS)}
    texts |= {
        _with_context(entry): _joined(entry.string)
        for entry in entries(catalogue)
        if _complete(entry)
    }
    pairs = [(key.encode(), text.encode()) for key, text in sorted(texts.items())]
    start = 28 + 16 * len(pairs)
    tables, body = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<2I", len(pair[side]), start + len(body))
            body += pair[side] + b"\0"
    head = struct.pack(
        "<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start
    )
    return head + tables[0] + tables[1] + body


def main(fragments: list[str]) -> int:
    """Write the three files; give 1 if something is still to be translated."""
    with TEMPLATE.open("a+") as lock:  # several people may add words at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = read(FRENCH)
        after = updated([before, *(read(Path(name)) for name in fragments)])
        FRENCH.write_text(as_text(after, "fr"), encoding="utf-8")
        COMPILED.write_bytes(compiled(after))
        TEMPLATE.write_text(as_text(after), encoding="utf-8")
        cldr.MODULE.write_text(cldr.generated(), encoding="utf-8")
    for message in sorted(
        {_key(each)[1] for each in entries(before)}
        - {_key(each)[1] for each in entries(after)}
    ):
        print(f"# dropped: {message!r}")
    missing = untranslated(after)
    print(_body(missing), end="")
    return 1 if entries(missing) else 0


def untranslated(catalogue: Catalog) -> Catalog:
    """The entries that still want a translation."""
    missing = empty()
    for entry in entries(catalogue):
        if not _complete(entry):
            missing.add(entry.id, context=entry.context)
    return missing


def _body(catalogue: Catalog) -> str:
    file = io.BytesIO()
    write_po(file, catalogue, width=0, sort_output=True, omit_header=True)
    return file.getvalue().decode()


def _key(entry: Entry) -> tuple[str | None, str]:
    """gettext knows a message by its context and its singular."""
    singular = entry.id if isinstance(entry.id, str) else entry.id[0]
    return entry.context, singular


def _with_context(entry: Entry) -> str:
    """The message as a compiled catalogue has it."""
    message = _joined(entry.id)
    return f"{entry.context}\x04{message}" if entry.context else message


def _joined(message: Any) -> str:
    return message if isinstance(message, str) else "\0".join(message)


def _complete(entry: Entry) -> bool:
    strings = (
        [entry.string] if isinstance(entry.string, str) else [*(entry.string or ())]
    )
    return all(strings) and bool(strings) and not entry.fuzzy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
