"""Every parser under a coverage-guided fuzzer: `python -m tests.faults.fuzz PARSER FOLDER [options of libFuzzer]`.

It starts from the corpus; inputs that reach new code are added to the folder.

A parser may refuse what it gets in one sentence, a `LedgerError`; anything else that it raises, a second of time or
256 MiB of memory are findings. Needs atheris, which not every platform has.
"""

from __future__ import annotations

import importlib
import io
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ledger.errors import LedgerError

SECONDS: Final = 1.0
MEGABYTES: Final = 256
CORPUS: Final = Path(__file__).with_name("corpus")
NOW: Final = datetime(2026, 11, 23, 14, tzinfo=UTC)
TODAY: Final = NOW.date()
LINE: Final = 500
"""How many characters of a line are read: a command line is seldom longer."""

FILES: Final = {
    "csv": "people.csv",
    "facebook": "your_friends.json",
    "friends": "friends.md",
    "google": "contacts.csv",
    "ics": "calendar.ics",
    "linkedin": "Connections.csv",
    "monica": "monica.json",
    "outlook": "contacts.csv",
    "twitter": "follower.js",
    "vcard": "cards.vcf",
    "viadeo": "contacts.csv",
    "xing": "contacts.csv",
}
"""The importers, and how a file of each is called."""

Parser = Callable[[bytes], object]


def _importer(name: str) -> Parser:
    module = importlib.import_module(f"ledger.importers.formats.{name}")
    read = getattr(module, "read", None)
    if read is None:
        read = importlib.import_module(f"{module.__name__}.read").read
    options = {"now": NOW} if name == "ics" else {}
    return lambda data: read([(FILES[name], data)], **options)


def _dates(data: bytes) -> object:
    from ledger.language.dates import read_date

    return read_date(data.decode("utf-8", "replace")[:LINE], TODAY)


def _periods(data: bytes) -> object:
    from ledger.language.dates import read_period

    return read_period(data.decode("utf-8", "replace")[:LINE], TODAY)


def _moments(data: bytes) -> object:
    from ledger.language.dates import read_moment

    return read_moment(data.decode("utf-8", "replace")[:LINE], TODAY)


def _sentences(data: bytes) -> object:
    from ledger.language.sentences import understand
    from ledger.language.sentences.pieces import Known

    known = Known(lambda text: ["ada"] if text == "Ada" else [])
    return understand(data.decode("utf-8", "replace")[:LINE], NOW, known)


def _note(data: bytes) -> object:
    from ledger.store.checkpoint import read_note

    return read_note(data, "checkpoint")


def _audit(data: bytes) -> object:
    from projections.audit.audit_check import verify_records
    from projections.audit.canonical_line import lines_of

    return verify_records(lines_of(io.BytesIO(data)))


OTHERS: Final[dict[str, Parser]] = {
    "dates": _dates,
    "periods": _periods,
    "moments": _moments,
    "sentences": _sentences,
    "checkpoint": _note,
    "audit": _audit,
}

PARSERS: Final = (*FILES, *OTHERS)


def parser(name: str) -> Parser:
    """The parser of that name, loaded."""
    return OTHERS[name] if name in OTHERS else _importer(name)


def survive(parse: Parser, data: bytes, seconds: float = SECONDS) -> None:
    """Raise what a parser should not have done with these bytes, or in so many seconds of processor time."""
    started = time.process_time()
    try:
        parse(data)
    except LedgerError as error:
        refusal = str(error)
    else:
        refusal = ""
    passed = time.process_time() - started
    assert "\n" not in refusal, refusal
    assert passed < seconds, f"{len(data)} bytes took {passed:.1f} s"


def main() -> None:
    """Fuzz one parser with the options of libFuzzer, from its corpus on."""
    atheris = importlib.import_module("atheris")

    name, found, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["ledger", "projections"]):
        parse = parser(name)
        with suppress(LedgerError):
            parse(b"2026")  # what it loads when it is asked is watched too
    corpus = CORPUS / name
    bounds = [f"-timeout={SECONDS:.0f}", f"-rss_limit_mb={MEGABYTES}"]
    folders = [found, str(corpus)] if corpus.is_dir() else [found]
    atheris.Setup(
        [sys.argv[0], *bounds, *options, *folders], lambda data: survive(parse, data)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
