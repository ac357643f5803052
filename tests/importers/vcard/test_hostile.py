from __future__ import annotations

from hypothesis import given

from ledger.importers.formats.vcard import read
from ledger.importers.io.content_lines import split
from tests.importers.hostile import hostile, survives
from tests.importers.vcard import samples


@given(data=hostile([*samples.ALL.values()]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("cards.vcf", data)])


@given(one=hostile([*samples.ALL.values()]))
def test_no_file_costs_its_neighbour(one: bytes) -> None:
    reading = read([("a.vcf", one), ("b.vcf", samples.KHARD.encode())])
    assert "Zoé Lefèvre" in [
        each.who[0].name for each in reading.rows if each.file == "b.vcf"
    ]


def test_escapes_and_separators_without_end_are_taken_apart_in_one_pass() -> None:
    assert len(split(10_000 * "\\;", ";")) == 1
    assert len(split(10_000 * ";", ";")) == 10_001
    assert split("a\\", ";") == ["a"]
