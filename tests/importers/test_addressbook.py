from __future__ import annotations

import pytest

from ledger.facts.person.commands import Details
from ledger.importers.formats.address_book import (
    Listed,
    by_commas,
    email_of,
    one_person,
    people,
)


def listed(name: str, file: str = "a", **details: tuple[str, ...]) -> Listed:
    return Listed(file=file, line=1, name=name, details=Details(**details))  # type: ignore[arg-type]


def rows(*entries: Listed) -> list[tuple[str, ...]]:
    return [row.who[0].rows for row in people("test", entries)]


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        (["Zoé Lefèvre", "zoe lefevre", "Lefèvre Zoé", "LEFÈVRE"], True),
        (["Zoé Lefèvre", "Z. Lefèvre", "Zoé"], True),
        (["Zoé Lefèvre", "zoe@example.org"], True),
        (["Zoé Lefèvre", "Yanis Lefèvre"], False),
        (["Zoé", "Yanis", "Zoé Yanis"], True),
        (["A. Exemple", "Anne Exemple", "Arthur Exemple"], False),
        ([], True),
    ],
)
def test_names_that_may_be_one(names: list[str], *, is_one: bool) -> None:
    assert one_person(names) is is_one


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("zoe@example.org", "zoe@example.org"),
        ("Zoé <zoe@example.org>", "zoe@example.org"),
        ("mailto:Zoe@Example.org?subject=x", "Zoe@Example.org"),
        ("SMTP:zoe@example.org", "zoe@example.org"),
        ("/o=Exemple/cn=Recipients/cn=zoe@example.org", "zoe@example.org"),
        ("/o=Exemple/ou=Un/cn=Recipients/cn=zoe", None),
        ("* myContacts", None),
        ("zoe(at)example.org", None),
        ("", None),
    ],
)
def test_what_is_an_address(text: str, address: str | None) -> None:
    assert email_of(text) == address


def test_words_after_a_name_stay_with_it() -> None:
    assert by_commas("Zoé,Ada Muster, MBA, Ph.D.") == ["Zoé", "Ada Muster, MBA, Ph.D."]


def test_a_bare_name_is_identified_by_its_place_among_equal_ones() -> None:
    one, two, other = rows(listed("Jean"), listed("Jean"), listed("Zoé"))
    assert (one, two) == (('row:test|["jean"]|0',), ('row:test|["jean"]|1',))
    assert other == ('row:test|["zoé"]|0',)


def test_copies_of_a_name_in_two_files_are_one_and_other_content_is_another() -> None:
    un = Listed(file="b", line=1, name="Jean", details=Details(organisation="Un"))
    assert rows(listed("Jean"), un, listed("Jean", "c")) == [
        ('row:test|["jean"]|0',),
        ('row:test|["jean"]|1',),
        ('row:test|["jean"]|0',),
    ]


def test_a_short_number_is_nobodys() -> None:
    assert rows(listed("Jean", phones=("3949",))) == [('row:test|["jean"]|0',)]
    assert rows(listed("Jean", phones=("+33 6 00 00 00 00",))) == [
        ('row:test|["jean","33600000000"]|0',)
    ]


def test_an_address_of_two_names_identifies_neither_and_tells_each_again_with_the_name() -> (
    None
):
    found = people(
        "test", [listed(name, emails=("a@example.org",)) for name in ("Anne", "Luc")]
    )
    assert [(row.who[0].identifiers, row.who[0].rows) for row in found] == [
        ((), ('row:test|["anne","email:a@example.org"]|0',)),
        ((), ('row:test|["luc","email:a@example.org"]|0',)),
    ]
