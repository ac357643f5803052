"""Whatever file an import is given: it ends with an exit code of the list and a message, and can be undone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.cli.program import program
from tests.cli.conftest import Handshake
from tests.importers.csv.samples import CONNECTIONS, JOURNAL, PEOPLE
from tests.importers.facebook.test_facebook import FRIENDS, NEWEST
from tests.importers.friends.samples import SAMPLE
from tests.importers.google.samples import NEW, OLD
from tests.importers.hostile import hostile
from tests.importers.ics.samples import GOOGLE, calendar, entry
from tests.importers.ics.samples import OUTLOOK as FROM_OUTLOOK
from tests.importers.linkedin import exports
from tests.importers.monica.test_monica import EXPORT
from tests.importers.outlook.samples import ALL as OUTLOOK
from tests.importers.test_archives import packed
from tests.importers.twitter.test_twitter import ARCHIVE, HEADERS
from tests.importers.vcard.samples import ALL as CARDS
from tests.importers.viadeo.test_viadeo import SCRAPED, TABLE
from tests.importers.xing.samples import CONTACTS, MESSAGES

LINKEDIN = exports.table(
    exports.NEW,
    exports.connection(exports.YANIS, "08 Feb 2026"),
    exports.connection(
        exports.ZOE, "14 Nov 2019", "Exemple, SA", email="zoe@example.org"
    ),
)
SAMPLES: dict[str, tuple[str, Sequence[bytes]]] = {
    "csv": ("t.csv", [each.encode() for each in (JOURNAL, PEOPLE, CONNECTIONS)]),
    "facebook": ("your_friends.json", [FRIENDS, NEWEST]),
    "friends": ("friends.md", [SAMPLE.encode()]),
    "google": ("contacts.csv", [NEW.encode(), OLD.encode()]),
    "ics": ("a.ics", [GOOGLE, FROM_OUTLOOK, calendar(entry(), entry(uid="UID:2"))]),
    "linkedin": ("Connections.csv", [LINKEDIN, packed(("Connections.csv", LINKEDIN))]),
    "monica": ("monica.json", [EXPORT]),
    "outlook": ("contacts.csv", [*OUTLOOK.values()]),
    "twitter": ("twitter.zip", [packed(*ARCHIVE), HEADERS]),
    "vcard": ("a.vcf", [*CARDS.values()]),
    "viadeo": ("c.csv", [TABLE.encode(), SCRAPED.encode()]),
    "xing": ("x.csv", [CONTACTS.encode(), MESSAGES.encode()]),
}
BAD_INPUT = 6


def run(home: Path, *words: str) -> Result:
    """A command, which must end by itself."""
    handshake = Handshake(home)
    found = CliRunner().invoke(
        program, list(words), env=handshake.environment, prog_name="handshake"
    )
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def people(home: Path) -> list[object]:
    return list(json.loads(run(home, "person", "list", "--json").stdout)["people"])


def survives(home: Path, file_format: str, file: Path) -> None:
    """Fail unless the file is refused in a sentence, or comes in, only once, and goes again when undone."""
    words = ("import", file_format, str(file), "--json")
    dry, done = run(home, *words, "--dry-run"), run(home, *words)
    assert dry.exit_code == done.exit_code
    if done.exit_code:
        assert done.exit_code == BAD_INPUT
        assert done.stderr.startswith("Error: ")
        return
    said = json.loads(done.stdout)
    assert said["added"] == json.loads(dry.stdout)["added"]
    assert json.loads(run(home, *words).stdout)["added"] == 0
    if said["added"]:
        assert run(home, "undo", said["batch"]).exit_code == 0
    assert people(home) == []


@pytest.mark.parametrize("file_format", SAMPLES)
@settings(max_examples=max(3, settings().max_examples // 25))
@given(data=st.data())
def test_no_file_costs_more_than_a_message(
    file_format: str, data: st.DataObject
) -> None:
    name, samples = SAMPLES[file_format]
    content = data.draw(hostile(samples))
    with TemporaryDirectory() as folder:
        home, file = Path(folder), Path(folder) / name
        file.write_bytes(content)
        run(home, "init", "--me", "Moi Exemple", "--email", "moi@example.org")
        survives(home, file_format, file)


@pytest.mark.parametrize("file_format", SAMPLES)
def test_the_samples_themselves_come_in_and_go_again(
    file_format: str, tmp_path: Path
) -> None:
    name, samples = SAMPLES[file_format]
    for number, content in enumerate(samples):
        home = tmp_path / str(number)
        home.mkdir()
        (home / name).write_bytes(content)
        run(home, "init", "--me", "Moi Exemple", "--email", "moi@example.org")
        survives(home, file_format, home / name)
