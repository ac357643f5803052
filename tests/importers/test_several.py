"""A file that cannot be read costs its own rows, not those of the others."""

from __future__ import annotations

import pytest

from ledger.errors import BadInput
from ledger.importers import registry
from ledger.importers.api import Diagnostic
from ledger.importers.formats import (
    csv,
    facebook,
    friends,
    google,
    monica,
    outlook,
    twitter,
    vcard,
    viadeo,
)
from ledger.importers.io.archive import of_each
from tests.faults.fuzz import FILES, NOW
from tests.importers.csv.samples import JOURNAL
from tests.importers.facebook.test_facebook import FRIENDS
from tests.importers.friends.samples import SAMPLE
from tests.importers.google.samples import NEW
from tests.importers.monica.test_monica import EXPORT
from tests.importers.outlook.samples import ALL as OUTLOOK
from tests.importers.twitter.test_twitter import ARCHIVE
from tests.importers.vcard.samples import KHARD
from tests.importers.viadeo.test_viadeo import TABLE


def shout(name: str, data: bytes) -> str:
    if data == b"{":
        raise BadInput(
            "{file} is cut off or not JSON on line {line}; extract it from the export again.",
            file=name,
            line=7,
        )
    return data.decode().upper()


def test_a_refused_file_is_a_problem_on_its_line() -> None:
    found, (problem,) = of_each([("a", b"{"), ("b", b"x")], shout)
    assert (found, problem.file, problem.line) == (["X"], "a", 7)
    assert problem.reason.format(**problem.details).startswith("a is cut off")


def test_where_all_are_refused_the_first_refusal_is_raised() -> None:
    with pytest.raises(BadInput, match=r"^a is cut off"):
        of_each([("a", b"{"), ("b", b"{")], shout)


@pytest.mark.parametrize("name", FILES)
def test_an_empty_file_is_called_empty_in_every_format(name: str) -> None:
    options = {"now": NOW} if name == "ics" else {}
    for blank in (b"", b"\n\r\n", b"\xef\xbb\xbf \t\n", b"\0\0", b"\xff\xfe\n\0"):
        with pytest.raises(BadInput) as refused:
            registry.module_of(name).read([("file", blank)], **options)
        assert str(refused.value) == "file is empty."


def check(problems: tuple[Diagnostic, ...], file: str) -> None:
    """The empty file is a problem that says so."""
    (problem,) = [problem for problem in problems if problem.file == file]
    assert problem.reason.format(**problem.details) == f"{file} is empty."


def test_every_format_keeps_the_good_files() -> None:
    bad = ("bad.js", b"")
    check(facebook.read([bad, ("friends.json", FRIENDS)]).problems, "bad.js")
    check(monica.read([bad, ("m.json", EXPORT)]).reading.problems, "bad.js")
    check(
        friends.read([bad, ("friends.md", SAMPLE.encode())]).reading.problems, "bad.js"
    )
    check(twitter.read([bad, *ARCHIVE]).problems, "bad.js")
    check(google.read([bad, ("contacts.csv", NEW.encode())]).problems, "bad.js")
    check(outlook.read([bad, *OUTLOOK.items()]).problems, "bad.js")
    check(csv.read([bad, ("journal.csv", JOURNAL.encode())]).problems, "bad.js")
    check(viadeo.read([bad, ("contacts.csv", TABLE.encode())]).problems, "bad.js")
    check(vcard.read([bad, ("a.vcf", KHARD.encode())]).problems, "bad.js")
