from __future__ import annotations

import pytest
from hypothesis import given

from ledger.errors import BadInput
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, ImportFile
from ledger.importers.formats.outlook import read
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory
from tests.importers.outlook import samples

ZOE = Details(
    emails=("zoe@example.org",),
    phones=("+33 6 00 00 00 00",),
    organisation="Exemple SA",
    position="Directrice",
    place="Orléans",
    tags=("Club", "Été"),
)


def of(data: str | bytes) -> ImportFile:
    return read([("contacts.csv", data.encode() if isinstance(data, str) else data)])


def only(data: str | bytes) -> Contact:
    (row,) = of(data).rows
    return row.who[0]


def names(reading: ImportFile) -> list[str]:
    return [row.who[0].name for row in reading.rows]


def test_the_new_outlook_says_who_somebody_is() -> None:
    zoe = of(samples.NEW).rows[0].who[0]
    assert (zoe.name, zoe.given, zoe.family) == ("Zoé Lefèvre", "Zoé", "Lefèvre")
    assert zoe.details == Details(
        emails=("zoe@example.org", "z@example.fr"),
        phones=("+33 6 00 00 00 00",),
        urls=("https://www.linkedin.com/in/zoe-lefevre-demo",),
        organisation="Exemple SA",
        position="Directrice",
        place="Lyon",
    )


def test_an_exchange_address_is_dropped_and_the_person_kept() -> None:
    ada = of(samples.NEW).rows[1].who[0]
    assert (ada.name, ada.details.emails, ada.identifiers) == ("Ada", None, ())
    assert only(samples.CLASSIC).details.emails == ("zoe@example.org", "zoe@example.fr")


def test_a_firm_alone_is_a_contact_and_a_note_alone_is_nobody() -> None:
    reading = of(samples.NEW)
    assert names(reading)[2:] == ["Plomberie Exemple"]
    assert [(p.line, p.reason) for p in reading.problems] == [
        (6, "This row has no name.")
    ]


def test_notes_and_birthdays_are_never_read() -> None:
    assert "jamais" not in repr(of(samples.NEW))
    assert "1990" not in repr(of(samples.NEW))


def test_classic_outlook_has_a_courtesy_title_that_is_no_job() -> None:
    zoe = only(samples.CLASSIC.encode("cp1252"))
    assert (zoe.details.position, zoe.details.tags) == (
        "Directrice",
        ("Club", "Travail"),
    )


def test_a_fax_is_no_telephone() -> None:
    assert only(samples.CLASSIC.encode("cp1252")).details.phones is None


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-15", "mac_roman", "cp850"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_french_outlook_writes_titre_twice(encoding: str, delimiter: str) -> None:
    text = samples.table(
        samples.FRENCH_ROW, header=samples.FRENCH_HEADER, delimiter=delimiter
    )
    zoe = only(text.encode(encoding))
    assert (zoe.name, zoe.given, zoe.family) == ("Zoé Lefèvre", "Zoé", "Lefèvre")
    assert zoe.details == ZOE


@pytest.mark.parametrize(
    ("meant", "taken"),
    [
        ("cp1252", "mac_roman"),
        ("mac_roman", "cp1252"),
        ("utf-8", "cp1252"),
        ("utf-8", "mac_roman"),
        ("cp1252", "cp850"),
    ],
)
def test_what_was_read_in_the_wrong_encoding_and_saved_is_repaired(
    meant: str, taken: str
) -> None:
    text = (
        samples.FRENCH.replace("Été", "été")
        .encode(meant)
        .decode(taken, "surrogateescape")
    )
    spoilt = "".join(
        chr(ord(char) & 0xFF) if char > "\ud7ff" else char for char in text
    )
    assert "Prénom" not in spoilt
    reading = of(spoilt)
    assert names(reading) == ["Zoé Lefèvre"]
    assert reading.rows[0].who[0].details.place == "Orléans"
    assert reading.encodings == {"contacts.csv": f"utf-8 ({meant} > {taken})"}


def test_the_line_that_excel_writes_above_is_passed_over() -> None:
    text = samples.table(
        samples.FRENCH_ROW, header=samples.FRENCH_HEADER, delimiter=";"
    )
    reading = of("sep=;\r\n" + text)
    assert names(reading) == ["Zoé Lefèvre"]
    assert reading.rows[0].line == 3


def test_one_list_has_the_whole_name_in_front() -> None:
    zoe, desk = (row.who[0] for row in of(samples.FRENCH_WITH_A_NAME_IN_FRONT).rows)
    assert (zoe.name, zoe.given, zoe.family) == ("Zoé Lefèvre", "Zoé", "Lefèvre")
    assert (zoe.details.position, zoe.details.organisation) == (
        "Directrice",
        "Exemple SA",
    )
    assert (desk.name, desk.given, desk.family) == ("Accueil Exemple", None, None)


def test_a_single_titre_is_understood_by_its_position() -> None:
    after = "Prénom,Nom,Société,Titre,Adresse de messagerie\nZoé,Lefèvre,Exemple SA,Directrice,z@example.org\n"
    before = "Titre,Prénom,Nom,Société,Adresse de messagerie\nMme,Zoé,Lefèvre,Exemple SA,z@example.org\n"
    assert only(after).details.position == "Directrice"
    assert only(before).details.position is None


def test_german_outlook() -> None:
    joerg = only(samples.GERMAN.encode("cp1252"))
    assert (joerg.name, joerg.given, joerg.family) == ("Jörg Bäcker", "Jörg", "Bäcker")
    assert joerg.details == Details(
        emails=("joerg@example.org", "jb@example.org"),
        phones=("+49 30 000000", "+49 170 0000000"),
        urls=("www.example.org",),
        organisation="Müller & Söhne",
        position="Geschäftsführer",
        place="Köln",
        tags=("Messe",),
    )


def test_a_nickname_is_another_name_to_answer_to() -> None:
    text = samples.table(
        samples.FRENCH_ROW | {"Surnom": "Zouzou"}, header=samples.FRENCH_HEADER
    )
    assert only(text).aliases == ("Zouzou",)


def test_importing_again_adds_nothing() -> None:
    for name, data in samples.ALL.items():
        ledger = Memory()
        ledger.take(of(data))
        again = ledger.take(of(data))
        assert (again.added, again.entries, again.candidates) == (0, (), ()), name


def test_the_french_and_the_english_table_of_one_person_are_one_person() -> None:
    ledger = Memory()
    for data in (samples.FRENCH, samples.CLASSIC, samples.FRENCH_WITH_A_NAME_IN_FRONT):
        ledger.take(of(data))
    assert sorted(ledger.people()) == ["Accueil Exemple", "Zoé Lefèvre"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (
            "First Name,Last Name,Labels,E-mail 1 - Value\nZoé,Lefèvre,,z@example.org\n",
            "import google",
        ),
        ("Given Name,Family Name,Group Membership,Phone 1 - Value\n", "import google"),
        (
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
            "import linkedin",
        ),
    ],
)
def test_a_file_of_another_program_is_refused_with_the_right_command(
    text: str, command: str
) -> None:
    with pytest.raises(BadInput, match=command):
        of(text)


@pytest.mark.parametrize("text", ["Nom;Date\nA;B\n", "First Name,Last Name\nA,B\n"])
def test_a_table_that_is_not_outlooks_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a table of Outlook contacts"):
        of(text)


def test_a_table_without_anybody_is_refused() -> None:
    with pytest.raises(BadInput, match="no rows"):
        of(samples.table(header=samples.FRENCH_HEADER))


@given(data=hostile([*samples.ALL.values()]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("contacts.csv", data)])
